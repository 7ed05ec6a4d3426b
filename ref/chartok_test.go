package ref

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func trained(t testing.TB, text string, options CharOptions) *CharTokenizer {
	tokenizer, err := TrainCharTokenizer(text, options)
	require.NoError(t, err)
	return tokenizer
}

func TestTrainCharTokenizer(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		options CharOptions
		symbols []string
		start   int
	}{
		"every character":   {"abca\n山", CharOptions{}, []string{"<|endoftext|>", "<|unknown|>", "\n", "a", "b", "c", "山"}, 0},
		"the frequent ones": {"abcab", CharOptions{MinCount: 2}, []string{"<|endoftext|>", "<|unknown|>", "a", "b"}, 0},
		"without a start":   {"ba", CharOptions{WithoutStart: true}, []string{"<|unknown|>", "a", "b"}, -1},
		"line ends":         {"a\r\nb\rc\n", CharOptions{}, []string{"<|endoftext|>", "<|unknown|>", "\n", "a", "b", "c"}, 0},
		"nothing frequent":  {"abc", CharOptions{MinCount: 2}, []string{"<|endoftext|>", "<|unknown|>"}, 0},
		"a real U+FFFD":     {"\ufffd", CharOptions{}, []string{"<|endoftext|>", "<|unknown|>", "\ufffd"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			tokenizer := trained(t, c.text, c.options)
			assert.Equal(t, c.symbols, tokenizer.symbols)
			assert.Equal(t, c.start, tokenizer.Start())
			assert.Equal(t, len(c.symbols), tokenizer.Size())
		})
	}
	_, err := TrainCharTokenizer("", CharOptions{})
	failure(t, err, "text_empty")
	_, err = TrainCharTokenizer("ab\xff", CharOptions{})
	assert.Equal(t, 2, failure(t, err, "text_not_utf8").Args["at"])
}

func TestCharEncode(t *testing.T) {
	tokenizer := trained(t, "abc 山\n", CharOptions{}) // 0 start, 1 unknown, then \n, space, a, b, c, 山
	for text, want := range map[string][]Token{
		"":     {},
		"a山":   {{ID: 4, Text: "a", Known: true}, {ID: 7, Text: "山", Known: true}},
		"ax\a": {{ID: 4, Text: "a", Known: true}, {ID: 1, Text: "x", Known: false}, {ID: 1, Text: "\a", Known: false}},
		"🙂":    {{ID: 1, Text: "🙂", Known: false}},
		"a\r\nb\r": {
			{ID: 4, Text: "a", Known: true}, {ID: 2, Text: "\n", Known: true}, {ID: 5, Text: "b", Known: true}, {ID: 2, Text: "\n", Known: true},
		},
		"<|a": {{ID: 1, Text: "<", Known: false}, {ID: 1, Text: "|", Known: false}, {ID: 4, Text: "a", Known: true}},
	} {
		got, err := tokenizer.Encode(text)
		require.NoError(t, err)
		assert.Equal(t, want, got, "%q", text)
	}
	for text, at := range map[string]int{"\xff": 0, "ab\xe5\xba": 2, "山\xe5\xba山": 3, "\ufffd\xc0\x80": 3, "\xed\xa0\x80": 0} {
		_, err := tokenizer.Encode(text)
		assert.Equal(t, at, failure(t, err, "text_not_utf8").Args["at"], "%q", text)
	}
}

// No text that somebody types gives one of the special tokens' ids by their names.
func TestSpecialNamesAreOrdinaryText(t *testing.T) {
	tokenizer := trained(t, "<|endoftext|><|unknown|>", CharOptions{})
	for _, name := range []string{startName, unknownName} {
		tokens, err := tokenizer.Encode(name)
		require.NoError(t, err)
		assert.Len(t, tokens, len(name))
		for _, token := range tokens {
			assert.Greater(t, token.ID, 1)
			assert.True(t, token.Known)
		}
	}
}

func TestCharDecode(t *testing.T) {
	tokenizer := trained(t, "ab", CharOptions{})
	assert.Equal(t, "ab\ufffda", tokenizer.Decode([]int{0, 2, 3, 1, 2, 0}), "start and end are no text")
	assert.Empty(t, tokenizer.Decode(nil))

	assert.Equal(t, Token{ID: 0, Known: true}, tokenizer.Token(0))
	assert.Equal(t, Token{ID: 1, Text: "\ufffd"}, tokenizer.Token(1))
	assert.Equal(t, Token{ID: 3, Text: "b", Known: true}, tokenizer.Token(3))
	for _, outside := range []int{-1, 4, 1 << 30} {
		assert.Equal(t, Token{ID: outside}, tokenizer.Token(outside))
	}
	assert.Equal(t, Token{ID: -1}, trained(t, "a", CharOptions{WithoutStart: true}).Token(-1))
}

// decode ∘ encode = id, for any text of known characters with LF line ends; and
// the tokens' own texts are the text, whatever it is.
func TestCharRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.StringN(1, 30, -1).Draw(t, "alphabet")
		tokenizer, err := TrainCharTokenizer(alphabet, CharOptions{WithoutStart: rapid.Bool().Draw(t, "without start")})
		require.NoError(t, err)
		known := rapid.StringOf(rapid.SampledFrom([]rune(lineEnds.Replace(alphabet)))).Draw(t, "known")
		tokens, err := tokenizer.Encode(known)
		require.NoError(t, err)
		var ids []int
		for _, token := range tokens {
			require.True(t, token.Known)
			require.Equal(t, token, tokenizer.Token(token.ID))
			ids = append(ids, token.ID)
		}
		require.Equal(t, known, tokenizer.Decode(ids))

		anything := rapid.String().Draw(t, "anything")
		tokens, err = tokenizer.Encode(anything)
		require.NoError(t, err)
		require.Equal(t, lineEnds.Replace(anything), textOf(tokens))
	})
}

func textOf(tokens []Token) string {
	var text strings.Builder
	for _, token := range tokens {
		text.WriteString(token.Text)
	}
	return text.String()
}

func TestCharFileRoundTrip(t *testing.T) {
	for _, options := range []CharOptions{{}, {WithoutStart: true}, {MinCount: 2}} {
		tokenizer := trained(t, "<&>\"\\\u2028\u0000 aa山山\n\n", options)
		got, err := ParseCharTokenizer("it", tokenizer.JSON())
		require.NoError(t, err)
		assert.Equal(t, tokenizer, got)
	}
	text := string(trained(t, "<a>", CharOptions{}).JSON())
	assert.Contains(t, text, `"<|endoftext|>"`, "legible, not \\u003c")
	assert.True(t, json.Valid([]byte(text)))
}

func TestParseCharTokenizer(t *testing.T) {
	// As made by hand for a model from elsewhere: no start, no unknown, CR kept.
	plain, err := ParseCharTokenizer("it", []byte(`{"format":"gptlab-char-tokenizer","version":1,"symbols":["b","\r","\n","a"]}`))
	require.NoError(t, err)
	assert.Equal(t, -1, plain.Start())
	tokens, err := plain.Encode("a\r\nb")
	require.NoError(t, err)
	assert.Equal(t, []Token{{ID: 3, Text: "a", Known: true}, {ID: 1, Text: "\r", Known: true}, {ID: 2, Text: "\n", Known: true}, {ID: 0, Text: "b", Known: true}}, tokens)
	_, err = plain.Encode("ab\a")
	assert.Equal(t, Args{"character": "<U+0007>", "at": 3}, failure(t, err, "character_unknown").Args)

	// Special tokens may stand anywhere, under any name.
	last, err := ParseCharTokenizer("it", []byte(`{"format":"gptlab-char-tokenizer","version":1,"start":2,"unknown":0,"symbols":["","a","a","b"]}`))
	require.NoError(t, err)
	tokens, err = last.Encode("abc")
	require.NoError(t, err)
	assert.Equal(t, []Token{{ID: 1, Text: "a", Known: true}, {ID: 3, Text: "b", Known: true}, {ID: 0, Text: "c", Known: false}}, tokens)

	file := func(fields string) string { return `{"format":"gptlab-char-tokenizer","version":1,` + fields + `}` }
	for text, code := range map[string]string{
		``:                      "json_broken",
		`{`:                     "json_broken",
		`[]`:                    "field_wrong",
		"{\"format\":\"\xff\"}": "json_broken",
		`{}`:                    "field_wrong",
		`{"format":"gptlab-char-tokenizer","version":2,"symbols":["a"]}`: "version_newer",
		`{"format":"gptlab-char-tokenizer","version":0,"symbols":["a"]}`: "field_wrong",
		`{"format":"bpe","version":1,"symbols":["a"]}`:                   "field_wrong",
		file(`"symbols":[]`):                             "field_wrong",
		file(`"symbols":null`):                           "field_wrong",
		file(`"symbols":"ab"`):                           "field_wrong",
		file(`"symbols":["a"],"start":1`):                "field_wrong",
		file(`"symbols":["a"],"start":-1`):               "field_wrong",
		file(`"symbols":["a"],"unknown":7`):              "field_wrong",
		file(`"symbols":["","a"],"unknown":0,"start":0`): "field_wrong",
		file(`"symbols":["a","ab"]`):                     "tokenizer_symbol",
		file(`"symbols":["a",""]`):                       "tokenizer_symbol",
		file(`"symbols":["a","e\u0301"]`):                "tokenizer_symbol",
		file(`"symbols":["a","b","\u0061"]`):             "tokenizer_duplicate",
		file(`"symbols":["\ud800","\ud801"]`):            "tokenizer_duplicate",
	} {
		_, err := ParseCharTokenizer("it/char_tokenizer.json", []byte(text))
		assert.Contains(t, failure(t, err, code).Error(), "it/char_tokenizer.json", text)
	}
}

func FuzzParseCharTokenizer(f *testing.F) {
	f.Add(trained(f, "abc山\n", CharOptions{}).JSON())
	f.Add(trained(f, "abc", CharOptions{WithoutStart: true}).JSON())
	f.Add([]byte(`{"format":"gptlab-char-tokenizer","version":1,"start":2,"unknown":0,"symbols":["","a","a","b"]}`))
	f.Add([]byte(`{"format":"gptlab-char-tokenizer","version":1,"symbols":["\ud800","x\u0000"]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		tokenizer, err := ParseCharTokenizer("it", file)
		if err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
			return
		}
		for id := range tokenizer.Size() {
			token := tokenizer.Token(id)
			require.NotEmpty(t, Label(token))
			if !token.Known || token.Text == "" {
				continue
			}
			tokens, err := tokenizer.Encode(token.Text)
			require.NoError(t, err)
			require.Equal(t, []Token{token}, tokens)
		}
		again, err := ParseCharTokenizer("it", tokenizer.JSON())
		require.NoError(t, err)
		require.Equal(t, tokenizer, again)
	})
}

func FuzzCharEncode(f *testing.F) {
	tokenizer := trained(f, "abc 山水\n<|>", CharOptions{})
	for _, text := range []string{"", "abc", "a\r\nb", "山\xe5\xba", "<|endoftext|>", "🙂\u0000\ufffd", "\r\r\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tokens, err := tokenizer.Encode(text)
		if err != nil {
			at := failure(t, err, "text_not_utf8").Args["at"].(int)
			_, err = tokenizer.Encode(text[:at])
			require.NoError(t, err, "all before the broken byte is UTF-8")
			return
		}
		require.Equal(t, lineEnds.Replace(text), textOf(tokens))
		var ids []int
		unknown := false
		for _, token := range tokens {
			ids = append(ids, token.ID)
			unknown = unknown || !token.Known
			require.NotEqual(t, tokenizer.Start(), token.ID)
			require.NotEmpty(t, Label(token))
		}
		if !unknown {
			require.Equal(t, lineEnds.Replace(text), tokenizer.Decode(ids))
		}
	})
}
