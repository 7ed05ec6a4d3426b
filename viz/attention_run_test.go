package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAttentionOfCutsHeadsOut(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Model: "tiny", Text: "abc", Start: true})
	for _, want := range []struct{ layer, head, maps int }{{All, All, 6}, {1, All, 3}, {1, 2, 1}, {0, 0, 1}} {
		plot, err := AttentionOf(tape, "weights", want.layer, want.head)
		require.NoError(t, err)
		assert.Equal(t, []string{"●", "a", "b", "c"}, plot.Tokens)
		require.Len(t, plot.Maps, want.maps)
		for _, m := range plot.Maps {
			step, ok := tape.Named("h." + string(rune('0'+m.Layer)) + ".attn.weights")
			require.True(t, ok)
			assert.Equal(t, step.Value.Row(m.Head, 3), m.Values.Row(3))
		}
		if want.maps == 1 {
			assert.Equal(t, want.layer, plot.Maps[0].Layer)
			assert.Equal(t, want.head, plot.Maps[0].Head)
		}
	}
	for _, bad := range []struct {
		step        string
		layer, head int
		code        string
	}{
		{"probs", 0, 0, "step_not_attention"},
		{"", 0, 0, "step_not_attention"},
		{"weights", 2, 0, "layer_unknown"},
		{"weights", -2, 0, "layer_unknown"},
		{"weights", 0, 3, "head_unknown"},
		{"weights", All, 0, "head_needs_layer"},
	} {
		_, err := AttentionOf(tape, bad.step, bad.layer, bad.head)
		assert.Equal(t, bad.code, codeOf(t, err))
	}
}
