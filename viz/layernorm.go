package viz

import (
	"fmt"
	"math"

	"gptlab/ref"
)

// A LayerNormPlot shows the C numbers of one position before and after
// LayerNorm, with their mean μ and standard deviation σ: what the step takes
// away, and what γ and β put in their place.
type LayerNormPlot struct {
	Step   string      // such as h.0.ln_1
	Label  string      // of the token
	Before []ref.Float // (C)
	After  []ref.Float // (C)
}

// Picture draws the two vectors one above the other.
func (l LayerNormPlot) Picture(meta Meta) (*Picture, error) {
	if len(l.Before) == 0 || len(l.Before) != len(l.After) {
		panic(fmt.Sprintf("viz.LayerNormPlot: %d numbers before, %d after", len(l.Before), len(l.After)))
	}
	words := wordsIn(meta.Lang)
	s := sheet{
		title: words.layerNorm + " " + fmt.Sprintf(words.ofToken, Legible(l.Step), Legible(l.Label)),
		place: []Fact{{"Step", l.Step}, {"Token", l.Label}},
		notes: []string{fmt.Sprintf(words.channels, len(l.Before))},
		body:  l.block(words),
	}
	return s.picture(meta)
}

// MeanAndDeviation returns μ and σ of a vector; σ² divides by C, as LayerNorm's
// does, and has no ε added.
func MeanAndDeviation(x []ref.Float) (mu, sigma float64) {
	for _, v := range x {
		mu += float64(v) / float64(len(x))
	}
	for _, v := range x {
		sigma += (float64(v) - mu) * (float64(v) - mu) / float64(len(x))
	}
	return mu, math.Sqrt(sigma)
}

func (l LayerNormPlot) block(words *words) block {
	const panel, head, between = 140.0, 26.0, 30.0
	pitch := cellSize(len(l.Before), 640, 1, 60)
	width := max(pitch*float64(len(l.Before)), 374)
	return block{scaleRoom + width, 2*(head+panel) + between, func(p pen, x, y float64) {
		vectorPanel(p, words.before, l.Before, pitch, x, y+head, width, panel)
		vectorPanel(p, words.after, l.After, pitch, x, y+2*head+panel+between, width, panel)
	}}
}

// vectorPanel paints a vector as bars from zero, over the band μ ± σ.
func vectorPanel(p pen, title string, vector []ref.Float, pitch, x, y, width, height float64) {
	mu, sigma := MeanAndDeviation(vector)
	p.text(title, x, y-16, 12, left, ink)
	x += scaleRoom
	p.text("μ = "+number(mu)+", σ = "+number(sigma), x+width, y-16, 11, right, accent)

	low, high := min(0, mu-sigma), max(0, mu+sigma)
	for _, v := range vector {
		low, high = min(low, float64(v)), max(high, float64(v))
	}
	scale := newRoundAxis(low, high, y+height, y)
	p.fill(x, scale.at(mu+sigma), width, scale.at(mu-sigma)-scale.at(mu+sigma), band)
	scale.scaleLeft(p, x, width)
	bar := max(math.Floor(2*0.7*pitch)/2, 1.0/pixelsPerPoint)
	for i, v := range vector {
		top, bottom := scale.at(max(float64(v), 0)), scale.at(min(float64(v), 0))
		p.fill(x+float64(i)*pitch+(pitch-bar)/2, top, bar, bottom-top, blue)
	}
	p.line(0.75, muted, x, scale.at(0), x+width, scale.at(0))
	p.dashed(1.25, accent, x, scale.at(mu), x+width, scale.at(mu))
}
