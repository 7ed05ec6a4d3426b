package ref

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A second training step, written to be different: every number is a node that
// remembers what it was computed from, and the gradient runs back over the
// nodes one by one. No derivative of a layer is written down anywhere; what it
// shares with the first is the formulas of the forward pass and of AdamW.

type node struct {
	value, grad float64
	from        [2]*node
	slope       [2]float64 // ∂value/∂from
}

// graph lists nodes in the order of their computation.
type graph []*node

func (g *graph) node(value float64, a *node, da float64, b *node, db float64) *node {
	n := &node{value: value, from: [2]*node{a, b}, slope: [2]float64{da, db}}
	*g = append(*g, n)
	return n
}

func (g *graph) leaf(v float64) *node { return g.node(v, nil, 0, nil, 0) }
func (g *graph) add(a, b *node) *node { return g.node(a.value+b.value, a, 1, b, 1) }
func (g *graph) mul(a, b *node) *node { return g.node(a.value*b.value, a, b.value, b, a.value) }
func (g *graph) exp(a *node) *node    { v := math.Exp(a.value); return g.node(v, a, v, nil, 0) }
func (g *graph) log(a *node) *node    { return g.node(math.Log(a.value), a, 1/a.value, nil, 0) }
func (g *graph) tanh(a *node) *node   { v := math.Tanh(a.value); return g.node(v, a, 1-v*v, nil, 0) }
func (g *graph) pow(a *node, p float64) *node {
	return g.node(math.Pow(a.value, p), a, p*math.Pow(a.value, p-1), nil, 0)
}
func (g *graph) times(a *node, c float64) *node { return g.node(c*a.value, a, c, nil, 0) }
func (g *graph) plus(a *node, c float64) *node  { return g.node(a.value+c, a, 1, nil, 0) }

func (g *graph) sum(terms []*node) *node {
	s := g.leaf(0)
	for _, t := range terms {
		s = g.add(s, t)
	}
	return s
}

func (g *graph) dot(a, b []*node) *node {
	var terms []*node
	for i := range a {
		terms = append(terms, g.mul(a[i], b[i]))
	}
	return g.sum(terms)
}

func (g *graph) softmax(x []*node) []*node {
	var powers []*node
	for _, v := range x {
		powers = append(powers, g.exp(v))
	}
	whole := g.pow(g.sum(powers), -1)
	for i, p := range powers {
		powers[i] = g.mul(p, whole)
	}
	return powers
}

func (g *graph) backward(loss *node) {
	loss.grad = 1
	for i := len(*g) - 1; i >= 0; i-- {
		n := (*g)[i]
		for k, from := range n.from {
			if from != nil {
				from.grad += n.slope[k] * n.grad
			}
		}
	}
}

// A naiveGPT is one pass of the second implementation over one graph.
type naiveGPT struct {
	cfg Config
	*graph
	params map[string][]*node
}

func (n naive) onGraph() naiveGPT {
	g := naiveGPT{n.cfg, new(graph), map[string][]*node{}}
	for name, values := range n.params {
		for _, v := range values {
			g.params[name] = append(g.params[name], g.leaf(v))
		}
	}
	if n.tied {
		g.params["lm_head.weight"] = g.params["wte.weight"]
	}
	return g
}

func (n naiveGPT) linear(name string, x []*node) (y []*node) {
	w, b := n.params[name+".weight"], n.params[name+".bias"]
	for o := range b {
		v := b[o]
		for i := range x {
			v = n.add(v, n.mul(x[i], w[i*len(b)+o]))
		}
		y = append(y, v)
	}
	return y
}

func (n naiveGPT) norm(name string, x []*node) (y []*node) {
	mean := n.times(n.sum(x), -1/float64(len(x)))
	var off, squares []*node
	for _, v := range x {
		off = append(off, n.add(v, mean))
	}
	for _, v := range off {
		squares = append(squares, n.mul(v, v))
	}
	rstd := n.pow(n.plus(n.times(n.sum(squares), 1/float64(len(x))), float64(n.cfg.LayerNormEpsilon)), -0.5)
	for i, v := range off {
		y = append(y, n.add(n.mul(n.params[name+".weight"][i], n.mul(v, rstd)), n.params[name+".bias"][i]))
	}
	return y
}

func (n naiveGPT) gelu(x *node) *node {
	inner := n.times(n.add(x, n.times(n.pow(x, 3), 0.044715)), math.Sqrt(2/math.Pi))
	return n.mul(n.times(x, 0.5), n.plus(n.tanh(inner), 1))
}

// attend looks back from position t; the mask is that it looks no further.
func (n naiveGPT) attend(qkv [][]*node, t int) (out []*node) {
	c, hs := n.cfg.NEmbd, n.cfg.NEmbd/n.cfg.NHead
	for h := range n.cfg.NHead {
		var scores []*node
		for u := range t + 1 {
			score := n.dot(qkv[t][h*hs:(h+1)*hs], qkv[u][c+h*hs:c+(h+1)*hs])
			scores = append(scores, n.times(score, 1/math.Sqrt(float64(hs))))
		}
		weights := n.softmax(scores)
		for j := range hs {
			var terms []*node
			for u, w := range weights {
				terms = append(terms, n.mul(w, qkv[u][2*c+h*hs+j]))
			}
			out = append(out, n.sum(terms))
		}
	}
	return out
}

// loss is the mean of −log P over the targets of a batch.
func (n naiveGPT) loss(tokens, targets [][]int) *node {
	var nlls []*node
	for b := range tokens {
		for t, x := range n.transformer(tokens[b]) {
			if targets[b][t] == Ignore {
				continue
			}
			hidden, logits := n.norm("ln_f", x), []*node(nil)
			for w := range n.cfg.VocabSize {
				logits = append(logits, n.dot(hidden, n.params["lm_head.weight"][w*n.cfg.NEmbd:(w+1)*n.cfg.NEmbd]))
			}
			nlls = append(nlls, n.times(n.log(n.softmax(logits)[targets[b][t]]), -1))
		}
	}
	return n.times(n.sum(nlls), 1/float64(len(nlls)))
}

func (n naiveGPT) transformer(tokens []int) [][]*node {
	c := n.cfg.NEmbd
	x := make([][]*node, len(tokens))
	for t, id := range tokens {
		for j := range c {
			x[t] = append(x[t], n.add(n.params["wte.weight"][id*c+j], n.params["wpe.weight"][t*c+j]))
		}
	}
	for layer := range n.cfg.NLayer {
		h := fmt.Sprintf("h.%d.", layer)
		var qkv [][]*node
		for t := range x {
			qkv = append(qkv, n.linear(h+"attn.c_attn", n.norm(h+"ln_1", x[t])))
		}
		for t := range x {
			x[t] = n.addAll(x[t], n.linear(h+"attn.c_proj", n.attend(qkv, t)))
			inner := n.linear(h+"mlp.c_fc", n.norm(h+"ln_2", x[t]))
			for i, v := range inner {
				inner[i] = n.gelu(v)
			}
			x[t] = n.addAll(x[t], n.linear(h+"mlp.c_proj", inner))
		}
	}
	return x
}

func (n naiveGPT) addAll(a, b []*node) (y []*node) {
	for i := range a {
		y = append(y, n.add(a[i], b[i]))
	}
	return y
}

// gradients returns the loss and, by name, what each parameter's is.
func (n naive) gradients(tokens, targets [][]int) (loss float64, grads map[string][]float64) {
	g := n.onGraph()
	last := g.loss(tokens, targets)
	g.backward(last)
	grads = map[string][]float64{}
	for name := range n.params {
		for _, p := range g.params[name] {
			grads[name] = append(grads[name], p.grad)
		}
	}
	if n.tied {
		delete(grads, "lm_head.weight")
	}
	return last.value, grads
}

// naiveAdamW is the optimiser with everything written out.
type naiveAdamW struct {
	recipe Recipe
	step   float64
	m, v   map[string][]float64
}

func (o *naiveAdamW) update(params, grads map[string][]float64) {
	square := 0.0
	for _, grad := range grads {
		for _, g := range grad {
			square += g * g
		}
	}
	clip := math.Min(1, o.recipe.ClipNorm/(math.Sqrt(square)+1e-6))
	warm, r := float64(o.recipe.Warmup), o.recipe
	lr := r.LR * (o.step + 1) / (warm + 1)
	if o.step >= warm {
		lr = r.MinLR + 0.5*(r.LR-r.MinLR)*(1+math.Cos(math.Pi*(o.step-warm)/(float64(r.Steps)-warm)))
	}
	o.step++
	for name, grad := range grads {
		if o.m[name] == nil {
			o.m[name], o.v[name] = make([]float64, len(grad)), make([]float64, len(grad))
		}
		decay := r.WeightDecay
		if strings.HasSuffix(name, ".bias") || strings.Contains(name, "ln_") {
			decay = 0
		}
		for i, g := range grad {
			g *= clip
			m, v, w := &o.m[name][i], &o.v[name][i], &params[name][i]
			*m = r.Beta1**m + (1-r.Beta1)*g
			*v = r.Beta2**v + (1-r.Beta2)*g*g
			mHat, vHat := *m/(1-math.Pow(r.Beta1, o.step)), *v/(1-math.Pow(r.Beta2, o.step))
			*w -= lr * (mHat/(math.Sqrt(vHat)+1e-8) + decay**w)
		}
	}
}

// roundings is how far ref may be from the second implementation, relative to a
// tensor's largest number: float32's roundings, or in the float64 build nothing
// that one could see.
func roundings() float64 {
	if isFloat64() {
		return 1e-9
	}
	return 1e-4
}

func requireNear(t *testing.T, name string, got []Float, want []float64) {
	t.Helper()
	require.Len(t, got, len(want), name)
	scale, worst := 0.0, 0.0
	for i, v := range want {
		scale, worst = max(scale, math.Abs(v)), max(worst, math.Abs(v-float64(got[i])))
	}
	require.LessOrEqual(t, worst, roundings()*scale+1e-9, name)
}

// TestGradientsAgainstNaive compares loss and every parameter's gradient: in
// the ordinary build this is float32 against float64.
func TestGradientsAgainstNaive(t *testing.T) {
	for _, tied := range []bool{true, false} {
		m := randomGPT(oddConfig(), tied)
		grad := m.ZeroLike()
		loss := m.Gradients(Scope{}, oddTokens, oddTargets, grad)
		want, grads := newNaive(m).gradients(oddTokens, oddTargets)
		require.InEpsilon(t, want, float64(loss.Data[0]), roundings())
		require.Len(t, grads, len(grad.Params()))
		for _, p := range grad.Params() {
			requireNear(t, p.Name, p.Tensor.Data, grads[p.Name])
		}
	}
}

// fewTexts are three batches that come round and round.
type fewTexts struct{ drawn *int }

func (f fewTexts) Batch(*rand.Rand, int, int) (inputs, targets [][]int) {
	from := *f.drawn % 3
	*f.drawn++
	return oddTokens[from : from+2], oddTargets[from : from+2]
}
func (fewTexts) Held(Scope, *GPT) float64 { return 0 }
func (fewTexts) Floor() (float64, bool)   { return 0, false }
func (fewTexts) Bigrams(int) *Bigrams     { return nil }
func (fewTexts) Fingerprint() string      { return "few" }

// TestTrainingAgainstNaive trains both for ten updates, warm-up, clipping, decay
// and all: every loss, and in the end every parameter, must be the same.
//
// The bias of K has no gradient: a constant added to all of a row's scores
// leaves its softmax as it is. What float32 has there is rounding alone, which
// AdamW blows up, so that bias is compared in the float64 build only.
func TestTrainingAgainstNaive(t *testing.T) {
	recipe := Recipe{BlockSize: 5, BatchSize: 2, Steps: 10, LR: 1e-2, MinLR: 1e-3, Warmup: 3,
		Beta1: 0.9, Beta2: 0.95, WeightDecay: 0.3, ClipNorm: 0.8, EvalEvery: 100}
	model := randomGPT(oddConfig(), true)
	second, optimiser := newNaive(model), naiveAdamW{recipe: recipe, m: map[string][]float64{}, v: map[string][]float64{}}
	drawn, again := 0, 0
	trainer := ContinueTraining(recipe, fewTexts{&drawn}, model)
	var losses []float64
	require.NoError(t, trainer.Run(context.Background(), "", func(p Progress) { losses = append(losses, p.Loss) }, func(*GPT) error { return nil }))

	for step := range recipe.Steps {
		loss, grads := second.gradients(fewTexts{&again}.Batch(nil, 0, 0))
		require.InEpsilon(t, loss, losses[step], roundings(), "loss of step %d", step)
		optimiser.update(second.params, grads)
	}
	require.Less(t, losses[9], losses[0])
	c := model.NEmbd
	for _, p := range model.Params() {
		got, want := p.Tensor.Data, second.params[p.Name]
		if strings.HasSuffix(p.Name, "c_attn.bias") && !isFloat64() {
			requireNear(t, p.Name+" of Q", got[:c], want[:c])
			got, want = got[2*c:], want[2*c:]
		}
		requireNear(t, p.Name, got, want)
	}
}
