package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plotted draws a picture and returns its file.
func plotted(t *testing.T, kind, file string, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), file)
	assert.Empty(t, output(t, append([]string{"plot", kind, "-o", out}, args...)...))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	return string(data)
}

func TestPlotFormats(t *testing.T) {
	dir := checkpoint(t)
	for file, begins := range map[string]string{"a.png": "\x89PNG\r\n", "a.PDF": "%PDF-", "a.svg": "<?xml"} {
		data := plotted(t, "attention", file, "--model", dir, "--text", "床前看月光", "--layer", "1", "--head", "0")
		assert.Equal(t, begins, data[:len(begins)], file)
	}
}

func TestPlotAttention(t *testing.T) {
	dir := checkpoint(t)
	svg := plotted(t, "attention", "a.svg", "--model", dir, "--text", "床前<b>", "--layer", "1", "--head", "0", "--lang", "zh-Hant")
	assert.Contains(t, svg, "床前&lt;b&gt;", "markup in the sentence is text")
	assert.Contains(t, svg, "注意力權重")
	assert.Contains(t, svg, "tiny", "the model is named")
	assert.Contains(t, svg, "●", "a text stands behind the start token")

	exact := plotted(t, "attention", "a.svg", "--model", dir, "--tokens", "4,5", "--layer", "1", "--head", "0")
	assert.NotContains(t, exact, "●", "tokens are taken as they are")
	ids := plotted(t, "attention", "a.svg", "--model", bare(t), "--tokens", "4,5", "--layer", "1")
	assert.Contains(t, ids, "#4", "what no tokenizer knows is shown by its number")
	for _, step := range []string{"masked", "scaled", "scores"} {
		assert.NotEmpty(t, plotted(t, "attention", "a.svg", "--model", dir, "--tokens", "4,5", "--step", step))
	}
}

// The factors of a picture are those that score prints.
func TestPlotFactorsAsScore(t *testing.T) {
	dir := checkpoint(t)
	assert.Equal(t,
		plotted(t, "factors", "a.svg", "--model", dir, "--tokens", "0,4,5"),
		plotted(t, "factors", "a.svg", "--model", dir, "--tokens", "4,5"))
	assert.NotEqual(t,
		plotted(t, "factors", "a.svg", "--model", dir, "--tokens", "4,5", "--start=false"),
		plotted(t, "factors", "a.svg", "--model", dir, "--tokens", "4,5"))
}

// Every kind draws the run it is given; viz's own tests look at the pictures.
func TestPlotKinds(t *testing.T) {
	dir := checkpoint(t)
	for _, c := range []struct {
		kind  string
		flags []string
		shows string
	}{
		{"factors", nil, "床"},
		{"distribution", []string{"--n", "3"}, "月"},
		{"distribution", []string{"--t", "1"}, "●"},
		{"embedding", nil, "床"},
		{"layernorm", []string{"--step", "h.1.ln_2", "--t", "2"}, "前"},
		{"tensor", []string{"--step", "h.0.mlp.gelu"}, "h.0.mlp.gelu"},
		{"gradient", nil, "logits"},
		{"gradient", []string{"--step", "h.1.attn.weights", "--head", "1"}, "h.1.attn.weights"},
	} {
		svg := plotted(t, c.kind, "a.svg", append([]string{"--model", dir, "--text", "床前看月"}, c.flags...)...)
		assert.Contains(t, svg, c.shows, c.kind)
	}
}
