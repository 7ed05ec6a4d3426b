package viz

import (
	"fmt"

	"gptlab/ref"
)

// The bars at one place of a text: which word it is, and how many words are
// listed beside it.

// wordAsked returns where w_t stands, t from 1, or fails with word_unknown. The
// last word is meant where none is named.
func (t *Tape) wordAsked(at int) (row int, err error) {
	in := t.Input()
	words := len(in.Words())
	if at == All {
		at = words
	}
	if at < 1 || at > words {
		return 0, ref.Fail("word_unknown", ref.Args{"t": at, "first": 1, "last": words})
	}
	return len(in.Tokens) - words + at - 1, nil
}

// DefaultTop is how many entries of a distribution a picture shows.
const DefaultTop = 20

// listed returns how many entries are asked for, DefaultTop where nobody says.
func (ask PlotAsk) listed() int {
	if ask.N == All {
		return DefaultTop
	}
	return ask.N
}

// barsAt are bars without rows at a place, whose label stands in the title.
func (t *Tape) barsAt(row int, title func(*words) string, columns ...func(*words) string) BarsPlot {
	label := t.Input().Label(row)
	return BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(title(w), Legible(label)) },
		columns: columnsOf(columns...),
		place:   []Fact{{"Token", label}},
	}
}

// columnsOf are names of columns that each language has its own words for.
func columnsOf(names ...func(*words) string) func(*words) []string {
	return func(w *words) (said []string) {
		for _, name := range names {
			said = append(said, name(w))
		}
		return said
	}
}

// sameIn is a name that is the same in every language: a formula.
func sameIn(name string) func(*words) string { return func(*words) string { return name } }

// wordLabel keeps a word short enough to stand beside a bar.
func wordLabel(s string) string { return cutToWidth(Legible(s), 13, longestLabel) }

// blankAsked shows which words may stand at a place.
func blankAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	n := MaxBlank
	if ask.N != All {
		n = min(ask.N, n)
	}
	blank, err := BlankOf(t, row, n)
	if err != nil {
		return nil, err
	}
	b := t.barsAt(row, nil, func(w *words) string { return w.fromLeft }, func(w *words) string { return w.fromWhole })
	word := row + 1 - len(t.Input().Tokens) + len(t.Input().Words())
	b.title = func(w *words) string { return fmt.Sprintf(w.blank, word) }
	for _, f := range blank.Words {
		b.add(f.Label, float64(f.P), orNaN(f.Share))
	}
	return b, nil
}

// scoresAsked opens the Softmax behind a place.
func scoresAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	scores, err := ScoresOf(t, row, ask.listed(), -1)
	if err != nil {
		return nil, err
	}
	b := t.barsAt(row, func(w *words) string { return w.scores }, sameIn("z"), sameIn("e^(z – max z)"), sameIn("P"))
	b.scales = []int{0, 1, 2}
	b.note = func(w *words) string { return fmt.Sprintf(w.scoresNote, number(float64(scores.Sum)), scores.Size) }
	for _, e := range scores.Entries {
		b.add(e.Label, float64(e.Z), float64(e.Power), float64(e.P))
	}
	return b, nil
}

// withoutAsked shows what follows a place with the last LayerNorm and without it.
func withoutAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	compared, err := WithoutNorm(t, row, ask.listed())
	if err != nil {
		return nil, err
	}
	b := t.barsAt(row, func(w *words) string { return w.withNorm }, func(w *words) string { return w.with }, func(w *words) string { return w.without })
	for _, e := range compared.Entries {
		b.add(e.Label, float64(e.P), float64(e.Bare))
	}
	return b, nil
}

// streamAsked shows what each part adds to the residual stream at a place, and
// how long the stream is then.
func streamAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	stream, err := StreamOf(t, row)
	if err != nil {
		return nil, err
	}
	b := t.barsAt(row, func(w *words) string { return w.stream }, func(w *words) string { return w.adds }, func(w *words) string { return w.lengthThen })
	for _, part := range stream.Parts {
		b.add(part.Name, float64(part.Adds), float64(part.Length))
	}
	return b, nil
}

// neighboursAsked shows the words nearest to the one at a place, by the cosine of
// their rows in wte.
func neighboursAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	in, n := t.Input(), ask.N
	if n == All {
		n = min(DefaultTop, max(in.Checkpoint.Model.VocabSize-1, 1))
	}
	near, err := NeighboursOf(in.Checkpoint, in.Tokens[row].ID, n)
	if err != nil {
		return nil, err
	}
	b := t.barsAt(row, func(w *words) string { return w.neighbours }, func(w *words) string { return w.cosine })
	for _, word := range near.Entries {
		b.add(word.Label, float64(word.Cosine))
	}
	return b, nil
}
