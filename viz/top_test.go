package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestTopIsHonestAboutTheRest(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	probs, _ := tape.Named("probs")
	logits, _ := tape.Named("logits")
	for row := range 6 {
		d, err := Top(tape, probs.Index, row, 4, -1)
		require.NoError(t, err)
		require.Len(t, d.Entries, 4)
		sum := float64(d.Rest.P)
		for i, e := range d.Entries {
			assert.Equal(t, i+1, e.Rank)
			assert.Equal(t, Number(probs.Value.At(row, e.ID)), e.P, "the recorded probability")
			if i > 0 {
				assert.LessOrEqual(t, e.P, d.Entries[i-1].P)
			}
			sum += float64(e.P)
		}
		assert.Equal(t, 13-4, d.Rest.Count)
		assert.InDelta(t, 1, sum, 1e-6)

		same, err := Top(tape, logits.Index, row, 4, -1)
		require.NoError(t, err)
		assert.Equal(t, d.Entries, same.Entries)
	}
}

func TestTopListsTheWordThatFollowed(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	probs, _ := tape.Named("probs")
	last := Entry{P: 2}
	for also := range 13 {
		d, err := Top(tape, probs.Index, 2, 3, also)
		require.NoError(t, err)
		ids := map[int]int{}
		for _, e := range d.Entries {
			ids[e.ID] = e.Rank
		}
		require.Contains(t, ids, also)
		assert.Equal(t, 13, len(d.Entries)+d.Rest.Count)
		if ids[also] == 13 {
			last = d.Entries[len(d.Entries)-1]
			assert.Len(t, d.Entries, 4)
		}
	}
	assert.Equal(t, 13, last.Rank, "the least likely word has its true rank")
}

func TestTopOfEqualEntriesGoesById(t *testing.T) {
	order := byProbability([]ref.Float{0.25, 0, 0.5, 0.25, 0})
	assert.Equal(t, []int{2, 0, 3, 1, 4}, order)
}

func TestTopRefuses(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	probs, _ := tape.Named("probs")
	for _, c := range []struct {
		code               string
		step, row, n, also int
	}{
		{"step_out_of_range", 999, 0, 5, -1},
		{"not_a_distribution", 0, 0, 5, -1},
		{"index_out_of_range", probs.Index, 6, 5, -1},
		{"index_out_of_range", probs.Index, -1, 5, -1},
		{"index_out_of_range", probs.Index, 0, 5, 13},
		{"credits_out_of_range", probs.Index, 0, 0, -1},
		{"credits_out_of_range", probs.Index, 0, MaxTop + 1, -1},
	} {
		_, err := Top(tape, c.step, c.row, c.n, c.also)
		assert.Equal(t, c.code, codeOf(t, err), "%+v", c)
	}
	whole, err := Top(tape, probs.Index, 0, MaxTop, -1)
	require.NoError(t, err)
	assert.Len(t, whole.Entries, 13)
	assert.Equal(t, Rest{}, whole.Rest)
}
