package viz

import (
	"math"
	"strings"

	"gptlab/ref"
)

// A use is what a layer does with a parameter: what goes in, what comes out, and
// where the gradient passes between the end of the block and there. Names are
// steps, without the layer in front.
type use struct {
	in, out string
	path    []string
}

// uses are the linear layers of a block, by the parameter without .weight. What
// c_attn makes is cut into q, k and v, whose ways differ.
var uses = map[string]use{
	"attn.q":      {"ln_1", "attn.q", []string{"attn.c_proj", "attn.weights", "attn.scores", "attn.q"}},
	"attn.k":      {"ln_1", "attn.k", []string{"attn.c_proj", "attn.weights", "attn.scores", "attn.k"}},
	"attn.v":      {"ln_1", "attn.v", []string{"attn.c_proj", "attn.heads", "attn.v"}},
	"attn.c_proj": {"attn.concat", "attn.c_proj", []string{"attn.c_proj"}},
	"mlp.c_fc":    {"ln_2", "mlp.c_fc", []string{"mlp.c_proj", "mlp.gelu", "mlp.c_fc"}},
	"mlp.c_proj":  {"mlp.gelu", "mlp.c_proj", []string{"mlp.c_proj"}},
	"ln_1":        {"", "ln_1", []string{"attn.c_proj", "attn.weights", "attn.q", "ln_1"}},
	"ln_2":        {"", "ln_2", []string{"mlp.c_proj", "mlp.gelu", "ln_2"}},
}

// useOf finds the layer of a parameter and what it does there; false outside the
// blocks.
func (p trainingPass) useOf(param string, cell []int) (layer string, u use, ok bool) {
	parts := strings.SplitN(param, ".", 3) // h 0 attn.c_attn.weight
	if len(parts) < 3 || parts[0] != "h" {
		return "", use{}, false
	}
	name := parts[2][:strings.LastIndexByte(parts[2], '.')]
	if name == "attn.c_attn" {
		name = "attn." + []string{"q", "k", "v"}[cell[len(cell)-1]/p.model.NEmbd]
	}
	u, ok = uses[name]
	return "h." + parts[1] + ".", u, ok
}

// path lists the gradients that are passed on from the logits to the parameter.
func (p trainingPass) path(param string, cell []int) (path []PathStep) {
	names := []string{"logits", "ln_f"}
	layer, u, within := p.useOf(param, cell)
	switch {
	case within:
		for _, name := range u.path {
			names = append(names, layer+name)
		}
	case param == "wte.weight" || param == "wpe.weight":
		names = append(names, "h.0.resid_2", "h.0.resid_1", "embd", strings.TrimSuffix(param, ".weight"))
	case param == "lm_head.weight":
		names = names[:1]
	case param != "ln_f.weight" && param != "ln_f.bias":
		names = nil // the task head, which the next word's loss does not pass
	}
	for _, name := range names {
		if g, ok := p.seen["grad."+name]; ok {
			path = append(path, PathStep{"grad." + name, shapeOf(g), Number(mostOf(g.Data))})
		}
	}
	return path
}

func mostOf(x []ref.Float) (most float64) {
	for _, v := range x {
		most = max(most, math.Abs(float64(v)))
	}
	return most
}

// terms lists what each word adds to the gradient of a number of a linear layer
// y = x·W + b, or of LayerNorm's β; of other parameters none.
//
//	∂loss/∂W[i,j] = Σ_t x[t,i] · ∂loss/∂y[t,j]        ∂loss/∂b[j] = Σ_t 1 · ∂loss/∂y[t,j]
func (p trainingPass) terms(param string, cell []int) (terms []UpdateTerm) {
	layer, u, ok := p.useOf(param, cell)
	added := strings.HasSuffix(param, ".bias")
	switch {
	case param == "ln_f.bias":
		u = use{out: "ln_f"}
	case !ok || u.in == "" && !added:
		return nil
	}
	x, dy := p.seen[layer+u.in], p.seen["grad."+layer+u.out] // (T, ·), (T, ·) or (nh, T, hs)
	for t := range p.in.Tokens {
		term := UpdateTerm{p.in.Label(t), 1, Number(column(dy, t, cell[len(cell)-1]))}
		if !added {
			term.In = Number(x.At(t, cell[0]))
		}
		terms = append(terms, term)
	}
	return terms
}

// column returns number j of a position: of a vector, or of the heads' vectors
// one behind the other, and of q, k and v as if each stood alone.
func column(y ref.Tensor, t, j int) ref.Float {
	if len(y.Shape) == 2 {
		return y.At(t, j)
	}
	heads, wide := y.Dim(0), y.Dim(2)
	j %= heads * wide
	return y.At(j/wide, t, j%wide)
}
