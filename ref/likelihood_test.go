package ref

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A word outside the vocabulary has no factor; those of all other words stay
// what they were, and the sums are theirs alone.
func TestUnknownWordsHaveNoFactor(t *testing.T) {
	m := NewGPT(Config{VocabSize: 11, NPositions: 8, NEmbd: 6, NLayer: 1, NHead: 2, NInner: 5, LayerNormEpsilon: 1e-5, Activation: GELU.Name, ScaleAttnWeights: true, BOS: 0, EOS: 0}, 4)
	text := []int{4, 1, 9}
	all := m.Score(Scope{}, text, nil)
	r := recording{}
	some := m.Score(Watch(&r), text, []bool{false, true, false})

	require.Len(t, some.Factors, 3)
	assert.Equal(t, Factor{Token: 1}, some.Factors[1])
	assert.Equal(t, all.Factors[0], some.Factors[0])
	assert.Equal(t, all.Factors[2], some.Factors[2])
	assert.Equal(t, 2, some.Count())
	assert.InDelta(t, all.Sum-all.Factors[1].LogP, some.Sum, 1e-12)
	assert.InDelta(t, -some.Sum/2, some.MeanNLL(), 1e-12)

	none := m.Score(Scope{}, text, []bool{true, true, true})
	assert.Zero(t, none.Count())
	assert.Zero(t, none.Sum)
}
