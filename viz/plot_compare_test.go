package viz

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

const (
	withoutScale = "h.*.attn.scaled=identity"
	withoutMask  = "h.*.attn.masked=identity"
)

// comparedAs runs a spec with a change and without, and takes a picture of both.
func comparedAs(t *testing.T, kind string, ask PlotAsk, change string) (plot Plot, before, after *Tape) {
	t.Helper()
	k, err := PlotKindOf(kind)
	require.NoError(t, err)
	c := tinyCheckpoint(t, true, nil)
	spec := Spec{Text: "badge", Start: true, Set: []string{change}, Backward: k.Backward}
	before, after = tinyTape(t, c, spec.Unchanged("")), tinyTape(t, c, spec)
	plot, err = k.Compare(before, after, ask)
	require.NoError(t, err, kind)
	return plot, before, after
}

func askAll() PlotAsk {
	return PlotAsk{Layer: All, Head: All, T: All, N: All, Nth: All, Story: All}
}

// Every kind that compares shows what it shows of each run, and the difference
// between the two, legibly in both languages.
func TestEveryComparedKind(t *testing.T) {
	compared := 0
	for _, kind := range PlotKinds {
		if !kind.Compares {
			continue
		}
		compared++
		plot, _, _ := comparedAs(t, kind.Name, askAll(), withoutScale)
		for _, lang := range []string{"en", "zh-Hant"} {
			picture, spy := spyOn(t, plot, Meta{Lang: lang, Model: "tiny", Prompt: "badge", Set: []string{withoutScale}, Was: "badger"})
			assertLegible(t, picture, spy)
			spy.assertDrawable(t)
			for _, part := range []string{wordsIn(lang).asItWas, wordsIn(lang).asChanged, wordsIn(lang).differs, "badger"} {
				assert.True(t, spy.says(part), "%s: %s", kind.Name, part)
			}
		}
	}
	assert.Greater(t, compared, 4)
}

// The rows of a compared map are those of both runs and what lies between them.
func TestComparedMapsAreTheirRuns(t *testing.T) {
	ask := askAll()
	ask.Layer, ask.Head = 1, 2
	plot, before, after := comparedAs(t, "attention", ask, withoutScale)
	rows := plot.Table().Rows
	n := len(before.Input().Tokens)
	require.Len(t, rows, 3*n)
	one, _ := before.Named("h.1.attn.weights")
	two, _ := after.Named("h.1.attn.weights")
	for q := range n {
		assert.Equal(t, cellsOf(one.Value.Row(2, q)), rows[q][4:])
		assert.Equal(t, cellsOf(two.Value.Row(2, q)), rows[n+q][4:])
		for k := range n {
			assert.Equal(t, cellOf(float64(two.Value.At(2, q, k)-one.Value.At(2, q, k))), rows[2*n+q][4+k])
		}
	}
	assert.Equal(t, []string{"original", "changed", "difference"}, []string{rows[0][0], rows[n][0], rows[2*n][0]})

	c := plot.(ComparedPlot)
	a, b, d := c.Original.(AttentionPlot), c.Changed.(AttentionPlot), c.Difference.(AttentionPlot)
	assert.Equal(t, a.scale(), b.scale(), "a colour is the same number in both runs")
	low, high := d.valueRange()
	assert.Equal(t, signed(max(-low, high)), d.scale())
}

// Scores have no natural end: the common scale holds those of both runs.
func TestComparedRunsShareTheLargerScale(t *testing.T) {
	ask := askAll()
	ask.Step = "h.0.attn.scaled"
	for _, change := range []string{"h.0.attn.scores=x3", "h.0.attn.scores=x0.2"} {
		plot, before, after := comparedAs(t, "tensor", ask, change)
		c := plot.(ComparedPlot)
		largest := 0.0
		for _, tape := range []*Tape{before, after} {
			h, err := HeatmapOf(tape, mustNamed(t, tape, ask.Step).Index, 0)
			require.NoError(t, err)
			largest = max(largest, h.matrix().largest())
		}
		assert.Equal(t, largest, c.Original.(HeatmapPlot).matrix().scale.high)
		assert.Equal(t, largest, c.Changed.(HeatmapPlot).matrix().scale.high)

		ask := askAll()
		ask.Step = "scores"
		plot, _, _ = comparedAs(t, "attention", ask, change)
		c = plot.(ComparedPlot)
		a, b := c.Original.(AttentionPlot), c.Changed.(AttentionPlot)
		_, high := a.valueRange()
		_, other := b.valueRange()
		assert.Equal(t, a.scale(), b.scale())
		assert.GreaterOrEqual(t, a.scale().high, max(high, other))
	}
}

func mustNamed(t *testing.T, tape *Tape, name string) Step {
	t.Helper()
	step, ok := tape.Named(name)
	require.True(t, ok)
	return step
}

func TestComparedWords(t *testing.T) {
	plot, before, after := comparedAs(t, "factors", askAll(), withoutScale)
	for i, row := range plot.Table().Rows {
		step := "chain." + strconv.Itoa(i+1) + ".factor"
		was, is := before.scalar(step), after.scalar(step)
		assert.Equal(t, []string{cellOf(was), cellOf(is), cellOf(is - was)}, row[1:])
	}
	ask := askAll()
	ask.N = 4
	plot, before, after = comparedAs(t, "distribution", ask, "ln_f=x-1")
	rows := plot.Table().Rows
	assert.Greater(t, len(rows), 4, "other words are likely now")
	most := math.Inf(1)
	for _, row := range rows {
		was, err := strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
		is, err := strconv.ParseFloat(row[2], 64)
		require.NoError(t, err)
		assert.LessOrEqual(t, max(was, is), most, "the likeliest of either run first")
		most = max(was, is)
	}
	one, two := mustNamed(t, before, "probs").Value.Row(5), mustNamed(t, after, "probs").Value.Row(5)
	for _, id := range slices.Concat(byProbability(one)[:4], byProbability(two)[:4]) {
		want := []string{labelOf(before.Input().Checkpoint, id), cellOf(float64(one[id])), cellOf(float64(two[id])), cellOf(float64(two[id]) - float64(one[id]))}
		assert.Contains(t, rows, want, "what is likely in either run is in the list, with the P of both")
	}
}

// A swapped word stands beside the one it replaced; a longer text has factors
// that the other lacks, and no map of differences.
func TestComparedTexts(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	spec := Spec{Text: "bade", Start: true}
	tape := tinyTape(t, c, spec)
	of := func(kind, was string) (Plot, error) {
		k, err := PlotKindOf(kind)
		require.NoError(t, err)
		return k.Compare(tinyTape(t, c, spec.Unchanged(was)), tape, askAll())
	}
	plot, err := of("attention", "bake")
	require.NoError(t, err)
	assert.Equal(t, []string{"●", "b", "a", "k/d", "e"}, plot.Table().Head[4:])

	plot, err = of("factors", "bad")
	require.NoError(t, err)
	rows := plot.Table().Rows
	require.Len(t, rows, 4)
	assert.Equal(t, "e", rows[3][0])
	assert.Equal(t, "nan", rows[3][1], "the other text ends before")
	for _, kind := range []string{"attention", "tensor"} {
		_, err = of(kind, "bad")
		assert.Equal(t, "not_comparable", codeOf(t, err), kind)
	}
	_, err = of("lens", "bake")
	assert.Equal(t, "plot_not_compared", codeOf(t, err))
}

func TestMinus(t *testing.T) {
	inf, nan := math.Inf(-1), math.NaN()
	d := minus(ref.FromSlice([]ref.Float{3, 1, ref.Float(inf), 2, ref.Float(inf)}, 5), ref.FromSlice([]ref.Float{1, 1, ref.Float(inf), ref.Float(inf), 4}, 5))
	assert.Equal(t, []string{"2", "0", cellOf(inf), cellOf(nan), cellOf(nan)}, cellsOf(d.Data))
}

// Without a mask the future is seen, so no picture of that run hides it.
func TestPicturesOfARunWithoutAMask(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	hidden := func(change ...string) (weights, step, gradient bool) {
		tape := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: change, Backward: true})
		a, err := AttentionOf(tape, "weights", 1, 0)
		require.NoError(t, err)
		h, err := HeatmapOf(tape, mustNamed(t, tape, "h.1.attn.weights").Index, 0)
		require.NoError(t, err)
		g, err := gradientAsked(tape, PlotAsk{Step: "h.1.attn.weights", Head: 0})
		require.NoError(t, err)
		return a.matrix(a.Maps[0]).masked(1, 4), h.matrix().masked(1, 4), g.(GradientPlot).matrix().masked(1, 4)
	}
	weights, step, gradient := hidden()
	assert.True(t, weights && step && gradient)
	weights, step, gradient = hidden(withoutMask)
	assert.False(t, weights || step || gradient)
	weights, step, _ = hidden("h.1.attn.weights=[0,1,4]=0.5")
	assert.False(t, weights || step, "a weight that somebody has put there is shown")
}
