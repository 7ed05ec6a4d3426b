package worldtext

import (
	"testing"

	"github.com/stretchr/testify/require"

	"gptlab/ref/world"
)

// What is written is read again, word by word, in every language.
func TestStoriesAreReadAsTheyAreWritten(t *testing.T) {
	for _, lang := range world.Languages() {
		g, ok := world.For(lang)
		require.True(t, ok)
		tokenizer := Tokenizer(g)
		for _, story := range take(g, 77, 1000) {
			text := g.Text(story.IDs)
			tokens, err := tokenizer.Encode(text)
			require.NoError(t, err)
			var ids []int
			for _, token := range tokens {
				ids = append(ids, token.ID)
			}
			require.Equal(t, story.IDs, ids, text)
			require.Equal(t, text, tokenizer.Decode(ids))
		}
	}
}
