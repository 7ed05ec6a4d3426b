package ref

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// pieces is a tokenizer whose tokens are the pieces it holds.
type pieces []string

func (p pieces) Encode(string) ([]Token, error) { return nil, nil }
func (p pieces) Token(id int) Token             { return Token{ID: id, Text: p[id], Known: true} }
func (p pieces) Size() int                      { return len(p) }
func (p pieces) Decode(ids []int) string {
	var text strings.Builder
	for _, id := range ids {
		text.WriteString(p[id])
	}
	return text.String()
}

// asItComes adds all of the pieces behind the first and joins what comes out.
func asItComes(t *testing.T, stops []string, p ...string) (parts []string, stopped bool) {
	s := NewTextStream(pieces(p), []int{0}, stops)
	for id := range p[1:] {
		part, stopped := s.Add(id + 1)
		require.True(t, utf8.ValidString(part))
		parts = append(parts, part)
		if stopped {
			return parts, true
		}
	}
	return append(parts, s.End()), false
}

func TestTextStream(t *testing.T) {
	for name, c := range map[string]struct {
		stops, pieces, want []string
		stopped             bool
	}{
		"as it comes":            {nil, []string{"p", "a", "bc"}, []string{"a", "bc", ""}, false},
		"half a character":       {nil, []string{"p", "床"[:1], "床"[1:2], "床"[2:] + "x"}, []string{"", "", "床x", ""}, false},
		"no character":           {nil, []string{"p", "\xe5", "a", "\xff"}, []string{"", "\uFFFDa", "\uFFFD", ""}, false},
		"cut off":                {nil, []string{"p", "a\xe5\xba"}, []string{"a", "\uFFFD"}, false},
		"stop in a token":        {[]string{"\n"}, []string{"p", "a", "b\nc"}, []string{"a", "b"}, true},
		"stop over tokens":       {[]string{"END"}, []string{"p", "a E", "N", "D b"}, []string{"a ", "", ""}, true},
		"not a stop after all":   {[]string{"END"}, []string{"p", "E", "NE", "NX"}, []string{"", "EN", "ENX", ""}, false},
		"begins with the prompt": {[]string{"pa"}, []string{"p", "a", "b"}, []string{"a", "b", ""}, false},
		"the earliest of two":    {[]string{"cd", "bc"}, []string{"p", "abcd"}, []string{"a"}, true},
		"inside a character":     {[]string{"。"}, []string{"p", "x。"[:2], "x。"[2:] + "y"}, []string{"x", ""}, true},
	} {
		t.Run(name, func(t *testing.T) {
			parts, stopped := asItComes(t, c.stops, c.pieces...)
			require.Equal(t, c.stopped, stopped)
			require.Equal(t, c.want, parts)
		})
	}
}

// TestTextStreamLosesNothing cuts random texts at random bytes: what comes out is
// the text up to the stop, however it was cut.
func TestTextStreamLosesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	letters := []string{"a", "b", "ab", "床", "é", "😀"}
	for range 500 {
		var text strings.Builder
		for range 12 {
			text.WriteString(letters[random.IntN(len(letters))])
		}
		stop := letters[random.IntN(len(letters))] + letters[random.IntN(len(letters))]
		cut := []string{"a"}
		for rest := text.String(); rest != ""; {
			n := 1 + random.IntN(min(4, len(rest)))
			cut, rest = append(cut, rest[:n]), rest[n:]
		}
		want, _, found := strings.Cut(text.String(), stop)
		parts, stopped := asItComes(t, []string{stop}, cut...)
		require.Equal(t, found, stopped)
		require.Equal(t, want, strings.Join(parts, ""), "%q stopped at %q", text.String(), stop)
	}
}
