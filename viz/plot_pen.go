package viz

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// The colours of the pictures: ink on white, thin grey rules, one blue for what
// is measured and one orange for what to look at. Text has a contrast of at
// least 4.5 to 1.
var (
	white     = hexColor("#ffffff")
	ink       = hexColor("#1f2933")
	muted     = hexColor("#56606e")
	rule      = hexColor("#d8dde4")
	hatch     = hexColor("#b4bcc7")
	blue      = hexColor("#1a5a96")
	lightBlue = hexColor("#9dbbd8")
	dotBlue   = hexColor("#bccfe3")
	band      = hexColor("#fbe9dc")
	accent    = hexColor("#b4510b")

	queryColor = blue   // whatever belongs to q
	keyColor   = accent // whatever belongs to k
)

// A pen draws on a canvas in points, x to the right and y downwards from the
// top left corner, as one reads.
type pen struct {
	canvas vg.Canvas
	height float64 // of the picture
}

func (p pen) at(x, y float64) vg.Point { return vg.Point{X: vg.Length(x), Y: vg.Length(p.height - y)} }

// fill paints a rectangle.
func (p pen) fill(x, y, w, h float64, c color.Color) {
	p.canvas.SetColor(c)
	p.canvas.Fill(p.box(x, y, w, h))
}

// frame draws the outline of a rectangle, inside its edges.
func (p pen) frame(x, y, w, h, width float64, c color.Color) {
	p.stroke(p.box(x+width/2, y+width/2, w-width, h-width), width, c)
}

func (p pen) box(x, y, w, h float64) vg.Path {
	var path vg.Path
	path.Move(p.at(x, y))
	path.Line(p.at(x+w, y))
	path.Line(p.at(x+w, y+h))
	path.Line(p.at(x, y+h))
	path.Close()
	return path
}

// line draws through points given as x, y, x, y, …
func (p pen) line(width float64, c color.Color, xy ...float64) {
	p.stroke(p.polyline(xy), width, c)
}

// dashed is line, broken.
func (p pen) dashed(width float64, c color.Color, xy ...float64) {
	p.broken([]vg.Length{3, 2.5}, width, c, xy)
}

// dotted is line, of points.
func (p pen) dotted(width float64, c color.Color, xy ...float64) {
	p.broken([]vg.Length{1, 2}, width, c, xy)
}

func (p pen) broken(pattern []vg.Length, width float64, c color.Color, xy []float64) {
	p.canvas.SetLineDash(pattern, 0)
	p.line(width, c, xy...)
	p.canvas.SetLineDash(nil, 0)
}

func (p pen) polyline(xy []float64) vg.Path {
	var path vg.Path
	for i := 0; i < len(xy); i += 2 {
		if i == 0 {
			path.Move(p.at(xy[0], xy[1]))
		} else {
			path.Line(p.at(xy[i], xy[i+1]))
		}
	}
	return path
}

func (p pen) stroke(path vg.Path, width float64, c color.Color) {
	p.canvas.SetColor(c)
	p.canvas.SetLineWidth(vg.Length(width))
	p.canvas.Stroke(path)
}

// dot paints a disc.
func (p pen) dot(x, y, radius float64, c color.Color) {
	var path vg.Path
	path.Move(p.at(x+radius, y))
	path.Arc(p.at(x, y), vg.Length(radius), 0, 2*math.Pi)
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// An anchor is the point of a text that is put at x.
type anchor float64

const (
	left   anchor = 0
	middle anchor = 0.5
	right  anchor = 1
)

// capMiddle is the height of the middle of a figure or a Chinese character
// above the base line, in font sizes.
const capMiddle = 0.37

// text writes s with the middle of its line at y.
func (p pen) text(s string, x, y, size float64, a anchor, c color.Color) {
	x -= float64(a) * textWidth(s, size)
	p.canvas.SetColor(c)
	p.canvas.FillString(face(size), p.at(x, y+capMiddle*size), s)
}

// note writes s in the middle of x and y on a white ground, so that no rule
// runs through it.
func (p pen) note(s string, x, y, size float64) {
	w := textWidth(s, size)
	p.fill(x-w/2-1, y-size/2, w+2, size, white)
	p.text(s, x, y, size, middle, ink)
}

// noteRight is note, to the right of x.
func (p pen) noteRight(s string, x, y, size float64) { p.note(s, x+textWidth(s, size)/2, y, size) }

// upright writes s turned to the left, to be read from the bottom to the top:
// the middle of its line at x, its anchor at y.
func (p pen) upright(s string, x, y, size float64, a anchor, c color.Color) {
	begin := p.at(x+capMiddle*size, y+float64(a)*textWidth(s, size))
	p.canvas.SetColor(c)
	if canvas, ok := p.canvas.(interface {
		fillUpright(font.Face, vg.Point, string)
	}); ok {
		canvas.fillUpright(face(size), begin, s)
		return
	}
	p.canvas.Push()
	p.canvas.Translate(begin)
	p.canvas.Rotate(math.Pi / 2)
	p.canvas.FillString(face(size), vg.Point{}, s)
	p.canvas.Pop()
}
