package ref

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestJSONErrorsNameTheField: a value of another kind is said as it stands in the
// file, by its field, and what was expected; nothing of Go is in it.
func TestJSONErrorsNameTheField(t *testing.T) {
	parse := map[string]func(text string) error{
		"config.json":         func(text string) error { _, err := parseConfig("f", []byte(text)); return err },
		"char_tokenizer.json": func(text string) error { _, err := ParseCharTokenizer("f", []byte(text)); return err },
		"word_tokenizer.json": func(text string) error { _, err := ParseWordTokenizer("f", []byte(text)); return err },
		"bigrams.json":        func(text string) error { _, err := ParseBigrams("f", []byte(text)); return err },
		"training-log.json":   func(text string) error { _, err := ParseTrainingLog("f", []byte(text)); return err },
		"tokenizer.json":      func(text string) error { _, err := parseTokenizerJSON("f", []byte(text)); return err },
	}
	const bytewise = `{"model":{"type":"BPE","vocab":{}},"pre_tokenizer":{"type":"ByteLevel"}}`
	for _, c := range []struct{ file, text, says string }{
		{"config.json", `[1]`, "f: JSON is […]; expected {…}"},
		{"config.json", `null`, "f: JSON is null; expected {…}"},
		{"config.json", `"x"`, `f: JSON is "…"; expected {…}`},
		{"config.json", `{"vocab_size":`, "f is not valid JSON: unexpected end of JSON input"},
		{"char_tokenizer.json", `{"symbols":"ab"}`, `f: symbols is "…"; expected […]`},
		{"char_tokenizer.json", `{"symbols":[7]}`, `f: symbols is number; expected "…"`},
		{"char_tokenizer.json", `{"start":1.5}`, "f: start is 1.5; expected 0, 1, 2, …"},
		{"char_tokenizer.json", `{"format":{}}`, `f: format is {…}; expected "…"`},
		{"char_tokenizer.json", `{"format":""}`, `f: format is ""; expected gptlab-char-tokenizer`},
		{"word_tokenizer.json", `{"writing":true}`, "f: writing is true/false; expected {…}"},
		{"word_tokenizer.json", `{"format":"gptlab-word-tokenizer","version":0}`, "f: version is 0; expected 1"},
		{"bigrams.json", `{"format":"gptlab-bigrams","version":2}`, "f was written by a newer gptlab: its version is 2, and this one reads versions up to 1"},
		{"training-log.json", `{"entropy":"?"}`, `f: entropy is "…"; expected 0.5, 1, …`},
		{"tokenizer.json", `{}`, "f: model is null; expected {…}"},
		{"tokenizer.json", bytewise, "f: model.merges is missing"},
	} {
		assert.EqualError(t, parse[c.file](c.text), c.says, "%s %s", c.file, c.text)
	}
}
