package ref

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// low, lower: l ##o and ##o ##w stand side by side four times, ##e ##r twice.
func TestTrainWordPiece(t *testing.T) {
	const text = "low Low low lower newer 山"
	letters, err := TrainWordPiece([]string{text}, 0, uncased)
	require.NoError(t, err)
	assert.Equal(t, "l ##o ##w ##e ##r", piecesOf(t, letters, "lower"), "the characters, at least")
	assert.Equal(t, "n ##e ##w", piecesOf(t, letters, "new"))
	assert.Equal(t, "山 [UNK]", piecesOf(t, letters, "山水"))

	more, err := TrainWordPiece([]string{text}, letters.Size()+2, uncased)
	require.NoError(t, err)
	assert.Equal(t, letters.Size()+2, more.Size())
	assert.Equal(t, "low ##e ##r", piecesOf(t, more, "LOWER"))

	all, err := TrainWordPiece([]string{text}, 1000, uncased)
	require.NoError(t, err)
	assert.Less(t, all.Size(), 40, "what occurs once is not joined")
	assert.Equal(t, "n ##e ##w ##er", piecesOf(t, all, "newer"), "e and w stand side by side here alone")

	read, err := ParseWordPiece("vocab.txt", all.File(), uncased)
	require.NoError(t, err)
	assert.Equal(t, all, read)

	_, err = TrainWordPiece([]string{" \n"}, 10, uncased)
	assert.ErrorContains(t, err, "text")
}

// The pair that raises the likelihood most is not always the most frequent one:
// ##e ##e would often be neighbours by chance.
func TestWordPieceAsksWhatChanceWouldDo(t *testing.T) {
	c := bpeCorpus{counts: map[bpePair]int{}, places: map[bpePair]map[int]bool{}}
	for at, word := range []bpeWord{{ids: []int{0, 0, 0, 0, 0}, count: 10}, {ids: []int{1, 2}, count: 12}} {
		c.words = append(c.words, word)
		c.enter(at)
	}
	frequent, _ := c.mostFrequent()
	likely, gain := c.mostLikely()
	assert.Equal(t, bpePair{0, 0}, frequent)
	assert.Equal(t, bpePair{1, 2}, likely)
	assert.InDelta(t, 12*1.81916, gain, 1e-3) // 12·log(12·74/(12·12))
}
