package ref

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// smallWordPiece has BERT's special tokens, but [MASK], and then the pieces of a line.
func smallWordPiece(t testing.TB, options WordPieceOptions, pieces string) *WordPiece {
	all := append([]string{"[PAD]", "[UNK]", "[CLS]", "[SEP]"}, strings.Fields(pieces)...)
	tokenizer, err := ParseWordPiece("vocab.txt", []byte(strings.Join(all, "\n")+"\n"), options)
	require.NoError(t, err)
	return tokenizer
}

var uncased = WordPieceOptions{LowerCase: true, StripAccents: true}

// piecesOf writes the tokens of a text as people do: play ##ing.
func piecesOf(t testing.TB, tokenizer *WordPiece, text string) string {
	tokens, err := tokenizer.Encode(text)
	require.NoError(t, err)
	var pieces []string
	for _, token := range tokens {
		pieces = append(pieces, tokenizer.Piece(token.ID))
	}
	return strings.Join(pieces, " ")
}

// TestWordPieceCaseAndAccents: each of the two is done, or not, whatever the other is.
func TestWordPieceCaseAndAccents(t *testing.T) {
	const pieces = "É E e é i İ I ##\u0307"
	for text, want := range map[string][4]string{ // neither, small letters, no accents, both
		"É": {"É", "é", "E", "e"},
		"e": {"e", "e", "e", "e"},
		"İ": {"İ", "i ##\u0307", "I", "i"},
	} {
		for i, options := range []WordPieceOptions{{}, {LowerCase: true}, {StripAccents: true}, uncased} {
			assert.Equal(t, want[i], piecesOf(t, smallWordPiece(t, options, pieces), text), "%s %+v", text, options)
		}
	}
}

// TestPiecesOfOneCharacterAreLegible: a syllable that became several tokens is the
// text of the first; the others show their own part.
func TestPiecesOfOneCharacterAreLegible(t *testing.T) {
	tokenizer := smallWordPiece(t, uncased, "\u1112 ##\u1161 ##\u11ab")
	tokens, err := tokenizer.Encode("\ud55c")
	require.NoError(t, err)
	var labels, texts []string
	for _, token := range tokens {
		labels, texts = append(labels, Label(token)), append(texts, token.Text)
	}
	assert.Equal(t, []string{"\ud55c", "\u1161", "\u11ab"}, labels)
	assert.Equal(t, []string{"\ud55c", "", ""}, texts)
}

// The behaviour that BERT's own tests pin (google-research/bert, tokenization_test.py),
// and more, on a vocabulary made for it.
func TestWordPieceCutsAsBERT(t *testing.T) {
	const small = "want ##want ##ed wa un runn ##ing , low lowest ##est a ah hello ! how are you ? " +
		"推 zz 鷓 ##鴣 ( ) cafe e ##e ##s ##p s - $ 1 ##2 \u1112 ##\u1161 ##\u11ab [ ] 豈"
	tokenizer := smallWordPiece(t, uncased, small)
	for text, want := range map[string]string{
		"":                             "",
		"unwanted running":             "un ##want ##ed runn ##ing",
		"unwantedX running":            "[UNK] runn ##ing",
		"UNwant\u00e9d,running":        "un ##want ##ed , runn ##ing",
		" \tHeLLo!how  \n Are yoU?  ":  "hello ! how are you ?",
		"ah推zz":                        "ah 推 zz",
		"推推":                           "推 推",
		"鷓鴣":                           "鷓 [UNK]",
		"a\u00a0a\u3000a\u2028a":       "a a a a",
		"a\u200bh\u0007\ufffd":         "ah",
		"CAF\u00c9 cafe\u0301":         "cafe cafe",
		"$12-(a)":                      "$ 1 ##2 - ( a )",
		"e" + strings.Repeat("e", 99):  "e" + strings.Repeat(" ##e", 99),
		"e" + strings.Repeat("e", 100): "[UNK]",
		"\ud55c":                       "\u1112 ##\u1161 ##\u11ab",
		"[SEP]":                        "[ s ##e ##p ]",
		"\uf900":                       "豈",
		"\u0301":                       "",
		"\u0130":                       "[UNK]",
	} {
		assert.Equal(t, want, piecesOf(t, tokenizer, text), "%q", text)
	}

	cased := smallWordPiece(t, WordPieceOptions{}, "Caf\u00e9 cafe A a \uf900 豈")
	for text, want := range map[string]string{
		"Caf\u00e9 cafe A a": "Caf\u00e9 cafe A a", "CAFE": "[UNK]", "cafe\u0301": "[UNK]", "\uf900": "\uf900",
	} {
		assert.Equal(t, want, piecesOf(t, cased, text), "%q", text)
	}
}

func TestWordPieceOfBERTChinese(t *testing.T) {
	tokenizer, err := ParseWordPiece("vocab.txt", dataFile(t, "bert-zh/vocab.txt"), uncased)
	require.NoError(t, err)
	assert.Equal(t, 21128, tokenizer.Size())
	for text, want := range map[string][]int{
		"床前明月光":    {2414, 1184, 3209, 3299, 1045},
		"，。":       {8024, 511},
		"hello 臺灣": {8701, 5637, 4124},
	} {
		tokens, err := tokenizer.Encode(text)
		require.NoError(t, err)
		assert.Equal(t, want, idsOf(tokens), text)
	}
	assert.Equal(t, Token{ID: 101, Known: true}, tokenizer.Token(101), "[CLS]")
	assert.Equal(t, "□", Label(tokenizer.Token(100)))
	assert.Equal(t, "[PAD]", Label(tokenizer.Token(0)))
	tokens, err := tokenizer.Encode("鷓")
	require.NoError(t, err)
	assert.Equal(t, []Token{{ID: 100, Text: "鷓"}}, tokens)
}

// The texts of the tokens are the text; their words are what the model sees of it.
func TestWordPieceTexts(t *testing.T) {
	tokenizer := smallWordPiece(t, uncased, "a fox ##es , 山")
	tokens, err := tokenizer.Encode(" A\n foxes,  山水 ")
	require.NoError(t, err)
	assert.Equal(t, []Token{
		{ID: 4, Text: " A", Word: "A", Known: true},
		{ID: 5, Text: "\n fox", Word: "fox", Known: true},
		{ID: 6, Text: "es", Known: true},
		{ID: 7, Text: ",", Known: true},
		{ID: 8, Text: "  山", Word: "山", Known: true},
		{ID: 1, Text: "水 ", Word: "水"},
	}, tokens)
	_, err = tokenizer.Encode("a\xff")
	failure(t, err, "text_not_utf8")

	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text") + rapid.StringOf(rapid.SampledFrom([]rune("afoxes ,山\u0301\u0007\uac00A"))).Draw(t, "more")
		tokens, err := tokenizer.Encode(text)
		require.NoError(t, err)
		joined := ""
		for _, token := range tokens {
			joined += token.Text
			require.Contains(t, token.Text, token.Word)
			require.Equal(t, token.Known, token.ID != 1)
		}
		if len(tokens) > 0 {
			require.Equal(t, text, joined)
		}
	})
}

func TestWordPieceDecode(t *testing.T) {
	tokenizer := smallWordPiece(t, uncased, "the fox ##es , . ' s 山 水 ， don n't ## ( )")
	for text, want := range map[string]string{
		"The foxes, the fox.": "the foxes, the fox.",
		"the fox's":           "the fox's",
		"山水，the fox山":         "山水，the fox山",
		"the 山":               "the山",
		"":                    "",
		"wolf":                "\ufffd",
	} {
		tokens, err := tokenizer.Encode(text)
		require.NoError(t, err)
		assert.Equal(t, want, tokenizer.Decode(idsOf(tokens)))
	}
	assert.Equal(t, "the fox", tokenizer.Decode([]int{2, 4, 5, 3, -1, 999}), "[CLS] and [SEP] are silent")
	assert.Equal(t, "##", tokenizer.Token(16).Text)
}

func TestWithoutAccents(t *testing.T) {
	for in, want := range map[rune]string{
		'\u00e9': "e", '\u01d7': "U", '\u03ac': "\u03b1", '\u0451': "\u0435", '\u1ec7': "e", '\u304c': "\u304b",
		'\u212b': "A", '\u0344': "", '\u09cb': "\u09c7\u09be",
		'a': "a", '山': "山", 'ø': "ø", 'ß': "ß", '\ufb01': "\ufb01",
		'\uac00': "\u1100\u1161", '\ud7a3': "\u1112\u1175\u11c2", '\uf900': "豈", '\u037e': ";",
	} {
		assert.Equal(t, want, string(withoutAccents(in)), "%q", in)
	}
}

func TestParseWordPieceRefuses(t *testing.T) {
	for text, code := range map[string]string{
		"":              "file_empty",
		"a\nb\n":        "vocab_special",
		"[UNK]\na\na\n": "tokenizer_duplicate",
		"[UNK]\n\n\n\n": "tokenizer_duplicate",
		"[UNK]\n\xff\n": "file_not_utf8",
	} {
		_, err := ParseWordPiece("it/vocab.txt", []byte(text), uncased)
		assert.Contains(t, failure(t, err, code).Error(), "it/vocab.txt", "%q", text)
	}
	tokenizer, err := ParseWordPiece("vocab.txt", []byte("\ufeff[PAD]\r\n[UNK]\r\na\r\n"), uncased)
	require.NoError(t, err)
	assert.Equal(t, []string{"[PAD]", "[UNK]", "a"}, tokenizer.pieces)
}
