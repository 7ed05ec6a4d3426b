package viz

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestWordPieceIsCutIntoPiecesOfItsVocabulary(t *testing.T) {
	tokenizer, err := ref.ParseWordPiece("vocab.txt", []byte("[UNK]\nplay\n##ing\n"), ref.WordPieceOptions{LowerCase: true})
	require.NoError(t, err)
	cut := CutOf("", tokenizer, "Playing Chess")
	var labels []string
	for _, p := range cut.Pieces {
		labels = append(labels, p.Label)
	}
	assert.Equal(t, []string{"play", "##ing", "Chess"}, labels, "what is unknown is shown as it was typed")
	assert.Equal(t, 1, cut.Unknown)
}

// One of each kind, the one that knows the text; nothing of the reader's own kind twice.
func TestBestCuts(t *testing.T) {
	cut := func(name string, kind CutKind, unknown, pieces int) Cut {
		return Cut{Name: name, Kind: kind, Unknown: unknown, Pieces: make([]Piece, pieces)}
	}
	own := cut("own", Characters, 3, 5)
	faulty := cut("faulty", BPE, 0, 0)
	faulty.Fault = &Fault{Code: "text_long"}
	var names []string
	for _, c := range BestCuts(own, []Cut{
		cut("bytes", Bytes, 0, 9), cut("knows less", Words, 2, 1), cut("knows more", Words, 1, 4), cut("shorter", Words, 1, 3),
		cut("characters", Characters, 0, 5), faulty, cut("pieces", WordPiece, 0, 4),
	}) {
		names = append(names, c.Name)
	}
	assert.Equal(t, []string{"own", "shorter", "pieces", "bytes"}, names)
}
