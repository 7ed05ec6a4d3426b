package viz

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
)

// What is said of a run before its steps come is what is said of it after them.
func TestARunKeepsToItsOutline(t *testing.T) {
	checkpoints := map[string]*ref.Checkpoint{
		"tied":     tinyCheckpoint(t, true, nil),
		"untied":   tinyCheckpoint(t, false, nil),
		"no start": tinyCheckpoint(t, true, func(c *ref.Config) { c.BOS, c.NLayer = -1, 3 }),
	}
	for _, name := range []string{"world-en-feeling", "nomask-en"} {
		c, err := models.Open(name)
		require.NoError(t, err)
		checkpoints[name] = c
	}
	for name, c := range checkpoints {
		for about, spec := range map[string]Spec{
			"words":         {Tokens: []int{3, 2, 5}, Start: true},
			"one word":      {Tokens: []int{3}},
			"start in text": {Tokens: []int{0, 2, 5}},
			"unknown word":  {Text: "a ? b", Start: true},
			"gradients":     {Tokens: []int{3, 2, 5}, Backward: true},
			"changed":       {Tokens: []int{3, 2, 5}, Set: []string{"h.1.attn.c_proj=identity", "h.0.attn.weights=[0]=0"}},
			"drawn":         {Tokens: []int{3, 2}, Draw: &Draw{Temperature: 1, MaxTokens: 3}},
			"greedy":        {Tokens: []int{3, 2}, Draw: &Draw{MaxTokens: 2}},
		} {
			t.Run(name+"/"+about, func(t *testing.T) {
				tape := new(Tape)
				var before Catalogue
				tape.Begun = func() { before = NewCatalogue(1, "r", tape) }
				require.NoError(t, Run(t.Context(), c, spec, tape))
				assert.Equal(t, NewCatalogue(1, "r", tape), before)
				assert.Equal(t, len(tape.Steps()), before.Steps)
			})
		}
	}
}

// Whoever leaves ends the run at its next step, and it says why.
func TestAnAbandonedRunEndsAtItsNextStep(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	left := errors.New("the reader has gone")
	for _, spec := range []Spec{{Text: "badge", Start: true}, {Text: "badge", Start: true, Backward: true}} {
		ctx, leave := context.WithCancelCause(t.Context())
		tape := new(Tape)
		tape.Begun = func() { leave(left) }
		assert.ErrorIs(t, Run(ctx, c, spec, tape), left)
		assert.Zero(t, tape.Len())
		ended, err := tape.Ended()
		assert.True(t, ended)
		assert.ErrorIs(t, err, left)
	}
}
