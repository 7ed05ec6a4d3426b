package ref

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRows(t *testing.T) {
	inputs, targets := Rows([][]int{{5, 6, 7}, {8}}, 0)
	require.Equal(t, [][]int{{0, 5, 6, 7}, {0, 8, 0, 0}}, inputs)
	require.Equal(t, [][]int{{5, 6, 7, 0}, {8, 0, Ignore, Ignore}}, targets)
}

// Side by side, padded to the longest, texts are as likely as one by one.
func TestTextNLLs(t *testing.T) {
	cfg := oddConfig()
	cfg.BOS = 0
	m := randomGPT(cfg, true)
	texts := [][]int{{3, 1, 4}, {1, 5, 9, 2, 6}, {5}}
	for range 3 {
		texts = append(texts, texts...) // more than a batch
	}
	for i, nll := range m.TextNLLs(Scope{}, texts) {
		require.InDelta(t, -m.Score(Scope{}, texts[i], nil).Sum, nll, 1e-4)
	}
}
