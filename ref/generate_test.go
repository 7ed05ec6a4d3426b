package ref

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestKeptKeysChangeNothing: generating with keys and values kept from before
// gives the logits of computing everything anew, within float32's noise.
func TestKeptKeysChangeNothing(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	text := oddTokens[0]
	whole := m.Logits(Scope{}, [][]int{text}, nil, nil)
	past := m.NewPast()
	for i, part := range [][]int{text[:2], text[2:3], text[3:]} {
		logits := m.Logits(Scope{}, [][]int{part}, past, nil)
		from := []int{0, 2, 3}[i]
		for j := range part {
			for w, v := range logits.Row(0, j) {
				require.InDelta(t, whole.At(0, from+j, w), v, 1e-5)
			}
		}
	}
	require.Equal(t, len(text), past.Length())
}

// TestGreedyTakesTheMostProbable at every step, also past the longest text the
// model can see.
func TestGreedyTakesTheMostProbable(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	m.EOS = -1
	text := []int{0, 3}
	for w := range m.Generate(Scope{}, text, Sampling{MaxTokens: 5}) {
		probs := m.Probs(Scope{}, [][]int{text}, nil)
		_, best := maxOf(probs.Row(0, len(text)-1))
		require.Equal(t, best, w)
		text = append(text, w)
	}
	require.Len(t, slices.Collect(m.Generate(Scope{}, text, Sampling{MaxTokens: 40})), 40)
}

func TestGenerateStopsAtTheEndToken(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	m.EOS = 6
	for seed := range uint64(20) {
		drawn := slices.Collect(m.Generate(Scope{}, []int{0}, Sampling{Temperature: 1, Seed: seed, MaxTokens: 50}))
		if at := slices.Index(drawn, m.EOS); at >= 0 {
			require.Equal(t, len(drawn)-1, at, "the end token is the last")
		} else {
			require.Len(t, drawn, 50)
		}
	}
}

func TestSameSeedSameText(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	draw := func(seed uint64) []int {
		return slices.Collect(m.Generate(Scope{}, []int{0}, Sampling{Temperature: 1, Seed: seed, MaxTokens: 30}))
	}
	require.Equal(t, draw(1), draw(1))
	require.NotEqual(t, draw(1), draw(2))
}

// TestFirstAbove covers the ends of the cumulative line.
func TestFirstAbove(t *testing.T) {
	line := []Float{0, 0.25, 0.25, 0.999}
	require.Equal(t, 1, firstAbove(line, 0), "a token of probability 0 is never drawn")
	require.Equal(t, 3, firstAbove(line, 0.25))
	require.Equal(t, 3, firstAbove(line, 0.9995), "rounding left the sum below u")
}
