package viz

import (
	"fmt"
	"strconv"
	"strings"

	"gptlab/ref"
)

// The pictures of learning to say the next word.

// lossAsked is how the run's own model learned.
func lossAsked(t *Tape, _ PlotAsk) (Plot, error) { return t.losses() }

// keptAsked shows how well the checkpoints of one training run predict the text.
func keptAsked(t *Tape, ask PlotAsk) (Plot, error) {
	learned, err := LearnedOf(t, ask.others().Along(t.Input()))
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		scales:  []int{0, 1},
		title:   func(w *words) string { return w.kept },
		columns: columnsOf(func(w *words) string { return w.meanOf }, func(w *words) string { return w.ppl }),
	}
	for _, k := range learned.Kept {
		b.addSaid(strconv.Itoa(k.Update), func(w *words) string { return fmt.Sprintf(w.afterUpdate, k.Update) }, orNaN(k.MeanNLL), orNaN(k.Perplexity))
	}
	return b, nil
}

// guessersAsked shows how well each guesser predicts the text.
func guessersAsked(t *Tape, _ PlotAsk) (Plot, error) {
	g := GuessersOf(t)
	if g.Words == 0 {
		return nil, ref.Fail("no_factor", nil)
	}
	b := BarsPlot{
		scales:  []int{0, 1},
		title:   func(w *words) string { return w.guessers },
		columns: columnsOf(func(w *words) string { return w.bits }, func(w *words) string { return w.ppl }),
		note:    func(w *words) string { return fmt.Sprintf(w.wordsOfText, g.Words) },
	}
	for _, each := range g.Guessers {
		b.addSaid(each.Name, func(w *words) string { return w.who[each.Name] }, orNaN(each.Bits), orNaN(each.Perplexity))
	}
	return b, nil
}

// updateAsked shows one update from one weight: what each word adds to its gradient.
func updateAsked(t *Tape, ask PlotAsk) (Plot, error) {
	u, err := UpdateOf(t, ask.Param, ask.Cell)
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.update, u.Param+" "+placeOf(u.Cell)) },
		columns: func(w *words) []string { return []string{fmt.Sprintf(w.gradientOf, number(float64(u.Weight.Grad)))} },
		note: func(w *words) string {
			say := func(name string, x Number) string { return name + " " + number(float64(x)) }
			return strings.Join([]string{
				say(w.slope, u.Check.Measured), say(w.weightOld, u.Weight.Old), say(w.weightNew, u.Weight.New),
				say(w.lossBefore, u.Loss), say(w.lossAfter, u.After),
			}, " · ")
		},
		place: []Fact{
			{"Weight", u.Param + placeOf(u.Cell)}, {"Gradient", exact(float64(u.Weight.Grad))}, {"Measured", exact(float64(u.Check.Measured))},
			{"Before", exact(float64(u.Weight.Old))}, {"After", exact(float64(u.Weight.New))}, {"LossBefore", exact(float64(u.Loss))}, {"LossAfter", exact(float64(u.After))},
		},
	}
	for _, term := range u.Terms {
		b.add(term.Label, float64(term.In*term.Grad))
	}
	if u.Terms == nil {
		b.add("∂", float64(u.Weight.Grad))
	}
	return b, nil
}

// rereadAsked shows the words of the text before one update and after it.
func rereadAsked(t *Tape, ask PlotAsk) (Plot, error) {
	u, err := UpdateOf(t, ask.Param, ask.Cell)
	if err != nil {
		return nil, err
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.reread },
		columns: columnsOf(func(w *words) string { return w.pBefore }, func(w *words) string { return w.pAfter }),
		note: func(w *words) string {
			return w.lossBefore + " " + number(float64(u.Loss)) + " · " + w.lossAfter + " " + number(float64(u.After))
		},
		place: []Fact{{"LossBefore", exact(float64(u.Loss))}, {"LossAfter", exact(float64(u.After))}},
	}
	for _, word := range u.Reread {
		b.add(word.Label, float64(word.Before), float64(word.After))
	}
	return b, nil
}

// placeOf writes a cell: [15, 43].
func placeOf(cell []int) string {
	if len(cell) == 0 {
		return ""
	}
	return strings.ReplaceAll(fmt.Sprint(cell), " ", ", ")
}
