package viz

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func oneHead(n int, seed uint64) AttentionPlot {
	return AttentionPlot{Tokens: manyWords(n), Maps: HeadMaps(1, someWeights(3, n, seed))[2:]}
}

func allHeads(layers, heads, n int) AttentionPlot {
	a := AttentionPlot{Tokens: manyWords(n)}
	for l := range layers {
		a.Maps = append(a.Maps, HeadMaps(l, someWeights(heads, n, uint64(l)))...)
	}
	return a
}

func TestAttentionPictures(t *testing.T) {
	one := AttentionPlot{Tokens: verse, Maps: HeadMaps(0, someWeights(4, len(verse), 3))}
	assertGolden(t, "attention-heads-zh", one, inChinese)
	one.Maps = one.Maps[2:3]
	assertGolden(t, "attention-head-zh", one, inChinese)
	assertGolden(t, "attention-head-en", oneHead(11, 5), inEnglish)
	assertGolden(t, "attention-layers-en", allHeads(2, 3, 9), inEnglish)
}

func TestAttentionIsLegibleInEverySize(t *testing.T) {
	for _, meta := range []Meta{inEnglish, inChinese} {
		for _, n := range []int{1, 2, 3, 5, 8, 12, 20, 33, 64, 100, 128} {
			for name, plot := range map[string]AttentionPlot{
				"head": oneHead(n, 1), "heads": allHeads(1, 4, n), "layers": allHeads(4, 4, n),
			} {
				t.Run(fmt.Sprintf("%s-%s-%d", meta.Lang, name, n), func(t *testing.T) {
					picture, spy := spyOn(t, plot, meta)
					assertLegible(t, picture, spy)
				})
			}
		}
	}
}

// cells finds where the cells of a picture of one head lie: between its labels
// and its colour bar, the first square that the corner's weight of 1 fills.
func cells(t *testing.T, spy *spyCanvas, a AttentionPlot) (x, y, side float64) {
	t.Helper()
	full := ColorMaps()["blues"][255]
	for _, f := range spy.fills {
		if f.color == color.Color(full) && f.x1-f.x0 > 3 {
			return f.x0, f.y0, cellSize(len(a.Tokens), 440, 7, 56)
		}
	}
	require.Fail(t, "no cell of weight 1")
	return 0, 0, 0
}

func TestCellsHaveTheColourOfTheirWeight(t *testing.T) {
	for _, n := range []int{12, 100} { // with white lines between the cells, and without
		a := oneHead(n, 7)
		_, spy := spyOn(t, a, inEnglish)
		x, y, side := cells(t, spy, a)
		img := drawPNG(t, a, inEnglish)
		for i := range n {
			for j := range i + 1 {
				w := float64(a.Maps[0].Values.At(i, j))
				want := ColorMaps()["blues"][int(255*w+0.5)]
				// Near the corner, where no number is written.
				got := pixel(img, x+float64(j)*side+1.5, y+float64(i)*side+1.5)
				require.Equal(t, want, got, "cell %d, %d: %v", i, j, w)
			}
		}
	}
}

func TestMaskedCellsAreHatched(t *testing.T) {
	a := oneHead(12, 7)
	_, spy := spyOn(t, a, inEnglish)
	x, y, side := cells(t, spy, a)
	img := drawPNG(t, a, inEnglish)
	for i := range 12 {
		for j := range 12 {
			white, grey := 0, 0
			for dy := 1.0; dy < side-1; dy += 0.5 {
				for dx := 1.0; dx < side-1; dx += 0.5 {
					c := pixel(img, x+float64(j)*side+dx, y+float64(i)*side+dy)
					switch {
					case c.R == 255 && c.G == 255 && c.B == 255:
						white++
					case c.B-c.R < 24 && c.R > 150: // grey
						grey++
					}
				}
			}
			if j > i {
				assert.Greater(t, white, 200, "cell %d, %d", i, j)
				assert.Greater(t, grey, 100, "cell %d, %d", i, j)
			} else {
				assert.Less(t, white, 200, "cell %d, %d", i, j) // a number may be white
			}
		}
	}
}

func TestSmallCellsTouch(t *testing.T) {
	n := 60
	a := AttentionPlot{Tokens: manyWords(n), Maps: []HeadMap{{Values: ref.NewTensor(n, n)}}}
	for i := range n {
		for j := range i + 1 {
			a.Maps[0].Values.Row(i)[j] = 1
		}
	}
	_, spy := spyOn(t, a, inEnglish)
	x, y, side := cells(t, spy, a)
	img := drawPNG(t, a, inEnglish)
	full := ColorMaps()["blues"][255]
	bottom := y + float64(n-1)*side + 2
	for at := x + 0.25; at < x+float64(n)*side; at += 0.5 {
		require.Equal(t, full, pixel(img, at, bottom), "a hair line at %v", at-x)
	}
	for at := y + 0.25; at < y+float64(n)*side; at += 0.5 {
		require.Equal(t, full, pixel(img, x+2, at), "a hair line at %v", at-y)
	}
}

func TestNumbersStandInCellsWhereTheyFit(t *testing.T) {
	_, spy := spyOn(t, oneHead(12, 7), inEnglish)
	a := oneHead(12, 7)
	for i := range 12 {
		for j := range i + 1 {
			assert.True(t, spy.says(fraction(float64(a.Maps[0].Values.At(i, j)))))
		}
	}
	_, spy = spyOn(t, oneHead(60, 7), inEnglish)
	for _, text := range spy.texts {
		assert.False(t, strings.HasPrefix(text.text, "."), "%q in a cell of 7 points", text.text)
	}
}

func TestRowsAreQueriesFromTheTop(t *testing.T) {
	a := AttentionPlot{Tokens: verse, Maps: HeadMaps(0, someWeights(1, len(verse), 3))}
	_, spy := spyOn(t, a, inChinese)
	x, y, side := cells(t, spy, a)
	var rows, cols []string
	for _, text := range spy.texts {
		switch {
		case text.box.x1 < x && !text.upright && text.box.y0 > y:
			rows = append(rows, text.text)
		case text.box.y1 < y && text.box.y0 > y-30 && text.box.x0 > x-5:
			cols = append(cols, text.text)
		}
	}
	assert.Equal(t, verse, rows, "from the top")
	assert.Equal(t, verse, cols, "from the left")
	q, k := spy.find(t, chinese.query), spy.find(t, chinese.key)
	assert.True(t, q.upright && q.box.x1 < x, "q stands at the left")
	assert.True(t, !k.upright && k.box.y1 < y, "k stands on top")
	assert.Positive(t, side)
}

func TestLastQueriesOfAContinuedText(t *testing.T) {
	whole := someWeights(1, 6, 3)
	a := AttentionPlot{Tokens: manyWords(6), Maps: []HeadMap{{Values: ref.FromSlice(whole.Data[4*6:], 2, 6)}}}
	assert.Equal(t, a.Tokens[4:], a.queries())
	m := a.withDefaults().matrix(a.Maps[0])
	assert.False(t, m.masked(0, 4), "the fifth token sees itself")
	assert.True(t, m.masked(0, 5), "but not the sixth")
	assert.False(t, m.masked(1, 5))
}

func TestScoresAreSignedAndUnmasked(t *testing.T) {
	a := AttentionPlot{Tokens: verse, Step: "scores", Maps: []HeadMap{{Values: someNumbers(12, 12, 1)}}}
	assertGolden(t, "attention-scores-en", a, inEnglish)
	_, spy := spyOn(t, a, inEnglish)
	assert.False(t, spy.says(english.masked))
	a.Step = "masked"
	for i := range 12 {
		for j := i + 1; j < 12; j++ {
			a.Maps[0].Values.Row(i)[j] = ref.Float(math.Inf(-1))
		}
	}
	_, spy = spyOn(t, a, inEnglish)
	assert.True(t, spy.says(english.masked))
	assert.False(t, spy.says("∞"), "what is masked has no part in the range of values")
}

func TestLongPromptIsShortened(t *testing.T) {
	meta := inEnglish
	meta.Prompt = strings.Repeat("The fox saw the grapes. ", 40)
	picture, spy := spyOn(t, oneHead(12, 1), meta)
	assertLegible(t, picture, spy)
	assert.True(t, spy.says("The fox saw the grapes. The fox"))
	assert.True(t, spy.says("…"))
	assert.Contains(t, picture.Facts, Fact{"Prompt", meta.Prompt}, "the file has all of it")
}

func TestPictureTooLarge(t *testing.T) {
	_, err := allHeads(1, 1, 4).Picture(inEnglish)
	require.NoError(t, err)
	huge := HeatmapPlot{Step: "probs", Values: ref.NewTensor(40, 50257)}
	_, err = huge.Picture(inEnglish)
	assert.Equal(t, "plot_too_large", codeOf(t, err))
}

func TestAttentionThatDoesNotFitPanics(t *testing.T) {
	assert.Panics(t, func() { _, _ = AttentionPlot{}.Picture(inEnglish) })
	assert.Panics(t, func() {
		_, _ = AttentionPlot{Tokens: manyWords(3), Maps: []HeadMap{{Values: ref.NewTensor(4, 4)}}}.Picture(inEnglish)
	})
}

// A map of 12 by 12 with its numbers should take less than 50 ms.
func BenchmarkAttentionPNG(b *testing.B) {
	a := AttentionPlot{Tokens: verse, Maps: HeadMaps(0, someWeights(1, len(verse), 3))}
	for b.Loop() {
		if err := DrawPlot(io.Discard, a, inChinese, PNG); err != nil {
			b.Fatal(err)
		}
	}
}
