package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestScoreJSON(t *testing.T) {
	dir := checkpoint(t)
	got := decoded(t, "score", "--model", dir, "--text", "床前🙂", "--json")
	assert.ElementsMatch(t, []string{"model", "tokens", "log_likelihood", "mean_nll", "perplexity"}, keys(got))
	assert.Equal(t, "tiny", got["model"])

	tokens := got["tokens"].([]any)
	require.Len(t, tokens, 3, "the start token is not listed")
	sum := 0.0
	for i, text := range []string{"床", "前", "🙂"} {
		token := tokens[i].(map[string]any)
		assert.ElementsMatch(t, []string{"id", "text", "p", "log_p"}, keys(token))
		assert.Equal(t, text, token["text"])
		if text == "🙂" { // outside the vocabulary
			assert.Nil(t, token["p"])
			assert.Nil(t, token["log_p"])
			continue
		}
		assert.InDelta(t, math.Log(token["p"].(float64)), token["log_p"], 1e-6)
		sum += token["log_p"].(float64)
	}
	assert.InDelta(t, sum, got["log_likelihood"], 1e-6)
	assert.InDelta(t, -sum/2, got["mean_nll"], 1e-6, "divided by the factors there are")
	assert.InDelta(t, math.Exp(-sum/2), got["perplexity"], 1e-4)

	c, err := ref.Open(dir)
	require.NoError(t, err)
	read, err := c.Tokenizer.Encode("床前")
	require.NoError(t, err)
	want := c.Model.Probs(ref.Scope{}, [][]int{{c.Model.BOS, read[0].ID}}, nil)
	assert.InDelta(t, want.At(0, 0, read[0].ID), tokens[0].(map[string]any)["p"], 1e-6, "P(w_1 | start)")
	assert.InDelta(t, want.At(0, 1, read[1].ID), tokens[1].(map[string]any)["p"], 1e-6)
}

// A start token that was given is the one in front, and not put in twice.
func TestScoreStartTokenOnce(t *testing.T) {
	dir := checkpoint(t)
	assert.Equal(t,
		output(t, "score", "--model", dir, "--tokens", "4,5,6", "--json"),
		output(t, "score", "--model", dir, "--tokens", "0,4,5,6", "--json"))
}

// Without a start token nothing stands before w_1, and the sums begin at w_2.
func TestScoreWithoutStartToken(t *testing.T) {
	got := decoded(t, "score", "--model", bare(t), "--tokens", "7,8,9", "--json")
	tokens := got["tokens"].([]any)
	require.Len(t, tokens, 3)
	assert.Equal(t, map[string]any{"id": 7.0, "text": nil, "p": nil, "log_p": nil}, tokens[0])
	sum := tokens[1].(map[string]any)["log_p"].(float64) + tokens[2].(map[string]any)["log_p"].(float64)
	assert.InDelta(t, sum, got["log_likelihood"], 1e-6)
	assert.InDelta(t, -sum/2, got["mean_nll"], 1e-6, "divided by the factors there are")

	alone := decoded(t, "score", "--model", bare(t), "--tokens", "7", "--json")
	assert.Equal(t, 0.0, alone["log_likelihood"], "an empty sum")
	assert.Nil(t, alone["mean_nll"], "and no mean")
	assert.Nil(t, alone["perplexity"])
}

func TestScoreTable(t *testing.T) {
	got := output(t, "score", "--model", checkpoint(t), "--text", "床 x")
	assert.Regexp(t, `(?m)^ +1 +\d+ +\S+ +-\S+  床$`, got)
	assert.Regexp(t, `(?m)^ +2 +1 +– +–  ␣$`, got)
	assert.Contains(t, got, "log-likelihood -")

	without := output(t, "score", "--model", bare(t), "--tokens", "7,8")
	assert.Regexp(t, `(?m)^ +1 +7 +– +–  #7$`, without)
}

func TestNumber(t *testing.T) {
	for x, want := range map[float64]string{0.25: "0.25", math.Inf(-1): "null", math.Inf(1): "null"} {
		text, err := number(x).MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, want, string(text))
	}
}

func keys(m map[string]any) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	return names
}
