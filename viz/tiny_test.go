package viz

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// tinyConfig has no two axes of the same length, so that no shape is right by chance.
func tinyConfig() ref.Config {
	return ref.Config{
		VocabSize: 13, NPositions: 9, NEmbd: 12, NLayer: 2, NHead: 3, NInner: 7,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: 0,
	}
}

// tinyCheckpoint is a model with large random weights, biases and γ too, which
// reads the letters a to k.
func tinyCheckpoint(t testing.TB, tied bool, change func(*ref.Config)) *ref.Checkpoint {
	t.Helper()
	tokenizer, err := ref.TrainCharTokenizer("abcdefghijk", ref.CharOptions{})
	require.NoError(t, err)
	cfg := tinyConfig()
	if change != nil {
		change(&cfg)
	}
	model := ref.NewZeroGPT(cfg, tied)
	random := rand.New(rand.NewPCG(8, 1))
	for _, p := range model.Params() {
		for i := range p.Tensor.Data {
			p.Tensor.Data[i] = ref.Float(random.NormFloat64() * 0.7)
		}
	}
	return &ref.Checkpoint{Name: "tiny", Model: model, Tokenizer: tokenizer}
}

// tinyTape is the tape of a finished run.
func tinyTape(t testing.TB, c *ref.Checkpoint, spec Spec) *Tape {
	t.Helper()
	tape := new(Tape)
	require.NoError(t, Run(t.Context(), c, spec, tape))
	return tape
}

// codeOf returns the code of a *ref.Error and fails the test for any other error.
func codeOf(t testing.TB, err error) string {
	t.Helper()
	var known *ref.Error
	require.ErrorAs(t, err, &known)
	require.Contains(t, ref.Sentences, known.Code)
	require.NotContains(t, known.Error(), "<nil>", "a value of the sentence is missing")
	return known.Code
}
