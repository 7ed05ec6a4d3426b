package viz

import (
	"fmt"
	"strconv"

	"gptlab/ref"
)

// The pictures of what a run has drawn behind its text. Where it has drawn
// nothing they fail with guess_no_draw.

// drawsAsked sets each word that was drawn beside the likeliest one.
func drawsAsked(t *Tape, _ PlotAsk) (Plot, error) {
	draws := DrawsOf(t)
	if len(draws.Draws) == 0 {
		return nil, ref.Fail("guess_no_draw", nil)
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.drawn },
		columns: columnsOf(func(w *words) string { return w.ofDrawn }, func(w *words) string { return w.ofBest }),
	}
	for _, d := range draws.Draws {
		b.addNth(d.N, d.Label, float64(d.P), float64(d.Best.P))
	}
	return b, nil
}

// samplingAsked opens one draw, the first where none is named.
func samplingAsked(t *Tape, ask PlotAsk) (Plot, error) {
	if len(DrawsOf(t).Draws) == 0 {
		return nil, ref.Fail("guess_no_draw", nil)
	}
	draw := max(ask.T, 1)
	sampling, err := SamplingOf(t, draw, ask.listed())
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.oneDraw, draw) },
		columns: columnsOf(func(w *words) string { return w.modelP }, func(w *words) string { return w.scaledP }, func(w *words) string { return w.drawnP }),
		note:    func(w *words) string { return fmt.Sprintf(w.choice, Legible(sampling.Choice.Label)) },
		place:   []Fact{{"Draw", strconv.Itoa(draw)}, {"Drawn", sampling.Choice.Label}},
	}
	for _, e := range sampling.Entries {
		b.add(e.Label, float64(e.P), float64(e.Scaled), float64(e.Drawn))
	}
	return b, nil
}

// cacheAsked sets what each draw costs beside what it would without kept keys
// and values.
func cacheAsked(t *Tape, _ PlotAsk) (Plot, error) {
	cache := CacheOf(t)
	if len(cache.Draws) == 0 {
		return nil, ref.Fail("guess_no_draw", nil)
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.work },
		columns: columnsOf(func(w *words) string { return w.cached }, func(w *words) string { return w.anew }),
	}
	for i, d := range cache.Draws {
		b.addNth(d.N, t.Input().Label(cache.Prompt+i), float64(d.Cells), float64(d.Anew))
	}
	return b, nil
}
