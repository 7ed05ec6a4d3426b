package viz

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// Every kind of picture can be drawn in both languages, and its table has as
// many cells in each row as names on top.
func TestEveryKindDraws(t *testing.T) {
	c := labeller(t)
	floor, measured := 1.25, 1.5
	c.Log = &ref.TrainingLog{Entropy: &floor, Rows: []ref.LogRow{{Step: 10, Loss: 2}, {Step: 20, Loss: 1.75, Validation: &measured}}}
	ask := PlotAsk{Layer: All, Head: All, T: All, N: All, Nth: All, Story: All, Others: friends{c}}
	for _, kind := range PlotKinds {
		if kind.Page {
			continue // TestGamePicture
		}
		tape := tinyTape(t, c, Spec{Text: "bad", Start: true, Backward: kind.Backward, Draw: &Draw{Temperature: 1, Seed: 7, MaxTokens: 3}})
		plot, err := kind.Of(tape, ask)
		require.NoError(t, err, kind.Name)
		table := plot.Table()
		assert.NotEmpty(t, table.Rows, kind.Name)
		for _, row := range table.Rows {
			assert.Len(t, row, len(table.Head), kind.Name)
		}
		for _, lang := range []string{"en", "zh-Hant"} {
			var svg bytes.Buffer
			require.NoError(t, DrawPlot(&svg, plot, Meta{Lang: lang, Model: "tiny", Prompt: "bad"}, SVG), kind.Name)
			assert.Contains(t, svg.String(), "tiny", kind.Name)
			picture, spy := spyOn(t, plot, Meta{Lang: lang, Model: "tiny", Prompt: "bad"})
			assertLegible(t, picture, spy)
			spy.assertDrawable(t)
		}
	}
}

// friends stand beside a run: its own model twice, and its tokenizer.
type friends struct{ c *ref.Checkpoint }

func (f friends) Along(Input) []Kept { return []Kept{{"tiny", 0, f.c}, {"tiny", 20, f.c}} }

func (f friends) Cuts(t *Tape) ([]Cut, error) {
	text, _ := t.Input().Text()
	return []Cut{CutOf("tiny", f.c.Tokenizer, text+"山"), CutIntoBytes(text + "山")}, nil
}

func (f friends) Taught(t *Tape) Taught {
	said := ClassifiedBy(t, "tiny", f.c)
	return Taught{
		Models: []TaughtModel{{Classified: said, Before: true}, {Classified: said, Measured: true, Classes: said.Labels, Confusion: square(len(said.Labels))}},
		Curve:  []LearningPoint{{50, 0.5, 0.25}, {100, 0.75, 0.5}},
	}
}

func square(n int) (counts [][]int) {
	for y := range n {
		row := make([]int, n)
		row[y] = y + 1
		counts = append(counts, row)
	}
	return counts
}

// What a picture shows is what the view's own function gives.
func TestPicturesShowTheirViews(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	rows := func(kind string, ask PlotAsk) [][]string {
		k, err := PlotKindOf(kind)
		require.NoError(t, err)
		plot, err := k.Of(tape, ask)
		require.NoError(t, err)
		return plot.Table().Rows
	}
	u, err := UpdateOf(tape, "h.1.mlp.c_fc.weight", []int{3, 2})
	require.NoError(t, err)
	drawn := rows("update", PlotAsk{Param: "h.1.mlp.c_fc.weight", Cell: []int{3, 2}})
	require.Len(t, drawn, len(u.Terms))
	assert.Equal(t, cellOf(float64(u.Terms[2].In*u.Terms[2].Grad)), drawn[2][1])

	guessers := rows("guessers", PlotAsk{})
	assert.Equal(t, []string{"model", "uniform"}, []string{guessers[0][0], guessers[len(guessers)-1][0]})

	blank, err := BlankOf(tape, 3, 5)
	require.NoError(t, err)
	filled := rows("blank", PlotAsk{T: 3, N: 5})
	require.Len(t, filled, len(blank.Words))
	assert.Equal(t, cellOf(float64(*blank.Words[0].Share)), filled[0][2])

	wte, _ := tape.Named("wte")
	sum := rows("sum", PlotAsk{T: 2})
	assert.Equal(t, append([]string{"wte"}, cellsOf(wte.Value.Row(2))...), sum[0])

	scores, err := ScoresOf(tape, 2, 5, -1)
	require.NoError(t, err)
	opened := rows("scores", PlotAsk{T: 2, N: 5})
	require.Len(t, opened, 5)
	assert.Equal(t, cellOf(float64(scores.Entries[3].Power)), opened[3][2])

	for _, kind := range []string{"draws", "sampling", "cache"} {
		k, _ := PlotKindOf(kind)
		_, err := k.Of(tape, PlotAsk{})
		assert.Equal(t, "guess_no_draw", codeOf(t, err), kind)
	}
	for _, kind := range []string{"head", "labels", "confusion", "learning"} {
		k, _ := PlotKindOf(kind)
		_, err := k.Of(tape, PlotAsk{})
		assert.Equal(t, "task_missing", codeOf(t, err), kind)
	}
	assert.True(t, slices.ContainsFunc(PlotKinds, func(k PlotKind) bool { return k.Page }))
}
