package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSeekersRankEveryHead(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	const row = 4
	found, err := SeekersOf(tape, row, []int{3, 1, 3}, 10)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 3}, found.Columns, "each once, in order")
	assert.Equal(t, 6, found.Count)
	require.Len(t, found.Heads, 6)
	seen := map[[2]int]bool{}
	for i, s := range found.Heads {
		weights, ok := tape.Named(weightsStep(s.Layer))
		require.True(t, ok)
		assert.Equal(t, weights.Index, s.Step)
		a := weights.Value.Row(s.Head, row)
		assert.Equal(t, Number(a[1])+Number(a[3]), s.Weight)
		for _, other := range a {
			assert.LessOrEqual(t, other, a[s.Most])
		}
		if i > 0 {
			assert.LessOrEqual(t, s.Weight, found.Heads[i-1].Weight)
		}
		seen[[2]int{s.Layer, s.Head}] = true
	}
	assert.Len(t, seen, 6)
	assert.Equal(t, "e", found.Next.Label)

	few, err := SeekersOf(tape, row, []int{1, 3}, 2)
	require.NoError(t, err)
	assert.Equal(t, found.Heads[:2], few.Heads)
	all, err := SeekersOf(tape, row, []int{0, 1, 2, 3, 4}, 6)
	require.NoError(t, err)
	for _, s := range all.Heads {
		assert.InDelta(t, 1, float64(s.Weight), 1e-6, "a row adds up to 1")
	}
}

func TestSeekersRefuse(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for _, c := range []struct {
		code    string
		row     int
		columns []int
		n       int
	}{
		{"index_out_of_range", 6, []int{0}, 1}, {"index_out_of_range", -1, []int{0}, 1},
		{"index_out_of_range", 0, []int{6}, 1}, {"index_out_of_range", 0, []int{-1}, 1}, {"index_out_of_range", 0, nil, 1},
		{"credits_out_of_range", 0, []int{0}, 0}, {"credits_out_of_range", 0, []int{0}, MaxTop + 1},
	} {
		_, err := SeekersOf(tape, c.row, c.columns, c.n)
		assert.Equal(t, c.code, codeOf(t, err))
	}
}

// A model of zeros shares equally; a score of its own moves the spread by hand-made numbers.
func TestSpread(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	for _, p := range c.Model.Params() {
		clear(p.Tensor.Data)
	}
	equal := SpreadOf(tinyTape(t, c, Spec{Text: "ab", Start: true}))
	most := (math.Log(2) + math.Log(3)) / 3 // the first row has one word
	require.Len(t, equal.Heads, 2)
	require.Len(t, equal.Heads[0], 3)
	assert.InDelta(t, most, float64(equal.Most), 1e-9)
	assert.InDelta(t, most, float64(equal.Mean), 1e-6)

	one := SpreadOf(tinyTape(t, c, Spec{Text: "ab", Start: true, Set: []string{"h.1.attn.scaled=[2,2,0]=1e9"}}))
	assert.InDelta(t, math.Log(2)/3, float64(one.Heads[1][2]), 1e-6, "the last row gives all to one word")
	assert.InDelta(t, most, float64(one.Heads[1][1]), 1e-6)

	open := SpreadOf(tinyTape(t, c, Spec{Text: "ab", Start: true, Set: []string{"h.*.attn.masked=identity"}}))
	assert.InDelta(t, math.Log(3), float64(open.Most), 1e-9)
	assert.InDelta(t, math.Log(3), float64(open.Mean), 1e-6)
}

// Without ÷√d_k scores are larger, and shares fall together.
func TestSpreadShrinksWithoutTheScale(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	with := SpreadOf(tinyTape(t, c, Spec{Text: "badge", Start: true}))
	without := SpreadOf(tinyTape(t, c, Spec{Text: "badge", Start: true, Set: []string{"h.*.attn.scaled=identity"}}))
	assert.Less(t, without.Mean, with.Mean)
}
