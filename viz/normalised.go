package viz

import (
	"math"

	"gptlab/ref"
)

// A Normalised is LayerNorm at work on one position's vector, move by move:
//
//	y = γ ⊙ (x − μ)/√(σ² + ε) + β
type Normalised struct {
	Step int    `json:"step"`
	Name string `json:"name"`
	From int    `json:"from"` // the step that x was read from
	Row  int    `json:"row"`

	Mean     Number `json:"mean"`     // μ
	Variance Number `json:"variance"` // σ², divided by C
	Epsilon  Number `json:"epsilon"`  // ε

	Before  []Number `json:"before"`  // x, as recorded
	Centred []Number `json:"centred"` // x − μ
	Divided []Number `json:"divided"` // (x − μ)/√(σ² + ε)
	Gamma   []Number `json:"gamma"`   // γ
	Beta    []Number `json:"beta"`    // β
	After   []Number `json:"after"`   // y, as recorded
}

// NormalisedOf takes a LayerNorm apart. It fails with step_out_of_range,
// step_not_layernorm and index_out_of_range.
func NormalisedOf(t *Tape, step, row int) (Normalised, error) {
	plot, err := LayerNormOf(t, step, row)
	if err != nil {
		return Normalised{}, err
	}
	s, _ := t.Step(step)
	from, _ := t.intoLayerNorm(s)
	norm := t.layerNormAt(s)

	mu, sigma := MeanAndDeviation(plot.Before)
	n := Normalised{
		Step: s.Index, Name: s.Name, From: from.Index, Row: row,
		Mean: Number(mu), Variance: Number(sigma * sigma), Epsilon: Number(norm.Eps),
		Before: numbers(plot.Before), After: numbers(plot.After),
		Gamma: numbers(norm.G.Data), Beta: numbers(norm.B.Data),
	}
	root := math.Sqrt(sigma*sigma + float64(norm.Eps))
	for _, x := range plot.Before {
		n.Centred = append(n.Centred, Number(float64(x)-mu))
		n.Divided = append(n.Divided, Number((float64(x)-mu)/root))
	}
	return n, nil
}

// layerNormAt returns the parameters of the LayerNorm that made a step.
func (t *Tape) layerNormAt(s Step) ref.LayerNorm {
	model := t.Input().Checkpoint.Model
	switch s.Kind {
	case "h.N.ln_1":
		return model.Blocks[layerOf(s)].Ln1
	case "h.N.ln_2":
		return model.Blocks[layerOf(s)].Ln2
	}
	return model.LnF
}

// numbers puts recorded numbers on the wire.
func numbers(x []ref.Float) []Number {
	out := make([]Number, len(x))
	for i, v := range x {
		out[i] = Number(v)
	}
	return out
}
