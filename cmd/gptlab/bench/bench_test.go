package bench

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

func TestWorkAnswersEachRequestWithTimes(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Work(strings.NewReader("1 MatMul 3 4 5 2 TMatMul 2 3 4 1\n1 taps aesop\n"), &out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 3, "the kernel, and an answer to each request")
	for _, line := range lines[1:] {
		assert.Regexp(t, `^(\d+ ?)+$`, line)
	}
	for _, wrong := range []string{"soon MatMul 1 1 1 1\n", "1 Abacus 1 1 1 1\n", "1 MatMul x 1 1 1\n", "1 train nobody\n"} {
		assert.Error(t, Work(strings.NewReader(wrong), &out), wrong)
	}
}

// The products that a pass is compared with are those it makes: their numbers of
// cells are those of the steps that hold them.
func TestForwardProductsAreThoseOfAForwardPass(t *testing.T) {
	c := ref.Config{VocabSize: 11, NPositions: 8, NEmbd: 6, NLayer: 2, NHead: 2, NInner: 10, LayerNormEpsilon: 1e-5, Activation: "gelu_new", BOS: -1, EOS: -1}
	var tape viz.Tape
	ref.NewGPT(c, 1).Probs(ref.Watch(&tape), [][]int{{1, 2, 3, 4, 5}}, nil)
	cells := 0
	for _, name := range []string{"attn.q", "attn.k", "attn.v", "attn.scores", "attn.heads", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"} {
		for _, layer := range []string{"h.0.", "h.1."} {
			step, ok := tape.Named(layer + name)
			require.True(t, ok, name)
			cells += len(step.Value.Data)
		}
	}
	cells += 5 * c.VocabSize // logits
	got := 0
	for _, p := range forwardProducts(c, 1, 5) {
		got += p.m * p.n * p.times
	}
	assert.Equal(t, cells, got)
}

func TestMedianAndLowerQuartile(t *testing.T) {
	assert.InDelta(t, 2.5, median([]float64{4, 1, 3, 2}), 0)
	assert.InDelta(t, 2, lowerQuartile([]float64{5, 1, 4, 2, 3}), 0)
	assert.Equal(t, []float64{2, 3}, withoutFirst([]float64{9, 2, 3}))
}

func TestARatioIsJudgedByItsDirection(t *testing.T) {
	faster := Result{Ratio: 0.9, Required: 0.85, Aim: 1, AtLeast: true}
	assert.True(t, faster.Reached())
	assert.False(t, faster.Aimed())
	slower := Result{Ratio: 1.3, Required: 1.4, Aim: 1.2}
	assert.True(t, slower.Reached())
	assert.False(t, slower.Aimed())
}
