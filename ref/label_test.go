package ref

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestLabel(t *testing.T) {
	for _, c := range []struct {
		token Token
		want  string
	}{
		{Token{0, "", true}, "●"},
		{Token{1, "\ufffd", false}, "□"},
		{Token{464, "", false}, "#464"},
		{Token{5, "a", true}, "a"},
		{Token{5, "山", true}, "山"},
		{Token{1, "龘", false}, "龘"},
		{Token{5, " ", true}, "␣"},
		{Token{5, "\n", true}, "⏎"},
		{Token{5, "\t", true}, "→"},
		{Token{5, " the", true}, "␣the"},
		{Token{1, "\a", false}, "<U+0007>"},
		{Token{1, "\r", false}, "<U+000D>"},
		{Token{1, "\x00", false}, "<U+0000>"},
		{Token{1, "\x7f", false}, "<U+007F>"},
		{Token{1, "\u00a0", false}, "<U+00A0>"},
		{Token{1, "\u3000", false}, "<U+3000>"},
		{Token{1, "\u200b", false}, "<U+200B>"},
		{Token{1, "\u202e", false}, "<U+202E>"},
		{Token{1, "\u0301", false}, "<U+0301>"},
		{Token{1, "\U000e0001", false}, "<U+E0001>"},
		{Token{5, "\xe5", true}, "<E5>"},
		{Token{5, "\xe5\xba", true}, "<E5 BA>"},
		{Token{5, " \xe5\xba", true}, "␣<E5 BA>"},
		{Token{5, "\x8a山\xf0", true}, "<8A>山<F0>"},
		{Token{5, "<b>", true}, "<b>"},
		{Token{5, "\ufffd", true}, "\ufffd"},
	} {
		assert.Equal(t, c.want, Label(c.token), "%+q", c.token.Text)
	}
}

// Whatever bytes a token is made of, its label is text that can be seen, on one line.
func TestLabelIsLegible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		label := Label(Token{ID: 3, Text: text, Known: rapid.Bool().Draw(t, "known")})
		assert.NotEmpty(t, label)
		assert.True(t, utf8.ValidString(label))
		for _, r := range label {
			assert.True(t, unicode.IsPrint(r) && !unicode.IsMark(r), "%+q in the label of %+q", r, text)
		}
	})
}
