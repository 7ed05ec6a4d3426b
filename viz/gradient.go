package viz

import (
	"fmt"
	"math"

	"gptlab/ref"
)

// A GradientPlot shows how the loss answers to each number of a step: orange
// where raising the number raises the loss, purple where it lowers it.
type GradientPlot struct {
	Step       string     // the step or parameter, without "grad."
	Rows, Cols []string   // labels; nil counts from 0
	Values     ref.Tensor // (rows, columns): ∂loss/∂step
	Causal     bool       // hatch what the causal mask hides, where the gradient is exactly 0
}

// Picture draws the signed map. Zero is the same grey in every such picture,
// whatever the numbers around it.
func (g GradientPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	m := HeatmapPlot(g).matrix()
	s := sheet{
		title: fmt.Sprintf(words.gradient, Legible(g.Step)),
		place: []Fact{{"Step", "grad." + g.Step}},
		notes: []string{words.gradientSign},
	}
	m.scale = signed(0)
	if low, high, ok := m.valueRange(); ok {
		m.scale = signed(max(math.Abs(low), math.Abs(high)))
		s.notes = append(s.notes, words.valueRange(low, high))
	}
	s.body = m.withKey(words)
	return s.picture(meta)
}
