package lessons

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

// mathElements are the elements of MathML Core that the formulas use.
var mathElements = []string{
	"math", "mrow", "mi", "mn", "mo", "mspace", "mfrac", "msqrt", "msub", "msup",
	"munder", "mover", "munderover", "mtable", "mtr", "mtd",
}

// symbolClass is the idea that each coloured letter belongs to, in every formula.
var symbolClass = map[string]string{
	"Q": "q", "K": "k", "V": "v", "ℒ": "L", "P": "p",
}

// A walk over every element of a formula, with the text directly inside and the
// classes of itself and of those around it.
func walkMath(t *testing.T, mathml string, visit func(name string, attr map[string]string, text string, classes []string)) {
	t.Helper()
	type open struct {
		name string
		attr map[string]string
		text string
	}
	var stack []open
	decoder := xml.NewDecoder(strings.NewReader(mathml))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err, mathml)
		switch token := token.(type) {
		case xml.StartElement:
			o := open{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				o.attr[a.Name.Local] = a.Value
			}
			stack = append(stack, o)
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text += strings.TrimSpace(string(token))
			}
		case xml.EndElement:
			var classes []string
			for _, o := range stack {
				classes = append(classes, strings.Fields(o.attr["class"])...)
			}
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			visit(o.name, o.attr, o.text, classes)
		}
	}
}

func TestFormulasAreMathMLWithIdeas(t *testing.T) {
	check := func(t *testing.T, mathml string) {
		parts := map[string]bool{}
		walkMath(t, mathml, func(name string, attr map[string]string, text string, classes []string) {
			assert.Contains(t, mathElements, name)
			for _, class := range strings.Fields(attr["class"]) {
				if class != "idea" && class != "left" && class != "wide" {
					assert.Contains(t, Ideas, class)
				}
			}
			if part := attr["data-part"]; part != "" {
				assert.False(t, parts[part], "part %s twice", part)
				parts[part] = true
			}
			if want := symbolClass[text]; name == "mi" && want != "" {
				assert.Contains(t, classes, want, "the letter %s has the colour of its idea", text)
			}
		})
	}
	for id, mathml := range Formulas() {
		t.Run(id, func(t *testing.T) {
			check(t, mathml)
			assert.Contains(t, mathml, `alttext="`, "what a reader without MathML hears")
		})
	}
	for name, mathml := range symbols() {
		t.Run("$"+name+"$", func(t *testing.T) { check(t, mathml) })
	}
}

func TestEveryPartOfAStepExists(t *testing.T) {
	for _, k := range loaded().kinds {
		mathml, ok := Formulas()[k.Formula]
		if assert.True(t, ok, "%s: no formula %s", k.pattern, k.Formula) {
			assert.True(t, hasPart(mathml, k.Part), "%s: formula %s has no part %s", k.pattern, k.Formula, k.Part)
		}
	}
}

// Wherever a learner steps, the right formula stands beside it: every public
// step name has one, and a caption in both languages.
func TestEveryStepNameHasFormulaAndCaption(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("..", "ref", "testdata", "steps.golden"))
	require.NoError(t, err)
	names := strings.Fields(string(golden))
	names = append(names, ref.StepNames(ref.Config{NLayer: 3})...)
	names = append(names, "chain.12.factor", "sample.7.cumulative", "sample.7.choice",
		"grad.h.1.attn.scores", "grad.wte.weight", "adamw.h.0.attn.c_attn.weight.m", "adamw.wte.weight.v", "adamw.ln_f.bias.grad", "adamw.wpe.weight.weight", "loss")
	require.NotEmpty(t, names)
	for _, name := range names {
		k, ok := KindOf(viz.KindOf(name))
		if !assert.True(t, ok, name) {
			continue
		}
		for _, lang := range Languages {
			assert.NotEmpty(t, k.Caption[lang], name)
		}
	}
	_, ok := KindOf("h.N.attn.nonsense")
	assert.False(t, ok)
	_, ok = KindOf("adamw..m")
	assert.False(t, ok, "a star stands for something")
}

func TestKindsAreTheRightOnes(t *testing.T) {
	for kind, want := range map[string][2]string{
		"h.N.attn.masked":  {"causal-mask", "future"},
		"h.N.attn.c_proj":  {"multi-head", "c_proj"},
		"h.N.mlp.c_proj":   {"mlp", "c_proj"},
		"chain.t.sum":      {"log-likelihood", "sum"},
		"adamw.wte.weight": {"adamw", "weight"},
		"grad.h.N.attn.q":  {"gradient", "all"},
	} {
		k, ok := KindOf(kind)
		require.True(t, ok, kind)
		assert.Equal(t, want, [2]string{k.Formula, k.Part}, kind)
	}
}

func TestNothingIsWrittenForNobody(t *testing.T) {
	known, used := map[string]bool{}, map[string]bool{}
	for _, k := range loaded().kinds {
		assert.False(t, known[k.pattern], "%s twice", k.pattern)
		known[k.pattern] = true
		used[k.Formula] = true
	}
	for _, l := range Course() {
		for _, p := range l.Pages {
			used[p.Formula] = true
		}
	}
	for id := range Formulas() {
		assert.True(t, used[id], "formula %s is shown nowhere", id)
	}
	prose := ""
	for _, l := range Course() {
		for _, lang := range Languages {
			prose += mustRead(l.ID + "/" + lang + ".md")
		}
	}
	for name := range symbols() {
		assert.True(t, strings.Contains(prose, "$"+name+"$"), "symbol $%s$ is used nowhere", name)
	}
}
