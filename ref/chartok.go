package ref

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// CharTokenizer has one token for each character (Unicode code point) of its
// alphabet, one for every character outside it, and one that stands at the
// start and at the end of a text. The last two are never made by plain text:
// who types <|endoftext|> gets thirteen characters.
//
// A line ends in LF. CR LF, and CR alone, are read as LF, unless the alphabet
// holds CR; a text made on Windows so means what it says.
type CharTokenizer struct {
	symbols []string     // by id; the names of the two special tokens are in their places
	ids     map[rune]int // without the special tokens
	start   int          // −1 where there is none
	unknown int          // −1 where there is none
}

// The names of the special tokens, which are only for people who read the file.
const (
	startName   = "<|endoftext|>"
	unknownName = "<|unknown|>"
)

// CharOptions say how an alphabet is chosen. The zero value takes every character.
type CharOptions struct {
	// MinCount is how often a character must occur; rarer ones become unknown.
	MinCount int

	// WithoutStart leaves out the start token: the text is one endless stream.
	WithoutStart bool
}

// TrainCharTokenizer returns the alphabet of a text: the special tokens, then
// its characters in the order of Unicode.
func TrainCharTokenizer(text string, options CharOptions) (*CharTokenizer, error) {
	if text == "" {
		return nil, Fail("text_empty", nil)
	}
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	counts := map[rune]int{}
	for _, r := range lineEnds.Replace(text) {
		counts[r]++
	}
	maps.DeleteFunc(counts, func(_ rune, n int) bool { return n < options.MinCount })

	t := &CharTokenizer{ids: map[rune]int{}, start: -1}
	if !options.WithoutStart {
		t.start = t.add(startName)
	}
	t.unknown = t.add(unknownName)
	for _, r := range slices.Sorted(maps.Keys(counts)) {
		t.ids[r] = t.add(string(r))
	}
	return t, nil
}

func (t *CharTokenizer) add(symbol string) (id int) {
	t.symbols = append(t.symbols, symbol)
	return len(t.symbols) - 1
}

// Start returns the id of the token that begins and ends a text, or −1.
func (t *CharTokenizer) Start() int { return t.start }

// Size implements Tokenizer.
func (t *CharTokenizer) Size() int { return len(t.symbols) }

// Encode implements Tokenizer. Every text can be encoded, except by an alphabet
// from elsewhere that has no token for unknown characters.
func (t *CharTokenizer) Encode(text string) ([]Token, error) {
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	if _, known := t.ids['\r']; !known {
		text = lineEnds.Replace(text)
	}
	tokens := make([]Token, 0, utf8.RuneCountInString(text))
	for _, r := range text {
		id, known := t.ids[r]
		if !known {
			id = t.unknown
		}
		if id < 0 {
			return nil, Fail("character_unknown", Args{"character": Label(Token{Text: string(r)}), "at": len(tokens) + 1})
		}
		tokens = append(tokens, Token{ID: id, Text: string(r), Known: known})
	}
	return tokens, nil
}

// Decode implements Tokenizer.
func (t *CharTokenizer) Decode(ids []int) string {
	var text strings.Builder
	for _, id := range ids {
		text.WriteString(t.Token(id).Text)
	}
	return text.String()
}

// Token implements Tokenizer. Ids outside the alphabet stand for nothing: a
// model may have more rows than there are characters.
func (t *CharTokenizer) Token(id int) Token {
	switch {
	case id == t.start && id >= 0:
		return Token{ID: id, Known: true}
	case id < 0 || id >= len(t.symbols):
		return Token{ID: id}
	case id == t.unknown:
		return Token{ID: id, Text: string(utf8.RuneError)}
	default:
		return Token{ID: id, Text: t.symbols[id], Known: true}
	}
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// checkUTF8 finds the first byte, counted from 0, that is not UTF-8.
func checkUTF8(text string) error {
	if at := firstInvalid(text); at < len(text) {
		return Fail("text_not_utf8", Args{"at": at})
	}
	return nil
}

// firstInvalid returns where the first byte stands that is not UTF-8, or the
// length of the text.
func firstInvalid(text string) int {
	for at, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)) {
			return at
		}
	}
	return len(text)
}
