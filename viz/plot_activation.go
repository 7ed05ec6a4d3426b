package viz

import (
	"fmt"
	"strconv"
)

// An ActivationPlot shows an activation function with the numbers of one
// position on it.
type ActivationPlot struct {
	Curve
	Label string // of the position's token
}

// activationAsked is the activation of the first block where no step is named.
func activationAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	step, err := t.asked(ask.Step, "h.0.mlp.gelu")
	if err != nil {
		return nil, err
	}
	curve, err := CurveOf(t, step.Index, row)
	if err != nil {
		return nil, err
	}
	return ActivationPlot{curve, t.Input().Label(row)}, nil
}

// Picture draws the function as a line and each number as a dot on it.
func (a ActivationPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	s := sheet{
		title: fmt.Sprintf(words.activation, Legible(a.Act), Legible(a.Label)),
		place: []Fact{{"Step", a.Name}, {"Token", a.Label}},
		notes: []string{Legible(a.Name), fmt.Sprintf(words.below, a.Below, len(a.In))},
		body:  a.block(),
	}
	return s.picture(meta)
}

func (a ActivationPlot) block() block {
	const width, height, foot = 520.0, 320.0, 24.0
	return block{scaleRoom + width, height + foot, func(p pen, x, y float64) {
		x += scaleRoom
		low, high := 0.0, 0.0
		for _, v := range append(a.Y[:len(a.Y):len(a.Y)], a.Out...) {
			low, high = min(low, float64(v)), max(high, float64(v))
		}
		across := newAxis(float64(a.X[0]), float64(a.X[len(a.X)-1]), x, x+width)
		up := newRoundAxis(low, high, y+height, y)
		up.scaleLeft(p, x, width)
		across.scaleBelow(p, y+height)
		p.line(0.75, muted, across.at(0), y, across.at(0), y+height)
		var path []float64
		for i := range a.X {
			path = append(path, across.at(float64(a.X[i])), up.at(float64(a.Y[i])))
		}
		p.line(1.5, ink, path...)
		for i := range a.In {
			p.dot(across.at(float64(a.In[i])), up.at(float64(a.Out[i])), 2.5, blue)
		}
	}}
}

// Table has one row for each number.
func (a ActivationPlot) Table() Table {
	t := Table{Head: []string{"channel", "in", "out"}}
	for i := range a.In {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i), cellOf(float64(a.In[i])), cellOf(float64(a.Out[i]))})
	}
	return t
}
