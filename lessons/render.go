package lessons

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"gptlab/ref/models"
	"gptlab/viz"
)

// A Rendered is a lesson in one language, as docs/protocol.md §1.2 describes it.
type Rendered struct {
	ID       string            `json:"id"`
	Number   int               `json:"number"`
	Section  string            `json:"section"`
	Title    string            `json:"title"`
	Lang     string            `json:"lang"`
	Model    string            `json:"model"` // what it opens with
	Text     string            `json:"text"`
	Draw     *viz.Draw         `json:"draw,omitempty"` // how every run of the lesson goes on
	Examples []Example         `json:"examples"`
	Own      map[string]string `json:"own"` // by model: a sentence in its own language
	Pages    []RenderedPage    `json:"pages"`
}

// An Example is a sentence to try, with the model that should read it.
type Example struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Model string `json:"model"`
	Text  string `json:"text"`

	Draw *viz.Draw `json:"draw,omitempty"`
	Set  []string  `json:"set,omitempty"`

	Beside string `json:"beside,omitempty"`
}

// A RenderedPage is one page. HTML is safe to insert: it holds no markup but
// what Markdown makes, and no link that leads away.
type RenderedPage struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	HTML      string      `json:"html"`
	Step      string      `json:"step"`
	Cell      []int       `json:"cell,omitempty"`
	View      string      `json:"view"`
	Formula   string      `json:"formula"`
	Highlight []string    `json:"highlight"`
	Code      string      `json:"code,omitempty"`
	Reads     *viz.Op     `json:"reads,omitempty"` // the function it shows instead of the statement that ran
	Opens     string      `json:"opens,omitempty"` // the example it reads, where that is not the lesson's first
	Asks      []AskOnPage `json:"asks"`
}

// An AskOnPage names a question; its words come with its options, from the run.
type AskOnPage struct {
	ID string `json:"id"`
}

// Title returns the lesson's title in a language.
func (l *Lesson) Title(lang string) string { return l.prose[lang].title }

// Render returns the lesson in a language, which must be one of Languages. The
// result is shared: do not change it.
func (l *Lesson) Render(lang string) Rendered {
	return renderings()[l.ID+"/"+lang]
}

// renderings are all lessons in all languages, rendered once.
var renderings = sync.OnceValue(func() map[string]Rendered {
	all := map[string]Rendered{}
	for _, l := range Course() {
		for _, lang := range Languages {
			r, err := l.render(lang)
			if err != nil {
				panic(err)
			}
			all[l.ID+"/"+lang] = r
		}
	}
	return all
})

// label is what an example is called; {updates} in it is how many updates its
// model had behind it.
func (t Try) label(text *prose) string {
	_, updates, _ := models.Along(t.Model)
	return strings.ReplaceAll(text.tries[t.ID], "{updates}", strconv.Itoa(updates))
}

func (l *Lesson) render(lang string) (Rendered, error) {
	text, opening := l.prose[lang], l.Opening(lang)
	r := Rendered{
		ID: l.ID, Number: l.Number, Section: l.Section, Title: text.title, Lang: lang,
		Model: opening.Model, Text: opening.Text, Draw: opening.Draw, Own: l.ownTexts(),
	}
	for _, try := range l.Tries {
		if try.Lang == lang {
			r.Examples = append(r.Examples, Example{try.ID, try.label(text), try.Model, try.Text, try.Draw, try.Set, try.Beside})
		}
	}
	md := newMarkdown(lang)
	for i, p := range l.Pages {
		html, err := md.render(text.pages[i].body)
		if err != nil {
			return r, fmt.Errorf("%s/%s.md:%d: %w", l.ID, lang, text.pages[i].line, err)
		}
		page := RenderedPage{
			ID: p.ID, Title: text.pages[i].title, HTML: html,
			Step: p.Step, Cell: p.Cell, View: p.View,
			Formula: p.Formula, Highlight: append([]string{}, p.Highlight...), Code: p.Code, Opens: p.Opens,
			Asks: []AskOnPage{},
		}
		if p.Reads != "" {
			file, name, _ := strings.Cut(p.Reads, ":")
			function, ok := viz.FunctionOf(file, name)
			if !ok {
				return r, fmt.Errorf("%s page %s: %s has no function %s", l.ID, p.ID, file, name)
			}
			page.Reads = &function
		}
		for _, ask := range p.Asks {
			page.Asks = append(page.Asks, AskOnPage{ask.Kind})
		}
		r.Pages = append(r.Pages, page)
	}
	return r, nil
}
