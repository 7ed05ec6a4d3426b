package ref

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The same seed and kernel give the same bits, however often and on however many
// threads. The models here are just large enough for each kind of work to be
// shared out; what one is trained on has no sense and needs none.

// TestThreadsChangeNoStep of a forward pass, a batch of long texts or one of them alone.
func TestThreadsChangeNoStep(t *testing.T) {
	for _, texts := range []int{1, 3} {
		m := NewGPT(wideRecipe().Config(600, -1, -1), 4)
		tokens := [][]int{}
		for i := range texts {
			tokens = append(tokens, noise(m.VocabSize, m.NPositions, uint64(i)))
		}
		requireSameBits(t, func() []Step {
			var r recording
			m.Probs(Watch(&r), tokens, nil)
			return r.steps
		})
	}
}

// TestThreadsChangeNoTraining: parameters, losses and what is drawn afterwards.
func TestThreadsChangeNoTraining(t *testing.T) {
	recipe := wideRecipe()
	corpus := &Corpus{Train: noise(300, 2000, 1), Validation: noise(300, 200, 2)}
	requireSameBits(t, func() []Step {
		trainer := NewTrainer(recipe, corpus, recipe.Config(300, -1, -1))
		require.NoError(t, trainer.Run(context.Background(), "", func(Progress) {}, func(*GPT) error { return nil }))
		text := slices.Collect(trainer.Model.Generate(Scope{}, []int{1}, Sampling{Temperature: 1, TopP: 0.9, Seed: 3, MaxTokens: 40}))
		return append(stepsOf(trainer.Model), asStep("text", text), Step{Name: "best", Value: Scalar(Float(trainer.Best))})
	})
}

// TestThreadsChangeNoFineTuning, of every parameter and the label head's.
func TestThreadsChangeNoFineTuning(t *testing.T) {
	var texts []LabelledText
	for i := range 40 {
		texts = append(texts, LabelledText{Tokens: noise(300, 50+i%14, uint64(i)), Label: i % 3})
	}
	requireSameBits(t, func() []Step {
		model := NewGPT(wideRecipe().Config(300, -1, -1), 1)
		model.Task = NewTaskHead([]string{"x", "y", "z"}, model.NEmbd, 1)
		recipe := FineTuneRecipe{Recipe: wideRecipe(), Lambda: 0.5, Patience: 9}
		tuner := NewFineTuner(recipe, model, texts[:24], texts[24:])
		require.NoError(t, tuner.Run(context.Background(), func(Progress) {}, func(*GPT) error { return nil }))
		return append(stepsOf(tuner.Model), Step{Name: "best", Value: Scalar(Float(tuner.Best.Loss))})
	})
}

// TestThreadsChangeNoGeneratedToken: one at a time, each product has a single row.
// Those with W₂ and within the MLP are cut into pieces of columns, how wide depends
// on the threads; V is such that three columns are left over.
func TestThreadsChangeNoGeneratedToken(t *testing.T) {
	recipe := wideRecipe()
	recipe.NLayer, recipe.NEmbd = 1, 384
	m := NewGPT(recipe.Config(4*384+3, -1, -1), 8)
	requireSameBits(t, func() []Step {
		var r recording
		for range m.Generate(Watch(&r), []int{1, 2}, Sampling{Temperature: 1, Seed: 3, MaxTokens: 4}) {
		}
		past := m.NewPast()
		m.Logits(Scope{}, [][]int{{1, 2}}, past, nil)
		return append(r.steps, Step{Name: "next", Value: m.Logits(Scope{}, [][]int{{3}}, past, nil)})
	})
}

// wideRecipe shares out what it can: products, rows, ranges, heads.
func wideRecipe() Recipe {
	return Recipe{NLayer: 2, NHead: 4, NEmbd: 64, BlockSize: 64, BatchSize: 17, Steps: 2, LR: 1e-3, MinLR: 1e-3,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 2, Seed: 11}
}

// noise returns n tokens of a vocabulary, drawn with a seed.
func noise(vocabulary, n int, seed uint64) (tokens []int) {
	random := rand.New(rand.NewPCG(seed, 6))
	for range n {
		tokens = append(tokens, random.IntN(vocabulary))
	}
	return tokens
}

func stepsOf(m *GPT) (steps []Step) {
	for _, p := range m.Params() {
		steps = append(steps, Step{Name: p.Name, Value: *p.Tensor})
	}
	return steps
}

func asStep(name string, tokens []int) Step {
	value := NewTensor(len(tokens))
	for i, w := range tokens {
		value.Data[i] = Float(w)
	}
	return Step{Name: name, Value: value}
}

// requireSameBits runs work on one thread, once more on one, and on several, and
// names the first cell that is not what it was at first.
func requireSameBits(t *testing.T, run func() []Step) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := run()
	for _, threads := range []int{1, 2, 3} {
		runtime.GOMAXPROCS(threads)
		got := run()
		require.Len(t, got, len(want))
		for i, step := range want {
			require.Equal(t, step.Name, got[i].Name)
			require.Equal(t, step.Value.Shape, got[i].Value.Shape, step.Name)
			for j, x := range step.Value.Data {
				if y := got[i].Value.Data[j]; math.Float64bits(float64(x)) != math.Float64bits(float64(y)) { // tells 0 from −0
					t.Fatalf("%d threads: cell %d of %s is %v, not %v", threads, j, step.Name, y, x)
				}
			}
		}
	}
}
