package viz

import "strings"

// lensAsked shows how probable the word that followed a place would have been
// after each block, beside the likeliest words there; after the last word of a
// text, the word that the model holds most probable in the end.
func lensAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	const listed = 3
	lens, err := LensOf(t, row, min(t.Input().Checkpoint.Model.VocabSize, MaxTop))
	if err != nil {
		return nil, err
	}
	target := lens.Depths[len(lens.Depths)-1].Entries[0]
	if next := lens.Depths[0].Next; next != nil {
		target = *next
	}
	b := t.barsAt(row, func(w *words) string { return w.lens }, sameIn("P( "+Legible(target.Label)+" )"))
	b.note = func(w *words) string { return w.lensNote }
	b.place = append(b.place, Fact{"Next", target.Label})
	for _, depth := range lens.Depths {
		label := []string{depth.Name + ":"}
		for _, e := range depth.Entries[:min(listed, len(depth.Entries))] {
			label = append(label, wordLabel(e.Label))
		}
		b.rows = append(b.rows, barsRow{strings.Join(label, " "), []float64{probabilityOf(depth, target.ID)}, nil})
	}
	return b, nil
}

// probabilityOf returns what a reading gives a word; 0 for one too unlikely to
// be among its entries.
func probabilityOf(r Reading, id int) float64 {
	if r.Next != nil && r.Next.ID == id {
		return float64(r.Next.P)
	}
	for _, e := range r.Entries {
		if e.ID == id {
			return float64(e.P)
		}
	}
	return 0
}
