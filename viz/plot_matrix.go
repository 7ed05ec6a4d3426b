package viz

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"gptlab/ref"
)

// A matrix is a drawing of numbers as coloured cells, the first row on top.
type matrix struct {
	values         ref.Tensor // (rows, columns)
	causal         bool       // a cell right of its row's own token is masked
	zeros          bool       // but only where it holds a zero: a what-if may have put a number there
	differs        bool       // the numbers are differences
	scale          colorScale
	cellW, cellH   float64 // a multiple of half a point: whole pixels
	rows, cols     axisLabels
	rowTitle       string
	colTitle       string
	writeNumbers   bool
	rowInk, colInk color.Color
}

func (m matrix) size() (rows, cols int) { return m.values.Dim(0), m.values.Dim(1) }

func (m matrix) at(i, j int) float64 { return float64(m.values.Data[i*m.values.Dim(1)+j]) }

// masked tells which cells hold no number of their own. The last row belongs to
// the last column, so a matrix of fewer rows than columns shows the last queries.
func (m matrix) masked(i, j int) bool {
	rows, cols := m.size()
	hidden := m.causal && j > i+cols-rows && !(m.zeros && m.at(i, j) != 0)
	return hidden || math.IsInf(m.at(i, j), -1)
}

// valueRange returns the least and the greatest finite number not masked; ok is
// false where there is none.
func (m matrix) valueRange() (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	m.each(func(i, j int) {
		if v := m.at(i, j); !m.masked(i, j) && !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high, ok = min(low, v), max(high, v), true
		}
	})
	return low, high, ok
}

// rangeIn says between which numbers all lie, nothing where there are none.
func (m matrix) rangeIn(words *words) string {
	low, high, ok := m.valueRange()
	if !ok {
		return ""
	}
	return words.valueRange(low, high)
}

// largest returns the largest magnitude among the numbers, 0 where there are none.
func (m matrix) largest() float64 {
	low, high, ok := m.valueRange()
	if !ok {
		return 0
	}
	return max(math.Abs(low), math.Abs(high))
}

func (m matrix) each(visit func(i, j int)) {
	rows, cols := m.size()
	for i := range rows {
		for j := range cols {
			visit(i, j)
		}
	}
}

// any tells whether some cell satisfies is.
func (m matrix) any(is func(i, j int) bool) bool {
	rows, cols := m.size()
	for i := range rows {
		for j := range cols {
			if is(i, j) {
				return true
			}
		}
	}
	return false
}

func (m matrix) width() float64  { return m.cellW * float64(m.values.Dim(1)) }
func (m matrix) height() float64 { return m.cellH * float64(m.values.Dim(0)) }

const (
	labelGap  = 6.0  // between labels and cells
	axisTitle = 11.0 // size of the title of an axis
	titleRoom = 18.0 // and the room it takes
)

// insets returns how much room labels and titles take to the left and on top.
func (m matrix) insets() (leftRoom, topRoom float64) {
	if m.rows.texts != nil {
		leftRoom = m.rows.extent + labelGap
	}
	if m.cols.texts != nil {
		topRoom = math.Ceil(m.cols.extent + labelGap)
	}
	if m.rowTitle != "" {
		leftRoom += titleRoom
	}
	if m.colTitle != "" {
		topRoom += titleRoom
	}
	return math.Ceil(leftRoom), topRoom
}

// block lays out cells, labels and titles.
func (m matrix) block() block {
	leftRoom, topRoom := m.insets()
	return block{leftRoom + m.width(), topRoom + m.height(), func(p pen, x, y float64) {
		cx, cy := x+leftRoom, y+topRoom
		m.rows.left(p, cx-labelGap, cy)
		m.cols.above(p, cx, cy-labelGap)
		switch title := titleWithin(m.rowTitle, m.height()); len(title) {
		case 0:
		case 1: // a q on its side is a b
			p.text(title, x+6, cy+m.height()/2, axisTitle, middle, m.rowInk)
		default:
			p.upright(title, x+6, cy+m.height()/2, axisTitle, middle, m.rowInk)
		}
		if m.colTitle != "" {
			p.text(titleWithin(m.colTitle, m.width()), cx+m.width()/2, y+6, axisTitle, middle, m.colInk)
		}
		m.paint(p, cx, cy)
	}}
}

// titleWithin cuts the title of a short axis down to its first letter, q or k.
func titleWithin(title string, length float64) string {
	if textWidth(title, axisTitle) <= length {
		return title
	}
	return title[:1]
}

// gridFrom is the size from which cells are separated by white lines.
const gridFrom = 12.0

// paint draws the cells. A small cell reaches half a point under its right and
// lower neighbours, which are painted after it, so that no hair line shows
// between them where a viewer scales the picture.
func (m matrix) paint(p pen, x, y float64) {
	rows, cols := m.size()
	right, bottom := x+m.width(), y+m.height()
	under := 0.5
	if m.cellW >= gridFrom && m.cellH >= gridFrom {
		under = 0
	}
	for i := range rows {
		top := y + float64(i)*m.cellH
		for j := 0; j < cols; {
			end := m.sameColor(i, j)
			l := x + float64(j)*m.cellW
			w := min(float64(end-j)*m.cellW+under, right-l)
			p.fill(l, top, w, min(m.cellH+under, bottom-top), m.cellColor(i, j))
			j = end
		}
	}
	m.paintMasked(p, x, y)
	m.paintGrid(p, x, y)
	m.paintText(p, x, y)
}

// sameColor returns the end of the run of cells, from j on, that share a colour.
func (m matrix) sameColor(i, j int) int {
	c := m.cellColor(i, j)
	for j++; j < m.values.Dim(1) && m.cellColor(i, j) == c; j++ {
	}
	return j
}

// cellColor is the colour of a cell. Masked cells and cells that hold no number
// are white; hatching and crosses come later.
func (m matrix) cellColor(i, j int) color.RGBA {
	v := m.at(i, j)
	if math.IsNaN(v) || m.masked(i, j) {
		return white
	}
	return m.scale.color(v)
}

// paintGrid separates large cells by white lines, as thin as two pixels.
func (m matrix) paintGrid(p pen, x, y float64) {
	rows, cols := m.size()
	if m.cellW >= gridFrom {
		for j := 1; j < cols; j++ {
			p.fill(x+float64(j)*m.cellW-0.5, y, 1, m.height(), white)
		}
	}
	if m.cellH >= gridFrom {
		for i := 1; i < rows; i++ {
			p.fill(x, y+float64(i)*m.cellH-0.5, m.width(), 1, white)
		}
	}
}

// paintText writes the numbers into the cells where all of them fit, and
// crosses out the cells that hold none.
func (m matrix) paintText(p pen, x, y float64) {
	write, size := m.cellNumbers()
	m.each(func(i, j int) {
		cx, cy := x+(float64(j)+0.5)*m.cellW, y+(float64(i)+0.5)*m.cellH
		switch {
		case m.masked(i, j):
		case math.IsNaN(m.at(i, j)):
			r := 0.25 * min(m.cellW, m.cellH)
			p.line(1, accent, cx-r, cy-r, cx+r, cy+r)
			p.line(1, accent, cx-r, cy+r, cx+r, cy-r)
		case size > 0:
			p.text(write(m.at(i, j)), cx, cy, size, middle, readableOn(m.cellColor(i, j)))
		}
	})
}

// cellNumbers returns how numbers are written in cells, and in which size: 0
// where they do not fit in legible type.
func (m matrix) cellNumbers() (write func(float64) string, size float64) {
	const legible = 7.5
	low, high, ok := m.valueRange()
	if !m.writeNumbers || !ok {
		return nil, 0
	}
	if size = min(0.32*m.cellH, 13); size < legible {
		return nil, 0
	}
	write = shortNumbers(max(math.Abs(low), math.Abs(high)), low < 0)
	widest := 0.0
	m.each(func(i, j int) {
		if !m.masked(i, j) {
			widest = max(widest, textWidth(write(m.at(i, j)), 1))
		}
	})
	if size = min(size, (m.cellW-5)/widest); size < legible {
		return nil, 0
	}
	return write, size
}

// paintMasked hatches the masked cells: thin lines at 45 degrees that run on
// from cell to cell. It is a pattern, so no colour can be mistaken for it.
func (m matrix) paintMasked(p pen, x, y float64) {
	spacing := 5.0
	if m.cellH < gridFrom {
		spacing = 3.5
	}
	var path vg.Path
	for c := spacing; c < m.width()+m.height(); c += spacing {
		m.hatchLine(c, func(x0, y0, x1, y1 float64) {
			path.Move(p.at(x+x0, y+y0))
			path.Line(p.at(x+x1, y+y1))
		})
	}
	if path != nil {
		p.stroke(path, 0.6, hatch)
	}
}

// hatchLine finds the parts of the line x + y = c, seen from the matrix's
// corner, that lie in masked cells. It walks from one cell to the next, and
// joins the parts that touch.
func (m matrix) hatchLine(c float64, part func(x0, y0, x1, y1 float64)) {
	rows, cols := m.size()
	var crossings []float64 // x of every border the line crosses
	for j := range cols + 1 {
		crossings = append(crossings, float64(j)*m.cellW)
	}
	for i := range rows + 1 {
		crossings = append(crossings, c-float64(i)*m.cellH)
	}
	slices.Sort(crossings)

	start, open := 0.0, false
	for n, from := range crossings[:len(crossings)-1] {
		mid := (from + crossings[n+1]) / 2
		j, i := int(math.Floor(mid/m.cellW)), int(math.Floor((c-mid)/m.cellH))
		inside := i >= 0 && i < rows && j >= 0 && j < cols && m.masked(i, j)
		if inside && !open {
			start, open = from, true
		}
		if !inside && open {
			part(start, c-start, from, c-from)
			open = false
		}
	}
	if open {
		end := crossings[len(crossings)-1]
		part(start, c-start, end, c-end)
	}
}
