package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestGenerateGreedy(t *testing.T) {
	dir := bare(t)
	got := strings.TrimSuffix(output(t, "generate", "--model", dir, "--tokens", "7,8", "--temperature", "0", "--max-tokens", "4"), "\n")

	c, err := ref.Open(dir)
	require.NoError(t, err)
	context, want := []int{7, 8}, []string{}
	for range 4 {
		probs := c.Model.Probs(ref.Scope{}, [][]int{context}, nil)
		best := 0
		for w, p := range probs.Row(0, len(context)-1) {
			if p > probs.At(0, len(context)-1, best) {
				best = w
			}
		}
		context, want = append(context, best), append(want, strconv.Itoa(best))
	}
	assert.Equal(t, strings.Join(want, ","), got, "ids, as --tokens takes them")
}

func TestGenerateSeed(t *testing.T) {
	dir := bare(t)
	draw := func(seed string) string {
		return output(t, "generate", "--model", dir, "--tokens", "7", "--seed", seed, "--max-tokens", "12")
	}
	assert.Equal(t, draw("1"), draw("1"))
	assert.NotEqual(t, draw("1"), draw("2"))
}

func TestGenerateJSON(t *testing.T) {
	dir := checkpoint(t)
	got := decoded(t, "generate", "--model", dir, "--prompt", "床", "--max-tokens", "3", "--seed", "5", "--json")
	assert.Equal(t, "tiny", got["model"])
	prompt := got["prompt"].([]any)
	require.Len(t, prompt, 2, "a prompt begins a text: the start token stands in front")
	assert.Equal(t, map[string]any{"id": 0.0, "text": ""}, prompt[0])
	assert.Equal(t, "length", got["finish"])

	text := ""
	for _, token := range got["tokens"].([]any) {
		text += token.(map[string]any)["text"].(string)
	}
	assert.Equal(t, got["text"], text)
	assert.Equal(t, text+"\n", output(t, "generate", "--model", dir, "--prompt", "床", "--max-tokens", "3", "--seed", "5"))

	exact := decoded(t, "generate", "--model", dir, "--tokens", "5", "--max-tokens", "1", "--json")
	assert.Len(t, exact["prompt"], 1, "tokens are taken as they are")
	fromNothing := decoded(t, "generate", "--model", dir, "--prompt", "", "--max-tokens", "1", "--json")
	assert.Len(t, fromNothing["prompt"], 1, "the start token alone")
}

func TestGenerateStops(t *testing.T) {
	length := decoded(t, "generate", "--model", bare(t), "--tokens", "7", "--max-tokens", "20", "--json")
	assert.Equal(t, "length", length["finish"])
	assert.Len(t, length["tokens"], 20, "more than the 16 the model can see at a time")

	// A model whose end token is by far the most probable says it at once.
	config := tiny
	config.VocabSize, config.BOS, config.EOS = 3, -1, 2
	m := ref.NewGPT(config, 1)
	for i := range m.LnF.B.Data {
		m.LnF.B.Data[i] = m.WTE.At(2, i) * 1000
	}
	dir := saved(t, &ref.Checkpoint{Model: m})
	end := decoded(t, "generate", "--model", dir, "--tokens", "1", "--temperature", "0", "--json")
	assert.Equal(t, "end", end["finish"])
	require.Len(t, end["tokens"], 1)
	drawn := end["tokens"].([]any)[0].(map[string]any)
	assert.Equal(t, 2.0, drawn["id"])
	assert.Nil(t, drawn["text"])
	assert.Equal(t, 1.0, drawn["rank"])
	assert.Equal(t, "\n", output(t, "generate", "--model", dir, "--tokens", "1", "--temperature", "0"))
}

// TestGenerateSaysWhatTheModelThought: p and rank are those of the unchanged
// distribution, p_drawn is that of the draw.
func TestGenerateSaysWhatTheModelThought(t *testing.T) {
	dir := bare(t)
	got := decoded(t, "generate", "--model", dir, "--tokens", "7", "--temperature", "0.5", "--top-k", "3", "--max-tokens", "6", "--seed", "2", "--json")
	c, err := ref.Open(dir)
	require.NoError(t, err)
	context := []int{7}
	for _, token := range got["tokens"].([]any) {
		drawn := token.(map[string]any)
		id := int(drawn["id"].(float64))
		p := c.Model.Probs(ref.Scope{}, [][]int{context}, nil).Row(0, len(context)-1)
		rank := 1
		for _, q := range p {
			if q > p[id] {
				rank++
			}
		}
		assert.InDelta(t, p[id], drawn["p"], 1e-6)
		assert.EqualValues(t, rank, drawn["rank"])
		assert.LessOrEqual(t, rank, 3, "top-k")
		assert.Greater(t, drawn["p_drawn"], drawn["p"])
		context = append(context, id)
	}
}

// TestGenerateStopsBeforeAText, whether it is streamed or not; the tokens show
// what was drawn to find it.
func TestGenerateStopsBeforeAText(t *testing.T) {
	dir := checkpoint(t)
	args := []string{"generate", "--model", dir, "--prompt", "床", "--max-tokens", "40", "--seed", "3"}
	whole := []rune(decoded(t, append(args, "--json")...)["text"].(string))
	stop := string(whole[4:6])
	at := strings.Index(string(whole), stop)
	want := string(whole)[:at]

	got := decoded(t, append(args, "--stop", stop, "--stop", "never drawn", "--json")...)
	assert.Equal(t, "stop", got["finish"])
	assert.Equal(t, want, got["text"])
	assert.Len(t, got["tokens"], len([]rune(want))+2)
	assert.Equal(t, want+"\n", output(t, append(args, "--stop", stop)...))
}

// TestGenerateWithAChangedStep draws from the changed model at every step.
func TestGenerateWithAChangedStep(t *testing.T) {
	dir := bare(t)
	got := output(t, "generate", "--model", dir, "--tokens", "7,8", "--temperature", "0", "--max-tokens", "3", "--set", "logits=[1]=0", "--set", "wpe=0")
	assert.NotEqual(t, output(t, "generate", "--model", dir, "--tokens", "7,8", "--temperature", "0", "--max-tokens", "3"), got)
	assert.True(t, strings.HasPrefix(got, "0,"), "all logits of position 1 are 0, and the first of equals is taken: %s", got)
}

// TestGenerateRefuses what it cannot draw with, as a wrong use, and says what
// was expected instead.
func TestGenerateRefuses(t *testing.T) {
	dir := bare(t)
	for args, says := range map[string]string{
		"--temperature -1": "expected 0 (greedy), or 1e-06 to 1e+06", "--temperature 1e-9": "expected 0 (greedy)", "--temperature NaN": "--temperature NaN: expected 0",
		"--top-p 0": "expected more than 0, to 1", "--top-p 1.5": "expected more than 0, to 1", "--top-p -0.1": "expected more than 0, to 1",
		"--top-k -1": "--top-k -1: expected 0 to 1000000000", "--max-tokens 0": "--max-tokens 0: expected 1 to 1000000000",
		"--stop x": "has no tokenizer",
	} {
		got := gptlab(append([]string{"generate", "--model", dir, "--tokens", "7"}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsedWrongly, got.code, args)
		assert.Contains(t, got.stderr, says, args)
		assert.Empty(t, got.stdout, args)
	}
	long := gptlab("generate", "--model", dir, "--tokens", strings.Repeat("7,", tiny.NPositions)+"7")
	assert.Equal(t, exitFailed, long.code, "a prompt longer than the model can see")
	assert.Contains(t, long.stderr, "17 tokens long")
}

// TestGenerateTakesTheEnds of what is allowed: a draw so cold that it is greedy,
// one so hot that all are alike, and a k beyond the vocabulary.
func TestGenerateTakesTheEnds(t *testing.T) {
	draw := func(args ...string) string {
		return output(t, append([]string{"generate", "--model", bare(t), "--tokens", "7", "--seed", "4", "--max-tokens", "12"}, args...)...)
	}
	assert.Equal(t, draw("--temperature", "0"), draw("--temperature", "1e-6"))
	assert.NotEqual(t, draw("--temperature", "0"), draw("--temperature", "1e6"))
	assert.Equal(t, draw(), draw("--top-k", "100000", "--top-p", "1"))
	assert.Equal(t, draw("--temperature", "0"), draw("--top-k", "1"))
}

// TestGenerateSaysWhatItCouldNotRead on standard error: the text goes on alone.
func TestGenerateSaysWhatItCouldNotRead(t *testing.T) {
	got := gptlab("generate", "--model", checkpoint(t), "--prompt", "床x", "--max-tokens", "2")
	assert.Equal(t, exitOK, got.code)
	assert.Contains(t, got.stderr, "read as unknown: \"x\"\n")
	assert.NotContains(t, got.stdout, "unknown")
}

// TestGenerateSchema: the help names every field that --json prints.
func TestGenerateSchema(t *testing.T) {
	help := newGenerate().Long
	printed := decoded(t, "generate", "--model", checkpoint(t), "--prompt", "床", "--max-tokens", "1", "--json")
	for field := range printed {
		assert.Contains(t, help, `"`+field+`"`)
	}
	for field := range printed["tokens"].([]any)[0].(map[string]any) {
		assert.Contains(t, help, `"`+field+`"`)
	}
}
