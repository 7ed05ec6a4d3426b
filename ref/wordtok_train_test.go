package ref

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTrainWordTokenizer(t *testing.T) {
	text := `"Don't run," said the well-known fox. The fox ran. "Why?" said the crow, and the crow ran; the end.`
	tokenizer, err := TrainWordTokenizer(text, 1)
	require.NoError(t, err)
	words := tokenizer.Words()
	assert.Equal(t, []string{startName, unknownName, `"`, "the", "."}, words[:5], "the commonest first, as often by their letters")
	assert.Contains(t, words, "Don't")
	assert.Contains(t, words, "well-known")
	assert.Contains(t, words, "The", "another word than the")
	assert.NotContains(t, words, "said the")

	sentence := "The fox ran; the crow, well-known, said the end."
	tokens, err := tokenizer.Encode(sentence)
	require.NoError(t, err)
	ids := idsOf(tokens)
	assert.NotContains(t, ids, tokenizer.Unknown())
	assert.Equal(t, sentence, tokenizer.Decode(ids), "the spaces of the text it learned from")
}

func TestRareWordsAreUnknown(t *testing.T) {
	tokenizer, err := TrainWordTokenizer("a fox and a crow and a fox", 2)
	require.NoError(t, err)
	assert.Equal(t, []string{startName, unknownName, "a", "and", "fox"}, tokenizer.Words())
	tokens, err := tokenizer.Encode("a crow")
	require.NoError(t, err)
	assert.Equal(t, []int{2, tokenizer.Unknown()}, idsOf(tokens))
}

func TestChineseWordsAreCharacters(t *testing.T) {
	text := "床前看月光，疑是地上霜。"
	tokenizer, err := TrainWordTokenizer(text, 1)
	require.NoError(t, err)
	assert.Equal(t, 2+12, tokenizer.Size())
	tokens, err := tokenizer.Encode(text)
	require.NoError(t, err)
	assert.Equal(t, text, tokenizer.Decode(idsOf(tokens)), "without spaces")
}

func FuzzTrainWordTokenizer(f *testing.F) {
	f.Add("Don't -- run, 'said' the fox.", 1)
	f.Add("床前看月光，疑是地上霜。", 1)
	f.Add("a\u0301 b- -c 'd' e'", 2)
	f.Fuzz(func(t *testing.T, text string, minCount int) {
		tokenizer, err := TrainWordTokenizer(text, minCount)
		if err != nil {
			return
		}
		tokens, err := tokenizer.Encode(text)
		require.NoError(t, err)
		whole := ""
		for _, token := range tokens {
			whole += token.Text
		}
		if len(tokens) > 0 {
			require.Equal(t, text, whole, "no character is lost")
		}
		for _, token := range tokens {
			if minCount <= 1 && len(token.Text) < maxWordLength {
				require.NotEqual(t, tokenizer.Unknown(), token.ID, "every word was seen: %q", token.Text)
			}
		}
	})
}
