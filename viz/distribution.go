package viz

import (
	"fmt"
	"math"
	"strings"

	"gptlab/ref"
)

// A DistributionPlot shows what a model expects next: the likeliest words, and
// all others as one bar, so that the bars add up to 1.
type DistributionPlot struct {
	Context []string // the labels of w_<t, words with the space before them
	Entries []Entry  // falling, as Top returns them
	Rest    Rest
	Actual  int // the id of the word that did follow; −1 for none

	all []ref.Float // P of the whole vocabulary, to be compared with
}

// Picture draws a level bar for each word.
func (d DistributionPlot) Picture(meta Meta) (*Picture, error) {
	if len(d.Entries) == 0 {
		panic("viz.DistributionPlot: no entries")
	}
	words := wordsIn(meta.Lang)
	context := Legible(strings.Join(d.Context, ""))
	s := sheet{
		title: words.distribution,
		place: []Fact{{"Step", "probs"}, {"Context", strings.Join(d.Context, "")}},
		notes: []string{fmt.Sprintf(words.vocabulary, len(d.Entries)+d.Rest.Count)},
		body:  d.block(words, context),
	}
	return s.picture(meta)
}

// rows returns what the bars stand for, the rest last.
func (d DistributionPlot) rows(words *words) (labels []string, p []float64) {
	for _, e := range d.Entries {
		labels = append(labels, cutToWidth(Legible(e.Label), 13, longestLabel))
		p = append(p, float64(e.P))
	}
	if d.Rest.Count > 0 {
		labels = append(labels, fmt.Sprintf(words.rest, d.Rest.Count))
		p = append(p, float64(d.Rest.P))
	}
	return labels, p
}

func (d DistributionPlot) block(words *words, context string) block {
	const size, pitch, bar, barWidth, valueRoom = 13.0, 24.0, 16.0, 400.0, 64.0
	labels, p := d.rows(words)
	leftRoom := 0.0
	for _, s := range labels {
		leftRoom = max(leftRoom, textWidth(s, size))
	}
	leftRoom = math.Ceil(leftRoom) + 12
	const head = 28.0 // the context stands above
	height := head + pitch*float64(len(labels)) + 24
	return block{leftRoom + barWidth + valueRoom, height, func(pen pen, x, y float64) {
		limit := leftRoom + barWidth + valueRoom
		pen.text(keepEnd("P( · | "+context+" )", "P( · | …", 13, limit), x, y+8, 13, left, ink)
		x, y = x+leftRoom, y+head
		bottom := y + pitch*float64(len(labels))
		scale := newRoundAxis(0, largest(p), x, x+barWidth)
		for _, t := range scale.ticks {
			pen.line(0.75, rule, scale.at(t.value), y, scale.at(t.value), bottom)
		}
		for i, label := range labels {
			d.bar(pen, i, label, p[i], scale, y+pitch*(float64(i)+0.5), bar)
		}
		scale.scaleBelow(pen, bottom)
	}}
}

// bar paints one row: its label, its length, its number. The word that followed
// is marked; the rest is hatched, as it is no single word.
func (d DistributionPlot) bar(pen pen, i int, label string, p float64, scale axis, y, thick float64) {
	length := math.Round(2*(scale.at(p)-scale.from)) / 2
	textColor := ink
	switch {
	case i >= len(d.Entries):
		if length > 0 {
			m := matrix{values: unknownCell, cellW: length, cellH: thick}
			m.paint(pen, scale.from, y-thick/2)
			pen.frame(scale.from, y-thick/2, length, thick, 0.75, muted)
		}
		textColor = muted
	case d.Entries[i].ID == d.Actual:
		pen.fill(scale.from, y-thick/2, length, thick, accent)
		textColor = accent
	default:
		pen.fill(scale.from, y-thick/2, length, thick, blue)
	}
	pen.text(label, scale.from-12, y, 13, right, textColor)
	pen.text(number(p), scale.from+length+8, y, 11, left, textColor)
}

func largest(p []float64) (most float64) {
	for _, v := range p {
		most = max(most, v)
	}
	return most
}

// keepEnd cuts a text that is too wide at its beginning: of a long context, the
// last words matter most.
func keepEnd(s, instead string, size, limit float64) string {
	if textWidth(s, size) <= limit {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && textWidth(instead+string(runes), size) > limit {
		runes = runes[max(1, len(runes)/50):]
	}
	return instead + string(runes)
}
