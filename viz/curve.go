package viz

import (
	"fmt"
	"math"

	"gptlab/ref"
)

// A Curve is the activation function of an MLP as far as one position's numbers
// reach, so that they can be seen on it.
type Curve struct {
	Step int      `json:"step"` // h.0.mlp.gelu
	Name string   `json:"name"`
	From int      `json:"from"` // the step of its inputs, h.0.mlp.c_fc
	Row  int      `json:"row"`
	Act  string   `json:"act"` // as in config.json: gelu_new, gelu or relu
	X    []Number `json:"x"`   // of the line, from left to right
	Y    []Number `json:"y"`
	In   []Number `json:"in"`  // the position's numbers before, as recorded
	Out  []Number `json:"out"` // and after

	Below int `json:"below"` // how many of In lie below 0
}

// CurveOf returns the activation function around the numbers of a position. Step
// is that of the activation or of its inputs. It fails with step_out_of_range,
// step_not_activation and index_out_of_range.
func CurveOf(t *Tape, step, row int) (Curve, error) {
	s, err := t.Step(step)
	if err != nil {
		return Curve{}, err
	}
	if s.Kind != "h.N.mlp.gelu" && s.Kind != "h.N.mlp.c_fc" {
		return Curve{}, ref.Fail("step_not_activation", ref.Args{"name": s.Name})
	}
	if err := checkIndex(s.Value.Shape, []int{row}, 1); err != nil {
		return Curve{}, err
	}
	layer := layerOf(s)
	from, _ := t.Named(fmt.Sprintf("h.%d.mlp.c_fc", layer))
	to, _ := t.Named(fmt.Sprintf("h.%d.mlp.gelu", layer))
	act := t.Input().Checkpoint.Model.Blocks[layer].MLP.Act
	in := from.Value.Row(row)
	c := Curve{
		Step: to.Index, Name: to.Name, From: from.Index, Row: row, Act: act.Name,
		In: numbers(in), Out: numbers(to.Value.Row(row)),
	}
	reach := 1.0
	for _, x := range in {
		reach = max(reach, math.Abs(float64(x)))
		if x < 0 {
			c.Below++
		}
	}
	const points = 120
	for i := range points + 1 {
		x := reach * (2*float64(i)/points - 1)
		c.X, c.Y = append(c.X, Number(x)), append(c.Y, Number(act.Value(x)))
	}
	return c, nil
}
