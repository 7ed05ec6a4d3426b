package ref

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var lesson = []int{0, 3, 1, 3, 1, 3, 2, 0, 3, 1, 0}

func TestBigramsCount(t *testing.T) {
	b := CountBigrams(lesson, 5, 99)
	assert.Equal(t, []int{3, 3, 1, 4, 0}, b.Counts)
	assert.Equal(t, []Pair{{0, 3, 2}, {1, 0, 1}, {1, 3, 2}, {2, 0, 1}, {3, 1, 3}, {3, 2, 1}}, b.Pairs)
	assert.Equal(t, []Pair{{0, 3, 2}, {1, 3, 2}, {3, 1, 3}}, CountBigrams(lesson, 5, 3).Pairs)
}

// Each guesser's probabilities add up to 1 after every word, pairs left out or not.
func TestBigramsAreDistributions(t *testing.T) {
	for _, most := range []int{99, 3, 0} {
		b := CountBigrams(lesson, 5, most)
		unigram := 0.0
		for w := range b.Counts {
			unigram += b.Unigram(w)
			bigram := 0.0
			for next := range b.Counts {
				assert.Positive(t, b.Bigram(w, next), "nothing is impossible")
				bigram += b.Bigram(w, next)
			}
			assert.InDelta(t, 1, bigram, 1e-12)
		}
		assert.InDelta(t, 1, unigram, 1e-12)
		assert.InDelta(t, 0.2, b.Uniform(), 1e-12)
	}
}

func TestBigramsByHand(t *testing.T) {
	b := CountBigrams(lesson, 5, 99)
	assert.InDelta(t, 5.0/16, b.Unigram(3), 1e-12)
	assert.InDelta(t, (3+20*b.Unigram(1))/24, b.Bigram(3, 1), 1e-12)
	assert.InDelta(t, b.Unigram(3), b.Bigram(4, 3), 1e-12, "after a word never seen only the unigram is left")
	assert.Greater(t, b.Bigram(0, 3), b.Unigram(3), "one word back helps")
}

func TestBigramsBelongToACheckpoint(t *testing.T) {
	dir := t.TempDir()
	model := NewGPT(Config{VocabSize: 5, NPositions: 4, NEmbd: 4, NLayer: 1, NHead: 2, NInner: 3, LayerNormEpsilon: 1e-5, Activation: GELU.Name, ScaleAttnWeights: true, BOS: 0, EOS: 0}, 1)
	want := CountBigrams(lesson, 5, 99)
	require.NoError(t, (&Checkpoint{Model: model, Bigrams: want}).Save(dir, F32))
	got, err := Open(dir)
	require.NoError(t, err)
	assert.Equal(t, want, got.Bigrams)

	require.NoError(t, (&Checkpoint{Model: model, Bigrams: CountBigrams(lesson, 6, 99)}).Save(dir, F32))
	_, err = Open(dir)
	require.ErrorContains(t, err, "bigrams.json: counts is 6; expected 5")
}

func TestParseBigramsRefuses(t *testing.T) {
	for _, text := range []string{
		``, `[]`, `{"format":"other"}`, `{"format":"gptlab-bigrams","version":2,"counts":[1]}`,
		`{"format":"gptlab-bigrams","version":1,"counts":[]}`, `{"format":"gptlab-bigrams","version":1,"counts":[-1]}`,
		`{"format":"gptlab-bigrams","version":1,"counts":[1,2],"pairs":[[0,2,1]]}`,
		`{"format":"gptlab-bigrams","version":1,"counts":[1,2],"pairs":[[0,1,0]]}`,
		`{"format":"gptlab-bigrams","version":1,"counts":[1,2],"pairs":[[1,0,1],[0,1,1]]}`,
	} {
		_, err := ParseBigrams("some/bigrams.json", []byte(text))
		require.Error(t, err, text)
		assert.Contains(t, err.Error(), "some/bigrams.json")
		assert.NotContains(t, err.Error(), "\n")
	}
}

func FuzzParseBigrams(f *testing.F) {
	f.Add(string(CountBigrams(lesson, 5, 99).JSON()))
	f.Add(`{"format":"gptlab-bigrams","version":1,"counts":[1,2],"pairs":[[0,1,1]]}`)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ParseBigrams("f", []byte(text))
		if err != nil {
			return
		}
		for w := range min(len(b.Counts), 9) {
			p := b.Bigram(0, w)
			require.True(t, p > 0 && p <= 1, "%v", p)
		}
		again, err := ParseBigrams("f", b.JSON())
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}

func TestBigramsFileIsReadable(t *testing.T) {
	text := string(CountBigrams(make([]int, 300), 200, 9).JSON())
	for line := range strings.Lines(text) {
		assert.Less(t, len(line), 800)
	}
}
