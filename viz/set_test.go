package viz

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// TestSetIsPartOfTheRun: equal sets, however written, give equal ids, and
// another set another id.
func TestSetIsPartOfTheRun(t *testing.T) {
	spec := Spec{Text: "badge", Start: true}
	plain := spec.ID("")
	spec.Set = []string{"h.0.attn.weights=[0,1]=0.50", "ln_f=identity"}
	one := spec.ID("")
	spec.Set = []string{"ln_f=identity", "h.0.attn.weights=[0,1]=.5"}
	assert.Equal(t, one, spec.ID(""))
	assert.NotEqual(t, plain, one)
	spec.Set = spec.Set[:1]
	assert.NotEqual(t, one, spec.ID(""))
}

// TestChangedStepsAreRecorded as they became, and say so.
func TestChangedStepsAreRecorded(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	plain := tinyTape(t, c, Spec{Text: "badge", Start: true})
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: []string{"h.*.attn.masked=identity", "h.1.attn.heads=[1]=0"}})
	require.Equal(t, plain.Len(), tape.Len(), "the same steps")
	for i, s := range tape.Steps() {
		before, err := plain.Step(i)
		require.NoError(t, err)
		assert.Equal(t, before.Name, s.Name)
		assert.Equal(t, strings.HasSuffix(s.Name, "attn.masked") || s.Name == "h.1.attn.heads", s.Changed, s.Name)
		assert.Equal(t, before.pc, s.pc, "the line that ran is the same")
	}
	masked, _ := tape.Named("h.0.attn.masked")
	scaled, _ := plain.Named("h.0.attn.scaled")
	assert.Equal(t, scaled.Value.Data, masked.Value.Data)
	assert.NotEqual(t, plain.scalar("chain.mean_nll"), tape.scalar("chain.mean_nll"))

	m := NewCatalogue(1, "r", tape)
	assert.Equal(t, []string{"h.*.attn.masked=identity", "h.1.attn.heads=[1]=0"}, m.Set)
	assert.True(t, NewStepMessage(1, "r", m.Kinds, masked).Changed)
}

// TestChangedCellsSaySo: the explanation of a changed cell is what was put
// there; that of its neighbour is what it always was.
func TestChangedCellsSaySo(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true, Set: []string{
		"h.0.attn.weights=[1,3,2]=0.25", "h.0.attn.scaled=identity", "h.1.attn.masked=[0]=x3", "h.1.attn.q=x2", "h.1.attn.q=[2,1]=x0.5",
	}})
	for _, c := range []struct {
		step  string
		cell  []int
		kind  string
		roles string
	}{
		{"h.0.attn.weights", []int{1, 3, 2}, "set", "set"},
		{"h.0.attn.weights", []int{1, 3, 1}, "softmax", ""},
		{"h.0.attn.scaled", []int{2, 1, 0}, "set", "input"},
		{"h.1.attn.masked", []int{0, 3, 1}, "set", "computed factor"},
		{"h.1.attn.masked", []int{0, 1, 3}, "set", "computed"},
		{"h.1.attn.masked", []int{1, 3, 1}, "mask", ""},
		{"h.1.attn.q", []int{0, 1, 2}, "set", "computed factor"},
		{"h.1.attn.q", []int{2, 1, 2}, "set", "computed factor factor"},
	} {
		s, _ := tape.Named(c.step)
		x, err := Explain(tape, s.Index, c.cell, 5)
		require.NoError(t, err)
		assert.Equal(t, c.kind, x.Kind, "%s%v", c.step, c.cell)
		if c.roles != "" {
			var roles []string
			for _, term := range x.Terms {
				roles = append(roles, term.Role)
			}
			assert.Equal(t, c.roles, strings.Join(roles, " "))
		}
	}
}

func TestSetsAndDrawsAreRefused(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	for text, code := range map[string]string{
		`{"text":"badge","set":["x"]}`:                              "set_syntax",
		`{"text":"badge","set":["h.2.ln_1=0"]}`:                     "layer_unknown",
		`{"text":"badge","set":["h.0.attn.q=[0,6]=0"]}`:             "index_out_of_range",
		`{"text":"badge","draw":{"max_tokens":65}}`:                 "draw_out_of_range",
		`{"text":"badge","draw":{"max_tokens":0}}`:                  "draw_out_of_range",
		`{"text":"badge","draw":{"temperature":-1}}`:                "draw_out_of_range",
		`{"text":"badge","draw":{"top_p":1.5}}`:                     "draw_out_of_range",
		`{"text":"badge","draw":{"top_k":-1}}`:                      "draw_out_of_range",
		`{"text":"badge","draw":{"seed":9007199254740992}}`:         "draw_out_of_range",
		`{"text":"abcdefgh","draw":{}}`:                             "draw_no_room",
		`{"text":"badge","draw":{},"set":["h.0.attn.q=[0,9]=0"]}`:   "index_out_of_range",
		`{"text":"badge","draw":{},"set":["h.0.attn.q=[0,8,0]=0"]}`: "",
		`{"text":"badge","draw":{"temperature":0,"max_tokens":64}}`: "",
	} {
		var spec Spec
		require.NoError(t, json.Unmarshal([]byte(text), &spec))
		err := Run(t.Context(), c, spec, new(Tape))
		if code == "" {
			assert.NoError(t, err, text)
		} else {
			assert.Equal(t, code, codeOf(t, err), text)
		}
	}
}

// endless is a model that hardly ever says the end token.
func endless(t testing.TB) *ref.Checkpoint {
	return tinyCheckpoint(t, true, func(c *ref.Config) { c.EOS = -1 })
}

func drawnTape(t testing.TB, c *ref.Checkpoint, change func(*Spec)) *Tape {
	t.Helper()
	spec := Spec{Text: "bad", Start: true, Draw: &Draw{Temperature: 0.9, TopK: 6, TopP: 0.95, Seed: 5, MaxTokens: 4}}
	if change != nil {
		change(&spec)
	}
	return tinyTape(t, c, spec)
}

// TestDrawnRun: the draws come first, then the pass over the text that came of
// them, and the two tell the same story.
func TestDrawnRun(t *testing.T) {
	c := endless(t)
	tape := drawnTape(t, c, nil)
	in := tape.Input()
	require.Equal(t, 4, in.Prompt)
	require.Len(t, in.Tokens, 8)
	first, err := tape.Step(0)
	require.NoError(t, err)
	assert.Equal(t, "sample.1.logits", first.Name)

	logits, _ := tape.Named("logits")
	assert.Equal(t, 8, logits.Value.Dim(0), "the pass reads what was drawn too")
	for n := 1; n <= 4; n++ {
		choice := tape.scalar("sample." + string(rune('0'+n)) + ".choice")
		assert.Equal(t, in.Tokens[3+n].ID, int(choice))
	}
	assert.Equal(t, in.IDs(), drawnTape(t, c, nil).Input().IDs(), "the same run again")
	assert.NotEqual(t, in.IDs(), drawnTape(t, c, func(s *Spec) { s.Draw.Seed = 6 }).Input().IDs())

	m := NewCatalogue(1, "r", tape)
	assert.Equal(t, 4, m.Prompt)
	assert.Len(t, m.Tokens, 8)
	assert.Equal(t, "bad", *m.Text, "the text that was given")
	assert.LessOrEqual(t, tape.Bytes(), in.tapeBytes())

	full := drawnTape(t, c, func(s *Spec) { s.Draw.MaxTokens = 64 })
	assert.Len(t, full.Input().Tokens, 9, "as many as the model has places")
}

// TestDrawStopsAtTheEndToken, which is a token of the text like any other.
func TestDrawStopsAtTheEndToken(t *testing.T) {
	c := tinyCheckpoint(t, true, func(c *ref.Config) { c.EOS = 5 })
	for i := range c.Model.LnF.B.Data {
		c.Model.LnF.B.Data[i] = c.Model.WTE.At(5, i) * 1000
	}
	in := drawnTape(t, c, nil).Input()
	require.Len(t, in.Tokens, 5)
	assert.Equal(t, 5, in.Tokens[4].ID)
}

// TestEveryCellOfADrawIsExplained, with a set too; without the mask the pass on
// the tape sees what the draws could not, and the first number is not explained.
func TestEveryCellOfADrawIsExplained(t *testing.T) {
	for name, tape := range map[string]*Tape{
		"sampled":    drawnTape(t, endless(t), nil),
		"greedy":     drawnTape(t, endless(t), func(s *Spec) { s.Draw = &Draw{MaxTokens: 3} }),
		"everything": drawnTape(t, endless(t), func(s *Spec) { s.Draw = &Draw{Temperature: 1.3, MaxTokens: 3} }),
		"changed":    drawnTape(t, endless(t), func(s *Spec) { s.Set = []string{"ln_f=identity", "h.0.attn.weights=x2"} }),
	} {
		for _, step := range tape.Steps() {
			eachCell(step.Value.Shape, func(cell []int) {
				x, err := Explain(tape, step.Index, cell, 5)
				require.NoError(t, err)
				if !x.Equal {
					t.Errorf("%s: %s%v: recorded %v, recomputed %v, tolerance %v", name, step.Name, cell, x.Value, x.Recomputed, x.Tolerance)
				}
				if step.Kind != "sample.N.logits" { // read from the pass that follows
					checkTerms(t, tape, x)
				}
			})
		}
	}
	blind := drawnTape(t, endless(t), func(s *Spec) { s.Set = []string{"h.*.attn.masked=identity"} })
	_, err := Explain(blind, 0, []int{0}, 5)
	assert.Equal(t, "not_explained", codeOf(t, err))
}

// TestTopOfADraw lists what may be drawn, and nothing else.
func TestTopOfADraw(t *testing.T) {
	tape := drawnTape(t, endless(t), nil)
	for _, part := range []string{"kept", "probs", "cumulative", "u", "choice"} {
		step, _ := tape.Named("sample.2." + part)
		top, err := Top(tape, step.Index, 0, 13, -1)
		require.NoError(t, err)
		sum := 0.0
		for _, e := range top.Entries {
			sum += float64(e.P)
		}
		assert.InDelta(t, 1, sum, 1e-6)
		assert.Zero(t, float64(top.Entries[6].P), "top_k 6")
	}
	logits, _ := tape.Named("sample.2.logits")
	_, err := Top(tape, logits.Index, 0, 5, -1)
	assert.Equal(t, "not_a_distribution", codeOf(t, err))
}

func TestCompare(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	a := tinyTape(t, c, Spec{Text: "badge", Start: true})
	b := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: []string{"h.1.attn.weights=[2,4,1]=0.5"}})
	for _, s := range a.Steps() {
		d, err := Difference(a, b, s.Name)
		require.NoError(t, err)
		other, _ := b.Named(s.Name)
		for i, x := range d.Value.Data {
			if !math.IsInf(float64(s.Value.Data[i]), -1) {
				assert.InDelta(t, other.Value.Data[i]-s.Value.Data[i], x, 1e-7)
			} else {
				assert.Zero(t, x, "a masked cell that stays masked")
			}
		}
		switch {
		case s.Index < indexOf(t, a, "h.1.attn.weights"):
			assert.Zero(t, d.Max, s.Name)
		case !strings.HasPrefix(s.Name, "chain."): // only the word after row 4 is predicted from it
			assert.Positive(t, d.Max, s.Name)
		}
	}
	d, err := Difference(a, b, "h.1.attn.weights")
	require.NoError(t, err)
	assert.Equal(t, []int{2, 4, 1}, d.At)

	_, err = Difference(a, tinyTape(t, c, Spec{Text: "bad", Start: true}), "embd")
	assert.Equal(t, "not_comparable", codeOf(t, err))
	_, err = Difference(a, b, "nothing")
	assert.Equal(t, "not_comparable", codeOf(t, err))
}

func indexOf(t testing.TB, tape *Tape, name string) int {
	s, ok := tape.Named(name)
	require.True(t, ok)
	return s.Index
}
