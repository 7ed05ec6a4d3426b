package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// bpeCheckpoint saves a tiny model whose tokens are pieces of words and of characters.
func bpeCheckpoint(t *testing.T) string {
	tokenizer, err := ref.TrainBPETokenizer([]string{strings.Repeat("the fox and the crow ", 3)}, 270)
	require.NoError(t, err)
	config := tiny
	config.VocabSize, config.BOS, config.EOS = tokenizer.Size(), tokenizer.Start(), tokenizer.Start()
	return saved(t, &ref.Checkpoint{Model: ref.NewGPT(config, 1), Tokenizer: tokenizer})
}

func TestTokenizeTable(t *testing.T) {
	lines := strings.Split(output(t, "tokenize", "--model", bpeCheckpoint(t), "--text", "the 山\n"), "\n")
	require.Len(t, lines, 8)
	for i, want := range []string{
		"# id bytes token", "1 257 0–3 74 68 65 the", "2 220 3–4 20 ␣ Ġ", "3 161 4–5 e5 <E5> å",
		"4 109 5–6 b1 <B1> ±", "5 109 6–7 b1 <B1> ±", "6 198 7–8 0a ⏎ Ċ", "",
	} {
		assert.Equal(t, want, strings.Join(strings.Fields(lines[i]), " "))
	}
	assert.Contains(t, output(t, "tokenize", "--model", checkpoint(t), "--text", "床x"), "unknown")
}

// The pieces of the text are its bytes, one after the other, whole characters or not.
func TestTokenizeJSON(t *testing.T) {
	const text = "the 山🙂 crow"
	for _, dir := range []string{bpeCheckpoint(t), checkpoint(t)} {
		at := 0
		for _, shown := range decoded(t, "tokenize", "--model", dir, "--text", text, "--json")["tokens"].([]any) {
			token := shown.(map[string]any)
			from, to := int(token["from"].(float64)), int(token["to"].(float64))
			assert.Equal(t, at, from)
			assert.Equal(t, len(strings.Fields(token["bytes"].(string))), to-from)
			assert.NotEmpty(t, token["label"])
			at = to
		}
		assert.Equal(t, len(text), at)
	}
}

// A vocabulary learned on the way opens again with the model, and reads what was not in its text.
func TestTrainWithBPE(t *testing.T) {
	out := filepath.Join(t.TempDir(), "bpe")
	got := gptlab("train", "--data", verses(t), "--steps", "1", "--tokenizer", "bpe:300", "--out", out)
	require.Equal(t, exitOK, got.code, got.stderr)
	c, err := ref.Open(out)
	require.NoError(t, err)
	require.IsType(t, &ref.BPETokenizer{}, c.Tokenizer)
	assert.Equal(t, c.Model.VocabSize, c.Tokenizer.Size())
	assert.Equal(t, c.Model.BOS, c.Tokenizer.(*ref.BPETokenizer).Start())
	for _, text := range []string{"床前看月光", "a crow 🙂"} {
		tokens, err := c.Tokenizer.Encode(text)
		require.NoError(t, err)
		assert.NotEmpty(t, tokens)
	}
}

// A list of words learned on the way opens again with the model; words seen once are the unknown one.
func TestTrainWithWords(t *testing.T) {
	data := filepath.Join(t.TempDir(), "fables.txt")
	fable := "The fox saw the crow. \"Sing,\" said the fox, \"sing!\" The crow sang.\n"
	require.NoError(t, os.WriteFile(data, []byte(strings.Repeat(fable, 40)+"Once\n"), 0o666))
	out := filepath.Join(t.TempDir(), "words")
	got := gptlab("train", "--data", data, "--steps", "1", "--tokenizer", "word", "--out", out)
	require.Equal(t, exitOK, got.code, got.stderr)
	c, err := ref.Open(out)
	require.NoError(t, err)
	words := c.Tokenizer.(*ref.WordTokenizer)
	assert.Equal(t, c.Model.VocabSize, words.Size())
	assert.Equal(t, c.Model.BOS, words.Start())
	assert.Contains(t, words.Words(), "crow")
	assert.NotContains(t, words.Words(), "Once")
}

func TestBPESize(t *testing.T) {
	for name, want := range map[string]int{"": 0, "char": 0, "word": 0, "bpe": defaultBPESize, "bpe:257": 257, "bpe:2000": 2000} {
		size, err := bpeSize(name)
		assert.NoError(t, err)
		assert.Equal(t, want, size, name)
	}
	for _, name := range []string{"bpe:", "bpe:256", "bpe:x", "bpe:9999999", "bpee", "char:3", "sentencepiece"} {
		_, err := bpeSize(name)
		assert.Error(t, err, name)
	}
}
