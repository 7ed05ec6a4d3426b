package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// A run of a model that was taught labels ends with the label, and its
// probabilities are those of gptlab classify.
func TestRunOfALabeller(t *testing.T) {
	c := labeller(t)
	tape := tinyTape(t, c, Spec{Text: "bad", Start: true})
	steps := tape.Steps()
	var names []string
	for _, s := range steps[len(steps)-3:] {
		names = append(names, s.Name)
	}
	assert.Equal(t, []string{"task.state", "task.logits", "task.probs"}, names)
	probs := steps[len(steps)-1]
	assert.Equal(t, c.Model.Classify(ref.Scope{}, tape.Input().IDs()).Data, probs.Value.Data)
	assert.Equal(t, []string{"B", "K"}, AxesOf(probs))

	x, err := Explain(tape, probs.Index, []int{0, 1}, 5)
	require.NoError(t, err)
	assert.Equal(t, []string{"", "bad"}, x.Labels)
	assert.True(t, x.Equal)
	assert.LessOrEqual(t, tape.Bytes(), TapeBytes(c.Model, len(tape.Input().Tokens)))

	lone := tinyTape(t, c, Spec{Text: "a"})
	_, ok := lone.Named("task.probs")
	assert.True(t, ok, "a single token has a label too")
}
