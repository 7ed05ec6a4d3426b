package ref

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	englishWriting = Writing{Space: " ", NoSpaceBefore: []string{".", ",", "?", "”"}, NoSpaceAfter: []string{"“"}, CapitalAfter: []string{".", "?"}}
	englishWords   = strings.Fields("<|endoftext|> <|unknown|> . , ? “ ” Mia Tom the a ball balloon has said I is happy don’t and The")
	chineseWords   = strings.Fields("<|endoftext|> <|unknown|> 。 ， 「 」 小美 阿明 有 一 顆 一顆 球 皮球 很 開心 說 ： 我 的")
)

func wordTokenizer(t testing.TB, words []string, writing Writing) *WordTokenizer {
	tokenizer, err := NewWordTokenizer(words, writing)
	require.NoError(t, err)
	return tokenizer
}

func english(t testing.TB) *WordTokenizer { return wordTokenizer(t, englishWords, englishWriting) }
func chinese(t testing.TB) *WordTokenizer { return wordTokenizer(t, chineseWords, Writing{}) }

// read encodes a text and writes the tokens as their words, unknown ones in brackets.
func read(t testing.TB, tokenizer *WordTokenizer, text string) string {
	tokens, err := tokenizer.Encode(text)
	require.NoError(t, err)
	var words []string
	for _, token := range tokens {
		if token.Known {
			words = append(words, tokenizer.Token(token.ID).Text)
		} else {
			require.Equal(t, tokenizer.Unknown(), token.ID)
			words = append(words, "["+Label(token)+"]")
		}
	}
	if strings.TrimSpace(text) != "" {
		require.Equal(t, text, textOf(tokens))
	}
	return strings.Join(words, " ")
}

func TestWordEncodeEnglish(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		" \n ":                         "",
		"Mia has a ball.":              "Mia has a ball .",
		"  Mia  has\na ball . \n":      "Mia has a ball .",
		"mia HAS The ball":             "Mia has The ball",
		"the ball. the ball? THE ball": "The ball . The ball ? The ball",
		"Tom said, “I don’t.”":         "Tom said , “ I don’t . ”",
		`Tom said, "I don't." "Mia?"`:  "Tom said , “ I don’t . ” “ Mia ? ”",
		"a balloon and an air-balloon": "a balloon and [an] [air-balloon]",
		"Mia’s ball can't 3rd naïve":   "Mia [’s] ball [can't] [3rd] [naïve]",
		"ball;ball 🙂!":                 "ball [;] ball [🙂] [!]",
		"<|endoftext|>":                "[<] [|] [endoftext] [|] [>]",
		"Ｍｉａ　ｈａｓ":                      "Mia has",
	} {
		assert.Equal(t, want, read(t, english(t), text), "%q", text)
	}
	_, err := english(t).Encode("Mia \xff")
	assert.Equal(t, 4, failure(t, err, "text_not_utf8").Args["at"])
}

func TestWordEncodeChinese(t *testing.T) {
	for text, want := range map[string]string{
		"小美有一顆球。":        "小美 有 一顆 球 。",
		"小美 有 一 顆 皮球.":   "小美 有 一 顆 皮球 。",
		"阿明說:\"我很開心.\"":  "阿明 說 ： 「 我 很 開心 。 」",
		"阿明說：“我的球”":      "阿明 說 ： 「 我 的 球 」",
		"小明有漢堡和一顆球":      "[小明] 有 [漢堡和] 一顆 球",
		"小美有iPad、Switch": "小美 有 [iPad] [、] [Switch]",
		"我３隻":            "我 [３隻]",
	} {
		assert.Equal(t, want, read(t, chinese(t), text), "%q", text)
	}
}

// What surrounds a word is in its Text, and not in its label.
func TestWordTokensKeepTheText(t *testing.T) {
	tokens, err := english(t).Encode(" Mia  HAS kites. ")
	require.NoError(t, err)
	assert.Equal(t, []Token{
		{ID: 7, Text: " Mia", Known: true, Word: "Mia"},
		{ID: 13, Text: "  HAS", Known: true, Word: "HAS"},
		{ID: 1, Text: " kites", Word: "kites"},
		{ID: 2, Text: ". ", Known: true, Word: "."},
	}, tokens)
	assert.Equal(t, "HAS", Label(tokens[1]))
	assert.Equal(t, "kites", Label(tokens[2]))
}

func TestWordDecode(t *testing.T) {
	for _, c := range []struct {
		tokenizer *WordTokenizer
		text      string
	}{
		{english(t), "Mia said, “I don’t.” Tom has a ball. The ball is happy?"},
		{english(t), "“The ball,” said Tom."},
		{chinese(t), "小美說：「我的球。」阿明很開心。"},
	} {
		tokens, err := c.tokenizer.Encode(c.text)
		require.NoError(t, err)
		ids := []int{0}
		for _, token := range tokens {
			ids = append(ids, token.ID)
		}
		assert.Equal(t, c.text, c.tokenizer.Decode(append(ids, 0)))
	}
	assert.Equal(t, "a \ufffd.", english(t).Decode([]int{10, 1, 99, 2}))
	assert.Equal(t, Token{ID: 0, Known: true}, english(t).Token(0))
	assert.Equal(t, Token{ID: 1, Text: "\ufffd"}, english(t).Token(1))
	assert.Equal(t, Token{ID: -1}, english(t).Token(-1))
}

// encode ∘ decode = id: spaces come and go with the writing alone.
func TestWordRoundTrip(t *testing.T) {
	tokenizer := english(t)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.IntRange(2, tokenizer.Size()-1).Filter(func(id int) bool { return tokenizer.words[id] != "the" })
		ids := rapid.SliceOf(word).Draw(t, "ids") // "the" becomes "The" where a sentence begins
		tokens, err := tokenizer.Encode(tokenizer.Decode(ids))
		require.NoError(t, err)
		got := []int{}
		for _, token := range tokens {
			got = append(got, token.ID)
		}
		require.Equal(t, append([]int{}, ids...), got)
	})
}

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		tokenizer *WordTokenizer
		typed     string
		want      string
	}{
		{english(t), "bal", "ball"},
		{english(t), "blal", "ball"},
		{english(t), "Baloon", "balloon"},
		{english(t), "happpy", "happy"},
		{english(t), "dont", "don’t"},
		{english(t), "elephant", ""},
		{english(t), ";", ""},
		{chinese(t), "小明", "小美 阿明"},
		{chinese(t), "球球", "球 皮球"},
		{chinese(t), "高興", ""},
	} {
		var words []string
		for _, token := range c.tokenizer.Nearest(c.typed, 3) {
			words = append(words, token.Text)
		}
		assert.Equal(t, c.want, strings.Join(words, " "), c.typed)
	}
	assert.Len(t, chinese(t).Nearest("球球", 1), 1)
	assert.Empty(t, english(t).Nearest(strings.Repeat("ball", 100), 3))
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"球賽", "賽球", 1}} {
		assert.Equal(t, c.want, editDistance([]rune(c.a), []rune(c.b)), c.a+" "+c.b)
		assert.Equal(t, c.want, editDistance([]rune(c.b), []rune(c.a)), c.b+" "+c.a)
	}
}

func TestWordFileRoundTrip(t *testing.T) {
	for _, tokenizer := range []*WordTokenizer{english(t), chinese(t)} {
		again, err := ParseWordTokenizer("it", tokenizer.JSON())
		require.NoError(t, err)
		assert.Equal(t, tokenizer.words, again.words)
		assert.Equal(t, tokenizer.writing, again.writing)
		assert.Equal(t, string(tokenizer.JSON()), string(again.JSON()))
	}
}

func TestParseWordTokenizer(t *testing.T) {
	file := func(fields string) string { return `{"format":"gptlab-word-tokenizer","version":1,` + fields + `}` }
	for text, code := range map[string]string{
		``:                      "json_broken",
		"{\"format\":\"\xff\"}": "json_broken",
		`{}`:                    "field_wrong",
		`{"format":"gptlab-word-tokenizer","version":2}`:                                "version_newer",
		file(`"start":0,"unknown":1`):                                                   "field_wrong",
		file(`"start":0,"words":["","","a"]`):                                           "field_wrong",
		file(`"start":0,"unknown":0,"words":["","a"]`):                                  "field_wrong",
		file(`"start":3,"unknown":0,"words":["","a"]`):                                  "field_wrong",
		file(`"start":0,"unknown":1,"words":["","","a b"]`):                             "tokenizer_word",
		file(`"start":0,"unknown":1,"words":["","",""]`):                                "tokenizer_word",
		file(`"start":0,"unknown":1,"words":["","","` + strings.Repeat("a", 65) + `"]`): "tokenizer_word",
		file(`"start":0,"unknown":1,"words":["","","a","a"]`):                           "tokenizer_duplicate",
	} {
		_, err := ParseWordTokenizer("it/word_tokenizer.json", []byte(text))
		assert.Contains(t, failure(t, err, code).Error(), "it/word_tokenizer.json", text)
	}
}

// A checkpoint folder keeps its word tokenizer.
func TestWordTokenizerInAFolder(t *testing.T) {
	dir := t.TempDir()
	cfg := Recipe{NLayer: 1, NHead: 1, NEmbd: 4, BlockSize: 8}.Config(len(chineseWords), 0, 0)
	require.NoError(t, (&Checkpoint{Model: NewGPT(cfg, 1), Tokenizer: chinese(t)}).Save(dir, F32))
	c, err := Open(dir)
	require.NoError(t, err)
	assert.Equal(t, string(chinese(t).JSON()), string(c.Tokenizer.(*WordTokenizer).JSON()))
}

func FuzzParseWordTokenizer(f *testing.F) {
	f.Add(english(f).JSON())
	f.Add(chinese(f).JSON())
	f.Add([]byte(`{"format":"gptlab-word-tokenizer","version":1,"start":2,"unknown":0,"words":["","a",""," ̈"]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		tokenizer, err := ParseWordTokenizer("it", file)
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
			if _, begins := tokenizer.exact[capital(token.Text)]; !begins || capital(token.Text) == token.Text {
				require.Equal(t, []Token{token}, tokens)
			}
		}
		again, err := ParseWordTokenizer("it", tokenizer.JSON())
		require.NoError(t, err)
		require.Equal(t, tokenizer, again)
	})
}

func FuzzWordEncode(f *testing.F) {
	for _, text := range []string{"Mia has", `"a" “b”`, "小美有 一顆球", "don't’s-", " ̈a", "🙂\u0000"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tokenizer := range []*WordTokenizer{english(t), chinese(t)} {
			tokens, err := tokenizer.Encode(text)
			if err != nil {
				failure(t, err, "text_not_utf8")
				continue
			}
			if strings.TrimSpace(text) != "" {
				require.Equal(t, text, textOf(tokens))
			}
			for _, token := range tokens {
				require.NotEqual(t, tokenizer.Start(), token.ID)
				require.Equal(t, token.Known, token.ID != tokenizer.Unknown())
				require.NotEmpty(t, Label(token))
			}
		}
	})
}
