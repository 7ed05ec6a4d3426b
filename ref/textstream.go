package ref

import (
	"strings"
	"unicode/utf8"
)

// A TextStream turns tokens into text while they are being drawn. What it hands
// out is final: half a character, and what may turn out to be the beginning of
// a stop text, is held back until the next tokens tell.
type TextStream struct {
	tokenizer Tokenizer
	ids       []int // the prompt's, then what was drawn
	prompt    string
	sent      int // bytes of the drawn text
	stops     []string
}

// NewTextStream returns a stream of the text behind a prompt. It stops before
// the first of the stop texts, none of which may be empty.
func NewTextStream(t Tokenizer, prompt []int, stops []string) *TextStream {
	return &TextStream{tokenizer: t, ids: append([]int(nil), prompt...), prompt: t.Decode(prompt), stops: stops}
}

// Add takes the next token and returns the text that is certain now, and
// whether a stop text was completed, which is not part of it.
func (s *TextStream) Add(id int) (piece string, stopped bool) {
	s.ids = append(s.ids, id)
	pending := s.pending()
	if at, ok := firstOf(pending, s.stops); ok {
		return s.send(pending[:at]), true
	}
	keep := max(halfCharacter(pending), s.halfStop(pending))
	return s.send(pending[:len(pending)-keep]), false
}

// End returns what was held back, when no token will follow.
func (s *TextStream) End() string { return s.send(s.pending()) }

// pending is the drawn text that was not handed out yet. A tokenizer may write
// a word after another one differently than at the beginning, so the prompt is
// decoded with it.
func (s *TextStream) pending() string {
	return s.tokenizer.Decode(s.ids)[len(s.prompt)+s.sent:]
}

// send counts a piece as handed out. Bytes that are no character become U+FFFD.
func (s *TextStream) send(piece string) string {
	s.sent += len(piece)
	return strings.ToValidUTF8(piece, string(utf8.RuneError))
}

// halfStop returns how many bytes at the end of a text may begin a stop text.
func (s *TextStream) halfStop(text string) int {
	longest := 0
	for _, stop := range s.stops {
		for n := min(len(stop)-1, len(text)); n > longest; n-- {
			if strings.HasSuffix(text, stop[:n]) {
				longest = n
			}
		}
	}
	return longest
}

// firstOf returns where the earliest of the stop texts begins.
func firstOf(text string, stops []string) (at int, ok bool) {
	for _, stop := range stops {
		if i := strings.Index(text, stop); i >= 0 && (!ok || i < at) {
			at, ok = i, true
		}
	}
	return at, ok
}

// halfCharacter returns how many bytes at the end of a text are the beginning
// of a character that is not complete.
func halfCharacter(text string) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		tail := text[len(text)-n:]
		if utf8.RuneStart(tail[0]) {
			if utf8.FullRuneInString(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
