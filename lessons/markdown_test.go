package lessons

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRender(t *testing.T) {
	for source, want := range map[string]string{
		"A [query]{.q} *is* **it**.":     `<p>A <span class="idea q">query</span> <em>is</em> <strong>it</strong>.</p>`,
		"查[詢]{.q}。":                      `<p>查<span class="idea q">詢</span>。</p>`,
		"[a <b>]{.k}":                    `<p><span class="idea k">a &lt;b&gt;</span></p>`,
		"$dk$, or $5":                    `<p><math><msub class="idea dk"><mi>d</mi><mi>k</mi></msub></math>, or $5</p>`,
		"[$K$](step:h.0.attn.k)":         `<p><a href="?step=h.0.attn.k" data-step="h.0.attn.k"><math><mi class="idea k">K</mi></math></a></p>`,
		"[longer](try:long)":             `<p><a href="?try=long" data-try="long">longer</a></p>`,
		"[that one](page:mask)":          `<p><a href="?page=mask" data-page="mask">that one</a></p>`,
		"[there](lesson:attention)":      `<p><a href="/en/lesson/attention" data-lesson="attention">there</a></p>`,
		"[mine](term:head) and ordinary": `<p><dfn data-term="head" title="` + Glossary("en")[indexOfTerm("head")].Text + `" tabindex="0">mine</dfn> and ordinary</p>`,
	} {
		got, err := newMarkdown("en").render(source)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func indexOfTerm(id string) int {
	return slices.IndexFunc(Glossary("en"), func(t Term) bool { return t.ID == id })
}

func TestRenderRefusesWhatThereIsNot(t *testing.T) {
	for source, want := range map[string]string{
		"[x]{.pink}":                `no idea {.pink}`,
		"$pi$":                      `no symbol $pi$`,
		"[x](term:magic)":           `no term "magic"`,
		"[x](https://example.org/)": `link to "https://example.org/": only step:, page:, try:, cursor:, lesson: and term: lead anywhere`,
		"[x](javascript:alert(1))":  `link to "javascript:alert(1)": only step:, page:, try:, cursor:, lesson: and term: lead anywhere`,
		"![x](step:wte)":            `prose may hold no Image`,
		"<https://example.org/>":    `prose may hold no AutoLink`,
		"a <b>bold</b> word":        `prose may hold no RawHTML`,
		"<script>\nx()\n</script>":  `prose may hold no HTMLBlock`,
	} {
		_, err := newMarkdown("en").render(source)
		assert.ErrorContains(t, err, want, source)
	}
}

// assertSafe checks that rendered prose holds no markup that could run or load
// anything, and that it is well-formed.
func assertSafe(t *testing.T, html string) {
	t.Helper()
	assertSafeIn(t, "en", html)
}

func assertSafeIn(t *testing.T, lang, html string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader("<body>" + html + "</body>"))
	decoder.Strict = false
	decoder.Entity = xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err, html)
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		assert.NotContains(t, []string{"script", "style", "img", "iframe", "object", "link", "form"}, element.Name.Local, html)
		for _, a := range element.Attr {
			assert.False(t, strings.HasPrefix(a.Name.Local, "on"), html)
			if a.Name.Local == "href" {
				assert.Regexp(t, `^(\?(step|page|try|set|weight)=|/`+lang+`/lesson/)`, a.Value)
			}
		}
	}
}
