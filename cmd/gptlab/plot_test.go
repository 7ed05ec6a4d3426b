package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plotted draws a picture and returns its file.
func plotted(t *testing.T, file string, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), file)
	assert.Empty(t, output(t, append([]string{"plot", "attention", "-o", out}, args...)...))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	return string(data)
}

func TestPlotFormats(t *testing.T) {
	dir := checkpoint(t)
	for file, begins := range map[string]string{"a.png": "\x89PNG\r\n", "a.PDF": "%PDF-", "a.svg": "<?xml"} {
		data := plotted(t, file, "--model", dir, "--text", "床前看月光", "--layer", "1", "--head", "0")
		assert.Equal(t, begins, data[:len(begins)], file)
	}
}

func TestPlotAttention(t *testing.T) {
	dir := checkpoint(t)
	svg := plotted(t, "a.svg", "--model", dir, "--text", "床前<b>", "--layer", "1", "--head", "0", "--lang", "zh-Hant")
	assert.Contains(t, svg, "床前&lt;b&gt;", "markup in the sentence is text")
	assert.Contains(t, svg, "注意力權重")
	assert.Contains(t, svg, "tiny", "the model is named")
	assert.Contains(t, svg, "●", "a text stands behind the start token")

	exact := plotted(t, "a.svg", "--model", dir, "--tokens", "4,5", "--layer", "1", "--head", "0")
	assert.NotContains(t, exact, "●", "tokens are taken as they are")
	ids := plotted(t, "a.svg", "--model", bare(t), "--tokens", "4,5", "--layer", "1")
	assert.Contains(t, ids, "#4", "what no tokenizer knows is shown by its number")
	for _, step := range []string{"masked", "scaled", "scores"} {
		assert.NotEmpty(t, plotted(t, "a.svg", "--model", dir, "--tokens", "4,5", "--step", step))
	}
}
