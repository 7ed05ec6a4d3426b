package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// verses are enough text for one window of the small recipe.
func verses(t *testing.T) string {
	return written(t, strings.Repeat("床前看月光，疑是地上霜。\n舉頭望山月，低頭思故鄉。\n", 20))
}

// A pressed key: the first line that training writes is answered with Ctrl-C.
type ctrlC struct {
	t    *testing.T
	once sync.Once
	bytes.Buffer
}

func (c *ctrlC) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("step ")) {
		c.once.Do(func() {
			self, err := os.FindProcess(os.Getpid())
			assert.NoError(c.t, err)
			assert.NoError(c.t, self.Signal(os.Interrupt))
		})
	}
	return c.Buffer.Write(p)
}

// Ctrl-C keeps a checkpoint that loads, and --resume goes on to the very weights
// of a run that nobody interrupted.
func TestTrainInterruptedAndResumed(t *testing.T) {
	data := verses(t)
	whole, parted := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "parted")
	train := func(out string, more ...string) []string {
		return append([]string{"train", "--data", data, "--steps", "3", "--seed", "7", "--out", out}, more...)
	}
	got := gptlab(train(whole)...)
	require.Equal(t, exitOK, got.code, got.stderr)
	assert.Empty(t, got.stdout, "progress is no data")
	assert.NotContains(t, got.stderr, "\r", "plain lines where nobody watches")
	assert.Contains(t, got.stderr, "step 3/3  loss ")

	pressed := &ctrlC{t: t}
	code := run(context.Background(), train(parted), strings.NewReader(""), &bytes.Buffer{}, pressed)
	require.Equal(t, exitOK, code, pressed.String())
	assert.Contains(t, pressed.String(), "--resume goes on")
	stopped, err := ref.Open(parted)
	require.NoError(t, err, "what an interrupted run leaves can be opened")
	assert.NotNil(t, stopped.Bigrams, "the counts of its text, for the lessons")
	assert.NotNil(t, stopped.Tokenizer)

	again := gptlab(train(parted)...)
	assert.Equal(t, exitFailed, again.code, "a run is not lost to another")
	assert.Contains(t, again.stderr, "--resume")

	other := gptlab("train", "--data", data, "--steps", "4", "--out", parted, "--resume")
	assert.Equal(t, exitFailed, other.code, "another recipe is another run")

	resumed := gptlab(train(parted, "--resume")...)
	require.Equal(t, exitOK, resumed.code, resumed.stderr)
	for _, file := range []string{ref.TrainingStateFile, ref.WeightsFile, ref.ConfigFile, ref.CharTokenizerFile} {
		want, err := os.ReadFile(filepath.Join(whole, file))
		require.NoError(t, err)
		have, err := os.ReadFile(filepath.Join(parted, file))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(want, have), "%s differs", file)
	}
	assert.Contains(t, output(t, "score", "--model", parted, "--text", "床前"), "log-likelihood")
}

func TestTrainResumeNothing(t *testing.T) {
	got := gptlab("train", "--data", verses(t), "--out", t.TempDir(), "--resume")
	assert.Equal(t, exitFailed, got.code)
	assert.Contains(t, got.stderr, ref.TrainingStateFile)
}

// --dtype f16 stores the same model in half the space.
func TestTrainStoresHalfPrecision(t *testing.T) {
	data, full, half := verses(t), filepath.Join(t.TempDir(), "full"), filepath.Join(t.TempDir(), "half")
	output(t, "train", "--data", data, "--steps", "1", "--out", full)
	output(t, "train", "--data", data, "--steps", "1", "--out", half, "--dtype", "f16")
	a, err := ref.Open(full)
	require.NoError(t, err)
	b, err := ref.Open(half)
	require.NoError(t, err)
	assert.InDeltaSlice(t, a.Model.WTE.Data, b.Model.WTE.Data, 1e-4)
	fullSize, err := os.Stat(filepath.Join(full, ref.WeightsFile))
	require.NoError(t, err)
	halfSize, err := os.Stat(filepath.Join(half, ref.WeightsFile))
	require.NoError(t, err)
	assert.Less(t, halfSize.Size(), fullSize.Size()*6/10)
}

// TestTrainWithAChangedStep trains another model, and a resumed run keeps to it.
func TestTrainWithAChangedStep(t *testing.T) {
	data, plain, unmasked := verses(t), filepath.Join(t.TempDir(), "plain"), filepath.Join(t.TempDir(), "unmasked")
	train := func(out string, more ...string) string {
		return gptlab(append([]string{"train", "--data", data, "--steps", "2", "--seed", "7", "--out", out}, more...)...).stderr
	}
	assert.Contains(t, train(plain), "step 2/2")
	assert.Contains(t, train(unmasked, "--set", "h.*.attn.masked=identity"), "step 2/2")
	a, err := ref.Open(plain)
	require.NoError(t, err)
	b, err := ref.Open(unmasked)
	require.NoError(t, err)
	assert.NotEqual(t, a.Model.WTE.Data, b.Model.WTE.Data)

	assert.Contains(t, train(unmasked, "--resume"), "recipe", "the state belongs to another run")
	assert.Contains(t, train(t.TempDir(), "--set", "h.9.ln_1=0"), "no layer 9")
}
