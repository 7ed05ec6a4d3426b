package ref

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WordTokenizer has one token for each word of a list, where marks such as . ,
// and 「 are words too; one for every word outside it; and one that stands at the
// start and at the end of a text. The last two are never made by plain text.
//
// A text is read from left to right, at each place the longest word of the list
// that stands there. A word never ends between two letters of an alphabet, so
// "ball" is not in "balloon"; between two Chinese characters it may. That one
// rule reads both kinds of writing.
//
// White space separates words and means nothing else: it belongs to the Text of
// the word that follows, or of the last one. A text of nothing but white space
// has no tokens. Words are found however they are typed: in small or capital letters,
// with “ ” or " ", in half or full width. Where "The" and "the" are two words, a
// small letter at the beginning of a sentence stands for the capital one.
type WordTokenizer struct {
	words   []string // by id; the names of the two special tokens are in their places
	start   int
	unknown int
	writing Writing

	exact   map[string]int   // word → id
	alike   map[string][]int // plain(word) → ids, ascending
	longest int              // characters of the longest word
}

// Writing says how words stand side by side on paper. It is what differs
// between languages, as data.
type Writing struct {
	Space         string   `json:"space"`           // between two words; "" in Chinese
	NoSpaceBefore []string `json:"no_space_before"` // words that stand close to the one before: . , ”
	NoSpaceAfter  []string `json:"no_space_after"`  // words that stand close to the one after: “
	CapitalAfter  []string `json:"capital_after"`   // words that a sentence begins after: .
}

// NewWordTokenizer returns the tokenizer of a list of words: a word's place is
// its id. Place 0 is the token at the start and end of a text, place 1 the
// unknown word; what stands there are names for the reader.
func NewWordTokenizer(words []string, writing Writing) (*WordTokenizer, error) {
	return newWordTokenizer(WordTokenizerFile, wordFile{Start: 0, Unknown: 1, Writing: writing, Words: words})
}

// Start returns the id of the token that begins and ends a text.
func (t *WordTokenizer) Start() int { return t.start }

// Unknown returns the id of the token for words outside the list.
func (t *WordTokenizer) Unknown() int { return t.unknown }

// Size implements Tokenizer.
func (t *WordTokenizer) Size() int { return len(t.words) }

// Words returns the list: a word's place is its id.
func (t *WordTokenizer) Words() []string { return slices.Clone(t.words) }

// Encode implements Tokenizer. Every text can be encoded.
func (t *WordTokenizer) Encode(text string) ([]Token, error) {
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	tokens, quotes, sentence := []Token{}, 0, true
	for begin := 0; ; {
		at := begin + spaceWidth(text[begin:])
		if at == len(text) {
			return withTail(tokens, text[begin:]), nil
		}
		ids, end := t.match(text, at)
		token := Token{ID: t.unknown, Word: text[at:end], Text: text[begin:end]}
		if len(ids) > 0 {
			token.ID, token.Known = ids[0], true
			if id, ok := t.exact[capital(t.words[ids[0]])]; ok && sentence {
				token.ID = id
			}
		}
		if plain(token.Word) == `"` {
			if len(ids) > 0 {
				token.ID = ids[quotes%len(ids)] // opening and closing in turn
			}
			quotes++
		}
		sentence = slices.Contains(t.writing.CapitalAfter, t.words[token.ID])
		tokens = append(tokens, token)
		begin = end
	}
}

// withTail adds the white space after the last word to it.
func withTail(tokens []Token, space string) []Token {
	if n := len(tokens); n > 0 {
		tokens[n-1].Text += space
	}
	for i, token := range tokens {
		if token.Word == token.Text {
			tokens[i].Word = ""
		}
	}
	return tokens
}

// match returns the ids of the longest word at a place and where it ends;
// without ids, where the unknown word ends. More than one id are words that
// look alike as typed, such as “ and ” for ".
func (t *WordTokenizer) match(text string, at int) (ids []int, end int) {
	if ids, end = t.known(text, at); len(ids) > 0 {
		return ids, end
	}
	_, width := utf8.DecodeRuneInString(text[at:])
	for end = at + width; end < len(text); end += width {
		if wordMayEnd(text, end) {
			if !belongs(text, end) {
				break
			}
			before, _ := utf8.DecodeLastRuneInString(text[:end])
			if ids, _ := t.known(text, end); len(ids) > 0 && !joins(before) {
				break
			}
		}
		_, width = utf8.DecodeRuneInString(text[end:])
	}
	return nil, end
}

// known returns the longest listed word at a place: as it is typed, else one like it.
func (t *WordTokenizer) known(text string, at int) (ids []int, end int) {
	for i, length := at, 0; i < len(text) && length < t.longest; length++ {
		_, width := utf8.DecodeRuneInString(text[i:])
		i += width
		if !wordMayEnd(text, i) {
			continue
		}
		if id, ok := t.exact[text[at:i]]; ok {
			ids, end = []int{id}, i
		} else if like := t.alike[plain(text[at:i])]; len(like) > 0 {
			ids, end = like, i
		}
	}
	return ids, end
}

// Decode implements Tokenizer. Words are written as they are listed, with the
// spaces of the language.
func (t *WordTokenizer) Decode(ids []int) string {
	var text strings.Builder
	tight := true // no space before the next word
	for _, id := range ids {
		word := t.Token(id).Text
		if word == "" {
			continue
		}
		if !tight && !slices.Contains(t.writing.NoSpaceBefore, word) {
			text.WriteString(t.writing.Space)
		}
		tight = slices.Contains(t.writing.NoSpaceAfter, word)
		text.WriteString(word)
	}
	return text.String()
}

// Token implements Tokenizer. Ids outside the list stand for nothing.
func (t *WordTokenizer) Token(id int) Token {
	switch {
	case id < 0 || id >= len(t.words):
		return Token{ID: id}
	case id == t.start:
		return Token{ID: id, Known: true}
	case id == t.unknown:
		return Token{ID: id, Text: string(utf8.RuneError)}
	default:
		return Token{ID: id, Text: t.words[id], Known: true}
	}
}

// capital returns a word with a capital letter at its beginning.
func capital(word string) string {
	first, width := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[width:]
}

// wordMayEnd is false inside a run of letters of an alphabet.
func wordMayEnd(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, width := utf8.DecodeRuneInString(text[at:])
	return width == 0 || !(alphabetic(before) && alphabetic(after)) && !unicode.IsMark(after)
}

// belongs is true where an unknown word goes on although it might end: between
// two Chinese characters, and in don't.
func belongs(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, width := utf8.DecodeRuneInString(text[at:])
	if joins(after) {
		after, _ = utf8.DecodeRuneInString(text[at+width:])
		return inWord(before) && alphabetic(after)
	}
	return inWord(after) && (inWord(before) || joins(before))
}

func joins(r rune) bool { return strings.ContainsRune("'’-", r) }

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func alphabetic(r rune) bool {
	return inWord(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}

func spaceWidth(text string) int {
	return len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
}

// plain returns what a word has in common with all ways to type it: small
// letters, straight quotation marks, half width.
func plain(word string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("“”„「」『』《》〈〉＂", r):
			return '"'
		case strings.ContainsRune("‘’＇", r):
			return '\''
		case r == '。':
			return '.'
		case r >= '！' && r <= '～': // the full-width forms of ASCII
			r -= '！' - '!'
		}
		return unicode.ToLower(r)
	}, word)
}
