package whatif

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// oddConfig has a different number for every dimension.
func oddConfig() ref.Config {
	return ref.Config{VocabSize: 11, NPositions: 7, NEmbd: 6, NLayer: 2, NHead: 3, NInner: 10,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: 0}
}

func randomGPT() *ref.GPT {
	m := ref.NewZeroGPT(oddConfig(), true)
	random := rand.New(rand.NewPCG(3, 9))
	for _, p := range m.Params() {
		for i := range p.Tensor.Data {
			p.Tensor.Data[i] = ref.Float(random.NormFloat64() * 0.4)
		}
	}
	return m
}

var (
	oddTokens  = [][]int{{0, 4, 4, 10, 2}, {7, 1, 0, 3, 9}}
	oddTargets = [][]int{{4, 4, 10, 2, ref.Ignore}, {1, 0, 3, 9, 2}}
)

func parsed(t testing.TB, texts ...string) Set {
	t.Helper()
	set, err := ParseSet(texts)
	require.NoError(t, err)
	require.NoError(t, set.Fits(oddConfig(), 5))
	return set
}

// recording keeps every step, and puts another tensor in place of one.
type recording struct {
	steps map[string]ref.Tensor
	name  string
	put   ref.Tensor
}

func (r *recording) Observe(s ref.Step) ref.Tensor {
	if s.Name == r.name {
		return r.put
	}
	if r.steps != nil {
		r.steps[s.Name] = s.Value
	}
	return ref.Tensor{}
}

func forward(m *ref.GPT, set Set, tokens [][]int) map[string]ref.Tensor {
	r := &recording{steps: map[string]ref.Tensor{}}
	m.Probs(ref.Watch(set.Watch(m, r)), tokens, nil)
	return r.steps
}

// sets are one of each kind at each sort of step, and combinations that could
// get into each other's way.
var sets = map[string][]string{
	"nothing":           nil,
	"no mask, no √d_k":  {"h.*.attn.masked=identity", "h.*.attn.scaled=identity"},
	"no LayerNorm":      {"h.*.ln_1=identity", "h.*.ln_2=identity", "ln_f=identity"},
	"half of them":      {"h.0.ln_1=identity", "h.1.ln_2=identity", "h.1.mlp.gelu=identity", "h.0.attn.c_proj=identity"},
	"one weight":        {"h.0.attn.weights=[1,3,2]=0.7", "h.1.attn.weights=0.2"},
	"the future":        {"h.1.attn.weights=[2,0,3]=0.7", "h.0.attn.masked=[1,0,4]=0.3"},
	"weights, doubled":  {"h.0.attn.weights=x2"},
	"weights, a row x3": {"h.1.attn.weights=[0,4]=x3", "h.1.attn.weights=[0,4,1]=0.2"},
	"heads":             {"h.0.attn.heads=[1]=0", "h.*.attn.heads=[2]=x0.5", "h.1.attn.concat=[2,1]=0.4"},
	"scores":            {"h.0.attn.scores=x0.5", "h.0.attn.masked=x-2", "h.0.attn.scaled=[2,4,1]=-1e9"},
	"q, k, v":           {"h.0.attn.q=x0.5", "h.1.attn.k=[0]=0.1", "h.1.attn.v=[1,2]=0"},
	"parts left out":    {"h.0.attn.c_proj=0", "h.1.mlp.c_proj=0", "wpe=0"},
	"residual stream":   {"wte=x0.5", "embd=[2]=0.5", "h.0.resid_1=x0.5", "h.0.resid_2=[1]=x2", "h.1.ln_1=[1,2]=0"},
	"a neuron, logits":  {"h.0.mlp.gelu=[4,3]=2", "h.0.mlp.c_fc=[1]=x0.3", "logits=x2", "logits=[1,4]=0"},
	"all at once": {"h.*.attn.masked=identity", "h.*.attn.scaled=identity", "h.*.ln_1=identity", "h.*.attn.weights=x0.9",
		"h.0.attn.weights=[0,0,4]=0.5", "ln_f=identity", "ln_f=x0.5"},
	"identity, then set": {"h.1.ln_1=identity", "h.1.ln_1=x2", "h.1.ln_1=[3]=0.1", "h.0.resid_2=x0.7", "h.0.mlp.gelu=identity"},
}

// TestGradients is the proof: the gradient of every parameter, and of every
// step as the pass uses it, of each changed function, against central
// differences of that function. The float64 build holds 1e-6 and tries every
// set; float32 guards against gross mistakes alone, with two.
func TestGradients(t *testing.T) {
	for name, texts := range sets {
		if !isFloat64 && name != "all at once" && name != "weights, a row x3" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			m, set := randomGPT(), parsed(t, texts...)
			loss := func(next ref.Observer) float64 {
				logits := m.Logits(ref.Watch(set.Watch(m, next)), oddTokens, nil, nil)
				return float64(ref.CrossEntropy(logits, oddTargets).Data[0])
			}
			all, grad := &recording{steps: map[string]ref.Tensor{}}, m.ZeroLike()
			got := m.Gradients(ref.Watch(set.Watch(m, all)), oddTokens, oddTargets, grad)
			require.InDelta(t, loss(nil), float64(got.Data[0]), 1e-6)

			grads := grad.Params()
			for i, p := range m.Params() {
				requireGradient(t, p.Name, grads[i].Tensor.Data, p.Tensor.Data, func() float64 { return loss(nil) })
			}
			for _, step := range Steps() {
				step = strings.Replace(step, "*", "1", 1)
				put := all.steps[step].Clone()
				requireGradient(t, step, all.steps["grad."+step].Data, put.Data, func() float64 {
					return loss(&recording{name: step, put: put})
				})
			}
		})
	}
}

const isFloat64 = ref.Float(1)+ref.Float(1e-12) != 1

// requireGradient compares a gradient with central differences of f, which is
// called after each single number of x was moved.
func requireGradient(t *testing.T, name string, analytic, x []ref.Float, f func() float64) {
	t.Helper()
	h, tolerance, floor := 1e-2, 2e-2, 2e-3
	if isFloat64 {
		h, tolerance, floor = 1e-5, 1e-6, 1e-4
	}
	scale, worst := floor, 0.0
	for i, v := range x {
		if math.IsInf(float64(v), -1) { // moving −∞ moves nothing
			require.Zero(t, analytic[i], "%s[%d]", name, i)
			continue
		}
		x[i] = v + ref.Float(h)
		up := f()
		x[i] = v - ref.Float(h)
		numeric := (up - f()) / (2 * h)
		x[i] = v
		scale, worst = max(scale, math.Abs(numeric)), max(worst, math.Abs(numeric-float64(analytic[i])))
	}
	require.LessOrEqual(t, worst/scale, tolerance, "%s: gradients differ by %g of a scale of %g", name, worst, scale)
}

// TestChangesAreUsed: each change does to its step what its text says, and what
// comes after computes with it.
func TestChangesAreUsed(t *testing.T) {
	m := randomGPT()
	tokens := oddTokens[:1]
	plain := forward(m, nil, tokens)
	run := func(texts ...string) map[string]ref.Tensor { return forward(m, parsed(t, texts...), tokens) }

	unmasked := run("h.*.attn.masked=identity")
	require.Equal(t, plain["h.0.attn.scaled"].Data, unmasked["h.0.attn.masked"].Data)
	require.Equal(t, ref.Softmax(unmasked["h.0.attn.masked"]).Data, unmasked["h.0.attn.weights"].Data, "the future is looked at")
	require.NotEqual(t, plain["h.1.ln_1"].Row(0), unmasked["h.1.ln_1"].Row(0))

	unscaled := run("h.1.attn.scaled=identity")
	require.Equal(t, unscaled["h.1.attn.scores"].Data, unscaled["h.1.attn.scaled"].Data)
	require.Equal(t, plain["h.0.attn.scaled"].Data, unscaled["h.0.attn.scaled"].Data, "one layer alone")

	bare := run("ln_f=identity")
	require.Equal(t, plain["h.1.resid_2"].Data, bare["ln_f"].Data)
	require.Equal(t, m.Project(plain["h.1.resid_2"]).Data, bare["logits"].Data)
	require.Equal(t, plain["embd"].Data, run("h.0.ln_1=identity")["h.0.ln_1"].Data)

	headless := run("h.0.attn.heads=[1]=0")
	for _, x := range headless["h.0.attn.concat"].Row(3)[2:4] {
		require.Zero(t, x, "head 1 has the columns 2 and 3")
	}
	edited := run("h.1.attn.weights=[2,4,3]=0.25", "h.1.attn.weights=[2,4]=x2")
	require.InDelta(t, 2*plain["h.1.attn.weights"].At(2, 4, 1), edited["h.1.attn.weights"].At(2, 4, 1), 1e-7)
	require.Equal(t, ref.Float(0.25), edited["h.1.attn.weights"].At(2, 4, 3), "a cell after its row")
	require.Equal(t, plain["h.1.attn.weights"].Row(1, 4), edited["h.1.attn.weights"].Row(1, 4))

	doubled := run("h.0.attn.masked=x0")
	require.True(t, math.IsInf(float64(doubled["h.0.attn.masked"].At(0, 0, 1)), -1), "a masked cell stays masked")
	require.InDelta(t, 0.5, float64(doubled["h.0.attn.weights"].At(0, 1, 0)), 1e-6, "equal scores, equal weights")
}

// TestEveryTextOfABatchIsChanged, and a text too short for a cell is left alone.
func TestEveryTextOfABatchIsChanged(t *testing.T) {
	m, set := randomGPT(), parsed(t, "h.0.attn.heads=[1]=0", "h.1.mlp.gelu=[4,3]=2", "wpe=[0]=1")
	batch := forward(m, set, oddTokens)
	for b, tokens := range oddTokens {
		one := forward(m, set, [][]int{tokens})
		for i, x := range one["probs"].Data {
			require.InDelta(t, x, batch["probs"].Data[b*len(one["probs"].Data)+i], 1e-6)
		}
	}
	short := forward(m, set, [][]int{{1, 2}})
	require.NotContains(t, short["h.1.mlp.gelu"].Data, ref.Float(2))
}

// TestNoChangeChangesNothing: a watched run with an empty set is the silent one, bit for bit.
func TestNoChangeChangesNothing(t *testing.T) {
	m := randomGPT()
	a, b := m.ZeroLike(), m.ZeroLike()
	m.Gradients(ref.Scope{}, oddTokens, oddTargets, a)
	m.Gradients(ref.Watch(Set(nil).Watch(m, nil)), oddTokens, oddTargets, b)
	for i, p := range a.Params() {
		require.Equal(t, p.Tensor.Data, b.Params()[i].Tensor.Data, p.Name)
	}
}
