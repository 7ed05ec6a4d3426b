package viz

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A pdfCanvas is gonum's drawing interface on fpdf. gonum's own PDF canvas
// writes text in code page 1252, which has no Chinese, and embeds the whole
// font; here text is Unicode, can be searched and copied, and brings along only
// the glyphs it uses.
type pdfCanvas struct {
	doc    *fpdf.Fpdf
	height float64
	images *int // how many have been drawn, for their names
}

const pdfFont = "noto"

func newPDFCanvas(width, height float64) pdfCanvas {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.AddUTF8FontFromBytes(pdfFont, "", slices.Clone(fontFile)) // fpdf writes into the tables it reads
	doc.AddPage()
	doc.SetFont(pdfFont, "", noteSize)
	c := pdfCanvas{doc, height, new(int)}
	vg.Initialize(c)
	return c
}

// xy turns gonum's coordinates, upwards from the lower left corner, into fpdf's.
func (c pdfCanvas) xy(pt vg.Point) (x, y float64) {
	return pt.X.Points(), c.height - pt.Y.Points()
}

// SetLineWidth sets the width of strokes.
func (c pdfCanvas) SetLineWidth(w vg.Length) { c.doc.SetLineWidth(w.Points()) }

// SetLineDash sets the lengths of dashes and gaps; none is a solid line.
func (c pdfCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	dashes := make([]float64, len(pattern))
	for i, d := range pattern {
		dashes[i] = d.Points()
	}
	c.doc.SetDashPattern(dashes, offset.Points())
}

// SetColor sets the colour of strokes, areas and text. The pictures use no
// transparency.
func (c pdfCanvas) SetColor(clr color.Color) {
	if clr == nil {
		clr = color.Black
	}
	r, g, b, _ := clr.RGBA()
	red, green, blue := int(r>>8), int(g>>8), int(b>>8)
	c.doc.SetDrawColor(red, green, blue)
	c.doc.SetFillColor(red, green, blue)
	c.doc.SetTextColor(red, green, blue)
}

// Rotate turns what follows by an angle in radians around the current origin.
func (c pdfCanvas) Rotate(angle float64) { c.doc.TransformRotate(angle*180/math.Pi, 0, c.height) }

// Translate moves the origin.
func (c pdfCanvas) Translate(pt vg.Point) { c.doc.TransformTranslate(pt.X.Points(), -pt.Y.Points()) }

// Scale stretches what follows, seen from the current origin.
func (c pdfCanvas) Scale(x, y float64) { c.doc.TransformScale(100*x, 100*y, 0, c.height) }

// Push keeps the state of the canvas until Pop.
func (c pdfCanvas) Push() { c.doc.TransformBegin() }

// Pop restores the state of the canvas.
func (c pdfCanvas) Pop() { c.doc.TransformEnd() }

// Stroke draws a path.
func (c pdfCanvas) Stroke(path vg.Path) { c.draw(path, "D") }

// Fill paints the inside of a path.
func (c pdfCanvas) Fill(path vg.Path) { c.draw(path, "F") }

func (c pdfCanvas) draw(path vg.Path, style string) {
	for _, part := range path {
		x, y := c.xy(part.Pos)
		switch part.Type {
		case vg.MoveComp:
			c.doc.MoveTo(x, y)
		case vg.LineComp:
			c.doc.LineTo(x, y)
		case vg.ArcComp:
			c.arc(part)
		case vg.CurveComp:
			c.curve(part)
		case vg.CloseComp:
			c.doc.ClosePath()
		}
	}
	c.doc.DrawPath(style)
}

func (c pdfCanvas) curve(part vg.PathComp) {
	x, y := c.xy(part.Pos)
	x0, y0 := c.xy(part.Control[0])
	if len(part.Control) == 1 {
		c.doc.CurveTo(x0, y0, x, y)
		return
	}
	x1, y1 := c.xy(part.Control[1])
	c.doc.CurveBezierCubicTo(x0, y0, x1, y1, x, y)
}

// arc draws a part of a circle in pieces of an eighth at most, each a cubic
// curve whose handles are 4/3·tan(a/4) radii long.
func (c pdfCanvas) arc(part vg.PathComp) {
	pieces := math.Ceil(math.Abs(part.Angle) / (math.Pi / 4))
	step := part.Angle / pieces
	handle := vg.Length(4.0 / 3 * math.Tan(step/4))
	on := func(angle float64) (pt, tangent vg.Point) {
		sin, cos := math.Sincos(angle)
		out := vg.Point{X: vg.Length(cos) * part.Radius, Y: vg.Length(sin) * part.Radius}
		return part.Pos.Add(out), vg.Point{X: -out.Y, Y: out.X}
	}
	for i := range int(pieces) {
		from, leave := on(part.Start + float64(i)*step)
		to, arrive := on(part.Start + float64(i+1)*step)
		c.curve(vg.PathComp{Pos: to, Control: []vg.Point{
			from.Add(leave.Scale(handle)), to.Sub(arrive.Scale(handle)),
		}})
	}
}

// FillString writes text with its base line beginning at pt. The size is set
// anew each time: Pop restores the PDF's, but fpdf does not notice.
func (c pdfCanvas) FillString(f font.Face, pt vg.Point, text string) {
	x, y := c.xy(pt)
	c.doc.SetFontSize(f.Font.Size.Points())
	c.doc.Text(x, y, text)
}

// DrawImage stretches an image over a rectangle.
func (c pdfCanvas) DrawImage(rect vg.Rectangle, img image.Image) {
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, img); err != nil {
		c.doc.SetError(err)
		return
	}
	*c.images++
	name := fmt.Sprint("image", *c.images)
	options := fpdf.ImageOptions{ImageType: "png"}
	c.doc.RegisterImageOptionsReader(name, options, &encoded)
	x, y := c.xy(vg.Point{X: rect.Min.X, Y: rect.Max.Y})
	size := rect.Size()
	c.doc.ImageOptions(name, x, y, size.X.Points(), size.Y.Points(), false, options, 0, "")
}
