package whatif

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// noise is a text that nobody can predict: every token is drawn from eight.
type noise struct{}

func (noise) Batch(random *rand.Rand, batch, time int) (inputs, targets [][]int) {
	for range batch {
		text := make([]int, time+1)
		for i := range text {
			text[i] = random.IntN(8)
		}
		inputs, targets = append(inputs, text[:time]), append(targets, text[1:])
	}
	return inputs, targets
}

func (n noise) Held(s ref.Scope, m *ref.GPT) float64 {
	inputs, targets := n.Batch(rand.New(rand.NewPCG(99, 99)), 64, m.NPositions)
	return float64(ref.CrossEntropy(m.Logits(s, inputs, nil, nil), targets).Data[0])
}

func (noise) Floor() (float64, bool)   { return math.Log(8), true }
func (noise) Bigrams(int) *ref.Bigrams { return nil }
func (noise) Fingerprint() string      { return "noise" }

// TestTrainedWithoutTheMask: a model that may look at the next position reads
// off there what comes next, falls far below the entropy of the text, and has
// learnt nothing: with the mask it is no better than a guess.
func TestTrainedWithoutTheMask(t *testing.T) {
	recipe := ref.Recipe{NLayer: 2, NHead: 2, NEmbd: 16, BlockSize: 6, BatchSize: 32, Steps: 300, LR: 1e-2, MinLR: 1e-3,
		Warmup: 10, Beta1: 0.9, Beta2: 0.99, ClipNorm: 1, EvalEvery: 300, Seed: 3}
	trainer := ref.NewTrainer(recipe, noise{}, recipe.Config(8, -1, -1))
	set, err := ParseSet([]string{"h.*.attn.masked=identity"})
	require.NoError(t, err)
	trainer.Watch = ref.Watch(set.Watch(trainer.Model, nil))
	require.NoError(t, trainer.Run(context.Background(), "", func(ref.Progress) {}, func(*ref.GPT) error { return nil }))

	require.Less(t, trainer.Best, math.Log(8)/2, "one token in six, the last, has no next to look at")
	require.Greater(t, noise{}.Held(ref.Scope{}, trainer.Model), math.Log(8))
}
