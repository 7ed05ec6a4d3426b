package viz

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"gptlab/ref"
)

var (
	inChinese = Meta{Lang: "zh-Hant", Model: "tang", Prompt: "床前明月光，疑是地上霜。", Version: "0.1.0"}
	inEnglish = Meta{
		Lang: "en", Model: "aesop", Prompt: "The fox saw the grapes.", Version: "0.1.0",
		Link: "http://127.0.0.1:8080/en/lesson/attention?page=softmax&model=aesop",
	}
	verse = strings.Split("●床前明月光，疑是地上霜", "")
)

// someWeights are rows of a softmax under a causal mask: (nh, n, n).
func someWeights(nh, n int, seed uint64) ref.Tensor {
	random := rand.New(rand.NewPCG(seed, 1))
	x := ref.NewTensor(nh, n, n)
	for h := range nh {
		for i := range n {
			row, sum := x.Row(h, i), 0.0
			for j := range i + 1 {
				e := math.Exp(2 * random.NormFloat64())
				row[j], sum = ref.Float(e), sum+e
			}
			for j := range i + 1 {
				row[j] /= ref.Float(sum)
			}
		}
	}
	return x
}

// someNumbers are (rows, cols) normal numbers.
func someNumbers(rows, cols int, seed uint64) ref.Tensor {
	random := rand.New(rand.NewPCG(seed, 2))
	x := ref.NewTensor(rows, cols)
	for i := range x.Data {
		x.Data[i] = ref.Float(random.NormFloat64())
	}
	return x
}

// manyWords are n labels of one to nine letters.
func manyWords(n int) []string {
	all := strings.Fields("the ␣quick ␣brown f ␣jumps over ␣extraordinary l 狐 , <E5><BA>")
	labels := make([]string, n)
	for i := range labels {
		labels[i] = all[i%len(all)]
	}
	return labels
}

// A spyCanvas notes what is drawn on it, in points from the upper left corner.
type spyCanvas struct {
	height float64
	color  color.Color
	texts  []spyText
	fills  []spyFill
}

type spyText struct {
	text    string
	size    float64
	box     box
	upright bool
}

type spyFill struct {
	box
	color color.Color
}

// spyOn draws a picture on a spyCanvas.
func spyOn(t *testing.T, plot Plot, meta Meta) (*Picture, *spyCanvas) {
	t.Helper()
	picture, err := plot.Picture(meta)
	require.NoError(t, err)
	spy := &spyCanvas{height: picture.height}
	picture.paint(pen{spy, picture.height})
	return picture, spy
}

func (s *spyCanvas) SetColor(c color.Color)              { s.color = c }
func (s *spyCanvas) SetLineWidth(vg.Length)              {}
func (s *spyCanvas) SetLineDash([]vg.Length, vg.Length)  {}
func (s *spyCanvas) Rotate(float64)                      { panic("not used") }
func (s *spyCanvas) Translate(vg.Point)                  { panic("not used") }
func (s *spyCanvas) Scale(float64, float64)              { panic("not used") }
func (s *spyCanvas) Push()                               {}
func (s *spyCanvas) Pop()                                {}
func (s *spyCanvas) Stroke(vg.Path)                      {}
func (s *spyCanvas) DrawImage(vg.Rectangle, image.Image) { panic("not used") }
func (s *spyCanvas) FillString(f font.Face, pt vg.Point, text string) {
	size, x, y := f.Font.Size.Points(), pt.X.Points(), s.height-pt.Y.Points()
	s.texts = append(s.texts, spyText{text, size, box{x, y - 0.75*size, x + textWidth(text, size), y + 0.05*size}, false})
}

func (s *spyCanvas) fillUpright(f font.Face, pt vg.Point, text string) {
	size, x, y := f.Font.Size.Points(), pt.X.Points(), s.height-pt.Y.Points()
	s.texts = append(s.texts, spyText{text, size, box{x - 0.75*size, y - textWidth(text, size), x + 0.05*size, y}, true})
}

func (s *spyCanvas) Fill(path vg.Path) {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, part := range path {
		if part.Type == vg.CloseComp {
			continue
		}
		x, y := part.Pos.X.Points(), s.height-part.Pos.Y.Points()
		b = box{min(b.x0, x), min(b.y0, y), max(b.x1, x), max(b.y1, y)}
	}
	s.fills = append(s.fills, spyFill{b, s.color})
}

// find returns the first text that is exactly so.
func (s *spyCanvas) find(t *testing.T, text string) spyText {
	t.Helper()
	for _, each := range s.texts {
		if each.text == text {
			return each
		}
	}
	require.Fail(t, "no such text", "%q", text)
	return spyText{}
}

// says tells whether some text of the picture contains part.
func (s *spyCanvas) says(part string) bool {
	return slices.ContainsFunc(s.texts, func(each spyText) bool { return strings.Contains(each.text, part) })
}

// assertLegible checks what no reader forgives: text outside the picture, over
// other text, or too small.
func assertLegible(t *testing.T, picture *Picture, spy *spyCanvas) {
	t.Helper()
	for i, a := range spy.texts {
		inside := a.box.within(box{0, 0, picture.width, picture.height})
		assert.True(t, inside, "%q reaches out of the picture: %v", a.text, a.box)
		assert.Greater(t, a.size, 6.5, "%q", a.text)
		for _, b := range spy.texts[:i] {
			apart := a.box.x0 >= b.box.x1-0.5 || b.box.x0 >= a.box.x1-0.5 || a.box.y0 >= b.box.y1-0.5 || b.box.y0 >= a.box.y1-0.5
			assert.True(t, apart, "%q %v and %q %v overlap", a.text, a.box, b.text, b.box)
		}
	}
}

// assertDrawable checks that the font has a shape for every letter.
func (s *spyCanvas) assertDrawable(t *testing.T) {
	t.Helper()
	var buffer sfnt.Buffer
	for _, each := range s.texts {
		for _, r := range each.text {
			assert.True(t, drawable(&buffer, r), "%q: the font lacks %q", each.text, r)
		}
	}
}

// drawPNG returns the pixels of a picture.
func drawPNG(t *testing.T, plot Plot, meta Meta) image.Image {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, DrawPlot(&file, plot, meta, PNG))
	img, err := png.Decode(&file)
	require.NoError(t, err)
	return img
}

// pixel returns the colour of the pixel at a point of the picture.
func pixel(img image.Image, x, y float64) color.RGBA {
	c, _ := color.RGBAModel.Convert(img.At(int(pixelsPerPoint*x), int(pixelsPerPoint*y))).(color.RGBA)
	return c
}

// assertGolden compares a picture with the one that was looked at and kept. A
// few pixels may differ a little: other processors round otherwise.
// go test -update draws them anew; then look at them.
func assertGolden(t *testing.T, name string, plot Plot, meta Meta) {
	t.Helper()
	path := filepath.Join("testdata", "pictures", name+".png")
	var file bytes.Buffer
	require.NoError(t, DrawPlot(&file, plot, meta, PNG))
	got, err := png.Decode(&file)
	require.NoError(t, err)
	if *update {
		var small bytes.Buffer
		require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, got))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, small.Bytes(), 0o644))
	}
	kept, err := os.Open(path)
	require.NoError(t, err)
	defer kept.Close()
	want, err := png.Decode(kept)
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), got.Bounds(), "the size of %s", name)

	different, size := 0, want.Bounds()
	for y := range size.Dy() {
		for x := range size.Dx() {
			if farApart(want.At(x, y), got.At(x, y)) {
				different++
			}
		}
	}
	assert.LessOrEqual(t, different, size.Dx()*size.Dy()/5000, "pixels of %s that differ", name)
}

func farApart(a, b color.Color) bool {
	r0, g0, b0, _ := a.RGBA()
	r1, g1, b1, _ := b.RGBA()
	const near = 24 << 8
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > near }
	return far(r0, r1) || far(g0, g1) || far(b0, b1)
}
