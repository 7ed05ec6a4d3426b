package viz

import (
	"fmt"
	"math"
	"strings"

	"gptlab/ref"
)

// A BarsPlot shows a few numbers for each of a list of things, as level bars in
// columns that share one scale, or have one each.
type BarsPlot struct {
	apart   bool // a scale for each column
	title   func(*words) string
	columns func(*words) []string
	note    func(*words) string
	place   []Fact
	rows    []barsRow
}

type barsRow struct {
	label  string
	values []float64
	say    func(*words) string // the label, where it is words and no name
}

// in returns the label in a language.
func (r barsRow) in(words *words) string {
	if r.say == nil {
		return r.label
	}
	return r.say(words)
}

// Picture draws the columns side by side.
func (b BarsPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	s := sheet{title: b.title(words), place: b.place, body: b.block(words)}
	if b.note != nil {
		s.notes = []string{b.note(words)}
	}
	return s.picture(meta)
}

// Table has one row for each thing, one column for each number of it.
func (b BarsPlot) Table() Table {
	t := Table{Head: append([]string{"name"}, b.columns(&english)...)}
	for _, row := range b.rows {
		cells := []string{row.in(&english)}
		for _, v := range row.values {
			cells = append(cells, cellOf(v))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func (b BarsPlot) block(words *words) block {
	const size, pitch, thick, valueRoom, between, head = 13.0, 24.0, 16.0, 60.0, 28.0, 28.0
	columns := b.columns(words)
	width, room := 420.0/float64(len(columns)), 0.0
	for _, name := range columns {
		width = max(width, textWidth(name, size)-valueRoom)
	}
	for _, row := range b.rows {
		room = max(room, textWidth(row.in(words), size))
	}
	room = math.Ceil(room) + 12
	whole := room + float64(len(columns))*(width+valueRoom) + float64(len(columns)-1)*between
	return block{whole, head + pitch*float64(len(b.rows)) + 24, func(p pen, x, y float64) {
		bottom := y + head + pitch*float64(len(b.rows))
		for c, name := range columns {
			from := x + room + float64(c)*(width+valueRoom+between)
			low, high := b.ranges(c)
			scale := newRoundAxis(low, high, from, from+width)
			p.text(name, from, y+8, size, left, muted)
			for _, t := range scale.ticks {
				p.line(0.75, rule, scale.at(t.value), y+head, scale.at(t.value), bottom)
			}
			for i, row := range b.rows {
				at := y + head + pitch*(float64(i)+0.5)
				if c == 0 {
					p.text(row.in(words), from-12, at, size, right, ink)
				}
				v := row.values[c]
				if math.IsNaN(v) {
					p.text("–", scale.at(0)+8, at, 11, left, muted)
					continue
				}
				end := math.Round(2*scale.at(v)) / 2
				p.fill(min(end, scale.at(0)), at-thick/2, math.Abs(end-scale.at(0)), thick, blue)
				p.noteRight(number(v), max(end, scale.at(0))+8, at, 11)
			}
			scale.scaleBelow(p, bottom)
		}
	}}
}

// ranges returns what the scale of a column must hold, zero always.
func (b BarsPlot) ranges(column int) (low, high float64) {
	for _, row := range b.rows {
		for c, v := range row.values {
			if !math.IsNaN(v) && (c == column || !b.apart) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	return low, high
}

// StreamPlotOf shows what each part adds to the residual stream at a position,
// and how long the stream is then. It fails with index_out_of_range.
func StreamPlotOf(t *Tape, row int) (BarsPlot, error) {
	stream, err := StreamOf(t, row)
	if err != nil {
		return BarsPlot{}, err
	}
	label := t.Input().Label(row)
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.stream, Legible(label)) },
		columns: func(w *words) []string { return []string{w.adds, w.lengthThen} },
		place:   []Fact{{"Token", label}},
	}
	for _, part := range stream.Parts {
		b.rows = append(b.rows, barsRow{part.Name, []float64{float64(part.Adds), float64(part.Length)}, nil})
	}
	return b, nil
}

// NeighboursPlotOf shows the n words nearest to the one at a position, by the
// cosine of their rows in wte. It fails with index_out_of_range and
// credits_out_of_range.
func NeighboursPlotOf(t *Tape, row, n int) (BarsPlot, error) {
	in := t.Input()
	if err := checkIndex([]int{len(in.Tokens)}, []int{row}, 1); err != nil {
		return BarsPlot{}, err
	}
	near, err := NeighboursOf(in.Checkpoint, in.Tokens[row].ID, n)
	if err != nil {
		return BarsPlot{}, err
	}
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.neighbours, Legible(near.Token.Label)) },
		columns: func(w *words) []string { return []string{w.cosine} },
		place:   []Fact{{"Token", near.Token.Label}},
	}
	for _, word := range near.Entries {
		b.rows = append(b.rows, barsRow{cutToWidth(Legible(word.Label), 13, longestLabel), []float64{float64(word.Cosine)}, nil})
	}
	return b, nil
}

// LensPlotOf shows how probable the word that followed a position would have
// been after each block, beside the likeliest words there; after the last word
// of a text, the word that the model holds most probable in the end. It fails
// with index_out_of_range.
func LensPlotOf(t *Tape, row int) (BarsPlot, error) {
	const listed = 3
	in := t.Input()
	lens, err := LensOf(t, row, min(in.Checkpoint.Model.VocabSize, MaxTop))
	if err != nil {
		return BarsPlot{}, err
	}
	target := lens.Depths[len(lens.Depths)-1].Entries[0]
	if next := lens.Depths[0].Next; next != nil {
		target = *next
	}
	b := BarsPlot{
		title:   func(w *words) string { return fmt.Sprintf(w.lens, Legible(in.Label(row))) },
		columns: func(*words) []string { return []string{"P( " + Legible(target.Label) + " )"} },
		note:    func(w *words) string { return w.lensNote },
		place:   []Fact{{"Token", in.Label(row)}, {"Next", target.Label}},
	}
	for _, depth := range lens.Depths {
		label := []string{depth.Name + ":"}
		for _, e := range depth.Entries[:min(listed, len(depth.Entries))] {
			label = append(label, cutToWidth(Legible(e.Label), 13, longestLabel))
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

// The pictures above, as they are asked for: of the word t, the last one where
// none is named.

func streamAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	return StreamPlotOf(t, row)
}

func neighboursAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	n := ask.N
	if n == All {
		n = min(DefaultTop, max(t.Input().Checkpoint.Model.VocabSize-1, 1))
	}
	return NeighboursPlotOf(t, row, n)
}

func lensAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	return LensPlotOf(t, row)
}

// wordAsked returns where w_t stands, t from 1, or fails with word_unknown.
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
