package viz

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// What a draw is told of is on the tape: three distributions that add up to 1,
// and a word whose stretch of the line holds u.
func TestSamplingTellsTheDraw(t *testing.T) {
	draw := &Draw{Temperature: 0.7, TopK: 5, Seed: 4, MaxTokens: 4}
	tape := tinyTape(t, tinyCheckpoint(t, true, func(c *ref.Config) { c.EOS = -1 }), Spec{Text: "bad", Start: true, Draw: draw})
	draws := DrawsOf(tape)
	require.Len(t, draws.Draws, 4)
	assert.Equal(t, 4, draws.Prompt)
	assert.False(t, draws.Ended)
	for i, drawn := range draws.Draws {
		assert.Equal(t, tape.Input().Tokens[4+i].ID, drawn.ID)
		s, err := SamplingOf(tape, i+1, 13)
		require.NoError(t, err)
		var p, scaled, probs float64
		for rank, e := range s.Entries {
			p, scaled, probs = p+float64(e.P), scaled+float64(e.Scaled), probs+float64(e.Drawn)
			assert.Equal(t, rank+1, e.Rank)
			assert.Equal(t, rank < 5, e.Drawn > 0, "top-k keeps five")
		}
		assert.InDelta(t, 1, p, 1e-5)
		assert.InDelta(t, 1, scaled, 1e-5)
		assert.InDelta(t, 1, probs, 1e-5)
		assert.Equal(t, 5, s.Kept)
		assert.Greater(t, s.Entries[0].Scaled, s.Entries[0].P, "colder is sharper")
		assert.Equal(t, s.Choice, s.Entries[drawn.Rank-1])
		assert.Equal(t, drawn.Drawn, s.Choice.Drawn)
		for _, stretch := range s.Line {
			assert.Equal(t, stretch.ID == drawn.ID, stretch.From <= *s.U && *s.U < stretch.To, "u falls on the choice alone")
		}
	}
	few, err := SamplingOf(tape, 1, 2)
	require.NoError(t, err)
	assert.InDelta(t, 1, float64(few.Entries[0].P+few.Entries[1].P+few.Rest.P)+float64(len(few.Entries)-2)*float64(few.Choice.P), 1e-5)
}

// Before the draw nothing tells the word that it will be, and nothing is missing
// from the sums.
func TestUndrawnTellsNothing(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, func(c *ref.Config) { c.EOS = -1 }), Spec{Text: "bad", Start: true, Draw: &Draw{Temperature: 2, Seed: 4, MaxTokens: 8}})
	hidden := 0
	for n := range DrawsOf(tape).Draws {
		s, err := SamplingOf(tape, n+1, 2)
		require.NoError(t, err)
		before := s.Undrawn(2)
		require.Len(t, before.Entries, 2)
		var sum [3]float64
		for _, e := range before.Entries {
			sum[0], sum[1], sum[2] = sum[0]+float64(e.P), sum[1]+float64(e.Scaled), sum[2]+float64(e.Drawn)
		}
		assert.InDelta(t, 1, sum[0]+float64(before.Rest.P), 1e-5)
		assert.InDelta(t, 1, sum[1]+float64(before.Rest.Scaled), 1e-5)
		assert.InDelta(t, 1, sum[2]+float64(before.Rest.Drawn), 1e-5)
		assert.Equal(t, s.Size, len(before.Entries)+before.Rest.Count)
		if len(s.Entries) == 3 {
			hidden++
		}
	}
	assert.Positive(t, hidden, "some word of these is not among the two likeliest")
}

func TestGreedySamplingNeedsNoDraw(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, func(c *ref.Config) { c.EOS = -1 }), Spec{Text: "bad", Start: true, Draw: &Draw{MaxTokens: 2}})
	s, err := SamplingOf(tape, 2, 3)
	require.NoError(t, err)
	assert.True(t, s.Greedy)
	assert.Nil(t, s.U)
	assert.Empty(t, s.Line)
	assert.Equal(t, 1, s.Choice.Rank)
	assert.InDelta(t, 1, float64(s.Choice.Drawn), 0)
	for _, drawn := range DrawsOf(tape).Draws {
		assert.Equal(t, drawn.Best, drawn.Entry)
	}
}

func TestDrawsRefuse(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "bad", Start: true, Draw: &Draw{MaxTokens: 1}})
	for code, at := range map[string][2]int{"index_out_of_range": {2, 3}, "credits_out_of_range": {1, 0}} {
		_, err := SamplingOf(tape, at[0], at[1])
		assert.Equal(t, code, codeOf(t, err))
	}
	none := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "bad", Start: true})
	assert.Empty(t, DrawsOf(none).Draws)
	assert.Empty(t, CacheOf(none).Draws)
	_, err := SamplingOf(none, 1, 1)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}

// The numbers that the cache saves are counted twice: from the shapes on the
// tape, and as they come by in passes with and without kept keys and values.
func TestCacheCountsWhatIsComputed(t *testing.T) {
	c := tinyCheckpoint(t, true, func(c *ref.Config) { c.EOS = -1 })
	tape := tinyTape(t, c, Spec{Text: "bad", Start: true, Draw: &Draw{Temperature: 1, MaxTokens: 3}})
	ids, past := tape.Input().IDs(), c.Model.NewPast()
	for _, work := range CacheOf(tape).Draws {
		kept, anew := counter{news: work.New}, counter{news: work.Positions}
		c.Model.Logits(ref.Watch(&kept), [][]int{ids[work.Positions-work.New : work.Positions]}, past, nil)
		c.Model.Logits(ref.Watch(&anew), [][]int{ids[:work.Positions]}, nil, nil)
		assert.Equal(t, kept.sum, work.Cells, "draw %d", work.N)
		assert.Equal(t, anew.sum, work.Anew, "draw %d", work.N)
	}
}

// A counter counts the numbers of the steps that come by; of keys and values,
// which pass with those kept before them, the new rows alone.
type counter struct {
	sum  int64
	news int
}

func (n *counter) Observe(s ref.Step) ref.Tensor {
	size := len(s.Value.Data)
	if strings.HasSuffix(s.Name, ".attn.k") || strings.HasSuffix(s.Name, ".attn.v") {
		size = size / s.Value.Dim(-2) * n.news
	}
	n.sum += int64(size)
	return ref.Tensor{}
}

// Without the last LayerNorm: the same numbers as the what-if of the whole run.
func TestWithoutNormIsTheWhatIf(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	bare, _ := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: []string{"ln_f=identity"}}).Named("probs")
	for row := range 6 {
		w, err := WithoutNorm(tape, row, 13)
		require.NoError(t, err)
		kl, h := 0.0, 0.0
		for _, e := range w.Entries {
			assert.InDelta(t, bare.Value.At(row, e.ID), float64(e.Bare), 1e-6, fmt.Sprint(row, e.ID))
			kl += float64(e.P) * math.Log(float64(e.P)/float64(e.Bare))
			h -= float64(e.P) * math.Log(float64(e.P))
		}
		assert.InDelta(t, kl, float64(w.KL), 1e-4)
		assert.InDelta(t, h, float64(w.Entropy[0]), 1e-4)
		assert.Len(t, w.Entries, 13)
	}
	few, err := WithoutNorm(tape, 3, 1)
	require.NoError(t, err)
	sum := float64(few.Rest[1])
	for _, e := range few.Entries {
		sum += float64(e.Bare)
	}
	assert.InDelta(t, 1, sum, 1e-5)
	_, err = WithoutNorm(tape, 6, 1)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
	_, err = WithoutNorm(tape, 0, 0)
	assert.Equal(t, "credits_out_of_range", codeOf(t, err))
}
