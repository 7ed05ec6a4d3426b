package viz

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestKindOf(t *testing.T) {
	for name, kind := range map[string]string{
		"wte":                      "wte",
		"h.0.attn.q":               "h.N.attn.q",
		"h.11.ln_1":                "h.N.ln_1",
		"grad.h.3.attn.scores":     "grad.h.N.attn.scores",
		"chain.5.factor":           "chain.t.factor",
		"chain.mean_nll":           "chain.mean_nll",
		"sample.12.choice":         "sample.N.choice",
		"adamw.h.2.ln_1.weight.m":  "adamw.h.N.ln_1.weight.m",
		"grad.h.0.mlp.c_fc.weight": "grad.h.N.mlp.c_fc.weight",
	} {
		assert.Equal(t, kind, KindOf(name))
	}
}

func TestTapeKeepsStepsInOrder(t *testing.T) {
	tape := new(Tape)
	s := ref.Watch(tape)
	inf := ref.Float(math.Inf(-1))
	first := s.Tap("first", ref.FromSlice([]ref.Float{3, inf, -2, 5}, 2, 2))
	s.Tap("none", ref.FromSlice([]ref.Float{inf, ref.Float(math.NaN())}, 2))
	s.Tap("scalar", ref.Scalar(7))

	steps := tape.Steps()
	require.Len(t, steps, 3)
	assert.Equal(t, 3, tape.Len())
	assert.EqualValues(t, 4*(4+2+1), tape.Bytes())
	for i, name := range []string{"first", "none", "scalar"} {
		assert.Equal(t, i, steps[i].Index)
		assert.Equal(t, name, steps[i].Name)
	}
	assert.Equal(t, -2.0, steps[0].Min)
	assert.Equal(t, 5.0, steps[0].Max)
	assert.True(t, math.IsNaN(steps[1].Min) && math.IsNaN(steps[1].Max), "no finite cell")
	assert.Equal(t, 7.0, steps[2].Min)
	assert.Same(t, &first.Data[0], &steps[0].Value.Data[0], "values are kept, not copied")

	named, ok := tape.Named("scalar")
	assert.True(t, ok)
	assert.Equal(t, 2, named.Index)
	_, ok = tape.Named("second")
	assert.False(t, ok)
	for _, i := range []int{-1, 3} {
		_, err := tape.Step(i)
		assert.Equal(t, "step_out_of_range", codeOf(t, err))
	}
}

// TestReadersFollowTheRun reads a tape from many goroutines while it is written.
func TestReadersFollowTheRun(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	whole := tinyTape(t, c, Spec{Text: "badge", Start: true}).Steps()

	tape := new(Tape)
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for i := 0; ; i++ {
				step, ok, err := tape.Wait(t.Context(), i)
				if !ok {
					assert.NoError(t, err)
					assert.Equal(t, len(whole), i)
					return
				}
				assert.Equal(t, whole[i].Name, step.Name)
				assert.Equal(t, whole[i].Value.Data, step.Value.Data)
				tape.Named("h.1.attn.q")
				tape.Bytes()
			}
		})
	}
	readers.Go(func() { assert.NoError(t, tape.WaitEnd(t.Context())) })
	require.NoError(t, Run(t.Context(), c, Spec{Text: "badge", Start: true}, tape))
	readers.Wait()
	ended, err := tape.Ended()
	assert.True(t, ended)
	assert.NoError(t, err)
}

func TestWaitGivesUp(t *testing.T) {
	tape := new(Tape)
	reason := errors.New("the reader has gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	_, ok, err := tape.Wait(ctx, 0)
	assert.False(t, ok)
	assert.ErrorIs(t, err, reason)
}

func TestWaitHearsOfAFailedRun(t *testing.T) {
	tape := new(Tape)
	var heard error
	var reader sync.WaitGroup
	reader.Go(func() { _, _, heard = tape.Wait(t.Context(), 0) })
	err := Run(t.Context(), tinyCheckpoint(t, true, nil), Spec{Start: true}, tape)
	reader.Wait()
	assert.Equal(t, "text_empty", codeOf(t, err))
	assert.Equal(t, err, heard)
}
