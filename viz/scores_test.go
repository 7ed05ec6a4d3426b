package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every word's power, divided by the sum of all, is the recorded probability;
// nothing is missing from the sum, however few are listed.
func TestScoresAreSoftmaxOpened(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	probs, _ := tape.Named("probs")
	logits, _ := tape.Named("logits")
	for row := range 6 {
		for _, n := range []int{1, 4, 13} {
			s, err := ScoresOf(tape, row, n, 7)
			require.NoError(t, err)
			powers, shares, seven := 0.0, 0.0, false
			for _, e := range s.Entries {
				assert.EqualValues(t, logits.Value.At(row, e.ID), e.Z)
				assert.EqualValues(t, probs.Value.At(row, e.ID), e.P)
				assert.InDelta(t, float64(e.P), float64(e.Power/s.Sum), 1e-6)
				powers, shares, seven = powers+float64(e.Power), shares+float64(e.P), seven || e.ID == 7
			}
			assert.True(t, seven, "the word that was asked for")
			assert.EqualValues(t, 1, s.Entries[0].Power, "e to the power of 0")
			assert.Equal(t, s.Entries[0].Z, s.Max)
			assert.InDelta(t, float64(s.Sum), powers+float64(s.Rest.Power), 1e-6)
			assert.InDelta(t, 1, shares+float64(s.Rest.P), 1e-6)
			assert.Equal(t, s.Size, len(s.Entries)+s.Rest.Count)
		}
	}
}

func TestScoresRefuse(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for _, c := range []struct {
		code         string
		row, n, also int
	}{{"index_out_of_range", 6, 1, -1}, {"index_out_of_range", 0, 1, 13}, {"credits_out_of_range", 0, 0, -1}, {"credits_out_of_range", 0, MaxTop + 1, -1}} {
		_, err := ScoresOf(tape, c.row, c.n, c.also)
		assert.Equal(t, c.code, codeOf(t, err))
	}
}
