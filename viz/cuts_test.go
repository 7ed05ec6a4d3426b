package viz

import (
	"strings"
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

// One of each kind, the one that can read the text; nothing of the reader's own
// kind twice. One long unknown word is more than two unknown characters.
func TestBestCuts(t *testing.T) {
	cut := func(name string, kind CutKind, known string, unknown ...string) Cut {
		c := Cut{Name: name, Kind: kind}
		for _, label := range strings.Fields(known) {
			c.Pieces = append(c.Pieces, Piece{Label: label, Known: true, Whole: true})
		}
		for _, label := range unknown {
			c.Pieces = append(c.Pieces, Piece{Label: label, Whole: true})
		}
		return c
	}
	own := cut("own", Characters, "a b", "c")
	faulty := cut("faulty", BPE, "")
	faulty.Fault = &Fault{Code: "text_long"}
	var names []string
	for _, c := range BestCuts(own, []Cut{
		cut("bytes", Bytes, "a b c"), cut("one long word", Words, "", "床前月光"), cut("two characters", Words, "月 光", "床", "前"), cut("the same again", Words, "月 光", "床", "前"),
		cut("fewer pieces", Words, "月光", "床", "前"), cut("characters", Characters, "a b c"), faulty, cut("pieces", WordPiece, "ab ##c"),
	}) {
		names = append(names, c.Name)
	}
	assert.Equal(t, []string{"own", "fewer pieces", "pieces", "bytes"}, names)
}
