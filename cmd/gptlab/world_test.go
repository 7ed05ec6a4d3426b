package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref/world"
)

func TestWorldTellsStories(t *testing.T) {
	for _, lang := range world.Languages() {
		g, _ := world.For(lang)
		words := g.Words()
		lines := strings.SplitAfter(output(t, "world", "--lang", lang, "--n", "20", "--seed", "3"), "\n")
		require.Len(t, lines, 21, "a line a story, and nothing behind the last")
		told := strings.SplitAfter(output(t, "world", "--lang", lang, "--n", "20", "--seed", "3", "--json"), "\n")
		for i, line := range told[:20] {
			var story storyShown
			require.NoError(t, json.Unmarshal([]byte(line), &story))
			assert.Equal(t, lines[i], story.Text+"\n")
			assert.Equal(t, story.P, g.Truth(story.IDs), "a float64 survives its JSON")
			require.Len(t, story.Tokens, len(story.IDs))
			for j, id := range story.IDs {
				assert.Equal(t, words[id], story.Tokens[j])
			}
			assert.Contains(t, []string{"first", "second", "nobody"}, story.Labels.Holder)
			for _, label := range []string{story.Labels.Feeling, story.Labels.Thing, story.Labels.Place} {
				assert.NotEmpty(t, label)
			}
		}
		assert.NotEqual(t, lines, strings.SplitAfter(output(t, "world", "--lang", lang, "--n", "20"), "\n"), "another seed")
	}
}

func TestWorldUsedWrongly(t *testing.T) {
	for args, want := range map[string]string{
		"":                         `"lang" not set`,
		"--lang fr":                "--lang fr: expected one of en",
		"--lang en --n 0":          "--n 0: expected 1 to 1000000",
		"--lang en --n 1000001":    "--n 1000001: expected 1 to 1000000",
		"--lang en --seed -1":      "expected a whole number",
		"--lang en and-more":       "unknown command",
		"--lang en --n 1 --seed x": "expected a whole number",
	} {
		got := gptlab(append([]string{"world"}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsedWrongly, got.code, args)
		assert.Contains(t, got.stderr, want, args)
		assert.Empty(t, got.stdout, args)
	}
}
