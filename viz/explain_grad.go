package viz

import (
	"math"
	"strconv"
)

// gradients says how the cells of the way back are computed: each line of a
// Backward in ref, as arithmetic. Where a number of the forward pass was used
// twice, its gradient has as many paths, and they are added up.
var gradients = map[string]func(*explainer) arithmetic{
	"grad.logits":           (*explainer).gradLogits,
	"grad.ln_f":             (*explainer).gradLnF,
	"grad.h.N.resid_2":      (*explainer).gradResid2,
	"grad.h.N.mlp.c_proj":   func(e *explainer) arithmetic { return e.handedOn("resid_2") },
	"grad.h.N.mlp.gelu":     func(e *explainer) arithmetic { return e.backThrough("mlp.c_proj", "mlp.c_proj") },
	"grad.h.N.mlp.c_fc":     (*explainer).gradActivation,
	"grad.h.N.ln_2":         func(e *explainer) arithmetic { return e.backThrough("mlp.c_fc", "mlp.c_fc") },
	"grad.h.N.resid_1":      (*explainer).gradResid1,
	"grad.h.N.attn.c_proj":  func(e *explainer) arithmetic { return e.handedOn("resid_1") },
	"grad.h.N.attn.concat":  func(e *explainer) arithmetic { return e.backThrough("attn.c_proj", "attn.c_proj") },
	"grad.h.N.attn.heads":   (*explainer).gradHeads,
	"grad.h.N.attn.weights": (*explainer).gradWeights,
	"grad.h.N.attn.masked":  (*explainer).gradSoftmax,
	"grad.h.N.attn.scaled":  (*explainer).gradMask,
	"grad.h.N.attn.scores":  (*explainer).gradScale,
	"grad.h.N.attn.q":       (*explainer).gradQ,
	"grad.h.N.attn.k":       (*explainer).gradK,
	"grad.h.N.attn.v":       (*explainer).gradV,
	"grad.h.N.ln_1":         (*explainer).gradLn1,
	"grad.embd":             func(e *explainer) arithmetic { return e.intoBlock(0) },
	"grad.wte":              func(e *explainer) arithmetic { return copied("copy", e.grad("embd").cell(e.cell...)) },
	"grad.wpe":              func(e *explainer) arithmetic { return copied("copy", e.grad("embd").cell(e.cell...)) },

	"grad.h.N.attn.c_attn.weight": (*explainer).gradQKVWeight,
	"grad.h.N.attn.c_proj.weight": func(e *explainer) arithmetic { return e.gradWeight("attn.concat", "attn.c_proj") },
	"grad.h.N.mlp.c_fc.weight":    func(e *explainer) arithmetic { return e.gradWeight("ln_2", "mlp.c_fc") },
	"grad.h.N.mlp.c_proj.weight":  func(e *explainer) arithmetic { return e.gradWeight("mlp.gelu", "mlp.c_proj") },
}

// grad returns the gradient of a step.
func (e *explainer) grad(name string) source { return fromStep(e.named("grad." + name)) }

// gradOf returns the gradient of a step of the cell's own layer.
func (e *explainer) gradOf(name string) source {
	return e.grad("h." + strconv.Itoa(e.layer()) + "." + name)
}

// gradLogits: (P − 1 where the next word is)/N, and 0 after the last word.
func (e *explainer) gradLogits() arithmetic {
	t, w := e.at(0), e.at(1)
	n := float64(len(e.input.Tokens) - 1)
	if t+1 == len(e.input.Tokens) {
		return arithmetic{kind: "cross_entropy_back", terms: []Term{{Role: "no_target"}}}
	}
	p := fromStep(e.named("probs")).cell(t, w)
	target := 0.0
	if e.input.Tokens[t+1].ID == w {
		target = 1
	}
	return arithmetic{
		kind: "cross_entropy_back",
		terms: []Term{
			{Role: "p", Value: p.Value, From: []Operand{p}},
			{Role: "target", Value: target, Label: e.tokenLabel(t + 1)},
			{Role: "count", Value: n},
		},
		value: (p.Value - target) / n,
		scale: (p.Value + target) / n,
		n:     1,
	}
}

// gradLnF: Σ_w dlogits[t,w]·W₂[w,c].
func (e *explainer) gradLnF() arithmetic {
	d, head := e.grad("logits"), e.param("lm_head.weight")
	t, c := e.at(0), e.at(1)
	return e.dot(d.value.Dim(-1),
		func(w int) Operand { return d.cell(t, w) },
		func(w int) Operand { return head.cell(w, c) },
		nil, e.wordLabel)
}

// handedOn: the residual stream hands its gradient on whole.
func (e *explainer) handedOn(name string) arithmetic {
	return copied("copy", e.gradOf(name).cell(e.cell...))
}

// backThrough explains dx = dy·Wᵀ of a linear layer: Σ_o dy[t,o]·W[i,o].
func (e *explainer) backThrough(step, layer string) arithmetic {
	dy, w := e.gradOf(step), e.layerParam(layer+".weight")
	t, i := e.at(0), e.at(1)
	return e.dot(dy.value.Dim(-1),
		func(o int) Operand { return dy.cell(t, o) },
		func(o int) Operand { return w.cell(i, o) },
		nil, nil)
}

// gradActivation: dy·f′(x).
func (e *explainer) gradActivation() arithmetic {
	act := e.input.Checkpoint.Model.Blocks[e.layer()].MLP.Act
	dy, x := e.gradOf("mlp.gelu").cell(e.cell...), fromStep(e.sibling("mlp.c_fc")).cell(e.cell...)
	slope := act.Derivative(x.Value)
	return arithmetic{
		kind: "activation_back",
		terms: []Term{
			{Role: "upstream", Value: dy.Value, From: []Operand{dy}},
			{Role: "slope", Value: slope, From: []Operand{x}},
		},
		value: dy.Value * slope,
		scale: math.Abs(dy.Value) * (1 + math.Abs(x.Value)), // f′ is a sum of terms as large as that
		n:     1,
	}
}

// gradResid1: past the MLP, and through it and its LayerNorm.
func (e *explainer) gradResid1() arithmetic {
	block := e.input.Checkpoint.Model.Blocks[e.layer()]
	past := e.gradOf("resid_2").cell(e.cell...)
	return e.layerNormBack(fromStep(e.sibling("resid_1")), e.gradOf("ln_2"), e.layerParam("ln_2.weight"), float64(block.Ln2.Eps), &past)
}

// gradResid2: what the next block hands back; of the last, the last LayerNorm.
func (e *explainer) gradResid2() arithmetic {
	model := e.input.Checkpoint.Model
	if next := e.layer() + 1; next < len(model.Blocks) {
		return e.intoBlock(next)
	}
	return e.layerNormBack(fromStep(e.sibling("resid_2")), e.grad("ln_f"), e.param("ln_f.weight"), float64(model.LnF.Eps), nil)
}

// intoBlock explains the gradient of what enters block n: past its attention,
// and through it and its LayerNorm.
func (e *explainer) intoBlock(n int) arithmetic {
	h := "h." + strconv.Itoa(n) + "."
	past := e.grad(h + "resid_1").cell(e.cell...)
	return e.layerNormBack(fromStep(e.intoLayer(n)), e.grad(h+"ln_1"), e.param(h+"ln_1.weight"), float64(e.input.Checkpoint.Model.Blocks[n].Ln1.Eps), &past)
}

// layerNormBack explains (d − mean(d) − x̂·mean(d·x̂))/σ with d = γ·dy, and the
// path past it where there is one.
func (e *explainer) layerNormBack(x, dy, gamma source, eps float64, past *Operand) arithmetic {
	t, c := e.at(0), e.at(1)
	row, up := x.value.Row(t), dy.value.Row(t)
	n := float64(len(row))
	mean, variance := 0.0, 0.0
	for _, v := range row {
		mean += float64(v) / n
	}
	for _, v := range row {
		variance += (float64(v) - mean) * (float64(v) - mean) / n
	}
	sigma := math.Sqrt(variance + eps)
	meanD, meanDHat, sizeD, sizeDHat := 0.0, 0.0, 0.0, 0.0
	for j, v := range row {
		d, hat := float64(gamma.value.At(j))*float64(up[j]), (float64(v)-mean)/sigma
		meanD += d / n
		meanDHat += d * hat / n
		sizeD += math.Abs(d) / n
		sizeDHat += math.Abs(d*hat) / n
	}
	own, g := dy.cell(t, c), gamma.cell(c)
	d, hat := g.Value*own.Value, (float64(row[c])-mean)/sigma
	out := arithmetic{
		kind: "layernorm_back",
		terms: []Term{
			{Role: "d", Value: d, From: []Operand{own, g}},
			{Role: "mean_d", Value: meanD},
			{Role: "normalised", Value: hat, From: []Operand{x.cell(t, c)}},
			{Role: "mean_dx", Value: meanDHat},
			{Role: "sigma", Value: sigma},
		},
		value: (d - meanD - hat*meanDHat) / sigma,
		scale: (math.Abs(d) + sizeD + (math.Abs(hat)+1)*sizeDHat + math.Abs(mean)/sigma*(sizeD+sizeDHat)) / sigma,
		n:     len(row),
	}
	if past != nil {
		out.terms = append(out.terms, Term{Role: "past", Value: past.Value, From: []Operand{*past}})
		out.value += past.Value
		out.scale += math.Abs(past.Value)
	}
	return out
}

// gradWeight: Σ_t x[t,i]·dy[t,o], one term for each word.
func (e *explainer) gradWeight(input, output string) arithmetic {
	x, dy := fromStep(e.sibling(input)), e.gradOf(output)
	i, o := e.at(0), e.at(1)
	return e.dot(x.value.Dim(0),
		func(t int) Operand { return x.cell(t, i) },
		func(t int) Operand { return dy.cell(t, o) },
		nil, e.tokenLabel)
}

// gradQKVWeight is the same for W_Q, W_K and W_V, which are one matrix.
func (e *explainer) gradQKVWeight() arithmetic {
	x := fromStep(e.sibling("ln_1"))
	i, o := e.at(0), e.at(1)
	return e.dot(x.value.Dim(0),
		func(t int) Operand { return x.cell(t, i) },
		func(t int) Operand { return e.dQKV(t, o) },
		nil, e.tokenLabel)
}
