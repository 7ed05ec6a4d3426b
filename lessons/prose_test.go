package lessons

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const smallProse = `# A small lesson

- try start: The Fox

## One {#one from=0a1b2c}

A paragraph.

- a point

### ask row-max

- question: Who, {query}?
- answer: {key}.
- option yes: Yes
- wrong itself: No.

## Two {#two}

More.
`

func TestParseProse(t *testing.T) {
	p, err := parseProse("small/en.md", smallProse)
	require.NoError(t, err)
	assert.Equal(t, "A small lesson", p.title)
	assert.Equal(t, map[string]string{"start": "The Fox"}, p.tries)
	require.Len(t, p.pages, 2)
	one := p.page("one")
	assert.Equal(t, "One", one.title)
	assert.Equal(t, "0a1b2c", one.from)
	assert.Equal(t, "\nA paragraph.\n\n- a point\n\n", one.body[:len("\nA paragraph.\n\n- a point\n\n")])
	assert.Equal(t, &wording{
		question: "Who, {query}?", answer: "{key}.",
		options: map[string]string{"yes": "Yes"}, wrong: map[string]string{"itself": "No."},
	}, one.asks["row-max"])
	assert.Empty(t, p.page("two").asks)
	assert.Nil(t, p.page("three"))
}

func TestParseProseNamesTheLine(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"no title":                  {"## One {#one}\n", "f:1: no title (# …)"},
		"heading without id":        {"# T\n## One\n", `f:2: "## One" is no heading of a lesson`},
		"control character":         {"# T\n## One {#a}\nHel\vlo\n", "f:3: a character nobody can see, in column 4"},
		"page twice":                {"# T\n## One {#a}\n## Two {#a}\n", "f:3: page a twice"},
		"ask before a page":         {"# T\n### ask scale\n", `f:2: "### ask scale" is no heading of a lesson`},
		"text before the first":     {"# T\nHello.\n", `f:2: "Hello." is no item`},
		"question above the pages":  {"# T\n- question: Who?\n", `f:2: "- question: Who?" does not belong here, or is here twice`},
		"two questions":             {"# T\n## One {#a}\n### ask scale\n- question: a\n- question: b\n", `f:5: "- question: b" does not belong here, or is here twice`},
		"option without id":         {"# T\n## One {#a}\n### ask scale\n- option: b\n", `f:4: "- option: b" does not belong here, or is here twice`},
		"ask twice":                 {"# T\n## One {#a}\n### ask scale\n### ask scale\n", "f:4: ask scale twice"},
		"sentence under a question": {"# T\n## One {#a}\n### ask scale\nHello.\n", `f:4: "Hello." is no item`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseProse("f", c.src)
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestFingerprintChangesWithWhatIsSaid(t *testing.T) {
	fingerprint := func(src string) string {
		p, err := parseProse("f", src)
		require.NoError(t, err)
		return p.pages[0].fingerprint()
	}
	base := "# T\n## One {#a}\nSome words.\n### ask scale\n- question: Q\n- answer: A\n- wrong same: W\n"
	assert.Equal(t, fingerprint(base), fingerprint("# T\n\n## One {#a}\n\nSome\nwords.\n\n### ask scale\n- answer: A\n- question: Q\n- wrong same: W\n"),
		"line breaks and order of items do not count")
	for _, other := range []string{
		"# T\n## Won {#a}\nSome words.\n### ask scale\n- question: Q\n- answer: A\n- wrong same: W\n",
		"# T\n## One {#a}\nSome word.\n### ask scale\n- question: Q\n- answer: A\n- wrong same: W\n",
		"# T\n## One {#a}\nSome words.\n### ask scale\n- question: Q\n- answer: A\n- wrong same: V\n",
		"# T\n## One {#a}\nSome words.\n### ask scale\n- question: Q\n- answer: B\n- wrong same: W\n",
	} {
		assert.NotEqual(t, fingerprint(base), fingerprint(other))
	}
}

func FuzzParseProse(f *testing.F) {
	f.Add(smallProse)
	f.Add("# T\n## A {#a}\n\v\xff\u3000")
	f.Add("# T\n## A {#a}\n[x]{.q} $dk$ [y](term:word) <b>\n### ask scale\n- question: {x}")
	f.Fuzz(func(t *testing.T, src string) {
		p, err := parseProse("f", src)
		if err != nil {
			assert.Regexp(t, `^f:\d+: `, err.Error())
			return
		}
		md := newMarkdown("en")
		for i := range p.pages {
			assert.Same(t, &p.pages[i], p.page(p.pages[i].id), "page ids are distinct")
			assert.Len(t, p.pages[i].fingerprint(), 6)
			if html, err := md.render(p.pages[i].body); err == nil {
				assertSafe(t, html)
			}
		}
	})
}
