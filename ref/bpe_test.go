package ref

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// dataFile reads a file of $GPTLAB_DATA, and skips the test where there is none.
func dataFile(t testing.TB, name string) []byte {
	dir := os.Getenv("GPTLAB_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("%s is not in $GPTLAB_DATA: %v", name, err)
	}
	return data
}

func gpt2Tokenizer(t testing.TB) *BPETokenizer {
	tokenizer, err := ParseBPETokenizer("vocab.json", dataFile(t, "gpt2-bpe/encoder.json"), "merges.txt", dataFile(t, "gpt2-bpe/vocab.bpe"))
	require.NoError(t, err)
	return tokenizer
}

func idsOf(tokens []Token) []int {
	ids := []int{}
	for _, t := range tokens {
		ids = append(ids, t.ID)
	}
	return ids
}

// Four other encoders agree on these.
func TestBPEIsGPT2s(t *testing.T) {
	tokenizer := gpt2Tokenizer(t)
	var cases []struct {
		Text string
		IDs  []int
	}
	require.NoError(t, json.Unmarshal(dataFile(t, "gpt2-bpe/bpe-fixtures.json"), &cases))
	require.Len(t, cases, 483)
	for _, c := range cases {
		tokens, err := tokenizer.Encode(c.Text)
		require.NoError(t, err)
		assert.Equal(t, c.IDs, idsOf(tokens), "%q", c.Text)
		assert.Equal(t, c.Text, tokenizer.Decode(c.IDs))
	}
	assert.Equal(t, 50256, tokenizer.Start())
	assert.Equal(t, "●", Label(tokenizer.Token(50256)))
	assert.Equal(t, "Ġthe", tokenizer.Piece(262))
	assert.Equal(t, "␣the", Label(tokenizer.Token(262)))
}

// Files written and read again are the same tokenizer, GPT-2's too.
func TestBPEFilesOfGPT2(t *testing.T) {
	tokenizer := gpt2Tokenizer(t)
	files := tokenizer.files()
	again, err := ParseBPETokenizer("vocab.json", files[0].text, "merges.txt", files[1].text)
	require.NoError(t, err)
	assert.True(t, string(files[0].text) == string(again.vocabJSON()), "vocab.json")
	assert.True(t, string(files[1].text) == string(again.mergesText()), "merges.txt")
	assert.Equal(t, string(dataFile(t, "gpt2-bpe/vocab.bpe")), string(files[1].text))
}

func TestBPEWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"a fox's den":            "a| fox|'s| den",
		"I'll, you've they're":   "I|'ll|,| you|'ve| they|'re",
		"IT'S":                   "IT|'|S",
		"''s":                    "''|s",
		"a '' b":                 "a| ''| b",
		"x12 3.5":                "x|12| 3|.|5",
		"a  b":                   "a| | b",
		"a\n\nb":                 "a|\n|\n|b",
		"a \n b":                 "a| \n| b",
		"a  ":                    "a|  ",
		"  ":                     "  ",
		"山\u3000水，雲":             "山|\u3000|水|，|雲",
		"a\u0085b":               "a|\u0085|b",
		"é́":                     "é|\u0301",
		"Ⅷ½٣":                    "Ⅷ½٣",
		" 🙂🙂!":                   " 🙂🙂!",
		"don't 's":               "don|'t| '|s",
		"\u00a0a":                "\u00a0|a",
		"a\xff\xfe b":            "a|\xff\xfe| b",
		"<|endoftext|>":          "<||endoftext||>",
		"x\u200by":               "x|\u200b|y",
		"\r\nnew \t\tline":       "\r|\n|new| \t|\t|line",
		"tab\tb":                 "tab|\t|b",
		"can'tt":                 "can|'t|t",
		"a\u2028\u2028b \u2029 ": "a|\u2028|\u2028|b| \u2029 ",
	} {
		assert.Equal(t, want, strings.Join(slices.Collect(bpeWords(text)), "|"), "%q", text)
	}
}

func TestByteSigns(t *testing.T) {
	assert.Equal(t, "Ġa!ĊĀÿ", toSigns(" a!\n\x00\xff"))
	all := make([]byte, 256)
	for b := range all {
		all[b] = byte(b)
	}
	signs := toSigns(string(all))
	assert.Equal(t, 256, utf8.RuneCountInString(signs))
	text, ok := fromSigns(signs)
	assert.True(t, ok)
	assert.Equal(t, string(all), text)
	_, ok = fromSigns("a b")
	assert.False(t, ok, "a space is written Ġ")
}

const fables = "the fox and the crow, the fox and the grapes; the ox, the frog. 狐狸和烏鴉，狐狸和葡萄"

func trainedBPE(t testing.TB, size int, texts ...string) *BPETokenizer {
	tokenizer, err := TrainBPETokenizer(texts, size)
	require.NoError(t, err)
	return tokenizer
}

// A rank decides, not length, and of equal pairs the leftmost.
func TestBPEMerges(t *testing.T) {
	bytes := trainedBPE(t, MinBPESize, "a")
	for _, c := range []struct{ merges, text, want string }{
		{"a b\nb c", "abc", "ab c"},
		{"b c\na b", "abc", "a bc"},
		{"a a", "aaaaa", "aa aa a"},
		{"a a\naa aa", "aaaaaaa", "aaaa aa a"},
		{"a a\naa a\na b", "aaab", "aaa b"},
		{"b c\na bc", "abcabc", "abc abc"},
		{"c d\nb cd\na b", "abcd", "a bcd"},
		{"", "abc", "a b c"},
	} {
		vocab := map[string]int{}
		for id, piece := range bytes.pieces {
			vocab[piece] = id
		}
		for line := range strings.FieldsFuncSeq(c.merges, func(r rune) bool { return r == '\n' }) {
			vocab[strings.ReplaceAll(line, " ", "")] = len(vocab)
		}
		tokenizer, err := ParseBPETokenizer("v", mustJSON(vocab), "m", []byte(c.merges))
		require.NoError(t, err)
		var got []string
		for _, token := range tokenizer.EncodeBytes(c.text) {
			got = append(got, token.Text)
		}
		assert.Equal(t, c.want, strings.Join(got, " "))
	}
}

func TestBPERoundTrip(t *testing.T) {
	tokenizer := trainedBPE(t, 300, fables)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text") + fables[:rapid.IntRange(0, 20).Draw(t, "n")]
		tokens, err := tokenizer.Encode(text)
		require.NoError(t, err)
		joined := ""
		for _, token := range tokens {
			joined += token.Text
			require.True(t, token.Known)
			require.Equal(t, token, tokenizer.Token(token.ID))
		}
		require.Equal(t, text, joined)
		require.Equal(t, text, tokenizer.Decode(idsOf(tokens)))
	})
	_, err := tokenizer.Encode("ab\xff")
	assert.Equal(t, 2, failure(t, err, "text_not_utf8").Args["at"])
	for _, outside := range []int{-1, tokenizer.Size()} {
		assert.Equal(t, Token{ID: outside}, tokenizer.Token(outside))
		assert.Empty(t, tokenizer.Piece(outside))
	}
}

// A megabyte of one letter is one word. Were joining quadratic, this would take hours.
func TestBPEOfOneLongWord(t *testing.T) {
	tokenizer := trainedBPE(t, 270, strings.Repeat("a", 64))
	text := strings.Repeat("a", 1<<20)
	assert.Equal(t, text, tokenizer.Decode(idsOf(tokenizer.EncodeBytes(text))))
	spaces := strings.Repeat(" ", 1<<20) + "a"
	assert.Equal(t, spaces, tokenizer.Decode(idsOf(tokenizer.EncodeBytes(spaces))))
}

// The trainer counts only what changes; counting everything again each time gives the same.
func TestTrainBPEAgainstCountingEverything(t *testing.T) {
	texts := []string{fables, "aaaa aaaaa aaa", "banana bandana", "a fox's den, the foxes' den"}
	rapid.Check(t, func(t *rapid.T) {
		all := append(slices.Clone(texts), rapid.StringOf(rapid.SampledFrom([]rune("ab c山"))).Draw(t, "text"))
		size := MinBPESize + rapid.IntRange(0, 60).Draw(t, "size")
		tokenizer, err := TrainBPETokenizer(all, size)
		require.NoError(t, err)
		require.Equal(t, naiveMerges(all, size-MinBPESize), strings.Split(strings.TrimSpace(string(tokenizer.mergesText())), "\n")[1:])
		require.LessOrEqual(t, tokenizer.Size(), size)
	})
}

// naiveMerges learns at most n tokens and returns the lines of merges.txt.
func naiveMerges(texts []string, n int) []string {
	var words [][]string
	order := map[string]int{} // a piece's id
	for id, piece := range newBPETokenizer().pieces {
		order[piece] = id
	}
	for _, text := range texts {
		for word := range bpeWords(text) {
			words = append(words, strings.Split(toSigns(word), ""))
		}
	}
	lines := []string{}
	for goal := len(order) + n; len(order) < goal; {
		counts := map[[2]string]int{}
		for _, word := range words {
			for i := 1; i < len(word); i++ {
				counts[[2]string{word[i-1], word[i]}]++
			}
		}
		best, most := [2]string{}, 1
		for pair, count := range counts {
			first := order[pair[0]] < order[best[0]] || order[pair[0]] == order[best[0]] && order[pair[1]] < order[best[1]]
			if count > most || count == most && most > 1 && first {
				best, most = pair, count
			}
		}
		if most == 1 {
			break
		}
		joined := best[0] + best[1]
		if _, ok := order[joined]; !ok {
			order[joined] = len(order)
		}
		lines = append(lines, best[0]+" "+best[1])
		for w, word := range words {
			for i := 0; i+1 < len(word); i++ {
				if word[i] == best[0] && word[i+1] == best[1] {
					word = slices.Replace(word, i, i+2, joined)
				}
			}
			words[w] = word
		}
	}
	return lines
}

func TestTrainBPE(t *testing.T) {
	tokenizer := trainedBPE(t, 260, "low low low lower lower newest newest newest newest newest newest widest widest widest")
	assert.Equal(t, "#version: 0.2\ne s\nes t\ne w\n", strings.Join(strings.SplitAfter(string(tokenizer.mergesText()), "\n")[:4], ""))
	assert.Equal(t, 260, tokenizer.Size())
	assert.Equal(t, 259, tokenizer.Start(), "the last one, as in GPT-2")
	assert.Equal(t, MinBPESize, trainedBPE(t, 1000, "abcdefg").Size(), "no pair occurs twice")
	_, err := TrainBPETokenizer([]string{""}, 300)
	failure(t, err, "text_empty")
	_, err = TrainBPETokenizer([]string{"\xff"}, 300)
	failure(t, err, "text_not_utf8")
}
