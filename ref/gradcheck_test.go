package ref

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// gradientTolerance bounds |analytic − numeric| over the largest gradient. The
// float64 build (go test -tags float64 ./ref/...) is the proof; float32 only
// guards against gross mistakes, because the differences themselves are
// rounded: a loss of a few nats has an error of some 2e-7, its quotient by 2h of
// 1e-5, so gradients smaller than 1e-3 cannot be told from it (floor).
func gradientTolerance() (h, tolerance, floor float64) {
	if isFloat64() {
		return 1e-5, 1e-6, 1e-4
	}
	return 1e-2, 2e-2, 1e-3
}

func isFloat64() bool { return Float(1)+Float(1e-12) != 1 }

// numericGradient is ∂f/∂x by central differences, f being called after each
// single number of x was moved.
func numericGradient(x []Float, f func() float64, h float64) []float64 {
	grad := make([]float64, len(x))
	for i, v := range x {
		x[i] = v + Float(h)
		up := f()
		x[i] = v - Float(h)
		down := f()
		x[i] = v
		grad[i] = (up - down) / (2 * h)
	}
	return grad
}

func requireGradient(t *testing.T, name string, analytic []Float, numeric []float64) {
	t.Helper()
	_, tolerance, floor := gradientTolerance()
	scale, worst := 1e-30, 0.0
	for i, n := range numeric {
		scale = max(scale, math.Abs(n))
		worst = max(worst, math.Abs(n-float64(analytic[i])))
	}
	require.LessOrEqual(t, worst/max(scale, floor), tolerance, "%s: gradients differ by %g of a scale of %g", name, worst, scale)
}

func randomTensor(random *rand.Rand, shape ...int) Tensor {
	x := NewTensor(shape...)
	for i := range x.Data {
		x.Data[i] = Float(random.NormFloat64())
	}
	return x
}

// An opCase gives an operation on one or more tensors and its backward pass.
type opCase struct {
	name     string
	args     []Tensor
	forward  func(args []Tensor) Tensor
	backward func(args []Tensor, y, dy Tensor) []Tensor // one gradient per argument
}

func opCases() []opCase {
	random := rand.New(rand.NewPCG(7, 7))
	r := func(shape ...int) Tensor { return randomTensor(random, shape...) }
	ids := [][]int{{3, 1, 3, 0}, {2, 2, 4, 1}}
	one := func(t Tensor) []Tensor { return []Tensor{t} }
	two := func(a, b Tensor) []Tensor { return []Tensor{a, b} }
	linear := func(a []Tensor) Linear { return Linear{W: a[1], B: a[2]} }
	norm := func(a []Tensor) LayerNorm { return LayerNorm{G: a[1], B: a[2], Eps: 1e-5} }
	cases := []opCase{
		{"MatMul", two(r(2, 3, 4), r(2, 4, 5)), func(a []Tensor) Tensor { return MatMul(a[0], a[1]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return two(MatMulBackward(a[0], a[1], dy)) }},
		{"MatMulT", two(r(2, 3, 4), r(2, 5, 4)), func(a []Tensor) Tensor { return MatMulT(a[0], a[1]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return two(MatMulTBackward(a[0], a[1], dy)) }},
		{"MatMulT, many rows", two(r(9, 4), r(5, 4)), func(a []Tensor) Tensor { return MatMulT(a[0], a[1]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return two(MatMulTBackward(a[0], a[1], dy)) }},
		{"Linear", []Tensor{r(2, 3, 4), r(4, 5), r(5)}, func(a []Tensor) Tensor { return linear(a).Forward(a[0]) },
			func(a []Tensor, y, dy Tensor) []Tensor {
				grad := Linear{W: like(a[1]), B: like(a[2])}
				return []Tensor{linear(a).Backward(a[0], dy, grad), grad.W, grad.B}
			}},
		{"LayerNorm", []Tensor{r(2, 3, 5), r(5), r(5)}, func(a []Tensor) Tensor { return norm(a).Forward(a[0]) },
			func(a []Tensor, y, dy Tensor) []Tensor {
				grad := LayerNorm{G: like(a[1]), B: like(a[2])}
				return []Tensor{norm(a).Backward(a[0], dy, grad), grad.G, grad.B}
			}},
		{"Softmax", one(r(3, 5)), func(a []Tensor) Tensor { return Softmax(a[0]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return one(SoftmaxBackward(y, dy)) }},
		{"CausalMask", one(r(2, 3, 4)), func(a []Tensor) Tensor { return Softmax(CausalMask(a[0])) },
			func(a []Tensor, y, dy Tensor) []Tensor { return one(CausalMaskBackward(SoftmaxBackward(y, dy))) }},
		{"Scale", one(r(3, 2)), func(a []Tensor) Tensor { return Scale(a[0], 0.3) },
			func(a []Tensor, y, dy Tensor) []Tensor { return one(ScaleBackward(dy, 0.3)) }},
		{"Add", two(r(3, 2), r(3, 2)), func(a []Tensor) Tensor { return Add(a[0], a[1]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return two(AddBackward(dy)) }},
		{"Embed", one(r(5, 3)), func(a []Tensor) Tensor { return Embed(a[0], ids) },
			func(a []Tensor, y, dy Tensor) []Tensor {
				grad := like(a[0])
				EmbedBackward(ids, dy, grad)
				return one(grad)
			}},
		{"AddPositions", two(r(2, 3, 4), r(3, 4)), func(a []Tensor) Tensor { return AddPositions(a[0], a[1]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return two(dy, AddPositionsBackward(dy)) }},
		{"SplitHeads and MergeHeads", one(r(2, 3, 12)), func(a []Tensor) Tensor { return MergeHeads(SplitHeads(a[0], 1, 2)) },
			func(a []Tensor, y, dy Tensor) []Tensor {
				dk := MergeHeadsBackward(dy, 2)
				return one(SplitHeadsBackward(like(dk), dk, like(dk)))
			}},
		{"CrossEntropy", one(r(2, 4, 5)), func(a []Tensor) Tensor { return CrossEntropy(a[0], [][]int{{1, 4, Ignore, 0}, {2, 2, 3, Ignore}}) },
			func(a []Tensor, y, dy Tensor) []Tensor {
				return one(Scale(CrossEntropyBackward(a[0], [][]int{{1, 4, Ignore, 0}, {2, 2, 3, Ignore}}), dy.Data[0]))
			}},
	}
	for _, f := range Activations {
		cases = append(cases, opCase{f.Name, one(r(4, 3)), func(a []Tensor) Tensor { return f.Forward(a[0]) },
			func(a []Tensor, y, dy Tensor) []Tensor { return one(f.Backward(a[0], dy)) }})
	}
	return cases
}

// TestOperationGradients checks every operation's backward pass on its own: the
// gradient of Σ c⊙y, with random c, against central differences.
func TestOperationGradients(t *testing.T) {
	for _, c := range opCases() {
		t.Run(c.name, func(t *testing.T) {
			y := c.forward(c.args)
			weights := randomTensor(rand.New(rand.NewPCG(1, 2)), y.Shape...)
			f := func() (sum float64) {
				for i, v := range c.forward(c.args).Data {
					sum += float64(v) * float64(weights.Data[i])
				}
				return sum
			}
			h, _, _ := gradientTolerance()
			for i, grad := range c.backward(c.args, y, weights) {
				require.Equal(t, c.args[i].Shape, grad.Shape)
				requireGradient(t, fmt.Sprintf("argument %d", i), grad.Data, numericGradient(c.args[i].Data, f, h))
			}
		})
	}
}

// oddConfig has a different number for every dimension, so that no transposed
// matrix goes unnoticed.
func oddConfig() Config {
	return Config{VocabSize: 11, NPositions: 7, NEmbd: 6, NLayer: 2, NHead: 3, NInner: 10,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: 0}
}

// randomGPT is far from its initial symmetry: every parameter, biases included, is random.
func randomGPT(cfg Config, tied bool) *GPT {
	m := NewZeroGPT(cfg, tied)
	random := rand.New(rand.NewPCG(3, 9))
	for _, p := range m.Params() {
		for i := range p.Tensor.Data {
			p.Tensor.Data[i] = Float(random.NormFloat64() * 0.4)
		}
	}
	return m
}

var (
	oddTokens  = [][]int{{0, 4, 4, 10, 2}, {7, 1, 0, 3, 9}, {5, 5, 6, 8, 1}, {2, 10, 3, 0, 4}}
	oddTargets = [][]int{{4, 4, 10, 2, Ignore}, {1, 0, 3, 9, 2}, {5, 6, 8, 1, Ignore}, {10, 3, 0, 4, 7}}
)

// TestModelGradients checks the gradient of every parameter of the whole model.
func TestModelGradients(t *testing.T) {
	plain := oddConfig()
	unscaled := oddConfig()
	unscaled.ScaleAttnWeights, unscaled.Activation = false, "gelu"
	for name, c := range map[string]struct {
		Config
		tied bool
	}{"tied": {plain, true}, "untied": {plain, false}, "unscaled, exact gelu": {unscaled, true}} {
		t.Run(name, func(t *testing.T) {
			m := randomGPT(c.Config, c.tied)
			grad := m.ZeroLike()
			m.Gradients(Scope{}, oddTokens, oddTargets, grad)
			loss := func() float64 {
				return float64(CrossEntropy(m.Logits(Scope{}, oddTokens, nil, nil), oddTargets).Data[0])
			}
			h, _, _ := gradientTolerance()
			grads := grad.Params()
			for i, p := range m.Params() {
				requireGradient(t, p.Name, grads[i].Tensor.Data, numericGradient(p.Tensor.Data, loss, h))
			}
		})
	}
}

// replacing is an observer that puts another tensor in place of one step.
type replacing struct {
	name string
	put  Tensor
	seen map[string]Tensor
}

func (r *replacing) Observe(step Step) Tensor {
	if r.seen != nil {
		r.seen[step.Name] = step.Value
	}
	if step.Name == r.name {
		return r.put
	}
	return Tensor{}
}

// TestStepGradients checks the gradient of every step: each is replaced by a
// slightly moved copy of itself through the tap, and the loss must answer as
// grad.<step> says.
func TestStepGradients(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	tokens, targets := oddTokens[:1], oddTargets[:1]
	all := &replacing{seen: map[string]Tensor{}}
	m.Gradients(Watch(all), tokens, targets, m.ZeroLike())

	for _, name := range StepNames(m.Config) {
		if name == "probs" {
			continue // the loss is computed from the logits
		}
		t.Run(name, func(t *testing.T) {
			put := all.seen[name].Clone()
			loss := func() float64 {
				s := Watch(&replacing{name: name, put: put})
				return float64(CrossEntropy(m.Logits(s, tokens, nil, nil), targets).Data[0])
			}
			analytic := all.seen["grad."+name]
			require.Equal(t, put.Shape, analytic.Shape)
			h, _, _ := gradientTolerance()
			numeric := numericGradient(put.Data, loss, h)
			for i, v := range put.Data {
				if math.IsInf(float64(v), -1) { // moving −∞ moves nothing
					numeric[i] = 0
				}
			}
			requireGradient(t, name, analytic.Data, numeric)
		})
	}
}
