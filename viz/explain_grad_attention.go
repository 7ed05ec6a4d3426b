package viz

import "math"

// gradHeads: head h's numbers stand at h·hs … of the position's C.
func (e *explainer) gradHeads() arithmetic {
	h, t, j := e.at(0), e.at(1), e.at(2)
	return copied("copy", e.gradOf("attn.concat").cell(t, h*e.step.Value.Dim(-1)+j))
}

// gradWeights: Σ_j dheads[h,t,j]·v[h,s,j].
func (e *explainer) gradWeights() arithmetic {
	d, v := e.gradOf("attn.heads"), fromStep(e.sibling("attn.v"))
	h, t, s := e.at(0), e.at(1), e.at(2)
	return e.dot(v.value.Dim(-1),
		func(j int) Operand { return d.cell(h, t, j) },
		func(j int) Operand { return v.cell(h, s, j) },
		nil, nil)
}

// gradSoftmax: y·(dy − Σ_i dy_i·y_i) of the row.
func (e *explainer) gradSoftmax() arithmetic {
	y, dy := fromStep(e.sibling("attn.weights")), e.gradOf("attn.weights")
	h, t := e.at(0), e.at(1)
	sum, size := 0.0, 0.0
	for i := range y.value.Dim(-1) {
		p := y.cell(h, t, i).Value * dy.cell(h, t, i).Value
		sum += p
		size += math.Abs(p)
	}
	own, up := y.cell(e.cell...), dy.cell(e.cell...)
	return arithmetic{
		kind: "softmax_back",
		terms: []Term{
			{Role: "self", Value: own.Value, From: []Operand{own}},
			{Role: "upstream", Value: up.Value, From: []Operand{up}},
			{Role: "sum", Value: sum},
		},
		value: own.Value * (up.Value - sum),
		scale: own.Value * (math.Abs(up.Value) + size),
		n:     y.value.Dim(-1),
	}
}

// gradMask: what was masked had no part in the loss.
func (e *explainer) gradMask() arithmetic {
	out := copied("mask_back", e.gradOf("attn.masked").cell(e.cell...))
	if query, key := e.at(1), e.at(2); key > query {
		out.terms[0].Role = "future"
		out.value = 0
	}
	return out
}

// gradScale: what was divided going forward is divided going back.
func (e *explainer) gradScale() arithmetic {
	in := e.gradOf("attn.scaled").cell(e.cell...)
	factor := float64(e.input.Checkpoint.Model.Blocks[e.layer()].Attn.Scale)
	value := in.Value * factor
	return arithmetic{
		kind:  "scale",
		terms: []Term{{Role: "input", Value: in.Value, From: []Operand{in}}, {Role: "scale", Value: factor}},
		value: value, scale: math.Abs(value), n: 1,
	}
}

// gradQ: Σ_s dscores[h,t,s]·k[h,s,j].
func (e *explainer) gradQ() arithmetic {
	d, k := e.gradOf("attn.scores"), fromStep(e.sibling("attn.k"))
	h, t, j := e.at(0), e.at(1), e.at(2)
	return e.dot(d.value.Dim(-1),
		func(s int) Operand { return d.cell(h, t, s) },
		func(s int) Operand { return k.cell(h, s, j) },
		nil, e.tokenLabel)
}

// gradK: Σ_t dscores[h,t,s]·q[h,t,j].
func (e *explainer) gradK() arithmetic {
	d, q := e.gradOf("attn.scores"), fromStep(e.sibling("attn.q"))
	h, s, j := e.at(0), e.at(1), e.at(2)
	return e.dot(d.value.Dim(-2),
		func(t int) Operand { return d.cell(h, t, s) },
		func(t int) Operand { return q.cell(h, t, j) },
		nil, e.tokenLabel)
}

// gradV: Σ_t weights[h,t,s]·dheads[h,t,j].
func (e *explainer) gradV() arithmetic {
	w, d := fromStep(e.sibling("attn.weights")), e.gradOf("attn.heads")
	h, s, j := e.at(0), e.at(1), e.at(2)
	return e.dot(w.value.Dim(-2),
		func(t int) Operand { return w.cell(h, t, s) },
		func(t int) Operand { return d.cell(h, t, j) },
		nil, e.tokenLabel)
}

// dQKV returns the gradient of column o of x·W_attn at position t: a cell of
// dq, dk or dv.
func (e *explainer) dQKV(t, o int) Operand {
	model := e.input.Checkpoint.Model
	c, headSize := model.NEmbd, model.NEmbd/model.NHead
	part := e.gradOf("attn." + []string{"q", "k", "v"}[o/c])
	return part.cell(o%c/headSize, t, o%headSize)
}

// gradLn1: Σ_o d(qkv)[t,o]·W_attn[c,o], with three paths: by q, by k and by v.
func (e *explainer) gradLn1() arithmetic {
	w := e.layerParam("attn.c_attn.weight")
	t, c := e.at(0), e.at(1)
	names := []string{"q", "k", "v"}
	return e.dot(w.value.Dim(1),
		func(o int) Operand { return e.dQKV(t, o) },
		func(o int) Operand { return w.cell(c, o) },
		nil, func(o int) string { return names[3*o/w.value.Dim(1)] })
}
