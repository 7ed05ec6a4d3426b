package lessons

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref/models"
)

const smallScript = `# a lesson
lesson  small
number  2
section 8.1.1
try     start en      aesop The Fox
try     start zh-Hant tang  床前

page one
  step    chain.T.factor
  cell    0,-1
  view    chain
  formula chain-rule factor product
  code    ref/softmax.go:Softmax
  ask     row-max layer=1 head=2
page two
  step    wte
  view    tensor
  formula embedding
`

func TestParseScript(t *testing.T) {
	l, err := parseScript("small/lesson.txt", smallScript)
	require.NoError(t, err)
	assert.Equal(t, &Lesson{
		ID: "small", Number: 2, Section: "8.1.1",
		Tries: []Try{{ID: "start", Lang: "en", Model: "aesop", Text: "The Fox"}, {ID: "start", Lang: "zh-Hant", Model: "tang", Text: "床前"}},
		Pages: []Page{
			{
				ID: "one", Step: "chain.T.factor", Cell: []int{0, -1}, View: "chain",
				Formula: "chain-rule", Highlight: []string{"factor", "product"}, Code: "ref/softmax.go:Softmax",
				Asks: []Ask{{Kind: "row-max", Params: map[string]int{"layer": 1, "head": 2}}},
			},
			{ID: "two", Step: "wte", View: "tensor", Formula: "embedding", Highlight: []string{}},
		},
	}, l)
	assert.Equal(t, Try{ID: "start", Lang: "zh-Hant", Model: "tang", Text: "床前"}, l.Opening("zh-Hant"))
}

func TestParseScriptNamesTheLine(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"unknown keyword":     {"lesson a\nchapter 1", `f:2: unknown keyword "chapter"`},
		"nothing after it":    {"lesson", `f:1: "lesson" says nothing`},
		"lesson twice":        {"lesson a\nlesson b", "f:2: one word, once; got [b]"},
		"number no number":    {"number one", "f:1: number is given once, counts from 0; got [one]"},
		"number below zero":   {"number -1", "f:1: number is given once, counts from 0; got [-1]"},
		"try without text":    {"try a en aesop", "f:1: try needs an id, a language, a model and a text"},
		"try in no language":  {"try a fr aesop Le renard", `f:1: try in "fr", which is none of [en zh-Hant]`},
		"try twice":           {"try a en aesop x\ntry a en aesop y", "f:2: try a twice in en"},
		"draw without try":    {"draw seed=1", "f:1: draw is given once, below a try"},
		"draw no number":      {"try a en aesop x\ndraw seed=x", `f:2: draw "seed=x" is not name=number, the name one of [temperature top_k top_p seed max_tokens]`},
		"set without try":     {"set ln_f=identity", "f:1: set is given once, below a try"},
		"page twice":          {"page a\npage a", "f:2: page needs one id of its own; got [a]"},
		"step before a page":  {"step wte", "f:1: step before the first page"},
		"view unknown":        {"page a\nview cinema", fmt.Sprintf("f:2: view \"cinema\" is none of %v", Views)},
		"cell not numbers":    {"page a\ncell 1,x", "f:2: cell needs numbers with commas between; got [1,x]"},
		"two steps":           {"page a\nstep wte wpe", "f:2: one word, once; got [wte wpe]"},
		"asked twice":         {"page a\nask scale\npage b\nask scale", "f:4: scale is already asked on page a"},
		"parameter no number": {"page a\nask scale head", `f:2: parameter "head" is not name=number`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseScript("f", c.src)
			assert.EqualError(t, err, c.want)
		})
	}
}

// Whatever the text, the parser answers, and what it accepts keeps its promises.
// world-en@0 is the first checkpoint that was kept, whatever its number.
func TestTriesFindTheirCheckpoints(t *testing.T) {
	kept := models.KeptAlong("world-en")
	for i, name := range kept {
		l, err := parseScript("f", fmt.Sprintf("try a en world-en@%d Leo", i))
		require.NoError(t, err)
		assert.Equal(t, name, l.Tries[0].Model)
	}
	for _, model := range []string{fmt.Sprintf("world-en@%d", len(kept)), "world-en@", "world-en@-1", "world-en@x", "aesop@0"} {
		_, err := parseScript("f", "try a en "+model+" Leo")
		assert.ErrorContains(t, err, "f:1: try a", model)
	}
	p := &prose{tries: map[string]string{"a": "After {updates} updates"}}
	assert.Equal(t, "After 30 updates", Try{ID: "a", Model: "mine-step-30"}.label(p))
}

func FuzzParseScript(f *testing.F) {
	f.Add(smallScript)
	f.Add("page a\ncell ,\nformula \xff")
	f.Add("try a en x \u2028\nnumber 99999999999999999999")
	f.Fuzz(func(t *testing.T, src string) {
		l, err := parseScript("f", src)
		if err != nil {
			assert.Regexp(t, `^f:\d+: `, err.Error())
			return
		}
		for i, p := range l.Pages {
			assert.NotEmpty(t, p.ID)
			assert.Same(t, &l.Pages[i], l.page(p.ID), "page ids are distinct")
		}
		for _, try := range l.Tries {
			assert.Contains(t, Languages, try.Lang)
			assert.NotEmpty(t, try.Text)
		}
	})
}
