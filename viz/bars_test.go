package viz

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The pictures of the lessons' views are legible in both languages, and hold
// the numbers that the page shows.
func TestBarsAreTheViewsInBars(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	last := PlotAsk{Layer: All, Head: All, T: 2, N: All}
	want := map[string][]float64{}
	stream, err := StreamOf(tape, 2)
	require.NoError(t, err)
	for _, part := range stream.Parts {
		want["stream"] = append(want["stream"], float64(part.Adds), float64(part.Length))
	}
	near, err := NeighboursOf(tape.Input().Checkpoint, tape.Input().Tokens[2].ID, 12)
	require.NoError(t, err)
	for _, word := range near.Entries {
		want["neighbours"] = append(want["neighbours"], float64(word.Cosine))
	}
	lens, err := LensOf(tape, 2, 1)
	require.NoError(t, err)
	for _, depth := range lens.Depths {
		want["lens"] = append(want["lens"], float64(depth.Next.P))
	}
	for name, numbers := range want {
		kind, err := PlotKindOf(name)
		require.NoError(t, err)
		plot, err := kind.Of(tape, last)
		require.NoError(t, err)
		var got []float64
		for _, row := range plot.Table().Rows {
			for _, cell := range row[1:] {
				v, err := strconv.ParseFloat(cell, 64)
				require.NoError(t, err)
				got = append(got, v)
			}
		}
		assert.InDeltaSlice(t, numbers, got, 1e-4, name) // cells are float32
		for _, meta := range []Meta{inEnglish, inChinese} {
			picture, spy := spyOn(t, plot, meta)
			assertLegible(t, picture, spy)
		}
		_, err = kind.Of(tape, PlotAsk{Layer: All, Head: All, T: 6, N: All})
		assert.Equal(t, "word_unknown", codeOf(t, err))
	}
}

// After the last word nothing has followed; the lens watches the word that the
// model holds most probable in the end.
func TestLensPlotAfterTheLastWord(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	plot, err := lensAsked(tape, PlotAsk{T: All})
	require.NoError(t, err)
	rows := plot.Table().Rows
	probs, _ := tape.Named("probs")
	most := 0.0
	for _, p := range probs.Value.Row(5) {
		most = max(most, float64(p))
	}
	end, err := strconv.ParseFloat(rows[len(rows)-1][1], 64)
	require.NoError(t, err)
	assert.InDelta(t, most, end, 1e-6)
}
