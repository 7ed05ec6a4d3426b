package viz

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
)

// An ablation is the same as a recorded run with that head set to 0.
func TestAblateHeadsIsARunWithoutTheHead(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	const row = 3
	result, err := AblateHeads(tape, row)
	require.NoError(t, err)
	require.Len(t, result.Heads, 6, "two layers of three heads")
	assert.Equal(t, "text", result.Next.From)
	assert.Equal(t, "g", result.Next.Label)
	assert.Nil(t, result.Next.Truth, "letters have no grammar")
	assert.True(t, slices.IsSortedFunc(result.Heads, func(a, b AblatedHead) int { return int(math.Copysign(1, float64(a.P-b.P))) }))

	for _, head := range result.Heads {
		changed := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: []string{fmt.Sprintf("h.%d.attn.heads=[%d]=0", head.Layer, head.Head)}})
		probs, _ := changed.Named("probs")
		assert.Equal(t, Number(probs.Value.At(row, result.Next.ID)), head.P)
		assert.Equal(t, head.P-result.Next.P, head.Change)
		assert.NotZero(t, head.Change)
	}
}

// A head that is switched off already is missed no more.
func TestAblateHeadsKeepsTheChangesOfTheRun(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	off := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: []string{"h.1.attn.heads=[2]=0"}})
	result, err := AblateHeads(off, 3)
	require.NoError(t, err)
	for _, head := range result.Heads {
		if head.Layer == 1 && head.Head == 2 {
			assert.Zero(t, head.Change)
		} else {
			assert.NotZero(t, head.Change)
		}
	}
}

// What is hidden gets no attention: none of the row, in any head; other rows look as before.
func TestHideWordsHides(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	plain := tinyTape(t, c, Spec{Text: "badge", Start: true})
	const row, column = 4, 2
	blind := tinyTape(t, c, Spec{Text: "badge", Start: true, Set: hide(3, row, column)})
	for layer := range 2 {
		before, _ := plain.Named(weightsStep(layer))
		after, _ := blind.Named(weightsStep(layer))
		for head := range 3 {
			assert.Zero(t, after.Value.At(head, row, column))
			assert.Equal(t, before.Value.Row(head, row-1), after.Value.Row(head, row-1))
			assert.Positive(t, before.Value.At(head, row, column))
		}
	}

	result, err := HideWords(plain, row)
	require.NoError(t, err)
	require.Len(t, result.Words, row+1)
	probs, _ := blind.Named("probs")
	at := slices.IndexFunc(result.Words, func(w HiddenWord) bool { return w.Column == column })
	assert.Equal(t, Number(probs.Value.At(row, result.Next.ID)), result.Words[at].P)
	for i, w := range result.Words[1:] {
		assert.GreaterOrEqual(t, w.P, result.Words[i].P)
	}
}

// Behind the end of a text the grammar says which word is watched, and where the
// text has left the grammar the model does.
func TestWatchedWord(t *testing.T) {
	c, err := models.Open("world-en")
	require.NoError(t, err)
	for text, from := range map[string]string{
		"Ruby and Clara are at the harbour. Ruby has some beads. Oh no! The": "truth",
		"Ruby and Clara are at the harbour. Harbour Ruby":                    "model",
	} {
		tape := tinyTape(t, c, Spec{Text: text, Start: true})
		next := watched(tape, len(tape.Input().Tokens)-1)
		assert.Equal(t, from, next.From)
		if from == "truth" {
			assert.Equal(t, "beads", next.Label)
			require.NotNil(t, next.Truth)
			assert.InDelta(t, 1, float64(*next.Truth), 1e-9)
		}
		first := watched(tape, 0)
		assert.Equal(t, "text", first.From)
		assert.Equal(t, "Ruby", first.Label)
		assert.Greater(t, float64(*first.Truth), 0.0)
	}
}

func TestExperimentsRefuse(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for _, row := range []int{-1, 6} {
		_, err := AblateHeads(tape, row)
		assert.Equal(t, "index_out_of_range", codeOf(t, err))
		_, err = HideWords(tape, row)
		assert.Equal(t, "index_out_of_range", codeOf(t, err))
	}
	big := ref.Config{VocabSize: 50257, NPositions: 64, NEmbd: 96, NLayer: 12, NHead: 12, NInner: 384, LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: 0}
	c := &ref.Checkpoint{Name: "big", Model: ref.NewZeroGPT(big, true)}
	wide := tinyTape(t, c, Spec{Tokens: make([]int, 64)})
	_, err := AblateHeads(wide, 3)
	assert.Equal(t, "experiment_too_large", codeOf(t, err))
}
