package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/ref/world"
)

// What a checkpoint writes is what Generate draws behind the same text with the
// same seed, and P is the model's own.
func TestSamplesAreDrawnByEach(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "bad", Start: true})
	other := tinyCheckpoint(t, true, nil)
	for i := range other.Model.WTE.Data {
		other.Model.WTE.Data[i] *= -1
	}
	s, err := SamplesOf(tape, []Kept{{"early", 0, other}, {"end", 20, c}}, 3)
	require.NoError(t, err)
	require.Len(t, s.Kept, 2)
	assert.Empty(t, s.World, "letters have no grammar")
	for i, m := range []*ref.GPT{other.Model, c.Model} {
		ids := tape.Input().IDs()
		for id := range m.Generate(ref.Scope{}, ids, ref.Sampling{Temperature: 1, Seed: 3, MaxTokens: m.NPositions - len(ids)}) {
			if id == m.EOS {
				assert.True(t, s.Kept[i].Ended)
				break
			}
			w := s.Kept[i].Words[len(ids)-4]
			assert.Equal(t, labelOf(c, id), w.Label)
			assert.InDelta(t, float64(m.Probs(ref.Scope{}, [][]int{ids}, nil).At(0, len(ids)-1, id)), float64(w.P), 1e-5)
			ids = append(ids, id)
		}
		assert.Len(t, s.Kept[i].Words, len(ids)-4)
	}
	assert.NotEqual(t, s.Kept[0].Words, s.Kept[1].Words)

	_, err = SamplesOf(tinyTape(t, c, Spec{Text: "abcdefgh", Start: true}), nil, 1)
	assert.Equal(t, "draw_no_room", codeOf(t, err))
}

// A sample is held against the grammar up to the first word that no story has.
func TestSamplesAreHeldAgainstTheWorld(t *testing.T) {
	c, err := models.Open("world-en")
	require.NoError(t, err)
	tape := tinyTape(t, c, Spec{Text: "Mia is in the garden", Start: true})
	early := *c
	early.Model = ref.NewGPT(c.Model.Config, 1) // any word follows any other
	s, err := SamplesOf(tape, []Kept{{"early", 0, &early}, {"end", 20, c}}, 1)
	require.NoError(t, err)
	assert.Equal(t, "world-en", s.World)
	g, _ := world.For("en")
	for _, sample := range s.Kept {
		state, ok := g.Start(), true
		for _, id := range tape.Input().IDs()[1:] {
			state, ok = state.After(id)
			require.True(t, ok)
		}
		text := "Mia is in the garden"
		for i, w := range sample.Words {
			if ok {
				state, ok = state.After(idOf(c, w.Label))
				assert.Equal(t, ok, i < sample.Fits)
				assert.Equal(t, !ok, w.Slip, "the first that does not fit, and only that")
			} else {
				assert.False(t, w.Slip)
			}
			text += w.Text
		}
		if ok {
			tokens, err := c.Tokenizer.Encode(text)
			require.NoError(t, err)
			assert.Len(t, tokens, 5+len(sample.Words), "the pieces are the text: %s", text)
		}
	}
	assert.Less(t, s.Kept[0].Fits, s.Kept[1].Fits)
}

func idOf(c *ref.Checkpoint, label string) int {
	for id := range c.Tokenizer.Size() {
		if labelOf(c, id) == label {
			return id
		}
	}
	return -1
}
