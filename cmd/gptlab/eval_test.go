package main

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestEval(t *testing.T) {
	dir, file := checkpoint(t), written(t, "床前看月光\n疑是地上霜\n")
	got := decoded(t, "eval", "--model", dir, "--data", file, "--json")
	assert.ElementsMatch(t, []string{"model", "data", "tokens", "mean_nll", "perplexity", "entropy", "gap", "bits_per_character"}, keys(got))
	assert.Equal(t, file, got["data"])
	assert.Equal(t, 12.0, got["tokens"], "5 + 5 characters, each line behind a start token, and an end")
	assert.InDelta(t, math.Exp(got["mean_nll"].(float64)), got["perplexity"], 1e-6)
	assert.Nil(t, got["entropy"], "nobody knows the truth of such a text")
	assert.Nil(t, got["gap"])

	c, err := ref.Open(dir)
	require.NoError(t, err)
	var ids []int
	for _, line := range []string{"床前看月光", "疑是地上霜"} {
		tokens, err := c.Tokenizer.Encode(line)
		require.NoError(t, err)
		ids = append(ids, c.Model.BOS)
		for _, token := range tokens {
			ids = append(ids, token.ID)
		}
	}
	assert.InDelta(t, c.Model.MeanNLL(ref.Scope{}, append(ids, c.Model.BOS)), got["mean_nll"], 1e-6)

	bits := 12 * got["mean_nll"].(float64) / math.Ln2 / 10
	assert.InDelta(t, bits, got["bits_per_character"], 1e-6, "two of the 12 tokens are ends")

	assert.Contains(t, output(t, "eval", "--model", dir, "--data", file), "tokens 12   mean NLL ")
	asOne := decoded(t, "eval", "--model", dir, "--data", file, "--documents", "none", "--json")
	assert.Equal(t, 12.0, asOne["tokens"], "the same count: the line ends are predicted instead")
	assert.NotEqual(t, got["mean_nll"], asOne["mean_nll"])
}

func TestDocumentsOf(t *testing.T) {
	with, without := &ref.GPT{Config: ref.Config{BOS: 0}}, &ref.GPT{Config: ref.Config{BOS: -1}}
	assert.Equal(t, ref.DocumentsLines, documentsOf("a\nb\n\n", with))
	assert.Equal(t, ref.DocumentsParagraphs, documentsOf("a\nb\n\nc\n", with))
	assert.Equal(t, ref.DocumentsNone, documentsOf("a\n\nb", without))
}

// The windows of a long text are the same, whether it is evaluated at once or in parts.
func TestEvaluateInParts(t *testing.T) {
	c, err := ref.Open(bare(t))
	require.NoError(t, err)
	ids := make([]int, 300)
	for i := range ids {
		ids[i] = i * i % 50
	}
	text := stream{ids: ids, characters: make([]int, len(ids))}
	e := evaluate(context.Background(), c, text, 0)
	assert.Equal(t, 299, e.Tokens)
	assert.InDelta(t, c.Model.MeanNLL(ref.Scope{}, ids), float64(e.MeanNLL), 1e-5)

	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	assert.Zero(t, evaluate(stopped, c, text, 0).Tokens)
	assert.Equal(t, 128, evaluate(context.Background(), c, text, 1).Tokens, "8 windows of 16, then the nanosecond is over")
}

func TestEvalSaysHowFarItCame(t *testing.T) {
	got := gptlab("eval", "--model", checkpoint(t), "--data", written(t, strings.Repeat("床前看月光\n", 100)), "--time", "1ns")
	assert.Equal(t, exitOK, got.code)
	assert.Equal(t, "stopped after 128 of 600 tokens; --time 0 takes all\n", got.stderr)
	assert.Contains(t, got.stdout, "tokens 128 ")
}
