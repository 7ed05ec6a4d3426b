package ref

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// TrainWordTokenizer lists the words of a text that occur at least minCount
// times, the commonest first; all others are one unknown word. A run of letters
// is a word, with the hyphens and apostrophes inside it; so are each mark, and
// each Chinese character, since nothing but its meaning says where a Chinese word
// ends. How words stand side by side is read off the text: see writingOf.
func TrainWordTokenizer(text string, minCount int) (*WordTokenizer, error) {
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for word := range wordsOf(text) {
		if utf8.RuneCountInString(word) <= maxWordLength {
			counts[word]++
		}
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	rare := slices.IndexFunc(words, func(word string) bool { return counts[word] < minCount })
	if rare >= 0 {
		words = words[:rare]
	}
	return NewWordTokenizer(append([]string{startName, unknownName}, words...), writingOf(text, words))
}

// wordsOf yields the words of a text with the place each begins at.
func wordsOf(text string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for at := spaceWidth(text); at < len(text); {
			end := wordEnd(text, at)
			if !yield(text[at:end], at) {
				return
			}
			at = end + spaceWidth(text[end:])
		}
	}
}

// wordEnd returns where the word that begins at a place ends.
func wordEnd(text string, at int) int {
	_, width := utf8.DecodeRuneInString(text[at:])
	end := at + width
	for end < len(text) && (!wordMayEnd(text, end) || joined(text[at:end], text[end:])) {
		_, width = utf8.DecodeRuneInString(text[end:])
		end += width
	}
	return end
}

// joined is true beside the apostrophe of don't and the hyphen of well-known.
func joined(before, after string) bool {
	last, lastWidth := utf8.DecodeLastRuneInString(before)
	next, nextWidth := utf8.DecodeRuneInString(after)
	if joins(next) {
		letter, _ := utf8.DecodeRuneInString(after[nextWidth:])
		return alphabetic(last) && alphabetic(letter)
	}
	return joins(last) && lastWidth < len(before) && alphabetic(next)
}

// sides counts how often a word stands close to its neighbours.
type sides struct{ seen, closeBefore, closeAfter int }

// writingOf reads off a text how it is written: with spaces between words if most
// letters of an alphabet that neighbour another word have one between, without
// them on the sides of a mark where the text mostly has none, and with capital
// letters behind the marks that end its sentences.
func writingOf(text string, words []string) Writing {
	listed := map[string]*sides{}
	for _, word := range words {
		listed[word] = &sides{}
	}
	apart, close := 0, 0
	before, end := "", 0 // the word before, and where it ended
	for word, at := range wordsOf(text) {
		tight := at == end
		if isWord(before) && isWord(word) {
			if tight {
				close++
			} else {
				apart++
			}
		}
		listed[before].add(func(s *sides) { s.seen++; s.closeAfter += count(tight) })
		listed[word].add(func(s *sides) { s.closeBefore += count(tight) })
		before, end = word, at+len(word)
	}

	var w Writing
	if apart <= close {
		return w // without spaces there is nothing to leave out
	}
	w.Space = " "
	for _, word := range words {
		s := listed[word]
		if isWord(word) || s.seen == 0 {
			continue
		}
		if 2*s.closeBefore > s.seen {
			w.NoSpaceBefore = append(w.NoSpaceBefore, word)
		}
		if 2*s.closeAfter > s.seen {
			w.NoSpaceAfter = append(w.NoSpaceAfter, word)
		}
		if strings.Contains(".!?", word) {
			w.CapitalAfter = append(w.CapitalAfter, word)
		}
	}
	return w
}

// add counts a word that is listed.
func (s *sides) add(count func(*sides)) {
	if s != nil {
		count(s)
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// isWord tells a word from a mark.
func isWord(word string) bool { return strings.ContainsFunc(word, inWord) }
