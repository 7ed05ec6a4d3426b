package viz

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// someChain is a chain rule worked out by hand: given factors, in float64.
func someChain(labels []string, factors ...float64) FactorsPlot {
	f := FactorsPlot{Product: 1}
	known := 0
	for i, label := range labels {
		p := factors[i%len(factors)]
		if !math.IsNaN(p) {
			f.Sum, f.Product, known = f.Sum+math.Log(p), f.Product*p, known+1
		}
		f.Factors = append(f.Factors, ChainFactor{label, p, math.Log(p), f.Sum})
	}
	f.MeanNLL = -f.Sum / float64(known)
	f.Perplexity = math.Exp(f.MeanNLL)
	return f
}

var tide = []float64{.06, .41, .72, .21, .33, .98, .44, .29, .83, .37, .96, .0012}

func TestFactorsPicture(t *testing.T) {
	f := someChain(verse[1:], tide...)
	assertGolden(t, "factors-zh", f, inChinese)
	_, spy := spyOn(t, f, inChinese)
	for _, p := range f.Factors {
		number := spy.find(t, probability(p.P))
		bar := barBelow(t, spy, number)
		assert.InDelta(t, factorsHeight*p.P, bar.y1-bar.y0, 0.01, "a bar is as high as its factor")
		assert.Greater(t, spy.find(t, p.Label).box.y0, bar.y1, "the word stands below its bar")
	}
	assert.True(t, spy.says("L = "+number(f.Sum)))
	assert.True(t, spy.says("∏ P = "+number(f.Product)))
	for _, text := range spy.texts {
		assert.False(t, strings.HasPrefix(text.text, " "), "%q would move in an SVG", text.text)
	}
}

// barBelow returns the blue bar under a text.
func barBelow(t *testing.T, spy *spyCanvas, over spyText) spyFill {
	t.Helper()
	for _, f := range spy.fills {
		if f.color == blue && f.x0 <= over.box.x0+2 && f.x1 >= over.box.x1-2 {
			return f
		}
	}
	require.Fail(t, "no bar", "below %q", over.text)
	return spyFill{}
}

func TestFactorsThatAreMissingOrZero(t *testing.T) {
	f := someChain([]string{"no", "some", "never", "then"}, math.NaN(), 0.3, 0, 0.5)
	assertGolden(t, "factors-odd-en", f, inEnglish)
	_, spy := spyOn(t, f, inEnglish)
	assert.True(t, spy.says("L = -∞"))
	bars := 0
	for _, fill := range spy.fills {
		if fill.color == blue && fill.y1 > fill.y0 {
			bars++
		}
	}
	assert.Equal(t, 2, bars, "no bar for what is unknown, none for zero")
}

func TestDistributionPicture(t *testing.T) {
	d := DistributionPlot{Context: verse[:5], Actual: 2, Rest: Rest{1491, 0.2752}}
	for i, p := range []float64{0.31, 0.2, 0.1, 0.07, 0.03, 0.0148} {
		d.Entries = append(d.Entries, Entry{ID: i, Label: verse[6+i], P: Number(p), Rank: i + 1})
	}
	assertGolden(t, "distribution-zh", d, inChinese)
	_, spy := spyOn(t, d, inChinese)
	lengths := map[string]float64{}
	for _, f := range spy.fills {
		switch f.color {
		case blue:
			lengths["blue"] += f.x1 - f.x0
		case accent:
			lengths["accent"] += f.x1 - f.x0
		}
	}
	assert.InDelta(t, 0.1/0.6248, lengths["accent"]/lengths["blue"], 0.01, "the word that followed is the accent")
	assert.True(t, spy.says("其餘 1491 個合計"))
	assert.True(t, spy.says("1497"), "the whole vocabulary")
	assert.True(t, spy.says("P( · | ●床前明月 )"))
}

func TestLossPicture(t *testing.T) {
	l := someLosses(600)
	assertGolden(t, "loss-en", l, Meta{Lang: "en", Model: "aesop", Version: "0.1.0", Seed: "1337"})
	_, spy := spyOn(t, l, inEnglish)
	best, _ := l.best()
	assert.True(t, spy.says("lowest validation loss "+number(best.Loss)))

	l.Batches[5].Loss, l.Validation[0].Loss = math.NaN(), math.Inf(1)
	picture, spy := spyOn(t, l, inEnglish)
	assertLegible(t, picture, spy)
	_, spy = spyOn(t, LossPlot{Batches: []LossPoint{{1, math.NaN()}}}, inEnglish)
	assert.False(t, spy.says("NaN"))
}

// someLosses fall and then rise again a little, with noise that is the same
// each time.
func someLosses(n int) (l LossPlot) {
	noise := someNumbers(1, n, 5)
	for i := range n {
		x := float64(i) / float64(n)
		loss := 1.8 + 2.3*math.Exp(-8*x)
		l.Batches = append(l.Batches, LossPoint{i + 1, loss - 0.1 + 0.1*float64(noise.Data[i])})
		if (i+1)%(n/12) == 0 {
			l.Validation = append(l.Validation, LossPoint{i + 1, loss + 0.05 + 0.2*x*x})
		}
	}
	return l
}

func TestLossOf(t *testing.T) {
	measured, floor := 1.5, 0.6
	l := LossOf(ref.TrainingLog{Entropy: &floor, Rows: []ref.LogRow{{Step: 10, Loss: 2}, {Step: 20, Loss: 1.8, Validation: &measured}}})
	assert.Equal(t, LossPlot{[]LossPoint{{10, 2}, {20, 1.8}}, []LossPoint{{20, 1.5}}, &floor}, l)

	picture, spy := spyOn(t, l, inEnglish)
	assertLegible(t, picture, spy)
	assert.True(t, spy.says("the entropy of these texts, "+number(floor)))
	_, low, _ := l.ranges()
	assert.LessOrEqual(t, low, floor, "the floor is on the page")
}

func TestThinOutLosesNoPeak(t *testing.T) {
	l := someLosses(5000).Batches
	l[1234].Loss, l[4321].Loss = 99, -99
	thin := thinOut(l, 300)
	assert.LessOrEqual(t, len(thin), 600)
	assert.Contains(t, thin, l[1234])
	assert.Contains(t, thin, l[4321])
	for i := 1; i < len(thin); i++ {
		assert.Less(t, thin[i-1].Update, thin[i].Update)
	}
	assert.Equal(t, l[:600], thinOut(l[:600], 300), "few enough already")
}

func TestEmbeddingPicture(t *testing.T) {
	e := EmbeddingPlot{Step: "wte", Labels: strings.Split("abcdefghijklmnopqrstuvwxyz床前明月光", ""), Vectors: someNumbers(31, 16, 9), Marked: []int{26, 27, 28}}
	assertGolden(t, "embedding-en", e, inEnglish)
	picture, spy := spyOn(t, e, inEnglish)
	assertLegible(t, picture, spy)
	for _, i := range e.Marked {
		assert.True(t, spy.says(e.Labels[i]), "a marked word has its label first")
	}

	// Distances on paper are distances between the points: one scale for both.
	points, _ := PrincipalComponents(e.Vectors)
	across, up := sameScale(points, 500)
	assert.InDelta(t, across.at(1)-across.at(0), up.at(0)-up.at(1), 0.05)

	crowd := EmbeddingPlot{Step: "wte", Labels: manyWords(900), Vectors: someNumbers(900, 8, 3)}
	picture, spy = spyOn(t, crowd, inChinese)
	assertLegible(t, picture, spy)
	same := EmbeddingPlot{Step: "wte", Labels: verse[:3], Vectors: ref.NewTensor(3, 4)}
	picture, spy = spyOn(t, same, inChinese)
	assertLegible(t, picture, spy)
}

func TestLayerNormPicture(t *testing.T) {
	before := someNumbers(1, 96, 4).Data
	for i := range before {
		before[i] = 0.3 + 0.2*before[i]
	}
	norm := ref.LayerNorm{G: ref.NewTensor(96), B: ref.NewTensor(96), Eps: 1e-5}
	for i := range norm.G.Data {
		norm.G.Data[i] = 1
	}
	l := LayerNormPlot{"h.0.ln_1", "疑", before, norm.Forward(ref.FromSlice(before, 1, 96)).Data}
	assertGolden(t, "layernorm-zh", l, inChinese)

	_, spy := spyOn(t, l, inChinese)
	mu, sigma := MeanAndDeviation(before)
	assert.True(t, spy.says("μ = "+number(mu)+", σ = "+number(sigma)))
	mu, sigma = MeanAndDeviation(l.After)
	assert.InDelta(t, 0, mu, 1e-6)
	assert.InDelta(t, 1, sigma, 1e-3)
}

func TestMeanAndDeviation(t *testing.T) {
	mu, sigma := MeanAndDeviation([]ref.Float{2, 4, 4, 4, 5, 5, 7, 9})
	assert.InDelta(t, 5, mu, 1e-9)
	assert.InDelta(t, 2, sigma, 1e-9)
}

func TestGradientPicture(t *testing.T) {
	g := GradientPlot{Step: "h.0.attn.scores", Rows: verse, Cols: verse, Values: someNumbers(12, 12, 8), Index: []int{1}}
	for i := range 12 {
		for j := range 12 {
			g.Values.Row(i)[j] *= 1e-3
			if j > i {
				g.Values.Row(i)[j] = 0
			}
		}
	}
	g.Values.Row(3)[1] = 0
	assertGolden(t, "gradient-zh", g, inChinese)
	img := drawPNG(t, g, inChinese)
	_, spy := spyOn(t, g, inChinese)
	corner := spy.fills[0]
	side := corner.x1 - corner.x0
	at := func(i, j int) float64 { return float64(g.Values.At(i, j)) }
	for i := range 12 {
		for j := range i + 1 {
			c := pixel(img, corner.x0+float64(j)*side+1.5, corner.y0+float64(i)*side+1.5)
			switch {
			case at(i, j) == 0:
				assert.Equal(t, ColorMaps()["puor"][128], c, "zero is neutral")
			case at(i, j) > 3e-4:
				assert.Greater(t, c.R, c.B, "raising it raises the loss: orange")
			case at(i, j) < -3e-4:
				assert.Greater(t, c.B, c.R, "purple")
			}
		}
	}
	g.Values = ref.NewTensor(12, 12)
	picture, spy := spyOn(t, g, inEnglish)
	assertLegible(t, picture, spy)
}

func TestLongTitleShrinks(t *testing.T) {
	h := HeatmapPlot{Step: "h.0.a.rather.long.name.of.a.step.that.somebody.may.choose", Values: someNumbers(2, 2, 1)}
	picture, spy := spyOn(t, h, inEnglish)
	assertLegible(t, picture, spy)
}

func TestHeatmapPicture(t *testing.T) {
	h := HeatmapPlot{Step: "h.0.mlp.gelu", Rows: verse, Values: someNumbers(12, 48, 8)}
	h.Values.Row(2)[3] = ref.Float(math.NaN())
	h.Values.Row(2)[5] = ref.Float(math.Inf(-1))
	assertGolden(t, "heatmap-zh", h, inChinese)
	_, spy := spyOn(t, h, inChinese)
	assert.True(t, spy.says(chinese.notANumber))
	assert.True(t, spy.says(chinese.masked))
	assert.False(t, spy.says("NaN"))

	for _, shape := range [][2]int{{1, 1}, {1, 64}, {64, 1}, {12, 768}, {300, 16}, {128, 128}} {
		picture, spy := spyOn(t, HeatmapPlot{Step: "x", Values: someNumbers(shape[0], shape[1], 3)}, inEnglish)
		assertLegible(t, picture, spy)
	}
	assert.Panics(t, func() {
		_, _ = HeatmapPlot{Step: "x", Rows: verse, Values: ref.NewTensor(3, 3)}.Picture(inEnglish)
	})
}

func TestChainAndDistributionAreLegibleInEverySize(t *testing.T) {
	for _, meta := range []Meta{inEnglish, inChinese} {
		for _, n := range []int{1, 2, 3, 7, 12, 30, 64, 128, 300} {
			picture, spy := spyOn(t, someChain(manyWords(n), tide...), meta)
			assertLegible(t, picture, spy)
		}
		d := DistributionPlot{Context: manyWords(100), Actual: -1}
		for i, label := range manyWords(50) {
			d.Entries = append(d.Entries, Entry{ID: i, Label: label, P: 0.02})
		}
		picture, spy := spyOn(t, d, meta)
		assertLegible(t, picture, spy)
		for _, n := range []int{12, 40, 3000} {
			picture, spy := spyOn(t, someLosses(n), meta)
			assertLegible(t, picture, spy)
		}
	}
}
