package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestLearnedOf(t *testing.T) {
	c, early := tinyCheckpoint(t, true, nil), tinyCheckpoint(t, true, nil)
	clear(early.Model.WTE.Data) // every word alike
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	_, err := LearnedOf(tape, nil)
	assert.Equal(t, "log_empty", codeOf(t, err))

	floor, measured := 1.25, 1.5
	c.Log = &ref.TrainingLog{Entropy: &floor, Rows: []ref.LogRow{{Step: 10, Loss: 2}, {Step: 20, Loss: 1.75, Validation: &measured}}}
	l, err := LearnedOf(tape, []Kept{{"early", 0, early}, {"end", 20, c}})
	require.NoError(t, err)
	assert.EqualValues(t, floor, *l.Entropy)
	assert.Equal(t, [][2]Number{{10, 2}, {20, 1.75}}, l.Batches)
	assert.Equal(t, [][2]Number{{20, 1.5}}, l.Validation)
	assert.Equal(t, 5, l.Words)

	require.Len(t, l.Kept, 2)
	assert.InDelta(t, 13, float64(*l.Kept[0].Perplexity), 1e-3, "as unsure as over the whole vocabulary")
	assert.Nil(t, l.Kept[0].Validation)
	assert.EqualValues(t, measured, *l.Kept[1].Validation)
	assert.InDelta(t, tape.scalar("chain.mean_nll"), float64(*l.Kept[1].MeanNLL), 1e-5)
	for i, p := range l.Kept[1].P {
		assert.InDelta(t, tape.scalar(chainName(i+1)), float64(*p), 1e-6)
	}

	kind, err := PlotKindOf("loss")
	require.NoError(t, err)
	plot, err := kind.Of(tape, PlotAsk{})
	require.NoError(t, err)
	assert.Equal(t, LossOf(*c.Log), plot)
}

func chainName(t int) string { return "chain." + string(rune('0'+t)) + ".factor" }

func TestThinByRatio(t *testing.T) {
	var points []LossPoint
	for i := 1; i <= 3000; i++ {
		points = append(points, LossPoint{10 * i, 5/float64(i) + float64(i%7)})
	}
	points[1500].Loss = 99
	kept := thinByRatio(points, 200)
	assert.LessOrEqual(t, len(kept), 402)
	assert.Greater(t, len(kept), 200)
	assert.Equal(t, points[:20], kept[:20], "of the first updates nothing is left out")
	assert.Contains(t, kept, points[1500], "no peak is lost")
	assert.IsIncreasing(t, updatesOf(kept))
	assert.Equal(t, points[:30], thinByRatio(points[:30], 200), "few are kept as they are")
}

func updatesOf(points []LossPoint) (updates []int) {
	for _, p := range points {
		updates = append(updates, p.Update)
	}
	return updates
}
