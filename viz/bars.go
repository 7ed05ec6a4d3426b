package viz

import (
	"math"
	"strconv"
)

// A BarsPlot shows a few numbers for each of a list of things, as level bars in
// columns that share one scale, or have one each.
type BarsPlot struct {
	scales  []int // by column: which columns share a scale; nil where all do
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

// add adds a row for a word.
func (b *BarsPlot) add(word string, values ...float64) {
	b.rows = append(b.rows, barsRow{wordLabel(word), values, nil})
}

// addNth adds a row for the n-th word.
func (b *BarsPlot) addNth(n int, word string, values ...float64) {
	b.rows = append(b.rows, barsRow{strconv.Itoa(n) + "  " + wordLabel(word), values, nil})
}

// addSaid adds a row that each language has its own words for.
func (b *BarsPlot) addSaid(name string, say func(*words) string, values ...float64) {
	b.rows = append(b.rows, barsRow{name, values, say})
}

// orNaN is a number that may be missing.
func orNaN(n *Number) float64 {
	if n == nil {
		return math.NaN()
	}
	return float64(*n)
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
			if !math.IsNaN(v) && (b.scales == nil || b.scales[c] == b.scales[column]) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	return low, high
}
