package ref

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WordTokenizerFile is the name of a word tokenizer in a checkpoint folder.
//
// It is a JSON object:
//
//	{
//	  "format":  "gptlab-word-tokenizer",
//	  "version": 1,
//	  "start":   0,
//	  "unknown": 1,
//	  "writing": {
//	    "space": " ",
//	    "no_space_before": [".", ",", "”"],
//	    "no_space_after": ["“"],
//	    "capital_after": ["."]
//	  },
//	  "words": ["<|endoftext|>", "<|unknown|>", ".", ",", "the", "ball", …]
//	}
//
// A word's place in the list is its id. Words are at most 64 characters without
// white space, each listed once, except the two at the ids "start" and "unknown",
// which are names for the reader. "writing" says how words are put on paper:
// Writing.
const WordTokenizerFile = "word_tokenizer.json"

const (
	wordFormat    = "gptlab-word-tokenizer"
	wordVersion   = 1
	maxWords      = 1 << 20
	maxWordLength = 64 // characters
)

type wordFile struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Start   int      `json:"start"`
	Unknown int      `json:"unknown"`
	Writing Writing  `json:"writing"`
	Words   []string `json:"words"`
}

// JSON returns the text of a word_tokenizer.json.
func (t *WordTokenizer) JSON() []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(wordFile{
		Format: wordFormat, Version: wordVersion,
		Start: t.start, Unknown: t.unknown, Writing: t.writing, Words: t.words,
	})
	if err != nil {
		panic(err) // strings and numbers
	}
	return text.Bytes()
}

// ParseWordTokenizer reads a word_tokenizer.json; errors call it by the name given.
func ParseWordTokenizer(file string, data []byte) (*WordTokenizer, error) {
	if at := checkUTF8(string(data)); at != nil {
		return nil, notJSON(file, at)
	}
	w := wordFile{Start: -1, Unknown: -1}
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, notJSON(file, err)
	}
	if err := checkFormat(file, w.Format, wordFormat, w.Version, wordVersion); err != nil {
		return nil, err
	}
	return newWordTokenizer(file, w)
}

// newWordTokenizer checks that every word can be found in a text, and only under one id.
func newWordTokenizer(file string, w wordFile) (*WordTokenizer, error) {
	n := len(w.Words)
	wrong := func(field string, got int, expected string) error {
		return Fail("field_wrong", Args{"file": file, "field": field, "got": got, "expected": expected})
	}
	switch {
	case n < 2 || n > maxWords:
		return nil, wrong("words", n, "2 … "+strconv.Itoa(maxWords))
	case w.Start < 0 || w.Start >= n:
		return nil, wrong("start", w.Start, "0 … "+strconv.Itoa(n-1))
	case w.Unknown < 0 || w.Unknown >= n || w.Unknown == w.Start:
		return nil, wrong("unknown", w.Unknown, "0 … "+strconv.Itoa(n-1)+" ≠ start")
	}
	t := &WordTokenizer{
		words: slices.Clone(w.Words), start: w.Start, unknown: w.Unknown, writing: w.Writing,
		exact: map[string]int{}, alike: map[string][]int{},
	}
	for id, word := range t.words {
		if id == t.start || id == t.unknown {
			continue
		}
		length := utf8.RuneCountInString(word)
		if length == 0 || length > maxWordLength || strings.ContainsFunc(word, unicode.IsSpace) {
			return nil, Fail("tokenizer_word", Args{"file": file, "id": id, "got": legible(word), "limit": maxWordLength})
		}
		if first, taken := t.exact[word]; taken {
			return nil, Fail("tokenizer_duplicate", Args{"file": file, "symbol": legible(word), "first": first, "second": id})
		}
		t.exact[word] = id
		t.alike[plain(word)] = append(t.alike[plain(word)], id)
		t.longest = max(t.longest, length)
	}
	return t, nil
}
