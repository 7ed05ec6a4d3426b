package ref

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBatchingChangesOnlyRounding: a batch has the logits of its texts alone,
// and its gradient is the mean of theirs, each weighted by its targets.
func TestBatchingChangesOnlyRounding(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	whole := m.ZeroLike()
	m.Gradients(Scope{}, oddTokens, oddTargets, whole)
	logits := m.Logits(Scope{}, oddTokens, nil, nil)

	count := func(targets [][]int) int { return eachTarget(targets, func(int, int, int) {}) }
	sum := m.ZeroLike()
	for b := range oddTokens {
		tokens, targets := oddTokens[b:b+1], oddTargets[b:b+1]
		for i, x := range m.Logits(Scope{}, tokens, nil, nil).Data {
			require.InDelta(t, x, logits.Data[b*5*m.VocabSize+i], 1e-5)
		}
		one := m.ZeroLike()
		m.Gradients(Scope{}, tokens, targets, one)
		share := Float(count(targets)) / Float(count(oddTargets))
		for i, p := range one.Params() {
			accumulate(*sum.Params()[i].Tensor, Scale(*p.Tensor, share))
		}
	}
	for i, p := range whole.Params() {
		for j, g := range p.Tensor.Data {
			require.InDelta(t, sum.Params()[i].Tensor.Data[j], g, 1e-5, p.Name)
		}
	}
}

// TestReplacedGradientIsUsed: every tap of Backward passes on what it gets back.
// The way back is linear, so twice a step's gradient adds to each parameter
// before it as much as none at all takes away; and to some it must add something.
func TestReplacedGradientIsUsed(t *testing.T) {
	m := randomGPT(oddConfig(), false)
	steps := StepNames(m.Config)
	requireUsed(t, steps[:len(steps)-1], func(s Scope) *GPT { // the loss is computed from the logits, not from probs
		grad := m.ZeroLike()
		m.Gradients(s, oddTokens, oddTargets, grad)
		return grad
	})
}

// TestReplacedTaskGradientIsUsed: so does every tap of the way back from a label.
func TestReplacedTaskGradientIsUsed(t *testing.T) {
	m := randomClassifier(oddConfig(), false)
	steps := StepNames(m.Config)
	requireUsed(t, append(steps[:len(steps)-1], "task.logits", "task.state"), func(s Scope) *GPT {
		grad := m.ZeroLike()
		m.TaskGradients(s, oddBatch(), 0.5, grad)
		return grad
	})
}

// requireUsed makes every step's gradient nothing, and twice what it is.
func requireUsed(t *testing.T, steps []string, gradients func(Scope) *GPT) {
	t.Helper()
	run := func(name string, factor Float) []Param { return gradients(Watch(&scaling{name, factor})).Params() }
	plain := run("", 1)
	for _, step := range steps {
		none, twice := run("grad."+step, 0), run("grad."+step, 2)
		used := false
		for i, p := range plain {
			for j, g := range p.Tensor.Data {
				lost, gained := g-none[i].Tensor.Data[j], twice[i].Tensor.Data[j]-g
				require.InDelta(t, lost, gained, 1e-4*(1+math.Abs(float64(g))), "%s: %s", step, p.Name)
				used = used || math.Abs(float64(lost)) > 1e-4
			}
		}
		require.True(t, used, "nothing depends on grad.%s", step)
	}
}

// scaling multiplies one step.
type scaling struct {
	name   string
	factor Float
}

func (s *scaling) Observe(step Step) Tensor {
	if step.Name == s.name {
		return Scale(step.Value, s.factor)
	}
	return Tensor{}
}

// TestEpsilonStandsUnderTheRoot of LayerNorm, where it counts: beside a variance as small as itself.
func TestEpsilonStandsUnderTheRoot(t *testing.T) {
	norm := LayerNorm{G: FromSlice([]Float{1, 1}, 2), B: NewTensor(2), Eps: 3e-6}
	y := norm.Forward(FromSlice([]Float{0, 2e-3}, 1, 2)) // σ² = 1e-6, so √(σ² + ε) = 2e-3
	require.InDeltaSlice(t, []Float{-0.5, 0.5}, y.Data, 1e-5)
}

// TestActivationsOfOneNumber, which explain a cell, are those of many, which a run
// computes with float32's roundings.
func TestActivationsOfOneNumber(t *testing.T) {
	x := NewTensor(81)
	for i := range x.Data {
		x.Data[i] = Float(i-40) / 8 // −5 … 5
	}
	ones := NewTensor(81)
	for i := range ones.Data {
		ones.Data[i] = 1
	}
	for _, f := range Activations {
		y, slope := f.Forward(x), f.Backward(x, ones)
		for i, v := range x.Data {
			require.InDelta(t, f.Value(float64(v)), y.Data[i], 3e-6, "%s(%v)", f.Name, v)
			require.InDelta(t, f.Derivative(float64(v)), slope.Data[i], 3e-6, "%s′(%v)", f.Name, v)
		}
	}
}

// TestUntrainedWeights: the spread of each kind of parameter is that of Radford
// et al. 2019, and what leads into the residual stream is smaller by √(2L).
func TestUntrainedWeights(t *testing.T) {
	cfg := oddConfig()
	cfg.NEmbd, cfg.NInner, cfg.NLayer, cfg.NHead, cfg.VocabSize, cfg.NPositions = 60, 240, 3, 3, 200, 100
	for _, p := range NewGPT(cfg, 5).Params() {
		sum, square := 0.0, 0.0
		for _, w := range p.Tensor.Data {
			sum += float64(w)
			square += float64(w) * float64(w)
		}
		n := float64(len(p.Tensor.Data))
		mean, spread := sum/n, math.Sqrt(square/n)
		switch {
		case strings.HasSuffix(p.Name, ".bias"):
			require.Zero(t, spread, p.Name)
		case strings.Contains(p.Name, "ln_"):
			require.Equal(t, 1.0, mean, p.Name)
		default:
			want := 0.02
			if strings.HasSuffix(p.Name, "c_proj.weight") {
				want /= math.Sqrt(2 * 3)
			}
			require.InEpsilon(t, want, spread, 0.05, p.Name)
			require.InDelta(t, 0, mean, 5*want/math.Sqrt(n), p.Name)
		}
	}
}

// TestDecayIsForMatrices: without a gradient, AdamW draws matrices towards 0 and
// leaves biases, γ and β alone.
func TestDecayIsForMatrices(t *testing.T) {
	m := randomGPT(oddConfig(), false)
	before := m.ZeroLike()
	for i, p := range m.Params() {
		copy(before.Params()[i].Tensor.Data, p.Tensor.Data)
	}
	NewAdamW(m, 0.9, 0.99, 0.5, 1).Update(Scope{}, m, m.ZeroLike(), 0.1)
	for i, p := range m.Params() {
		keep := 1.0
		if strings.HasSuffix(p.Name, ".weight") && !strings.Contains(p.Name, "ln_") {
			keep = 1 - 0.1*0.5
		}
		for j, w := range before.Params()[i].Tensor.Data {
			require.InDelta(t, keep*float64(w), p.Tensor.Data[j], 1e-6, p.Name)
		}
	}
}

// TestHalfOfTheWindowsBeginWithAText: every other window begins at the start
// token of a text, wherever texts have one; the others fall anywhere.
func TestHalfOfTheWindowsBeginWithAText(t *testing.T) {
	corpus := tinyCorpus(t)
	random, elsewhere := rand.New(rand.NewPCG(1, 8)), 0
	for range 50 {
		inputs, targets := corpus.Batch(random, 8, 5)
		for b, window := range inputs {
			require.Equal(t, window[1:], targets[b][:4], "targets are one ahead")
			if b%2 == 0 {
				require.Equal(t, 0, window[0])
			} else if window[0] != 0 {
				elsewhere++
			}
		}
	}
	require.Greater(t, elsewhere, 100)
}
