package viz

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// A rasterCanvas is gonum's drawing in pixels, with text of its own: gonum
// resamples each glyph, which blurs it, and takes a quarter of a second for a
// turned word.
type rasterCanvas struct {
	*vgimg.Canvas
	ink   image.Uniform
	faces map[vg.Length]xfont.Face
}

func newRasterCanvas(width, height float64) *rasterCanvas {
	return &rasterCanvas{
		Canvas: vgimg.NewWith(vgimg.UseWH(vg.Length(width), vg.Length(height)), vgimg.UseDPI(72*pixelsPerPoint)),
		faces:  map[vg.Length]xfont.Face{},
	}
}

// SetColor sets the colour of strokes, areas and text.
func (c *rasterCanvas) SetColor(clr color.Color) {
	c.ink.C = clr
	c.Canvas.SetColor(clr)
}

// Fill paints the inside of a path. A box whose edges lie between pixels, as
// those of cells do, needs no rasterizer.
func (c *rasterCanvas) Fill(path vg.Path) {
	if box, ok := c.pixelBox(path); ok {
		draw.Draw(c.Image(), box, &c.ink, image.Point{}, draw.Src)
		return
	}
	c.Canvas.Fill(path)
}

// pixelBox returns the pixels that pen.box covers, if it covers each wholly or
// not at all.
func (c *rasterCanvas) pixelBox(path vg.Path) (image.Rectangle, bool) {
	if len(path) != 5 || path[0].Pos.Y != path[1].Pos.Y || path[1].Pos.X != path[2].Pos.X ||
		path[2].Pos.Y != path[3].Pos.Y || path[3].Pos.X != path[0].Pos.X || path[4].Type != vg.CloseComp {
		return image.Rectangle{}, false
	}
	x0, y0 := c.pixel(path[0].Pos)
	x1, y1 := c.pixel(path[2].Pos)
	box := image.Rect(int(math.Round(x0)), int(math.Round(y0)), int(math.Round(x1)), int(math.Round(y1)))
	off := math.Abs(x0-math.Round(x0)) + math.Abs(y0-math.Round(y0)) + math.Abs(x1-math.Round(x1)) + math.Abs(y1-math.Round(y1))
	return box, off < 0.01
}

// Stroke draws a path in short pieces: the time that the rasterizer needs grows
// with the square of what one call crosses on a line of pixels.
func (c *rasterCanvas) Stroke(path vg.Path) {
	const longest = 32
	path = slices.Clone(path)
	for start, i := 0, 1; i <= len(path); i++ {
		switch {
		case i == len(path) || path[i].Type == vg.MoveComp:
			c.Canvas.Stroke(path[start:i])
			start = i
		case i-start == longest && path[i].Type == vg.LineComp:
			c.Canvas.Stroke(path[start:i])
			path[i-1].Type = vg.MoveComp // go on from here
			start = i - 1
		}
	}
}

// FillString writes text with its base line beginning at pt.
func (c *rasterCanvas) FillString(f font.Face, pt vg.Point, text string) {
	x, y := c.pixel(pt)
	c.write(c.Image(), &c.ink, f, fixed.Point26_6{X: fix(x), Y: fix(y)}, text)
}

// fillUpright writes text turned to the left, its base line beginning at pt and
// going up. The text is drawn flat and its pixels are turned, which keeps them
// sharp.
func (c *rasterCanvas) fillUpright(f font.Face, pt vg.Point, text string) {
	x, y := c.pixel(pt)
	face := c.face(f)
	metrics := face.Metrics()
	above, below := metrics.Ascent.Ceil(), metrics.Descent.Ceil()
	length := xfont.MeasureString(face, text).Ceil() + 1

	flat := image.NewAlpha(image.Rect(0, 0, length, above+below))
	c.write(flat, image.Opaque, f, fixed.P(0, above), text)
	turned := image.NewAlpha(image.Rect(0, 0, above+below, length))
	for row := range above + below {
		for col := range length {
			turned.SetAlpha(row, length-1-col, flat.AlphaAt(col, row))
		}
	}
	corner := image.Pt(int(x+0.5)-above, int(y+0.5)-length)
	draw.DrawMask(c.Image(), turned.Bounds().Add(corner), &c.ink, image.Point{}, turned, image.Point{}, draw.Over)
}

func (c *rasterCanvas) write(dst draw.Image, src image.Image, f font.Face, at fixed.Point26_6, text string) {
	drawer := xfont.Drawer{Dst: dst, Src: src, Face: c.face(f), Dot: at}
	drawer.DrawString(text)
}

// face returns the glyphs of a size, made once for each picture.
func (c *rasterCanvas) face(f font.Face) xfont.Face {
	if c.faces[f.Font.Size] == nil {
		face, err := opentype.NewFace(f.Face, &opentype.FaceOptions{Size: f.Font.Size.Points(), DPI: c.DPI()})
		if err != nil {
			panic("viz: " + err.Error()) // sizes are ours and positive
		}
		c.faces[f.Font.Size] = face
	}
	return c.faces[f.Font.Size]
}

// pixel returns where a point of the drawing lies in the image, y downwards.
func (c *rasterCanvas) pixel(pt vg.Point) (x, y float64) {
	return pt.X.Dots(c.DPI()), float64(c.Image().Bounds().Dy()) - pt.Y.Dots(c.DPI())
}

func fix(v float64) fixed.Int26_6 { return fixed.Int26_6(v*64 + 0.5) }
