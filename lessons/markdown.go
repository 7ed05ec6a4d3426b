package lessons

import (
	"bytes"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gptlab/ref/whatif"
)

// A markdown renders pages of one language. Raw HTML and pictures are refused,
// and a link leads to a step, a page, an example or a term, never off the course.
type markdown struct {
	lang string
	md   goldmark.Markdown
	errs []error // what the page being rendered asks for and there is not
}

func newMarkdown(lang string) *markdown {
	m := &markdown{lang: lang}
	m.md = goldmark.New(goldmark.WithExtensions(m))
	return m
}

// render returns the HTML of a page's body.
func (m *markdown) render(body string) (string, error) {
	m.errs = nil
	var out bytes.Buffer
	if err := m.md.Convert([]byte(body), &out); err != nil {
		return "", err
	}
	if len(m.errs) > 0 {
		return "", m.errs[0]
	}
	return strings.TrimSpace(out.String()), nil
}

// Extend adds the two inline forms, and takes over the links. It is goldmark's
// way in; priorities below its own parser of links (200) come first.
func (m *markdown) Extend(md goldmark.Markdown) {
	md.Parser().AddOptions(parser.WithInlineParsers(
		util.Prioritized(&inlineForm{trigger: '[', form: ideaWord, html: m.idea}, 150),
		util.Prioritized(&inlineForm{trigger: '$', form: symbolName, html: m.symbol}, 150),
	))
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(m, 150)))
}

var (
	ideaWord   = regexp.MustCompile(`^\[([^\]\n]+)\]\{\.([A-Za-z]+)\}`)
	symbolName = regexp.MustCompile(`^\$([A-Za-z0-9]+)\$`)
)

// idea renders [word]{.q}.
func (m *markdown) idea(match []string) string {
	if !slices.Contains(Ideas, match[2]) {
		m.errs = append(m.errs, fmt.Errorf("no idea {.%s}", match[2]))
	}
	return fmt.Sprintf(`<span class="idea %s">%s</span>`, match[2], html.EscapeString(match[1]))
}

// symbol renders $name$.
func (m *markdown) symbol(match []string) string {
	mathml, ok := symbols()[match[1]]
	if !ok {
		m.errs = append(m.errs, fmt.Errorf("no symbol $%s$", match[1]))
	}
	return "<math>" + mathml + "</math>"
}

// link renders the opening tag of [text](step:…) and its like, and the closing one.
func (m *markdown) link(destination string, entering bool) string {
	scheme, target, _ := strings.Cut(destination, ":")
	if scheme == "term" {
		if !entering {
			return "</dfn>"
		}
		term, ok := glossary().in[m.lang][target]
		if !ok {
			m.errs = append(m.errs, fmt.Errorf("no term %q", target))
		}
		return fmt.Sprintf(`<dfn data-term="%s" title="%s" tabindex="0">`, html.EscapeString(target), html.EscapeString(term.Text))
	}
	href, ok := map[string]string{
		"step": "?step=", "page": "?page=", "try": "?try=", "cursor": "?", "lesson": "/" + m.lang + "/lesson/",
	}[scheme]
	if !ok {
		m.errs = append(m.errs, fmt.Errorf("link to %q: only step:, page:, try:, cursor:, lesson: and term: lead anywhere", destination))
	}
	if scheme == "cursor" {
		if err := checkCursor(target); err != nil {
			m.errs = append(m.errs, err)
		}
	}
	if !entering {
		return "</a>"
	}
	target = html.EscapeString(target)
	return fmt.Sprintf(`<a href="%s" data-%s="%s">`, href+target, scheme, target)
}

// RegisterFuncs is goldmark's way to take over how nodes are written.
func (m *markdown) RegisterFuncs(register renderer.NodeRendererFuncRegisterer) {
	register.Register(ast.KindLink, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		_, err := w.WriteString(m.link(string(n.(*ast.Link).Destination), entering))
		return ast.WalkContinue, err
	})
	for _, kind := range []ast.NodeKind{ast.KindRawHTML, ast.KindHTMLBlock, ast.KindImage, ast.KindAutoLink} {
		register.Register(kind, func(_ util.BufWriter, _ []byte, n ast.Node, _ bool) (ast.WalkStatus, error) {
			m.errs = append(m.errs, fmt.Errorf("prose may hold no %s", n.Kind()))
			return ast.WalkSkipChildren, nil
		})
	}
	register.Register(kindForm, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, err := w.WriteString(n.(*formNode).html)
			return ast.WalkSkipChildren, err
		}
		return ast.WalkContinue, nil
	})
}

// An inlineForm finds one of our own forms in a line of prose, and replaces it with HTML.
type inlineForm struct {
	trigger byte
	form    *regexp.Regexp
	html    func(match []string) string
}

// Trigger is the byte that a form begins with.
func (f *inlineForm) Trigger() []byte { return []byte{f.trigger} }

// Parse returns the form at the reader's place, or nil.
func (f *inlineForm) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	match := f.form.FindStringSubmatch(string(line))
	if match == nil {
		return nil
	}
	block.Advance(len(match[0]))
	return &formNode{html: f.html(match)}
}

// A formNode is finished HTML within a line of prose.
type formNode struct {
	ast.BaseInline
	html string
}

var kindForm = ast.NewNodeKind("LessonForm")

// Kind and Dump make formNode a node of goldmark's tree.
func (n *formNode) Kind() ast.NodeKind            { return kindForm }
func (n *formNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// checkCursor checks a link that changes where the reader stands, and what is
// changed in the run: of docs/protocol.md §7 the keys below.
func checkCursor(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(values) {
		if !slices.Contains([]string{"step", "cell", "view", "set", "side", "depth", "table", "weight"}, key) {
			return fmt.Errorf("cursor:%s: a link of a page may not set %s", query, key)
		}
	}
	_, err = whatif.ParseSet(values["set"])
	return err
}
