package ref

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A wordPieceChar is a character of a word as the vocabulary sees it, small and
// without accents, and the bytes of the text that it came from.
type wordPieceChar struct {
	char     rune
	from, to int
}

// words yields the words of a text, as BERT's basic tokenizer does: white space
// separates them, every Chinese character and every punctuation mark is one,
// and control characters are not there at all.
func (t *WordPiece) words(text string) iter.Seq[[]wordPieceChar] {
	return func(yield func([]wordPieceChar) bool) {
		var word []wordPieceChar
		give := func() bool {
			done := word
			word = nil
			return len(done) == 0 || yield(done)
		}
		for from, r := range text {
			if isInvisible(r) {
				continue
			}
			if unicode.IsSpace(r) {
				if !give() {
					return
				}
				continue
			}
			to := from + utf8.RuneLen(r)
			for _, c := range t.normal(r) {
				alone := isChinese(r) || isMark(c)
				if alone && !give() {
					return
				}
				word = append(word, wordPieceChar{c, from, to})
				if alone && !give() {
					return
				}
			}
		}
		give()
	}
}

// isInvisible reports whether BERT drops a character: control characters,
// invisible formatting, and unassigned code points.
func isInvisible(r rune) bool {
	return r == utf8.RuneError || unicode.Is(unicode.C, r) && !strings.ContainsRune("\t\n\r", r)
}

// isChinese is true of the blocks of Chinese characters, which BERT sets spaces
// around. Kana and Hangul are not among them.
func isChinese(r rune) bool { return unicode.Is(chineseBlocks, r) }

var chineseBlocks = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x3400, Hi: 0x4DBF, Stride: 1}, {Lo: 0x4E00, Hi: 0x9FFF, Stride: 1}, {Lo: 0xF900, Hi: 0xFAFF, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x20000, Hi: 0x2A6DF, Stride: 1}, {Lo: 0x2A700, Hi: 0x2B73F, Stride: 1}, {Lo: 0x2B740, Hi: 0x2B81F, Stride: 1},
		{Lo: 0x2B820, Hi: 0x2CEAF, Stride: 1}, {Lo: 0x2F800, Hi: 0x2FA1F, Stride: 1},
	},
}

// isMark is true of punctuation, in which BERT includes every ASCII symbol, such as $ and +.
func isMark(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r)) || unicode.IsPunct(r)
}

// normal returns what the vocabulary sees of a character; nothing of an accent alone.
func (t *WordPiece) normal(r rune) []rune {
	switch {
	case t.options.StripAccents && t.options.LowerCase:
		return withoutAccents(unicode.ToLower(r))
	case t.options.StripAccents:
		return withoutAccents(r)
	case t.options.LowerCase && r == 'İ':
		return []rune{'i', '\u0307'} // alone of all letters it has a small form of two characters
	case t.options.LowerCase:
		return []rune{unicode.ToLower(r)}
	default:
		return []rune{r}
	}
}

// withoutAccents is Unicode's NFD of a character without the marks (Mn) in it.
func withoutAccents(r rune) []rune {
	if unicode.Is(unicode.Mn, r) {
		return nil
	}
	if left, ok := decompositions[r]; ok {
		return left
	}
	if r >= '가' && r <= '힣' {
		return hangulLetters(r)
	}
	return []rune{r}
}

// hangulLetters takes a Korean syllable apart into its two or three letters
// (The Unicode Standard, §3.12).
func hangulLetters(r rune) []rune {
	const vowels, finals = 21, 28 // the first final is none
	i := r - '가'
	letters := []rune{0x1100 + i/(vowels*finals), 0x1161 + i/finals%vowels}
	if i%finals > 0 {
		letters = append(letters, 0x11A7+i%finals)
	}
	return letters
}

// decompositions are the words of decomposed, by their first characters.
var decompositions = func() map[rune][]rune {
	table := map[rune][]rune{}
	for word := range strings.FieldsSeq(decomposed) {
		r, width := utf8.DecodeRuneInString(word)
		table[r] = []rune(word[width:])
	}
	return table
}()
