package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
)

func TestFactorsOf(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "abc", Start: true})
	f, err := FactorsOf(tape)
	require.NoError(t, err)
	require.Len(t, f.Factors, 3)
	probs, _ := tape.Named("probs")
	sum, product := 0.0, 1.0
	for i, word := range tape.Input().Words() {
		p := float64(probs.Value.At(i, word.ID))
		sum, product = sum+math.Log(p), product*p
		assert.Equal(t, []string{"a", "b", "c"}[i], f.Factors[i].Label)
		assert.InDelta(t, p, f.Factors[i].P, 1e-6)
		assert.InDelta(t, math.Log(p), f.Factors[i].LogP, 1e-4)
		assert.InDelta(t, sum, f.Factors[i].Sum, 1e-4)
	}
	assert.InDelta(t, sum, f.Sum, 1e-4)
	assert.InEpsilon(t, product, f.Product, 1e-4)
	assert.InDelta(t, -sum/3, f.MeanNLL, 1e-4)
	assert.InEpsilon(t, math.Exp(-sum/3), f.Perplexity, 1e-4)
	_, err = f.Picture(inChinese)
	require.NoError(t, err)
}

func TestFactorsOfAModelWithoutStart(t *testing.T) {
	c := tinyCheckpoint(t, true, func(cfg *ref.Config) { cfg.BOS = -1 })
	f, err := FactorsOf(tinyTape(t, c, Spec{Text: "abc", Start: true}))
	require.NoError(t, err)
	require.Len(t, f.Factors, 3)
	assert.True(t, math.IsNaN(f.Factors[0].P), "nothing stands before the first word")
	assert.Zero(t, f.Factors[0].Sum)
	assert.InDelta(t, f.Factors[1].LogP+f.Factors[2].LogP, f.Sum, 1e-5)
	_, spy := spyOn(t, f, inEnglish)
	assert.True(t, spy.says("L = "))

	_, err = FactorsOf(tinyTape(t, c, Spec{Text: "a", Start: true}))
	var failure *ref.Error
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, "no_factor", failure.Code, "a lone word has none to draw")
}

func TestDistributionOf(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "abc", Start: true})
	probs, _ := tape.Named("probs")
	d, err := DistributionOf(tape, probs.Index, 1, 3)
	require.NoError(t, err)
	assert.Equal(t, []string{"●", "a"}, d.Context)
	assert.Equal(t, tape.Input().Tokens[2].ID, d.Actual, "b followed")
	sum := float64(d.Rest.P)
	for _, e := range d.Entries {
		sum += float64(e.P)
	}
	assert.InDelta(t, 1, sum, 1e-5)
	assert.Equal(t, tape.Input().Checkpoint.Model.VocabSize, len(d.Entries)+d.Rest.Count)

	last, err := DistributionOf(tape, probs.Index, 3, 3)
	require.NoError(t, err)
	assert.Equal(t, -1, last.Actual, "nothing has followed yet")
	for code, row := range map[string]int{"index_out_of_range": 4} {
		_, err = DistributionOf(tape, probs.Index, row, 3)
		assert.Equal(t, code, codeOf(t, err))
	}
	_, err = DistributionOf(tape, 0, 0, 3)
	assert.Equal(t, "not_a_distribution", codeOf(t, err))
}

// A model of words gets its spaces back, one of letters has them.
func TestDistributionContext(t *testing.T) {
	c, err := models.Open("world-en")
	require.NoError(t, err)
	tape := tinyTape(t, c, Spec{Text: "Mia is happy .", Start: true})
	d, err := DistributionOf(tape, mustNamed(t, tape, "probs").Index, 4, 3)
	require.NoError(t, err)
	assert.Equal(t, []string{"●", "Mia", " is", " happy", "."}, d.Context)
	_, spy := spyOn(t, d, inEnglish)
	assert.True(t, spy.says("●Mia is happy."))
}

func TestHeatmapOf(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "abc", Start: true})
	weights, _ := tape.Named("h.1.attn.weights")
	h, err := HeatmapOf(tape, weights.Index, 2)
	require.NoError(t, err)
	assert.True(t, h.Causal)
	assert.Equal(t, []int{2}, h.Index)
	assert.Equal(t, []string{"●", "a", "b", "c"}, h.Rows)
	assert.Equal(t, h.Rows, h.Cols)
	assert.Equal(t, weights.Value.Row(2, 3), h.Values.Row(3))

	probs, _ := tape.Named("probs")
	h, err = HeatmapOf(tape, probs.Index)
	require.NoError(t, err)
	assert.Len(t, h.Cols, tape.Input().Checkpoint.Model.VocabSize)
	embd, _ := tape.Named("embd")
	h, err = HeatmapOf(tape, embd.Index)
	require.NoError(t, err)
	assert.Nil(t, h.Cols, "channels have no names")

	for _, bad := range [][]int{{}, {3}, {-1}, {0, 0}} {
		_, err = HeatmapOf(tape, weights.Index, bad...)
		assert.Equal(t, "index_out_of_range", codeOf(t, err), "%v", bad)
	}
	factor, _ := tape.Named("chain.1.factor")
	_, err = HeatmapOf(tape, factor.Index)
	assert.Equal(t, "index_out_of_range", codeOf(t, err), "a single number is no matrix")
	_, err = HeatmapOf(tape, tape.Len())
	assert.Equal(t, "step_out_of_range", codeOf(t, err))
}

func TestLayerNormOf(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "abc", Start: true})
	for name, before := range map[string]string{
		"h.0.ln_1": "embd", "h.0.ln_2": "h.0.resid_1", "h.1.ln_1": "h.0.resid_2", "ln_f": "h.1.resid_2",
	} {
		step, _ := tape.Named(name)
		into, _ := tape.Named(before)
		l, err := LayerNormOf(tape, step.Index, 2)
		require.NoError(t, err)
		assert.Equal(t, into.Value.Row(2), l.Before, name)
		assert.Equal(t, step.Value.Row(2), l.After, name)
		assert.Equal(t, "b", l.Label)
	}
	_, err := LayerNormOf(tape, 0, 0)
	assert.Equal(t, "step_not_layernorm", codeOf(t, err))
	step, _ := tape.Named("ln_f")
	_, err = LayerNormOf(tape, step.Index, 4)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
	_, err = LayerNormOf(tape, -1, 0)
	assert.Equal(t, "step_out_of_range", codeOf(t, err))
}

func TestEmbeddingOf(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "abba", Start: true})
	e := EmbeddingOf(tape)
	model := tape.Input().Checkpoint.Model
	assert.Equal(t, model.WTE, e.Vectors)
	assert.Len(t, e.Labels, model.VocabSize)
	assert.Len(t, e.Marked, 3, "●, a and b")
	for _, i := range e.Marked {
		assert.Contains(t, []string{"●", "a", "b"}, e.Labels[i])
	}
	picture, spy := spyOn(t, e, inEnglish)
	assertLegible(t, picture, spy)

	large := tinyCheckpoint(t, true, func(cfg *ref.Config) { cfg.VocabSize = mostEmbeddings + 1 })
	e = EmbeddingOf(tinyTape(t, large, Spec{Tokens: []int{7, 4000, 7}, Start: false}))
	assert.Equal(t, large.Model.WTE.Row(4000), e.Vectors.Row(1))
	assert.Len(t, e.Labels, 2, "of a large vocabulary only the words of the text")
}
