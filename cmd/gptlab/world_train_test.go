package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/world"
)

// A model of the small world, from training to the picture of its curve.
func TestTrainOnTheWorld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	got := gptlab("train", "--data", "world-zh", "--steps", "2", "--keep", "0,1", "--out", dir)
	require.Equal(t, exitOK, got.code, got.stderr)
	assert.Contains(t, got.stderr, "the truth about those for validation is 0.")

	before, err := ref.Open(filepath.Join(dir, "step-0000000"))
	require.NoError(t, err)
	after, err := ref.Open(filepath.Join(dir, "step-0000001"))
	require.NoError(t, err)
	assert.NotEqual(t, before.Model.WTE.Data, after.Model.WTE.Data)
	assert.NoDirExists(t, filepath.Join(dir, "step-0000002"))

	e := decoded(t, "eval", "--model", dir, "--data", "world-zh", "--time", "1ms", "--json")
	assert.ElementsMatch(t, []string{"model", "data", "tokens", "mean_nll", "perplexity", "entropy", "gap", "entropy_se", "gap_se", "stories"}, keys(e))
	assert.InDelta(t, e["mean_nll"].(float64)-e["entropy"].(float64), e["gap"], 1e-9)
	assert.Greater(t, e["gap"], 3.0, "it has hardly begun")
	assert.Equal(t, 32.0, e["stories"])
	assert.Contains(t, output(t, "eval", "--model", dir, "--data", "world-zh", "--time", "1ms"), "gap ")

	wrong := gptlab("eval", "--model", dir, "--data", "world-en")
	assert.Equal(t, exitFailed, wrong.code)
	assert.Contains(t, wrong.stderr, "does not read the words of world-en")

	shown := decoded(t, "tokenize", "--model", dir, "--text", "小明有汽球", "--json")["tokens"].([]any)
	assert.Equal(t, []any{"小美", "小玲", "小雨"}, shown[0].(map[string]any)["nearest"])
	assert.Contains(t, output(t, "tokenize", "--model", dir, "--text", "小明"), "小美")

	picture := filepath.Join(t.TempDir(), "loss.svg")
	output(t, "plot", "loss", "--model", dir, "--lang", "zh-Hant", "-o", picture)
	svg, err := os.ReadFile(picture)
	require.NoError(t, err)
	assert.Contains(t, string(svg), "學習曲線")
	assert.Equal(t, exitFailed, gptlab("plot", "loss", "--model", filepath.Join(dir, "step-0000000"), "-o", picture).code, "no log")
	assert.Equal(t, exitUsedWrongly, gptlab("plot", "loss", "--model", dir, "-o", "loss.txt").code)
}

func TestWorldNames(t *testing.T) {
	require.NotEmpty(t, worldNames())
	for _, name := range worldNames() {
		_, ok := world.Named(name)
		assert.True(t, ok)
		_, err := recipeNamed(name)
		assert.NoError(t, err, "each has its recipe")
	}
}
