package viz

import "math"

// copied explains a number that was only read from elsewhere.
func copied(kind string, from Operand) arithmetic {
	return arithmetic{
		kind:  kind,
		terms: []Term{{Role: "input", Value: from.Value, From: []Operand{from}}},
		value: from.Value,
	}
}

// added explains a + b.
func added(a, b Operand) arithmetic {
	return arithmetic{
		kind: "add",
		terms: []Term{
			{Role: "addend", Value: a.Value, From: []Operand{a}},
			{Role: "addend", Value: b.Value, From: []Operand{b}},
		},
		value: a.Value + b.Value,
		scale: math.Abs(a.Value) + math.Abs(b.Value),
		n:     2,
	}
}

// tokenLookup: the row of the embedding table that belongs to the token.
func (e *explainer) tokenLookup() arithmetic {
	return copied("lookup", e.param("wte.weight").cell(e.input.Tokens[e.at(0)].ID, e.at(1)))
}

// positionLookup: the row of the position table.
func (e *explainer) positionLookup() arithmetic {
	return copied("lookup", e.param("wpe.weight").cell(e.cell...))
}

func (e *explainer) embd() arithmetic {
	return added(fromStep(e.named("wte")).cell(e.cell...), fromStep(e.named("wpe")).cell(e.cell...))
}

func (e *explainer) resid1() arithmetic {
	return added(fromStep(e.intoLayer(e.layer())).cell(e.cell...), fromStep(e.sibling("attn.c_proj")).cell(e.cell...))
}

func (e *explainer) resid2() arithmetic {
	return added(fromStep(e.sibling("resid_1")).cell(e.cell...), fromStep(e.sibling("mlp.c_proj")).cell(e.cell...))
}

// scaled explains score × 1/√d_k. Where the checkpoint was trained without
// scaling, the factor is 1 and d_k does not come into it.
func (e *explainer) scaled() arithmetic {
	in := fromStep(e.sibling("attn.scores")).cell(e.cell...)
	model := e.input.Checkpoint.Model
	factor := float64(model.Blocks[e.layer()].Attn.Scale)
	terms := []Term{
		{Role: "input", Value: in.Value, From: []Operand{in}},
		{Role: "scale", Value: factor},
	}
	if model.ScaleAttnWeights {
		terms = append(terms, Term{Role: "d_k", Value: float64(model.NEmbd / model.NHead)})
	}
	value := in.Value * factor
	return arithmetic{kind: "scale", terms: terms, value: value, scale: math.Abs(value), n: 1}
}

// masked explains the causal mask: a key after its query is not seen.
func (e *explainer) masked() arithmetic {
	out := copied("mask", fromStep(e.sibling("attn.scaled")).cell(e.cell...))
	if query, key := e.at(1), e.at(2); key > query {
		out.terms[0].Role = "future"
		out.value = math.Inf(-1)
	}
	return out
}

// concat: head h's numbers stand at h·hs … of the position's C.
func (e *explainer) concat() arithmetic {
	heads := fromStep(e.sibling("attn.heads"))
	headSize := heads.value.Dim(-1)
	return copied("copy", heads.cell(e.at(1)/headSize, e.at(0), e.at(1)%headSize))
}

// activation explains f(x) of the MLP; for GPT-2's own function the steps on
// the way:
//
//	GELU(x) = x/2 · (1 + tanh(inner)),  inner = √(2/π)·(x + 0.044715·x³)
func (e *explainer) activation() arithmetic {
	act := e.input.Checkpoint.Model.Blocks[e.layer()].MLP.Act
	in := fromStep(e.sibling("mlp.c_fc")).cell(e.cell...)
	x := in.Value
	out := arithmetic{
		kind:  act.Name,
		terms: []Term{{Role: "input", Value: x, From: []Operand{in}}},
		value: act.Value(x),
		scale: math.Abs(x),
		n:     1,
	}
	if act.Name == "gelu_new" {
		inner := math.Sqrt(2/math.Pi) * (x + 0.044715*x*x*x)
		tanh := math.Tanh(inner)
		out.terms = append(out.terms, Term{Role: "inner", Value: inner}, Term{Role: "tanh", Value: tanh})
		out.value = x / 2 * (1 + tanh)
	}
	return out
}
