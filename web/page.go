package web

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"gptlab/ref"
)

// pageFile is the page's shell, a template. What a learner typed is no part of
// it: the page's scripts read it from the URL, and set it as text.
const pageFile = "static/index.html"

// pageValues are what the shell may say.
type pageValues struct {
	Lang   string // of the page
	Other  string // the other language
	Lesson string // its id
	Title  string // the lesson's title in Lang

	Modules []string // scripts to fetch at once
}

var pageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(static, pageFile)
})

// toLanguage sends a reader who named no language to the course in theirs.
func (s *Server) toLanguage(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept-Language, Cookie")
	s.toFirstLesson(languageOf(r))(w, r)
}

// toFirstLesson sends a reader who named no lesson to the first, with the query they came with.
func (s *Server) toFirstLesson(lang string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		to := "/" + lang + "/lesson/" + firstLesson()
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		w.Header().Set("Cache-Control", keepNought)
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

func (s *Server) servePage(lang string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		lesson, err := lessonOf(r.PathValue("lesson"))
		if err != nil {
			s.writeNotFound(w, lang, s.asError(err))
			return
		}
		page, err := pageTemplate()
		if err != nil {
			s.writeError(w, lang, err)
			return
		}
		scripts, err := modules()
		if err != nil {
			s.writeError(w, lang, err)
			return
		}
		s.makeReady(lang, lesson)
		rememberLanguage(w, lang)
		s.writePage(w, http.StatusOK, page, pageValues{lang, otherLanguage(lang), lesson.ID, lesson.Title(lang), scripts})
	}
}

func otherLanguage(lang string) string {
	if lang == english {
		return traditionalChinese
	}
	return english
}

// writePage fills a template before it sends the first byte, so that a failure is not half a page.
func (s *Server) writePage(w http.ResponseWriter, status int, page *template.Template, values any) {
	var body bytes.Buffer
	if err := page.Execute(&body, values); err != nil {
		s.writeError(w, english, err)
		return
	}
	w.Header().Set("Content-Type", typeOf[".html"])
	w.Header().Set("Cache-Control", askAgain)
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // a client that went away has nobody to tell
}

// notFound answers for every path that has no route.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	lang := languageOf(r)
	for _, part := range strings.Split(r.URL.Path, "/") {
		if isLanguage(part) {
			lang = part
			break
		}
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.writeError(w, lang, ref.Fail("method_wrong", ref.Args{"method": r.Method}))
		return
	}
	e := ref.Fail("path_unknown", ref.Args{"path": r.URL.Path})
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/plot/") {
		s.writeError(w, lang, e)
		return
	}
	s.writeNotFound(w, lang, e)
}

//go:embed notfound.html
var notFoundHTML string

var notFoundTemplate = template.Must(template.New("notfound.html").Parse(notFoundHTML))

// writeNotFound says in the reader's language what there is not, and links to what there is.
func (s *Server) writeNotFound(w http.ResponseWriter, lang string, e *ref.Error) {
	s.writePage(w, http.StatusNotFound, notFoundTemplate, struct {
		Lang, Message string
		Lessons       []lessonLink
	}{lang, sentence(lang, e), lessonLinks(lang)})
}
