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
		{Token{ID: 0, Text: "", Known: true}, "●"},
		{Token{ID: 1, Text: "\ufffd", Known: false}, "□"},
		{Token{ID: 464, Text: "", Known: false}, "#464"},
		{Token{ID: 5, Text: "a", Known: true}, "a"},
		{Token{ID: 5, Text: "山", Known: true}, "山"},
		{Token{ID: 1, Text: "龘", Known: false}, "龘"},
		{Token{ID: 5, Text: " ", Known: true}, "␣"},
		{Token{ID: 5, Text: "\n", Known: true}, "⏎"},
		{Token{ID: 5, Text: "\t", Known: true}, "→"},
		{Token{ID: 5, Text: " the", Known: true}, "␣the"},
		{Token{ID: 1, Text: "\a", Known: false}, "<U+0007>"},
		{Token{ID: 1, Text: "\r", Known: false}, "<U+000D>"},
		{Token{ID: 1, Text: "\x00", Known: false}, "<U+0000>"},
		{Token{ID: 1, Text: "\x7f", Known: false}, "<U+007F>"},
		{Token{ID: 1, Text: "\u00a0", Known: false}, "<U+00A0>"},
		{Token{ID: 1, Text: "\u3000", Known: false}, "<U+3000>"},
		{Token{ID: 1, Text: "\u200b", Known: false}, "<U+200B>"},
		{Token{ID: 1, Text: "\u202e", Known: false}, "<U+202E>"},
		{Token{ID: 1, Text: "\u0301", Known: false}, "<U+0301>"},
		{Token{ID: 1, Text: "\U000e0001", Known: false}, "<U+E0001>"},
		{Token{ID: 5, Text: "\xe5", Known: true}, "<E5>"},
		{Token{ID: 5, Text: "\xe5\xba", Known: true}, "<E5 BA>"},
		{Token{ID: 5, Text: " \xe5\xba", Known: true}, "␣<E5 BA>"},
		{Token{ID: 5, Text: "\x8a山\xf0", Known: true}, "<8A>山<F0>"},
		{Token{ID: 5, Text: "<b>", Known: true}, "<b>"},
		{Token{ID: 5, Text: "\ufffd", Known: true}, "\ufffd"},
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
