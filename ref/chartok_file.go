package ref

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// CharTokenizerFile is the name of a character tokenizer in a checkpoint folder.
//
// It is a JSON object:
//
//	{
//	  "format":  "gptlab-char-tokenizer",
//	  "version": 1,
//	  "start":   0,
//	  "unknown": 1,
//	  "symbols": ["<|endoftext|>", "<|unknown|>", "\n", " ", "!", "a", "b", "山", …]
//	}
//
// A symbol's place in the list is its id. Each is one character, a Unicode code
// point, except the two at the ids "start" and "unknown", which are names for
// the reader. "start" is the token that stands at the start and at the end of
// every text; "unknown" takes the place of every character that is not listed.
// Either may be null: there is none.
const CharTokenizerFile = "char_tokenizer.json"

const (
	charFormat  = "gptlab-char-tokenizer"
	charVersion = 1
	maxSymbols  = 1 << 21 // more than Unicode has
)

type charFile struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Start   *int     `json:"start"`
	Unknown *int     `json:"unknown"`
	Symbols []string `json:"symbols"`
}

// JSON returns the text of a char_tokenizer.json.
func (t *CharTokenizer) JSON() []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(charFile{
		Format: charFormat, Version: charVersion,
		Start: unless(-1, t.start), Unknown: unless(-1, t.unknown), Symbols: t.symbols,
	})
	if err != nil {
		panic(err) // strings and numbers
	}
	return text.Bytes()
}

// ParseCharTokenizer reads a char_tokenizer.json; errors call it by the name given.
func ParseCharTokenizer(file string, data []byte) (*CharTokenizer, error) {
	if at := checkUTF8(string(data)); at != nil {
		return nil, notJSON(file, at)
	}
	var c charFile
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, notJSON(file, err)
	}
	if err := checkFormat(file, c.Format, charFormat, c.Version, charVersion); err != nil {
		return nil, err
	}
	wrong := func(field string, got any, expected string) error {
		return Fail("field_wrong", Args{"file": file, "field": field, "got": got, "expected": expected})
	}
	switch n := len(c.Symbols); {
	case n == 0 || n > maxSymbols:
		return nil, wrong("symbols", n, "1 … "+strconv.Itoa(maxSymbols))
	case c.Start != nil && (*c.Start < 0 || *c.Start >= n):
		return nil, wrong("start", *c.Start, "0 … "+strconv.Itoa(n-1)+", null")
	case c.Unknown != nil && (*c.Unknown < 0 || *c.Unknown >= n || same(c.Start, c.Unknown)):
		return nil, wrong("unknown", *c.Unknown, "0 … "+strconv.Itoa(n-1)+" ≠ start, null")
	}
	return newCharTokenizer(file, c)
}

func same(a, b *int) bool { return a != nil && b != nil && *a == *b }

// newCharTokenizer checks that every other symbol is one character with one id.
func newCharTokenizer(file string, c charFile) (*CharTokenizer, error) {
	t := &CharTokenizer{symbols: c.Symbols, ids: map[rune]int{}, start: -1, unknown: -1}
	if c.Start != nil {
		t.start = *c.Start
	}
	if c.Unknown != nil {
		t.unknown = *c.Unknown
	}
	for id, symbol := range c.Symbols {
		if id == t.start || id == t.unknown {
			continue
		}
		r, width := utf8.DecodeRuneInString(symbol)
		if width == 0 || width < len(symbol) {
			return nil, Fail("tokenizer_symbol", Args{"file": file, "id": id, "got": legible(symbol)})
		}
		if first, taken := t.ids[r]; taken {
			return nil, Fail("tokenizer_duplicate", Args{"file": file, "symbol": legible(symbol), "first": first, "second": id})
		}
		t.ids[r] = id
	}
	return t, nil
}
