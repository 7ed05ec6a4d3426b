package lessons

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

func TestRowsAtOnce(t *testing.T) {
	p := ask(t, runOf(t, tinyCheckpoint(t, nil), "abc"), "rows-at-once", last)
	assert.Equal(t, "all", p.answer)
	assert.Equal(t, "4", p.values["n"], "the start token included")
	assert.Len(t, p.options, 3)
}

// Attention is the answer because the run says so; in a model whose attention
// is all zeros nobody notices anything.
func TestWordsMeet(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abcde"), "words-meet", last)
	assert.Equal(t, "attention", p.answer)
	assert.Zero(t, p.numbers[0].Value, "LayerNorm sees one word alone")
	assert.Positive(t, p.numbers[1].Value)
	assert.NotEqual(t, p.values["word"], p.values["other"])

	for _, w := range c.Model.Params() {
		if strings.Contains(w.Name, "attn") {
			clear(w.Tensor.Data)
		}
	}
	p = ask(t, runOf(t, c, "abcde"), "words-meet", last)
	assert.Equal(t, "0", p.values["moved"])
	assert.Equal(t, "mlp", p.answer, "nothing moved before it, nor in it")
}

func TestOutputs(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abc"), "outputs", last)
	assert.Equal(t, "all", p.answer)
	assert.Equal(t, strconv.Itoa(c.Model.VocabSize), p.values["n"])
}

func TestInBytes(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	for text, want := range map[string]struct{ bytes, answer string }{
		"abc": {"3", "3"}, "山水": {"6", "6"}, "a山é": {"6", "6"}, "🦊a": {"5", "5"},
	} {
		p := ask(t, runOf(t, c, text), "bytes", last)
		assert.Equal(t, "bytes", p.answer)
		assert.Equal(t, want.bytes, p.values["bytes"], text)
		labels := map[string]bool{}
		for _, o := range p.options {
			assert.False(t, labels[o.label], "%s: %s twice", text, o.label)
			labels[o.label] = true
			if o.id == p.answer {
				assert.Equal(t, want.answer, o.label)
			}
		}
	}
}

func TestNearestWord(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	run := runOf(t, c, "abcdefg")
	for row := 1; row <= 7; row++ {
		p := ask(t, run, "nearest", place{row: row})
		near, err := viz.NeighboursOf(c, run.Tokens()[row].ID, 1)
		require.NoError(t, err)
		assert.Equal(t, strconv.Itoa(near.Entries[0].ID), p.answer)
		assert.NotContains(t, p.answer, strconv.Itoa(run.Tokens()[row].ID)+" ", "not itself")
		best := 0.0
		for _, n := range p.numbers {
			best = max(best, n.Value)
		}
		assert.InDelta(t, float64(near.Entries[0].Cosine), best, 0)
	}
	_, err := askKinds["nearest"].ask(run, place{row: 8})
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}

func TestSameWord(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	for text, where := range map[string][2]string{"abcab": {"2", "5"}, "abc": {"1", "3"}} {
		p := ask(t, runOf(t, c, text), "same-word", last)
		assert.Equal(t, "row", p.answer, text)
		assert.Equal(t, where, [2]string{p.values["first"], p.values["second"]}, text)
		assert.Equal(t, "0", p.values["word_gap"])
		assert.NotEqual(t, "0", p.values["sum_gap"])
	}
	clear(c.Model.WPE.Data) // a model that knows no places
	assert.Equal(t, "all", ask(t, runOf(t, c, "abcab"), "same-word", last).answer)
}

func TestAddsMost(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	run := runOf(t, c, "abcdefg")
	for layer := range 2 {
		p := ask(t, run, "adds-most", place{layer: layer, row: -2})
		more := map[bool]string{true: "attn", false: "mlp"}[p.numbers[0].Value >= p.numbers[1].Value]
		assert.Equal(t, more, p.answer)
		for _, n := range p.numbers {
			step, _ := run.Step(n.Step)
			assert.InDelta(t, size(step.Row(6)), n.Value, 1e-6)
		}
	}
	_, err := askKinds["adds-most"].ask(run, place{layer: 2})
	assert.Equal(t, "layer_unknown", codeOf(t, err))
	clear(c.Model.Blocks[0].MLP.CProj.W.Data)
	clear(c.Model.Blocks[0].MLP.CProj.B.Data)
	assert.Equal(t, "attn", ask(t, runOf(t, c, "abc"), "adds-most", last).answer)
}

func TestAfterLayerNorm(t *testing.T) {
	p := ask(t, runOf(t, tinyCheckpoint(t, nil), "abcdefg"), "after-layernorm", place{layer: 1, row: -2})
	assert.Equal(t, "zero", p.answer)
	assert.Equal(t, "0", p.values["mean"])
}

func TestTenTimes(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abcdefg"), "ten-times", place{layer: 1, row: -2})
	assert.Equal(t, "same", p.answer)
	assert.InDelta(t, 1, p.numbers[0].Value, 1e-3)

	c.Model.Blocks[1].Ln2.Eps = 1e6 // a ruler that no longer depends on the vector
	clear(c.Model.Blocks[1].Ln2.B.Data)
	assert.Equal(t, "ten", ask(t, runOf(t, c, "abcdefg"), "ten-times", place{layer: 1, row: -2}).answer)
}

func TestGeluBelow(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	for bias, want := range map[ref.Float]string{-100: "most", 100: "few"} {
		for i := range c.Model.Blocks[1].MLP.CFc.B.Data {
			c.Model.Blocks[1].MLP.CFc.B.Data[i] = bias
		}
		assert.Equal(t, want, ask(t, runOf(t, c, "abc"), "gelu-below", place{layer: 1, row: -1}).answer)
	}
	clear(c.Model.Blocks[1].MLP.CFc.W.Data)
	for i := range c.Model.Blocks[1].MLP.CFc.B.Data {
		c.Model.Blocks[1].MLP.CFc.B.Data[i] = ref.Float(2*(i%2) - 1)
	}
	p := ask(t, runOf(t, c, "abc"), "gelu-below", place{layer: 1, row: -1})
	assert.Equal(t, "half", p.answer)
	assert.Equal(t, "10", p.values["below"])
}

func TestLensSettles(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abcdefg")
	for row := range 8 {
		p := ask(t, run, "lens-settles", place{row: row})
		lens, err := viz.LensOf(run.Tape(), row, 1)
		require.NoError(t, err)
		depth, _ := strconv.Atoi(p.answer)
		final := lens.Depths[2].Entries[0].ID
		for d, read := range lens.Depths {
			if d >= depth {
				assert.Equal(t, final, read.Entries[0].ID)
			}
		}
		if depth > 0 {
			assert.NotEqual(t, final, lens.Depths[depth-1].Entries[0].ID, "not before")
		}
	}
	assert.Equal(t, []int{0, 5, 6, 7, 12}, depthsToChoose(6, 12)[:5:5])
	for end := range 20 {
		for answer := range end + 1 {
			depths := depthsToChoose(answer, end)
			assert.Contains(t, depths, answer)
			assert.Len(t, depths, min(5, end+1))
		}
	}
}

func TestDistinctOptions(t *testing.T) {
	o := func(id, label string) option { return option{id: id, label: label} }
	assert.Equal(t, []option{o("b", "1"), o("c", "2")}, distinctOptions("b", o("a", "1"), o("b", "1"), o("c", "2"), o("d", "2")))
}
