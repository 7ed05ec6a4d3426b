package viz

import "math"

// layerNorm explains γ·(x − μ)/√(σ² + ε) + β for one number of one position,
// with μ and σ² over the position's C numbers.
func (e *explainer) layerNorm(x source, gamma, beta source, eps float64) arithmetic {
	t, c := e.at(0), e.at(1)
	row := x.value.Row(t)
	mean, variance := 0.0, 0.0
	for _, v := range row {
		mean += float64(v)
	}
	mean /= float64(len(row))
	for _, v := range row {
		variance += (float64(v) - mean) * (float64(v) - mean)
	}
	variance /= float64(len(row))

	in, g, b := x.cell(t, c), gamma.cell(c), beta.cell(c)
	sigma := math.Sqrt(variance + eps)
	normalised := (in.Value - mean) / sigma
	return arithmetic{
		kind: "layernorm",
		terms: []Term{
			{Role: "input", Value: in.Value, From: []Operand{in}},
			{Role: "mean", Value: mean},
			{Role: "variance", Value: variance},
			{Role: "epsilon", Value: eps},
			{Role: "normalised", Value: normalised},
			{Role: "gamma", Value: g.Value, From: []Operand{g}},
			{Role: "beta", Value: b.Value, From: []Operand{b}},
		},
		value: g.Value*normalised + b.Value,
		scale: math.Abs(g.Value)*(math.Abs(in.Value)+math.Abs(mean))/sigma + math.Abs(b.Value),
		n:     len(row),
	}
}

func (e *explainer) ln1() arithmetic {
	block := e.input.Checkpoint.Model.Blocks[e.layer()]
	return e.layerNorm(fromStep(e.intoLayer(e.layer())),
		e.layerParam("ln_1.weight"), e.layerParam("ln_1.bias"), float64(block.Ln1.Eps))
}

func (e *explainer) ln2() arithmetic {
	block := e.input.Checkpoint.Model.Blocks[e.layer()]
	return e.layerNorm(fromStep(e.sibling("resid_1")),
		e.layerParam("ln_2.weight"), e.layerParam("ln_2.bias"), float64(block.Ln2.Eps))
}

func (e *explainer) lnF() arithmetic {
	model := e.input.Checkpoint.Model
	return e.layerNorm(fromStep(e.intoLayer(len(model.Blocks))),
		e.param("ln_f.weight"), e.param("ln_f.bias"), float64(model.LnF.Eps))
}
