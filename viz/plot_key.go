package viz

import (
	"math"
	"slices"

	"gptlab/ref"
)

const keyGap = 14.0 // between cells and what explains them

// colorBar is the key of a colour scale: the bar itself, numbers beside it.
func colorBar(scale colorScale, height float64) block {
	const width, size = 12.0, 10.0
	ticks := scale.ticks()
	widest := 0.0
	for _, t := range ticks {
		widest = max(widest, textWidth(roundNumber(t), size))
	}
	height = math.Floor(height)
	return block{width + 8 + math.Ceil(widest), height, func(p pen, x, y float64) {
		scale.strips(height, func(from, to, v float64) {
			p.fill(x, y+height-to, width, to-from, scale.color(v))
		})
		for _, t := range ticks {
			ty := y + height*(scale.high-t)/(scale.high-scale.low)
			ty = min(max(ty, y+0.5), y+height-0.5)
			p.line(0.75, muted, x+width, ty, x+width+4, ty)
			p.text(roundNumber(t), x+width+8, min(max(ty, y+size/2), y+height-size/2), size, left, muted)
		}
	}}
}

// horizontalBar is a colour bar that lies on its side, its numbers below.
func horizontalBar(scale colorScale, width float64) block {
	const height, size = 10.0, 9.5
	width = math.Floor(width)
	return block{width + 20, height + 6 + size, func(p pen, x, y float64) {
		x += 10
		scale.strips(width, func(from, to, v float64) {
			p.fill(x+from, y, to-from, height, scale.color(v))
		})
		for _, t := range scale.ticks() {
			tx := x + width*(t-scale.low)/(scale.high-scale.low)
			tx = min(max(tx, x+0.5), x+width-0.5)
			p.line(0.75, muted, tx, y+height, tx, y+height+3)
			p.text(roundNumber(t), tx, y+height+5+size/2, size, middle, muted)
		}
	}}
}

// strips divides a bar into pieces of one colour each, from its low end to its
// high end. Each reaches half a point under the next, which is painted later.
func (s colorScale) strips(length float64, paint func(from, to, v float64)) {
	n := min(256, int(2*length))
	edge := func(i int) float64 { return math.Round(2*length*float64(i)/float64(n)) / 2 }
	for i := range n {
		v := s.low + (s.high-s.low)*(float64(i)+0.5)/float64(n)
		paint(edge(i), min(edge(i+1)+0.5, length), v)
	}
}

// ticks are round numbers within a scale, the highest first.
func (s colorScale) ticks() []float64 {
	ticks := roundNumbers(s.low, s.high, 4)
	slices.Reverse(ticks)
	return ticks
}

// withKey adds the key of the colours to the right of a matrix, as high as its
// cells, and below it what the patterns mean.
func (m matrix) withKey(words *words) block {
	cells := m.block()
	leftRoom, topRoom := m.insets()
	bar := colorBar(m.scale, max(m.height(), 90))
	keys := m.patternKeys(words)
	b := block{w: cells.w + keyGap + bar.w, h: max(cells.h, topRoom+bar.h)}
	below := b.h
	for _, k := range keys {
		b.w = max(b.w, leftRoom+k.w)
		b.h += k.h
	}
	b.paint = func(p pen, x, y float64) {
		cells.paint(p, x, y)
		bar.paint(p, x+cells.w+keyGap, y+topRoom)
		at := y + below
		for _, k := range keys {
			k.paint(p, x+leftRoom, at)
			at += k.h
		}
	}
	return b
}

// patternKeys explains the cells that are no colours, where there are any.
func (m matrix) patternKeys(words *words) (keys []block) {
	if m.any(m.masked) {
		keys = append(keys, hatchKey(words.masked))
	}
	if m.any(func(i, j int) bool { return math.IsNaN(m.at(i, j)) }) {
		text := words.notANumber
		if m.differs {
			text = words.maskedInOne
		}
		keys = append(keys, crossKey(text))
	}
	return keys
}

// hatchKey is a hatched cell and what it means.
func hatchKey(text string) block {
	sample := ref.FromSlice([]ref.Float{ref.Float(math.Inf(-1))}, 1, 1)
	return sampleKey(sample, text)
}

// crossKey is a crossed-out cell and what it means.
func crossKey(text string) block {
	sample := ref.FromSlice([]ref.Float{ref.Float(math.NaN())}, 1, 1)
	return sampleKey(sample, text)
}

func sampleKey(cell ref.Tensor, text string) block {
	const side, size = 14.0, 10.5
	m := matrix{values: cell, cellW: 2 * side, cellH: side}
	return block{2*side + 8 + textWidth(text, size), side + keyGap, func(p pen, x, y float64) {
		m.paint(p, x, y+keyGap)
		p.text(text, x+2*side+8, y+keyGap+side/2, size, left, muted)
	}}
}
