package viz

import "math"

// dot explains Σ_i a_i·b_i + bias. A nil bias is none; label names term i.
func (e *explainer) dot(n int, a, b func(i int) Operand, bias *Operand, label func(i int) string) arithmetic {
	out := arithmetic{kind: "dot", n: n}
	products := make([]float64, n)
	for i := range n {
		products[i] = a(i).Value * b(i).Value
		out.value += products[i]
		out.scale += math.Abs(products[i])
	}
	out.terms = e.list(products, -1, func(i int) Term {
		term := Term{Role: "product", Value: products[i], From: []Operand{a(i), b(i)}}
		if label != nil {
			term.Label = label(i)
		}
		return term
	})
	if bias != nil {
		out.terms = append(out.terms, Term{Role: "bias", Value: bias.Value, From: []Operand{*bias}})
		out.value += bias.Value
		out.scale += math.Abs(bias.Value)
	}
	return out
}

// linear explains one cell of x·W + b: position t of x, column j of W (in, out).
func (e *explainer) linear(x source, layer string, t, j int) arithmetic {
	w, b := e.layerParam(layer+".weight"), e.layerParam(layer+".bias")
	bias := b.cell(j)
	return e.dot(w.value.Dim(0),
		func(i int) Operand { return x.cell(t, i) },
		func(i int) Operand { return w.cell(i, j) },
		&bias, nil)
}

func (e *explainer) q() arithmetic { return e.projection(0) }
func (e *explainer) k() arithmetic { return e.projection(1) }
func (e *explainer) v() arithmetic { return e.projection(2) }

// projection explains Q, K or V, part 0, 1 or 2 of c_attn's columns: head h
// has the columns part·C + h·hs … of the C that the part has.
func (e *explainer) projection(part int) arithmetic {
	h, t, j := e.at(0), e.at(1), e.at(2)
	headSize := e.step.Value.Dim(-1)
	column := part*e.input.Checkpoint.Model.NEmbd + h*headSize + j
	return e.linear(fromStep(e.sibling("ln_1")), "attn.c_attn", t, column)
}

// scores explains Σ_j q[h,t,j]·k[h,s,j].
func (e *explainer) scores() arithmetic {
	q, k := fromStep(e.sibling("attn.q")), fromStep(e.sibling("attn.k"))
	h, t, s := e.at(0), e.at(1), e.at(2)
	return e.dot(q.value.Dim(-1),
		func(j int) Operand { return q.cell(h, t, j) },
		func(j int) Operand { return k.cell(h, s, j) },
		nil, nil)
}

// heads explains Σ_s weights[h,t,s]·v[h,s,j], a sum over the words looked at.
func (e *explainer) heads() arithmetic {
	weights, v := fromStep(e.sibling("attn.weights")), fromStep(e.sibling("attn.v"))
	h, t, j := e.at(0), e.at(1), e.at(2)
	return e.dot(weights.value.Dim(-1),
		func(s int) Operand { return weights.cell(h, t, s) },
		func(s int) Operand { return v.cell(h, s, j) },
		nil, e.tokenLabel)
}

func (e *explainer) attnProj() arithmetic {
	return e.linear(fromStep(e.sibling("attn.concat")), "attn.c_proj", e.at(0), e.at(1))
}

func (e *explainer) mlpFc() arithmetic {
	return e.linear(fromStep(e.sibling("ln_2")), "mlp.c_fc", e.at(0), e.at(1))
}

func (e *explainer) mlpProj() arithmetic {
	return e.linear(fromStep(e.sibling("mlp.gelu")), "mlp.c_proj", e.at(0), e.at(1))
}

// logits explains Σ_c ln_f[t,c]·W₂[w,c]: how well position t fits word w.
func (e *explainer) logits() arithmetic {
	x, head := fromStep(e.named("ln_f")), e.param("lm_head.weight")
	t, w := e.at(0), e.at(1)
	return e.dot(x.value.Dim(-1),
		func(c int) Operand { return x.cell(t, c) },
		func(c int) Operand { return head.cell(w, c) },
		nil, nil)
}
