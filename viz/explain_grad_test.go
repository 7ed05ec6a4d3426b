package viz

import (
	"context"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// TestEveryGradientIsExplained goes over every cell of the way back, and does
// the arithmetic that docs/protocol.md names with the terms alone.
func TestEveryGradientIsExplained(t *testing.T) {
	for name, change := range map[string]func(*ref.Config){
		"gelu_new": nil, "erf": func(c *ref.Config) { c.Activation = "gelu" },
		"relu, no scale": func(c *ref.Config) { c.Activation, c.ScaleAttnWeights = "relu", false },
	} {
		tape := backTape(t, tinyCheckpoint(t, name != "erf", change), Spec{Text: "badge", Start: true})
		explained := map[string]bool{}
		for _, step := range tape.Steps() {
			if gradients[step.Kind] == nil {
				continue
			}
			explained[step.Kind] = true
			eachCell(step.Value.Shape, func(cell []int) {
				x, err := Explain(tape, step.Index, cell, 4)
				require.NoError(t, err)
				if !x.Equal {
					t.Errorf("%s: %s%v: recorded %v, recomputed %v, tolerance %v", name, step.Name, cell, x.Value, x.Recomputed, x.Tolerance)
				}
				assert.InDelta(t, x.Recomputed, backFromTerms(t, x), 1e-12*(1+math.Abs(x.Recomputed)), "%s%v", step.Name, cell)
			})
		}
		assert.ElementsMatch(t, slices.Collect(maps.Keys(gradients)), slices.Collect(maps.Keys(explained)), "no arithmetic is for nothing")
	}
}

// backFromTerms evaluates the formula of a kind.
func backFromTerms(t *testing.T, x Explanation) float64 {
	by := map[string]float64{}
	for _, term := range x.Terms {
		by[term.Role] += term.Value
	}
	switch x.Kind {
	case "cross_entropy_back":
		if _, none := by["no_target"]; none {
			return 0
		}
		return (by["p"] - by["target"]) / by["count"]
	case "activation_back":
		return by["upstream"] * by["slope"]
	case "layernorm_back":
		return by["past"] + (by["d"]-by["mean_d"]-by["normalised"]*by["mean_dx"])/by["sigma"]
	case "softmax_back":
		return by["self"] * (by["upstream"] - by["sum"])
	case "mask_back":
		return by["input"]
	}
	return fromTerms(t, x)
}

// TestGradientsOfAChangedRunAreNotExplained: the changes have their own ways back.
func TestGradientsOfAChangedRunAreNotExplained(t *testing.T) {
	tape := backTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true, Set: []string{"h.*.attn.scaled=identity"}})
	step, ok := tape.Named("grad.h.0.attn.scores")
	require.True(t, ok)
	_, err := Explain(tape, step.Index, []int{0, 0, 0}, 5)
	assert.Equal(t, "not_explained", codeOf(t, err))
}

func TestBackwardNeedsALoss(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	err := Run(context.Background(), c, Spec{Text: "a", Backward: true}, new(Tape))
	assert.Equal(t, "no_loss", codeOf(t, err))
	bounded := &Tape{MaxBytes: TapeBytes(c.Model, 6)}
	err = Run(context.Background(), c, Spec{Text: "badge", Start: true, Backward: true}, bounded)
	assert.Equal(t, "run_too_large", codeOf(t, err), "gradients are counted")
}

// TestBackwardChangesNothingBeforeIt: the same steps, then the loss and its gradients.
func TestBackwardChangesNothingBeforeIt(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	forth, back := tinyTape(t, c, Spec{Text: "badge", Start: true}), backTape(t, c, Spec{Text: "badge", Start: true})
	for i, step := range forth.Steps() {
		other, err := back.Step(i)
		require.NoError(t, err)
		assert.Equal(t, step.Name, other.Name)
		assert.Equal(t, step.Value.Data, other.Value.Data)
	}
	loss, ok := back.Named("loss")
	require.True(t, ok)
	assert.Equal(t, forth.Len(), loss.Index)
	assert.InDelta(t, forth.scalar("chain.mean_nll"), float64(loss.Value.Data[0]), 1e-6)
	x, err := Explain(back, loss.Index, []int{}, 5)
	require.NoError(t, err)
	assert.True(t, x.Equal, "the loss is −L/N: %v, %v", x.Value, x.Recomputed)
}

func backTape(t *testing.T, c *ref.Checkpoint, spec Spec) *Tape {
	t.Helper()
	spec.Backward = true
	return tinyTape(t, c, spec)
}

// TestEveryStepHasItsAxes: of the way back too, where one line taps all parameters.
func TestEveryStepHasItsAxes(t *testing.T) {
	tape := backTape(t, tinyCheckpoint(t, false, nil), Spec{Text: "badge", Start: true})
	for _, step := range tape.Steps() {
		assert.Len(t, AxesOf(step), len(step.Value.Shape), step.Name)
	}
}
