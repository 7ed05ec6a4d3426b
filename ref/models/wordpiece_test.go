package models

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

var refresh = flag.Bool("refresh", false, "learn wordpiece/vocab.txt again")

// wordPieceSize leaves about a thousand pieces beside the characters, as many as aesop-bpe has.
const wordPieceSize = 6400

// The vocabulary is what its card says: learned from these texts, by this code.
func TestWordPieceIsLearnedFromItsTexts(t *testing.T) {
	fables, err := os.ReadFile(filepath.Join(os.Getenv("GPTLAB_DATA"), "corpora", "aesop-townsend.txt"))
	if err != nil {
		t.Skipf("aesop-townsend.txt is not in $GPTLAB_DATA: %v", err)
	}
	poems, err := os.ReadFile(filepath.Join(os.Getenv("GPTLAB_DATA"), "corpora", "tang-quatrains.tsv"))
	if err != nil {
		t.Skipf("tang-quatrains.tsv is not in $GPTLAB_DATA: %v", err)
	}
	texts := []string{string(fables)}
	for line := range strings.Lines(string(poems)) {
		texts = append(texts, line[strings.LastIndex(line, "\t")+1:])
	}
	learned, err := ref.TrainWordPiece(append(texts[:1:1], texts[2:]...), wordPieceSize, WordPieceLetters) // the first line names the columns
	require.NoError(t, err)
	if *refresh {
		require.NoError(t, os.WriteFile(filepath.Join(WordPieceName, ref.WordPieceFile), learned.File(), 0o644))
	}
	assert.True(t, string(learned.File()) == string(WordPiece().File()), "another vocabulary: go test ./ref/models -refresh") // not Equal: it would print both
}

// Frequent words are whole, rare ones are put together; a Chinese character stands alone.
func TestWordPieceCuts(t *testing.T) {
	for text, want := range map[string]string{
		"The Fox and the Crow": "the fox and the crow",
		"床前":                   "床 前",
		"😀":                    "[UNK]",
	} {
		tokens, err := WordPiece().Encode(text)
		require.NoError(t, err)
		var pieces []string
		for _, token := range tokens {
			pieces = append(pieces, WordPiece().Piece(token.ID))
		}
		assert.Equal(t, want, strings.Join(pieces, " "))
	}
	assert.NotContains(t, Names(), WordPieceName, "it is no model")
	assert.Equal(t, wordPieceSize, WordPiece().Size())
}
