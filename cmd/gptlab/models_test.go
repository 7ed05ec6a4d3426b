package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBundledModels tries the commands of the README on what comes with the program.
func TestBundledModels(t *testing.T) {
	table := output(t, "models")
	for model, c := range map[string]struct{ text, unlikely string }{
		"aesop": {"The Fox saw a bunch of grapes", "separg fo hcnub a was xoF ehT"},
		"tang":  {"床前看月光，疑是地上霜。", "霜上地是疑，光月看前床。"},
	} {
		assert.Contains(t, table, model)
		assert.Contains(t, output(t, "models", model), "# "+model+"\n", "the card")

		score := func(text string) float64 {
			got := decoded(t, "score", "--model", model, "--text", text, "--json")
			assert.Len(t, got["tokens"], len([]rune(text)), "every character is known, and none is a start token")
			return got["log_likelihood"].(float64)
		}
		assert.Greater(t, score(c.text), score(c.unlikely), "%s has learnt in which order characters come", model)
	}
	poem := decoded(t, "generate", "--model", "tang", "--prompt", "", "--seed", "1", "--max-tokens", "500", "--json")
	assert.Equal(t, "end", poem["finish"], "a poem that is begun is ended")
}

func TestLessons(t *testing.T) {
	got := output(t, "lessons")
	for _, line := range []string{`8\.1\.1 +chain-rule +\S.+鏈式法則`, `8\.1\.4 +attention +Self-attention +自注意力`} {
		assert.Regexp(t, line, got)
	}
}
