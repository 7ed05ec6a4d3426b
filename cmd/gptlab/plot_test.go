package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/web"
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

// What the command line writes is what the page of the same model writes: the
// same function draws both.
func TestPlotIsThatOfThePage(t *testing.T) {
	dir := checkpoint(t)
	list, _ := web.Models(dir)
	page := web.New(web.Options{Models: list, Log: slog.New(slog.DiscardHandler)})
	server := httptest.NewServer(page)
	defer func() { server.Close(); page.Close() }()
	for _, c := range []struct {
		kind, query string
		flags       []string
	}{
		{"draws", "seed=7&max_tokens=5&temperature=0.8", []string{"--seed", "7", "--max-tokens", "5", "--temperature", "0.8"}},
		{"sampling", "seed=7&top_k=4&t=2&n=6", []string{"--seed", "7", "--top-k", "4", "--t", "2", "--n", "6"}},
		{"cache", "top_p=0.9&seed=1", []string{"--top-p", "0.9", "--seed", "1"}},
		{"samples", "nth=3", []string{"--nth", "3"}},
		{"cuts", "", nil},
		{"map", "t=2", []string{"--t", "2"}},
		{"attention", "layer=1&head=0&compare=1&set=h.*.attn.scaled%3Didentity", []string{"--layer", "1", "--head", "0", "--compare", "--set", "h.*.attn.scaled=identity"}},
		{"factors", "compare=1&was=" + url.QueryEscape("床前月光"), []string{"--compare", "--was", "床前月光"}},
		{"tensor", "set=wpe%3D0&step=embd", []string{"--set", "wpe=0", "--step", "embd"}},
	} {
		answer, err := http.Get(server.URL + "/plot/" + c.kind + ".csv?model=" + filepath.Base(dir) + "&text=" + url.QueryEscape("床前看月") + "&" + c.query)
		require.NoError(t, err)
		want, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode, "%s: %s", c.kind, want)
		got := plotted(t, c.kind, "a.csv", append([]string{"--model", dir, "--text", "床前看月"}, c.flags...)...)
		assert.Equal(t, string(want), got, c.kind)
	}
}

// A label has several judges: the bundled models that were taught the same.
func TestPlotBesideTheBundled(t *testing.T) {
	said := []string{"--model", "world-en-feeling", "--text", "Mia is happy"}
	labels := plotted(t, "labels", "a.csv", said...)
	assert.Contains(t, labels, "fine-tuned,from scratch")
	assert.Contains(t, labels, "\nproud,")
	for kind, shows := range map[string]string{"confusion": "thankful", "learning": "labels,", "kept": "after 500 updates"} {
		model := map[bool]string{true: "world-en", false: "world-en-feeling"}[kind == "kept"]
		assert.Contains(t, plotted(t, kind, "a.csv", "--model", model, "--text", "Mia is happy"), shows, kind)
	}
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
