package viz

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMessagesOnTheWire compares every message with testdata/messages.golden,
// which is what other clients rely on.
func TestMessagesOnTheWire(t *testing.T) {
	const golden = "testdata/messages.golden"
	// A catalogue as short as it can be told: the lines of ref change more often than the wire does.
	catalogue := Catalogue{
		Type: "catalogue", ID: 1, V: ProtocolVersion, Run: "abcd2345",
		Model: ModelMessage{"tang", 4, 4, 128, 128, 3000, 1200000, true},
		Text:  point("床"),
		Tokens: []TokenMessage{
			{ID: 0, Label: "●", Known: true, Start: true},
			{ID: 17, Text: "床", Label: "床", Known: true},
		},
		Steps: 102,
		Kinds: []Kind{{
			Kind: "h.N.attn.scores", Axes: []string{"nh", "T", "T"}, Op: "MatMulT",
			Source: Source{"ref/attention.go", "Attention.Forward", 35, []Line{
				{N: 29, Text: "qkv := a.CAttn.Forward(x)", Shape: "(B, T, 3C)", Raw: "qkv := a.CAttn.Forward(x) // (B, T, 3C)"},
				{35, "scores := MatMulT(q, k)", "(B, nh, T, Tk)", "QKᵀ", "scores", "h.N.attn.scores",
					"scores := s.Tap(\"scores\", MatMulT(q, k)) // (B, nh, T, Tk)   QKᵀ"},
			}},
		}},
		Ops: []Op{{"MatMulT", "ref/matmul.go", 26, 32, "// MatMulT: …\nfunc MatMulT(a, b Tensor) Tensor {\n\t…\n}"}},
	}
	kinds := []Kind{{Kind: "h.N.attn.masked"}, {Kind: "chain.t.factor"}}
	inf := math.Inf(-1)
	matrix := Step{Index: 35, Name: "h.0.attn.masked", Kind: "h.N.attn.masked", Value: ref.NewTensor(4, 8, 8), Min: -0.1, Max: 2.25}
	scalar := Step{Index: 90, Name: "chain.1.log_p", Kind: "chain.t.factor", Value: ref.Scalar(0.1), Min: float64(ref.Float(0.1)), Max: float64(ref.Float(0.1))}
	never := Step{Index: 91, Name: "chain.2.log_p", Kind: "chain.t.factor", Value: ref.Scalar(ref.Float(inf)), Min: math.NaN(), Max: math.NaN()}
	explanation := Explanation{
		Step: matrix, Cell: []int{2, 6, 7}, Labels: []string{"", "疑", "是"}, Kind: "mask",
		Terms: []Term{
			{Role: "future", Value: 0.5, From: []Operand{{&scalar, "h.0.attn.scaled", []int{2, 6, 7}, 0.5}}},
			{Role: "bias", Label: "是", Value: inf, From: []Operand{{nil, "h.0.attn.c_attn.bias", []int{3}, math.NaN()}}},
			{Role: "rest", Value: 1.0 / 3, Count: 12},
		},
		Value: inf, Recomputed: inf, Tolerance: 0, Equal: true,
	}
	id := uint32(4)
	messages := []any{
		catalogue,
		NewStepMessage(2, "abcd2345", kinds, matrix),
		NewStepMessage(2, "abcd2345", kinds, scalar),
		NewStepMessage(2, "abcd2345", kinds, never),
		NewEndMessage(2, "abcd2345", 102),
		NewExplained(4, "abcd2345", explanation),
		NewTop(5, "abcd2345", Distribution{Step: scalar, Row: 6,
			Entries: []Entry{{17, "光", Number(ref.Float(0.3285)), 1}}, Rest: Rest{2999, 0.6715}}),
		AskedMessage{Type: "asked", ID: 6, Run: "abcd2345", Lesson: "attention", Ask: "row-max", Options: []Option{{"4", "光"}}},
		RevealedMessage{Type: "revealed", ID: 7, Run: "abcd2345", Lesson: "attention", Ask: "row-max",
			Choice: "4", Answer: "4", Right: true, Text: "光", Numbers: []Evidence{NewEvidence(inf, matrix, []int{2, 6, 7})}},
		NewClosed(8, "abcd2345"),
		NewError(id, ref.Fail("step_out_of_range", ref.Args{"step": 900, "steps": 102})),
		NewError(id, fmt.Errorf("while reading: %w", ref.Fail("text_empty", nil))),
		NewError(0, errors.New("a secret")),
	}
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	for _, m := range messages {
		require.NoError(t, encoder.Encode(m))
	}
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got.String())
}

// TestEveryMessageOfARunIsJSON sends a whole run, masked and underflowing cells
// and all.
func TestEveryMessageOfARunIsJSON(t *testing.T) {
	for name, tape := range variants(t) {
		catalogue := NewCatalogue(1, "r", tape)
		text, err := json.Marshal(catalogue)
		require.NoError(t, err, name)
		assert.Less(t, len(text), 128<<10)
		for _, step := range tape.Steps() {
			m := NewStepMessage(2, "r", catalogue.Kinds, step)
			assert.GreaterOrEqual(t, m.Kind, 0)
			_, err := json.Marshal(m)
			require.NoError(t, err)
			last := make([]int, len(step.Value.Shape))
			for axis, n := range step.Value.Shape {
				last[axis] = n - 1
			}
			x, err := Explain(tape, step.Index, last, MaxTerms)
			require.NoError(t, err)
			_, err = json.Marshal(NewExplained(3, "r", x))
			require.NoError(t, err)
		}
	}
}

func TestCatalogueDescribesTheRun(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Model: "tiny", Text: "b é", Start: true})
	m := NewCatalogue(1, "run", tape)
	assert.Equal(t, ModelMessage{"tiny", 2, 3, 12, 9, 13, c.Model.NumParams(), true}, m.Model)
	assert.Equal(t, "b é", *m.Text)
	assert.Equal(t, []TokenMessage{
		{0, "", "●", true, true}, {3, "b", "b", true, false}, {1, " ", "␣", false, false}, {1, "é", "é", false, false},
	}, m.Tokens)
	assert.Equal(t, tape.Len(), m.Steps)

	byTokens := NewCatalogue(1, "run", tinyTape(t, c, Spec{Tokens: []int{3, 2}, Start: true}))
	assert.Equal(t, "ba", *byTokens.Text)
}

func TestNumbersSurviveJSON(t *testing.T) {
	for _, x := range []float32{0, 1, -1, 0.1, 0.3285, 1e-45, math.MaxFloat32, 3.4e-12, 16777217} {
		text, err := json.Marshal(Number(x))
		require.NoError(t, err)
		back, err := strconv.ParseFloat(string(text), 64)
		require.NoError(t, err)
		assert.Equal(t, x, float32(back))
		assert.LessOrEqual(t, len(text), 14, "%s is as short as float32 allows", text)
	}
	for _, x := range []float64{1.0 / 3, 0.1, 1e300, 1e-300} {
		text, err := json.Marshal(Number(x))
		require.NoError(t, err)
		back, err := strconv.ParseFloat(string(text), 64)
		require.NoError(t, err)
		assert.Equal(t, x, back)
	}
	for x, word := range map[float64]string{math.Inf(1): "inf", math.Inf(-1): "-inf"} {
		text, err := json.Marshal(Number(x))
		require.NoError(t, err)
		assert.Equal(t, "null", string(text))
		assert.Equal(t, word, special(x))
	}
	assert.Equal(t, "nan", special(math.NaN()))
}
