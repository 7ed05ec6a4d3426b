package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The last reading is the model's true output, to the bit; and what the lens
// computes for a vector at the end of the stream is that output too.
func TestLensEndsInTheTruth(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	probs, _ := tape.Named("probs")
	end, _ := tape.Named("h.1.resid_2")
	for row := range 6 {
		lens, err := LensOf(tape, row, 13)
		require.NoError(t, err)
		require.Len(t, lens.Depths, 3, "the embeddings and two blocks")
		assert.Equal(t, []string{"embd", "h.0.resid_2", "h.1.resid_2"}, []string{lens.Depths[0].Name, lens.Depths[1].Name, lens.Depths[2].Name})

		top, err := Top(tape, probs.Index, row, 13, -1)
		require.NoError(t, err)
		assert.Equal(t, top.Entries, lens.Depths[2].Entries)
		for id, p := range readEarly(tape.Input().Checkpoint.Model, end.Value.Row(row)) {
			assert.InDelta(t, probs.Value.At(row, id), p, 1e-6)
		}
		for _, depth := range lens.Depths {
			sum := 0.0
			for _, e := range depth.Entries {
				sum += float64(e.P)
			}
			assert.InDelta(t, 1, sum, 1e-5, "the whole vocabulary")
		}
	}
}

func TestLensFollowsTheWordThatCame(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	lens, err := LensOf(tape, 2, 1)
	require.NoError(t, err)
	assert.Equal(t, &Next{5, "d"}, lens.Next)
	factor, _ := tape.Named("chain.3.factor")
	last := lens.Depths[2]
	assert.InDelta(t, float64(factor.Value.Data[0]), float64(last.Next.P), 1e-6)
	assert.Len(t, last.Entries, 1)

	after, err := LensOf(tape, 5, 1)
	require.NoError(t, err)
	assert.Nil(t, after.Next, "nothing follows the last word")
	assert.Nil(t, after.Depths[0].Next)
}

func TestLensRefuses(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for _, c := range []struct {
		code   string
		row, n int
	}{{"index_out_of_range", 6, 1}, {"index_out_of_range", -1, 1}, {"credits_out_of_range", 0, 0}, {"credits_out_of_range", 0, MaxTop + 1}} {
		_, err := LensOf(tape, c.row, c.n)
		assert.Equal(t, c.code, codeOf(t, err), "%+v", c)
	}
}

// What is added, part by part, makes the stream that was recorded.
func TestStreamAddsUp(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	s, err := StreamOf(tape, 3)
	require.NoError(t, err)
	var names []string
	sum := make([]float64, 12)
	before := 0.0
	for _, part := range s.Parts {
		names = append(names, part.Name)
		step, err := tape.Step(part.Step)
		require.NoError(t, err)
		after, _ := tape.Named(part.After)
		adds, length := 0.0, 0.0
		for i, x := range step.Value.Row(3) {
			sum[i] += float64(x)
			adds += float64(x) * float64(x)
			length += sum[i] * sum[i]
			assert.InDelta(t, sum[i], float64(after.Value.At(3, i)), 1e-4, part.Name)
		}
		assert.InDelta(t, math.Sqrt(adds), float64(part.Adds), 1e-4)
		assert.InDelta(t, math.Sqrt(length), float64(part.Length), 1e-3)
		// The law of cosines.
		a, b, c := before, float64(part.Adds), float64(part.Length)
		if before > 0 {
			assert.InDelta(t, c*c, a*a+b*b+2*a*b*float64(part.Cosine), 1e-2*c*c, part.Name)
		} else {
			assert.Zero(t, part.Cosine)
		}
		before = c
	}
	assert.Equal(t, []string{"wte", "wpe", "h.0.attn.c_proj", "h.0.mlp.c_proj", "h.1.attn.c_proj", "h.1.mlp.c_proj"}, names)
	_, err = StreamOf(tape, 6)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}

// The moves of LayerNorm, done one after the other, end in the recorded step.
func TestNormalisedEndsInTheStep(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for _, name := range []string{"h.0.ln_1", "h.0.ln_2", "h.1.ln_1", "h.1.ln_2", "ln_f"} {
		step, ok := tape.Named(name)
		require.True(t, ok)
		for row := range 6 {
			n, err := NormalisedOf(tape, step.Index, row)
			require.NoError(t, err)
			from, _ := tape.Step(n.From)
			mean, square := 0.0, 0.0
			for i := range n.Before {
				assert.EqualValues(t, from.Value.At(row, i), n.Before[i], "what was recorded")
				assert.EqualValues(t, step.Value.At(row, i), n.After[i])
				assert.InDelta(t, float64(n.Before[i]-n.Mean), float64(n.Centred[i]), 1e-9)
				assert.InDelta(t, float64(n.After[i]), float64(n.Gamma[i]*n.Divided[i]+n.Beta[i]), 1e-4, "%s [%d,%d]", name, row, i)
				mean += float64(n.Divided[i]) / 12
				square += float64(n.Divided[i]*n.Divided[i]) / 12
			}
			assert.InDelta(t, 0, mean, 1e-9)
			assert.InDelta(t, float64(n.Variance/(n.Variance+n.Epsilon)), square, 1e-9, "1 but for ε")
		}
	}
	embd, _ := tape.Named("embd")
	_, err := NormalisedOf(tape, embd.Index, 0)
	assert.Equal(t, "step_not_layernorm", codeOf(t, err))
	last, _ := tape.Named("ln_f")
	_, err = NormalisedOf(tape, last.Index, 6)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}

// The recorded numbers lie on the curve.
func TestCurveHoldsTheRecordedNumbers(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	act := tape.Input().Checkpoint.Model.Blocks[1].MLP.Act
	fc, _ := tape.Named("h.1.mlp.c_fc")
	gelu, _ := tape.Named("h.1.mlp.gelu")
	for _, step := range []Step{fc, gelu} {
		c, err := CurveOf(tape, step.Index, 4)
		require.NoError(t, err)
		assert.Equal(t, "gelu_new", c.Act)
		assert.Equal(t, [2]int{fc.Index, gelu.Index}, [2]int{c.From, c.Step})
		below := 0
		for i, x := range c.In {
			assert.InDelta(t, act.Value(float64(x)), float64(c.Out[i]), 1e-6)
			assert.LessOrEqual(t, c.X[0], x)
			assert.GreaterOrEqual(t, c.X[len(c.X)-1], x)
			if x < 0 {
				below++
			}
		}
		assert.Equal(t, below, c.Below)
		for i, x := range c.X {
			assert.InDelta(t, act.Value(float64(x)), float64(c.Y[i]), 1e-12)
		}
	}
	_, err := CurveOf(tape, 0, 0)
	assert.Equal(t, "step_not_activation", codeOf(t, err))
	_, err = CurveOf(tape, gelu.Index, 6)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}
