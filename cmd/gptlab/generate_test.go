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
