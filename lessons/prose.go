package lessons

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A prose is what a lesson says in one language.
type prose struct {
	title string
	tries map[string]string // what an example is called
	pages []prosePage
}

// A prosePage is one page of a prose, its body still in Markdown.
type prosePage struct {
	line  int
	id    string
	from  string // fingerprint of the English page this one says
	title string
	body  string
	asks  map[string]*wording // by kind
}

// A wording is how a question is put. {name} is a value from the run.
type wording struct {
	question string
	answer   string
	options  map[string]string // labels, by option
	wrong    map[string]string // what a wrong guess may have thought, by misconception
}

var (
	pageHeading = regexp.MustCompile(`^## (.+) \{#([a-z0-9-]+)(?: from=([0-9a-f]{6}))?\}$`)
	askHeading  = regexp.MustCompile(`^### ask ([a-z0-9-]+)$`)
	item        = regexp.MustCompile(`^- (try|question|answer|option|wrong)(?: ([a-z0-9-]+))?: (.+)$`)
)

// parseProse reads an en.md or zh-Hant.md. Errors begin with the file and the line.
func parseProse(file, src string) (*prose, error) {
	p := &prose{tries: map[string]string{}}
	var ask *wording
	for i, line := range strings.Split(src, "\n") {
		line = strings.TrimRight(line, " \r")
		if at := strings.IndexFunc(line, invisible); at >= 0 {
			return nil, fmt.Errorf("%s:%d: a character nobody can see, in column %d", file, i+1, at+1)
		}
		if err := p.read(line, i+1, &ask); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	if p.title == "" {
		return nil, fmt.Errorf("%s:1: no title (# …)", file)
	}
	return p, nil
}

// invisible reports whether a character stands for nothing on paper: controls,
// broken UTF-8, unusual spaces.
func invisible(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }

// read takes one line. ask is the question that is being worded, nil between them.
func (p *prose) read(line string, number int, ask **wording) error {
	heading, question := pageHeading.FindStringSubmatch(line), askHeading.FindStringSubmatch(line)
	switch {
	case heading != nil:
		*ask = nil
		return p.begin(prosePage{line: number, title: heading[1], id: heading[2], from: heading[3], asks: map[string]*wording{}})
	case question != nil && len(p.pages) > 0:
		*ask = &wording{options: map[string]string{}, wrong: map[string]string{}}
		return p.last().word(question[1], *ask)
	case len(p.pages) == 0 && strings.HasPrefix(line, "# ") && p.title == "":
		p.title = line[2:]
		return nil
	case strings.HasPrefix(line, "#"):
		return fmt.Errorf("%q is no heading of a lesson", line)
	case line == "":
		p.add("")
		return nil
	case *ask != nil || len(p.pages) == 0:
		return p.item(line, *ask)
	}
	p.add(line)
	return nil
}

func (p *prose) last() *prosePage { return &p.pages[len(p.pages)-1] }

// begin starts a page.
func (p *prose) begin(page prosePage) error {
	if p.page(page.id) != nil {
		return fmt.Errorf("page %s twice", page.id)
	}
	p.pages = append(p.pages, page)
	return nil
}

// word starts a question's words.
func (page *prosePage) word(kind string, ask *wording) error {
	if page.asks[kind] != nil {
		return fmt.Errorf("ask %s twice", kind)
	}
	page.asks[kind] = ask
	return nil
}

// add puts a line into the body of the page being read.
func (p *prose) add(line string) {
	if len(p.pages) > 0 {
		p.last().body += line + "\n"
	}
}

// item reads "- question: …" and its like: the name of an example above the
// first page, the words of a question below one.
func (p *prose) item(line string, ask *wording) error {
	m := item.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is no item", line)
	}
	what, name, text := m[1], m[2], m[3]
	var into map[string]string
	switch {
	case ask == nil && what == "try":
		into = p.tries
	case ask != nil && what == "option":
		into = ask.options
	case ask != nil && what == "wrong":
		into = ask.wrong
	case ask != nil && what == "question" && name == "" && ask.question == "":
		ask.question = text
		return nil
	case ask != nil && what == "answer" && name == "" && ask.answer == "":
		ask.answer = text
		return nil
	}
	if into == nil || name == "" || into[name] != "" {
		return fmt.Errorf("%q does not belong here, or is here twice", line)
	}
	into[name] = text
	return nil
}

// page returns the page of an id, and nil where there is none.
func (p *prose) page(id string) *prosePage {
	i := slices.IndexFunc(p.pages, func(page prosePage) bool { return page.id == id })
	if i < 0 {
		return nil
	}
	return &p.pages[i]
}

// fingerprint is six hex digits that change when the page says something else.
// Line breaks and spacing do not count.
func (page *prosePage) fingerprint() string {
	said := []string{page.title, page.body}
	for _, kind := range sortedKeys(page.asks) {
		ask := page.asks[kind]
		said = append(said, kind, ask.question, ask.answer)
		for _, texts := range []map[string]string{ask.options, ask.wrong} {
			for _, id := range sortedKeys(texts) {
				said = append(said, id, texts[id])
			}
		}
	}
	words := strings.Join(strings.Fields(strings.Join(said, " ")), " ")
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:3])
}
