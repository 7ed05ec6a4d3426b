package ref

import (
	"math"
	"strconv"
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

// TestStepsOfTheChain: each factor is the cell of its row and word, and what comes
// after it is computed from all factors so far.
func TestStepsOfTheChain(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	text := []int{4, 2, 9}
	var r recording
	m.Score(Watch(&r), text, nil)
	probs := Softmax(m.Logits(Scope{}, [][]int{{m.BOS, 4, 2, 9}}, nil, nil)) // (1, 4, V)

	value := func(name string) float64 { return float64(r.value("chain." + name).Data[0]) }
	product := 1.0
	for i, w := range text {
		step := strconv.Itoa(i+1) + "."
		p := float64(probs.At(0, i, w))
		product *= p
		assert.InDelta(t, p, value(step+"factor"), 1e-6)
		assert.InEpsilon(t, product, value(step+"product"), 1e-5)
		assert.InDelta(t, math.Log(p), value(step+"log_p"), 1e-5)
		assert.InDelta(t, math.Log(product), value(step+"sum"), 1e-5)
	}
	assert.InDelta(t, -math.Log(product)/3, value("mean_nll"), 1e-5)
	assert.InEpsilon(t, math.Pow(product, -1.0/3), value("perplexity"), 1e-5)
}
