package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestNeighboursAreTheNearest(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	wte := c.Model.WTE
	for token := range c.Model.VocabSize {
		near, err := NeighboursOf(c, token, 12)
		require.NoError(t, err)
		require.Len(t, near.Entries, 12, "everybody else")
		assert.Equal(t, 12, near.Size)
		seen := map[int]bool{token: true}
		for i, w := range near.Entries {
			assert.False(t, seen[w.ID])
			seen[w.ID] = true
			dot, a, b := 0.0, 0.0, 0.0
			for k := range 12 {
				x, y := float64(wte.At(token, k)), float64(wte.At(w.ID, k))
				dot, a, b = dot+x*y, a+x*x, b+y*y
			}
			assert.InDelta(t, dot/math.Sqrt(a*b), float64(w.Cosine), 1e-9)
			assert.Equal(t, i+1, w.Rank)
			if i > 0 {
				assert.LessOrEqual(t, w.Cosine, near.Entries[i-1].Cosine)
			}
		}
	}
	far, err := NeighboursOf(c, 3, 12)
	require.NoError(t, err)
	last := far.Entries[11]
	also, err := NeighboursOf(c, 3, 2, last.ID)
	require.NoError(t, err)
	assert.Equal(t, append(far.Entries[:2:2], last), also.Entries, "one more, at its true rank")
}

// A word that the table knows nothing of is near to nobody.
func TestNeighboursOfNothing(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	clear(c.Model.WTE.Row(4))
	near, err := NeighboursOf(c, 4, 3)
	require.NoError(t, err)
	for i, w := range near.Entries {
		assert.Zero(t, w.Cosine)
		assert.Equal(t, i, w.ID, "equal ones by id")
	}
	for _, bad := range []struct {
		code     string
		token, n int
	}{{"token_out_of_range", -1, 1}, {"token_out_of_range", 13, 1}, {"credits_out_of_range", 0, 0}, {"credits_out_of_range", 0, 201}} {
		_, err := NeighboursOf(c, bad.token, bad.n)
		assert.Equal(t, bad.code, codeOf(t, err), "%+v", bad)
	}
}

// The points on screen are those of the exported picture.
func TestSpaceIsThePictureInNumbers(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	s, picture := SpaceOf(tape), EmbeddingOf(tape)
	points, share := PrincipalComponents(picture.Vectors)
	assert.Equal(t, 13, s.Size)
	assert.EqualValues(t, share[0], s.Share[0])
	require.Len(t, s.Points, len(points))
	for i, p := range s.Points {
		assert.InDelta(t, points[i][0], float64(p.X), 1e-6)
		assert.InDelta(t, points[i][1], float64(p.Y), 1e-6)
		assert.Equal(t, picture.Labels[i], p.Label)
	}
}

func TestCuts(t *testing.T) {
	tokenizer, err := ref.TrainCharTokenizer("abc", ref.CharOptions{})
	require.NoError(t, err)
	c := CutOf("letters", tokenizer, "ab é")
	assert.Equal(t, Cut{
		Name: "letters", Kind: Characters, Size: 5, Unknown: 2,
		Pieces: []Piece{{2, "a", true, true}, {3, "b", true, true}, {1, "␣", false, true}, {1, "é", false, true}},
	}, c)

	bytes := CutIntoBytes("a山")
	assert.Equal(t, Cut{
		Kind: Bytes, Size: 256, Broken: 3,
		Pieces: []Piece{{97, "a", true, true}, {0xE5, "<E5>", true, false}, {0xB1, "<B1>", true, false}, {0xB1, "<B1>", true, false}},
	}, bytes)

}

// A tokenizer that cannot read the text says why, and the others go on.
func TestACutMayFail(t *testing.T) {
	strict, err := ref.ParseCharTokenizer("t", []byte(`{"format": "gptlab-char-tokenizer", "version": 1, "symbols": ["a"], "start": null, "unknown": null}`))
	require.NoError(t, err)
	c := CutOf("strict", strict, "ab")
	require.NotNil(t, c.Fault)
	assert.Equal(t, "character_unknown", c.Fault.Code)
	assert.Empty(t, c.Pieces)
}

func TestKindsOfTokenizers(t *testing.T) {
	for kind, tokenizer := range map[CutKind]ref.Tokenizer{
		Characters: new(ref.CharTokenizer), Words: new(ref.WordTokenizer), BPE: new(ref.BPETokenizer), WordPiece: new(ref.WordPiece),
		Other: nil,
	} {
		assert.Equal(t, kind, kindOfTokenizer(tokenizer))
	}
}
