package ref

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file cuts a text into the words that byte-pair encoding never joins. It
// is GPT-2's regular expression (Radford et al. 2019, encoder.py),
//
//	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// by hand, because Go's regular expressions have no look-ahead and an ASCII \s.

// bpeWords yields the words of a text, from left to right, nothing left out. A
// word takes one space before it along: "a fox's den" is a, ␣fox, 's, ␣den.
func bpeWords(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			n := bpeWordLength(text)
			if !yield(text[:n]) {
				return
			}
			text = text[n:]
		}
	}
}

// bpeWordLength counts the bytes of the first word.
func bpeWordLength(text string) int {
	for _, ending := range contractions {
		if strings.HasPrefix(text, ending) {
			return len(ending)
		}
	}
	word := strings.TrimPrefix(text, " ")
	if kind, _ := firstKind(word); kind != spaceKind {
		return len(text) - len(word) + runLength(word, kind)
	}
	spaces := runLength(text, spaceKind)
	if _, last := utf8.DecodeLastRuneInString(text[:spaces]); spaces < len(text) && spaces > last {
		return spaces - last // \s+(?!\S): the last one is left to what follows
	}
	return spaces
}

var contractions = []string{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}

// A charKind is one of the four classes of characters that the expression tells apart.
type charKind int

const (
	spaceKind charKind = iota
	letterKind
	numberKind
	otherKind // punctuation, signs, and bytes that are not UTF-8
)

// firstKind returns the class of a text's first character and its bytes. The
// end of the text counts as space.
func firstKind(text string) (kind charKind, width int) {
	r, width := utf8.DecodeRuneInString(text)
	switch {
	case width == 0 || unicode.IsSpace(r):
		return spaceKind, width
	case unicode.IsLetter(r):
		return letterKind, width
	case unicode.IsNumber(r):
		return numberKind, width
	default:
		return otherKind, width
	}
}

// runLength counts the bytes of one kind that a text begins with.
func runLength(text string, kind charKind) (n int) {
	for n < len(text) {
		next, width := firstKind(text[n:])
		if next != kind {
			break
		}
		n += width
	}
	return n
}
