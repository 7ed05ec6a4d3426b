package viz

import (
	"fmt"
	"slices"
	"strings"

	"gptlab/ref"
)

// A GradientPlot shows how the loss answers to each number of a step: orange
// where raising the number raises the loss, purple where it lowers it.
type GradientPlot struct {
	Step       string     // the step or parameter, without "grad."
	Rows, Cols []string   // labels; nil counts from 0
	Values     ref.Tensor // (rows, columns): ∂loss/∂step
	Causal     bool       // hatch what the causal mask hides; a step of queries by keys always is
	Index      []int      // where in a larger step the matrix was cut out: a head
	Open       bool       // there was no mask: nothing is hidden

	layout // beside others
}

// Picture draws the signed map. Zero is the same grey in every such picture,
// whatever the numbers around it.
func (g GradientPlot) Picture(meta Meta) (*Picture, error) {
	return g.sheet(wordsIn(meta.Lang)).picture(meta)
}

func (g GradientPlot) sheet(words *words) sheet {
	m := g.matrix()
	s := sheet{
		title: fmt.Sprintf(words.gradient, words.stepOf(g.Step, g.Index)),
		place: stepFacts("grad."+g.Step, g.Index),
		notes: []string{words.gradientSign},
	}
	s.values = m.rangeIn(words)
	s.body = m.withKey(words)
	return s
}

// matrix hatches what is behind the mask, whatever arrives there on the way back:
// the loss does not see it.
func (g GradientPlot) matrix() matrix {
	causal := !g.Open && (g.Causal || g.queriesByKeys())
	m := HeatmapPlot{Step: g.Step, Rows: g.Rows, Cols: g.Cols, Values: g.Values, Causal: causal, Index: g.Index, layout: g.layout}.matrix()
	m.zeros = false
	if g.shared == (colorScale{}) {
		m.scale = signed(m.largest())
	}
	return m
}

// queriesByKeys tells whether the loss can only depend on what the mask lets
// through: behind it the gradient is exactly zero.
func (g GradientPlot) queriesByKeys() bool {
	attention, name, found := strings.Cut(KindOf(g.Step), "h.N.attn.")
	return found && attention == "" && slices.Contains(AttentionSteps, name)
}
