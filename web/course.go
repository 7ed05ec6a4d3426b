package web

import (
	"net/http"

	"gptlab/lessons"
	"gptlab/ref"
	"gptlab/viz"
)

// course is the body of /api/{lang}/course (docs/protocol.md §1.1).
type course struct {
	V         int               `json:"v"`
	Version   string            `json:"version"`
	Lang      string            `json:"lang"`
	Languages []languageLink    `json:"languages"`
	Lessons   []lessonLink      `json:"lessons"`
	Models    []modelLink       `json:"models"`
	Plots     []plotLink        `json:"plots"`
	Formulas  map[string]string `json:"formulas"`
	Terms     []lessons.Term    `json:"terms"`
	Strings   Words             `json:"strings"`
	Defaults  defaults          `json:"defaults"`
	Limits    map[string]int    `json:"limits"`
}

type languageLink struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type lessonLink struct {
	ID      string `json:"id"`
	Number  int    `json:"number"`
	Section string `json:"section"`
	Title   string `json:"title"`

	Asks []askLink `json:"asks"`
}

// askLink is a question of a lesson, with the page it stands on.
type askLink struct {
	ID    string `json:"id"`
	Page  string `json:"page"`
	Title string `json:"title"` // of the page
}

type modelLink struct {
	Name    string `json:"name"`
	Bundled bool   `json:"bundled"`
}

type plotLink struct {
	Kind    string       `json:"kind"`
	Formats []viz.Format `json:"formats"`

	Compares bool `json:"compares"` // it can be of two runs
}

type defaults struct {
	Lesson string `json:"lesson"`
	Model  string `json:"model"`
}

// limits are the numbers of docs/protocol.md §8 that a client can keep to.
var limits = map[string]int{
	"message_bytes":  viz.MaxMessageBytes,
	"credits":        viz.MaxCredits,
	"open_runs":      maxOpenRuns,
	"runs_in_flight": maxInFlight,
	"top":            viz.MaxTop,
	"frame_bytes":    viz.MaxFrameBytes,
}

func (s *Server) serveCourse(lang string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		words, err := wordsOf(lang)
		if err != nil {
			s.writeError(w, lang, err)
			return
		}
		writeJSON(w, http.StatusOK, course{
			V: viz.ProtocolVersion, Version: s.version, Lang: lang,
			Languages: languageLinks(), Lessons: lessonLinks(lang), Models: s.modelLinks(), Plots: plotLinks(),
			Formulas: lessons.Formulas(), Terms: lessons.Glossary(lang), Strings: words,
			Defaults: s.defaults(lang), Limits: limits,
		})
	}
}

func (s *Server) serveLesson(lang string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		lesson, err := lessonOf(r.PathValue("lesson"))
		if err != nil {
			s.writeError(w, lang, err)
			return
		}
		rendered := lesson.Render(lang)
		rendered.Own = s.withOwnText(rendered.Own, r.URL.Query().Get("for"))
		writeJSON(w, http.StatusOK, rendered)
	}
}

// serveChapter answers /api/{lang}/chapter (docs/protocol.md §1.4).
func (s *Server) serveChapter(lang string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"terms": lessons.Chapter(lang)})
	}
}

// lessonOf finds a lesson, or fails with lesson_unknown.
func lessonOf(id string) (*lessons.Lesson, error) {
	lesson, ok := lessons.Find(id)
	if !ok {
		return nil, ref.Fail("lesson_unknown", ref.Args{"lesson": id})
	}
	return lesson, nil
}

func firstLesson() string { return lessons.Course()[0].ID }

func lessonLinks(lang string) []lessonLink {
	var links []lessonLink
	for _, l := range lessons.Course() {
		links = append(links, lessonLink{l.ID, l.Number, l.Section, l.Title(lang), askLinks(l.Render(lang))})
	}
	return links
}

func askLinks(l lessons.Rendered) []askLink {
	links := []askLink{}
	for _, page := range l.Pages {
		for _, ask := range page.Asks {
			links = append(links, askLink{ask.ID, page.ID, page.Title})
		}
	}
	return links
}

func languageLinks() []languageLink {
	var links []languageLink
	for _, lang := range languages {
		links = append(links, languageLink{lang, nativeName[lang]})
	}
	return links
}

func (s *Server) modelLinks() []modelLink {
	links := []modelLink{}
	for _, m := range s.models.list {
		links = append(links, modelLink{m.Name, m.Bundled})
	}
	return links
}

// defaults are what a page shows that was not told what to show: the first
// lesson, and a model the reader can type to.
func (s *Server) defaults(lang string) defaults {
	d := defaults{Lesson: firstLesson(), Model: lessons.Course()[0].Opening(lang).Model}
	if _, ok := s.models.slot[d.Model]; !ok && len(s.models.list) > 0 {
		d.Model = s.models.list[0].Name
	}
	return d
}
