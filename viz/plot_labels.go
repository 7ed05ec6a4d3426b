package viz

import (
	"image/color"
	"math"
	"strconv"
)

// axisLabels are the labels along one side of a matrix: thinned out, turned or
// shortened until none touches the next.
type axisLabels struct {
	texts  []string
	size   float64 // of the type
	pitch  float64 // from one row or column to the next
	step   int     // every step-th is shown
	turned bool    // written upwards
	extent float64 // how far they reach away from the matrix
	color  color.Color
}

const (
	smallestLabel = 10.0
	largestLabel  = 14.0
	longestLabel  = 110.0 // points; longer ones end with …
)

// rowLabels stand to the left of rows pitch points high.
func rowLabels(names axisNames, pitch float64) axisLabels {
	l := newLabels(names, pitch)
	l.extent = l.widest()
	l.step = names.roundStep(l.size * 1.15 / pitch)
	return l
}

// columnLabels stand above columns pitch points wide. They are turned upwards
// where half as many again have room that way; numbers never are.
func columnLabels(names axisNames, pitch float64) axisLabels {
	l := newLabels(names, pitch)
	widest := l.widest()
	flat := (widest + 3) / pitch
	upright := l.size * 1.15 / pitch
	if !names.numbered && math.Ceil(flat) >= 1.5*math.Ceil(upright) {
		l.turned, l.extent, l.step = true, widest, names.roundStep(upright)
		return l
	}
	l.extent, l.step = l.size*1.1, names.roundStep(flat)
	return l
}

// squareLabels are the labels of a matrix of tokens by tokens: the same ones are
// left out on both sides.
func squareLabels(rows, cols axisNames, pitch float64) (l, above axisLabels) {
	l, above = rowLabels(rows, pitch), columnLabels(cols, pitch)
	l.step = max(l.step, above.step)
	above.step = l.step
	return l, above
}

func newLabels(names axisNames, pitch float64) axisLabels {
	l := axisLabels{pitch: pitch, size: min(max(0.62*pitch, smallestLabel), largestLabel), color: ink}
	for _, s := range names.texts {
		l.texts = append(l.texts, cutToWidth(s, l.size, longestLabel))
	}
	return l
}

func (l axisLabels) widest() (w float64) {
	for _, s := range l.texts {
		w = max(w, textWidth(s, l.size))
	}
	return math.Ceil(w)
}

// left paints the labels to the left of x, for rows from y downwards.
func (l axisLabels) left(p pen, x, y float64) {
	for i := 0; i < len(l.texts); i += l.step {
		p.text(l.texts[i], x, y+(float64(i)+0.5)*l.pitch, l.size, right, l.color)
	}
}

// above paints the labels above y, for columns from x on.
func (l axisLabels) above(p pen, x, y float64) {
	for i := 0; i < len(l.texts); i += l.step {
		at := x + (float64(i)+0.5)*l.pitch
		if l.turned {
			p.upright(l.texts[i], at, y, l.size, left, l.color)
		} else {
			p.text(l.texts[i], at, y-l.extent/2, l.size, middle, l.color)
		}
	}
}

// below paints the labels below y, for columns from x on.
func (l axisLabels) below(p pen, x, y float64) {
	for i := 0; i < len(l.texts); i += l.step {
		at := x + (float64(i)+0.5)*l.pitch
		if l.turned {
			p.upright(l.texts[i], at, y, l.size, right, l.color)
		} else {
			p.text(l.texts[i], at, y+l.extent/2, l.size, middle, l.color)
		}
	}
}

// axisNames are the names of rows or columns.
type axisNames struct {
	texts    []string
	numbered bool
}

func named(labels []string) axisNames { return axisNames{texts: legibleAll(labels)} }

// numbered names n rows or columns 0, 1, 2, …
func numbered(n int) axisNames {
	a := axisNames{numbered: true, texts: make([]string, n)}
	for i := range a.texts {
		a.texts[i] = strconv.Itoa(i)
	}
	return a
}

// roundStep returns how many places apart labels must be, given how many their
// size asks for: numbers go up in steps of 1, 2, 5, 10, …
func (a axisNames) roundStep(least float64) int {
	step := max(int(math.Ceil(least)), 1)
	if !a.numbered {
		return step
	}
	for _, round := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500} {
		if round >= step {
			return round
		}
	}
	return 1000
}
