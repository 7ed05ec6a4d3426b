package viz

import (
	"fmt"
	"math"
	"strconv"

	"gptlab/ref"
)

// A HeatmapPlot shows any step of two axes, cell by cell: rows from the top,
// columns from the left. Numbers of one sign go from light to dark, those of two
// signs from purple through grey at zero to orange.
type HeatmapPlot struct {
	Step       string     // the public name
	Rows, Cols []string   // labels; nil counts from 0
	Values     ref.Tensor // (rows, columns)
	Causal     bool       // hatch what the causal mask hides
	Index      []int      // where in a larger step the matrix was cut out: a head

	// For a matrix that is not itself a step: its title, a note, and what its labels
	// say where they are words and not names.
	title, note func(*words) string
	label       func(*words, string) string

	layout // beside others
}

// Picture draws the cells, their key and their labels.
func (h HeatmapPlot) Picture(meta Meta) (*Picture, error) {
	return h.sheet(wordsIn(meta.Lang)).picture(meta)
}

func (h HeatmapPlot) sheet(words *words) sheet {
	m := h.in(words).matrix()
	s := sheet{
		title: words.stepOf(h.Step, h.Index) + fmt.Sprintf(" (%d×%d)", h.Values.Dim(0), h.Values.Dim(1)),
		place: stepFacts(h.Step, h.Index),
		body:  m.withKey(words),
	}
	if h.title != nil {
		s.title = h.title(words)
	}
	s.values = m.rangeIn(words)
	if h.note != nil {
		s.notes = append(s.notes, h.note(words))
	}
	return s
}

// in says the labels in a language.
func (h HeatmapPlot) in(words *words) HeatmapPlot {
	if h.label == nil {
		return h
	}
	say := func(names []string) (said []string) {
		for _, name := range names {
			said = append(said, h.label(words, name))
		}
		return said
	}
	h.Rows, h.Cols = say(h.Rows), say(h.Cols)
	return h
}

// stepOf names a step and the head that was cut out of it.
func (w *words) stepOf(step string, index []int) string {
	name := Legible(step)
	for _, head := range index {
		name += w.comma + fmt.Sprintf(w.head, head)
	}
	return name
}

func stepFacts(step string, index []int) []Fact {
	facts := []Fact{{"Step", step}}
	for _, head := range index {
		facts = append(facts, Fact{"Head", strconv.Itoa(head)})
	}
	return facts
}

// matrix chooses scale and cells.
func (h HeatmapPlot) matrix() matrix {
	h.mustFit()
	m := matrix{values: h.Values, causal: h.Causal, zeros: true, differs: h.differs, writeNumbers: true}
	if m.scale = h.shared; m.scale == (colorScale{}) {
		m.scale = m.ownScale()
	}
	rows, cols := m.size()
	m.cellW, m.cellH = heatmapCell(rows, cols, h.layout)
	m.rows, m.cols = rowLabels(namesOr(h.Rows, rows), m.cellH), columnLabels(namesOr(h.Cols, cols), m.cellW)
	return m
}

// mustFit panics unless there is a label for each row and column, or none.
func (h HeatmapPlot) mustFit() {
	s := h.Values.Shape
	fits := len(s) == 2 && s[0] > 0 && s[1] > 0 &&
		(h.Rows == nil || len(h.Rows) == s[0]) && (h.Cols == nil || len(h.Cols) == s[1])
	if !fits {
		panic(fmt.Sprintf("viz.HeatmapPlot: shape %v, %d row and %d column labels", s, len(h.Rows), len(h.Cols)))
	}
}

// ownScale is the scale that just holds a matrix's numbers.
func (m matrix) ownScale() colorScale {
	low, high, _ := m.valueRange()
	if low < 0 {
		return signed(max(-low, math.Abs(high)))
	}
	return magnitudes(high)
}

// heatmapCell returns cells that are square where the matrix nearly is, and else
// as wide as a slide has room for.
func heatmapCell(rows, cols int, in layout) (w, h float64) {
	if rows <= 2*cols && cols <= 2*rows {
		side := cellSize(max(rows, cols), in.roomOr(440), 7, 56)
		return side, side
	}
	return cellSize(cols, 640, 5, 56), cellSize(rows, 440, 2, 28)
}

func namesOr(labels []string, n int) axisNames {
	if labels == nil {
		return numbered(n)
	}
	return named(labels)
}
