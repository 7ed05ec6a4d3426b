package whatif

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func codeOf(t testing.TB, err error) string {
	t.Helper()
	var known *ref.Error
	require.ErrorAs(t, err, &known)
	require.Contains(t, ref.Sentences, known.Code)
	require.NotContains(t, known.Error(), "<nil>", "a value of the sentence is missing")
	return known.Code
}

func TestParse(t *testing.T) {
	for text, want := range map[string]Change{
		"h.0.attn.weights=0.5":          {Step: "h.0.attn.weights", Value: 0.5},
		"h.12.attn.scores=x-0.5":        {Step: "h.12.attn.scores", Kind: Factor, Value: -0.5},
		"h.*.attn.masked=identity":      {Step: "h.*.attn.masked", Kind: Identity},
		"h.0.attn.weights=[1,3,2]=0.25": {Step: "h.0.attn.weights", Index: []int{1, 3, 2}, Value: 0.25},
		"h.0.attn.heads=[2]=x0":         {Step: "h.0.attn.heads", Index: []int{2}, Kind: Factor},
		"logits=-1e+09":                 {Step: "logits", Value: -1e9},
	} {
		got, err := Parse(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
		assert.Equal(t, text, got.String())
	}
	for text, code := range map[string]string{
		"":                                   "set_syntax",
		"logits":                             "set_syntax",
		"logits=":                            "set_syntax",
		"logits=[1=2":                        "set_number",
		"logits=[]=2":                        "set_syntax",
		"logits=[-1]=2":                      "set_syntax",
		"logits=[1,2,3,4]=2":                 "set_syntax",
		"logits=[1]=identity":                "set_number",
		"logits=" + strings.Repeat("1", 200): "set_syntax",
		"logits=inf":                         "set_number",
		"logits=x":                           "set_number",
		"logits=1e10":                        "set_number",
		"logits=0x10":                        "set_number",
		"logits=1_0":                         "set_number",
		"probs=1":                            "set_step",
		"grad.logits=1":                      "set_step",
		"h.-1.ln_1=0":                        "set_step",
		"h.00.ln_1=0":                        "set_step",
		"h.x.ln_1=0":                         "set_step",
		"h.0.attn=0":                         "set_step",
		"logits=identity":                    "set_identity",
		"h.0.attn.weights=identity":          "set_identity",
	} {
		_, err := Parse(text)
		assert.Equal(t, code, codeOf(t, err), text)
	}
}

// TestSetHasOneForm: however changes were written, equal ones are written alike.
func TestSetHasOneForm(t *testing.T) {
	texts := []string{"h.0.attn.weights=[0,1,1]=0.50", "h.*.attn.weights=x2", "h.0.attn.weights=[0,1]=-0", "h.0.attn.weights=[0,1]=0", "ln_f=identity", "logits=1e1"}
	want := []string{"ln_f=identity", "logits=10", "h.*.attn.weights=x2", "h.0.attn.weights=[0,1]=0", "h.0.attn.weights=[0,1,1]=0.5"}
	for range texts {
		texts = append(texts[1:], texts[0])
		assert.Equal(t, want, parsed(t, texts...).Strings())
	}
}

func TestSetRefuses(t *testing.T) {
	for _, texts := range [][]string{
		{"logits=1", "logits=2"},
		{"h.*.ln_1=identity", "h.1.ln_1=0"},
		{"h.*.ln_1=x2", "h.1.ln_1=x3"},
		{"logits=[1,2]=1", "logits=[1,2]=2"},
	} {
		_, err := ParseSet(texts)
		assert.Equal(t, "set_twice", codeOf(t, err), "%v", texts)
	}
	_, err := ParseSet(slices.Repeat([]string{"logits=1"}, MaxChanges+1))
	assert.Equal(t, "set_many", codeOf(t, err))

	for text, code := range map[string]string{
		"h.2.ln_1=0":               "layer_unknown",
		"h.0.attn.weights=[3]=0":   "index_out_of_range",
		"h.0.attn.weights=[0,5]=0": "index_out_of_range",
		"h.0.attn.q=[0,4,2]=0":     "index_out_of_range",
		"logits=[0,11]=0":          "index_out_of_range",
		"h.0.mlp.gelu=[0,10]=0":    "index_out_of_range",
		"h.*.mlp.c_proj=[0,1,0]=0": "index_out_of_range",
	} {
		set, err := ParseSet([]string{text})
		require.NoError(t, err)
		assert.Equal(t, code, codeOf(t, set.Fits(oddConfig(), 5)), text)
	}
}

// TestShapesAreThoseOfAPass, and every step has as many axes as is said.
func TestShapesAreThoseOfAPass(t *testing.T) {
	pass := forward(randomGPT(), nil, oddTokens[:1])
	for _, step := range Steps() {
		step = strings.Replace(step, "*", "1", 1)
		assert.Equal(t, pass[step].Shape, Shape(step, oddConfig(), 5), step)
	}
}

// TestCausal changes the last word: what stands before must not notice where a
// set says that it is causal.
func TestCausal(t *testing.T) {
	m := randomGPT()
	for text, causal := range map[string]bool{
		"h.*.attn.masked=identity":  false,
		"h.0.attn.masked=[0,1,4]=1": false,
		"h.0.attn.weights=0.2":      false,
		"h.0.attn.weights=[1]=0":    true,
		"h.0.attn.scaled=1":         true,
		"h.0.attn.masked=x0.1":      true,
		"h.*.ln_1=identity":         true,
	} {
		set := parsed(t, text)
		assert.Equal(t, causal, set.Causal(), text)
		a, b := forward(m, set, [][]int{{1, 2, 3, 4, 5}}), forward(m, set, [][]int{{1, 2, 3, 4, 9}})
		assert.Equal(t, causal, slices.Equal(a["probs"].Data[:44], b["probs"].Data[:44]), text)
	}
}

func FuzzParseSet(f *testing.F) {
	f.Add("h.0.attn.weights=[1,3,2]=0.25", "h.*.attn.masked=identity")
	f.Add("logits=x-1e-9", "ln_f=[0]=x")
	f.Fuzz(func(t *testing.T, a, b string) {
		set, err := ParseSet([]string{a, b})
		if err != nil {
			var known *ref.Error
			require.True(t, errors.As(err, &known))
			return
		}
		again, err := ParseSet(set.Strings())
		require.NoError(t, err)
		require.Equal(t, set.Strings(), again.Strings(), "one form")
		if set.Fits(oddConfig(), 5) != nil {
			return
		}
		for _, p := range forward(randomGPT(), set, oddTokens[:1])["probs"].Data {
			require.False(t, math.IsNaN(float64(p)) && !enormous(set))
		}
	})
}

// enormous is true of changes that float32 cannot follow to the end.
func enormous(s Set) bool {
	return slices.ContainsFunc(s, func(c Change) bool { return math.Abs(float64(c.Value)) > 1e3 })
}
