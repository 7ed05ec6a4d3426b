package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The terms of a label add up to the recorded logit.
func TestLabellingAddsUp(t *testing.T) {
	tape := tinyTape(t, labeller(t), Spec{Text: "bad", Start: true})
	head, err := LabellingOf(tape)
	require.NoError(t, err)
	probs, _ := tape.Named("task.probs")
	require.Len(t, head.Labels, probs.Value.Dim(1))
	for y, label := range head.Labels {
		sum := 0.0
		for c, term := range label.Terms {
			assert.InDelta(t, float64(label.W[c]*head.State[c]), float64(term), 1e-6)
			sum += float64(term)
		}
		assert.InDelta(t, float64(label.Logit), sum, 1e-4, label.Label)
		assert.EqualValues(t, probs.Value.At(0, y), label.P)
	}
	_, err = LabellingOf(tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "bad", Start: true}))
	assert.Equal(t, "task_missing", codeOf(t, err))
}
