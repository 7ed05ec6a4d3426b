package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref/world"
)

// maxStories is the largest --n: some hundred megabytes of text.
const maxStories = 1_000_000

func newWorld() *cobra.Command {
	var (
		lang   string
		n      int
		seed   uint64
		asJSON bool
	)
	known := strings.Join(world.Languages(), ", ")
	cmd := &cobra.Command{
		Use:   "world --lang " + strings.Join(world.Languages(), "|"),
		Short: "Tell stories of the small world, with their true probabilities",
		Long: `Tell stories of the small world, a language whose true probabilities are known:
one story a line. With --json a line holds the story's text, its tokens and their
ids, the true probability of each, P(w_t | start token, w_<t), the probability
that the story ends there, and the labels: how the first child feels at the end,
who holds the thing, which thing, where. The start token is not listed.
docs/world.md says how to check the numbers.`,
		Example: `  gptlab world --lang en --n 3
  gptlab world --lang zh-Hant --n 1000 --seed 7 --json > stories.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			g, ok := world.For(lang)
			if !ok {
				return misused("--lang %s: expected one of %s", lang, known)
			}
			if n < 1 || n > maxStories {
				return misused("--n %d: expected 1 to %d", n, maxStories)
			}
			return tellStories(cmd.OutOrStdout(), g, n, seed, asJSON)
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "", "the `language` of the stories: "+known)
	must(cmd.MarkFlagRequired("lang"))
	must(cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(world.Languages(), cobra.ShellCompDirectiveNoFileComp)))
	cmd.Flags().IntVar(&n, "n", 10, "how many stories")
	cmd.Flags().Uint64Var(&seed, "seed", 0, "the same seed tells the same stories")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, for other programs: an object for each story")
	return cmd
}

// storyShown is a line of world --json.
type storyShown struct {
	Text   string       `json:"text"`
	Tokens []string     `json:"tokens"`
	IDs    []int        `json:"ids"`
	P      []float64    `json:"p"`      // P[i] = P(Tokens[i] | start token, Tokens[:i])
	End    float64      `json:"end"`    // P(end token | the whole story)
	Labels world.Labels `json:"labels"` // the same words for every language
	Shown  world.Labels `json:"shown"`  // the labels in the words of the story
}

// tellStories prints the first n stories of a seed as they are told.
func tellStories(to io.Writer, g *world.Grammar, n int, seed uint64, asJSON bool) error {
	out := bufio.NewWriter(to)
	words := g.Words()
	for story := range g.Stories(seed) {
		if err := printStory(out, g, words, story, asJSON); err != nil {
			return err
		}
		if n--; n == 0 {
			break
		}
	}
	return out.Flush()
}

func printStory(out io.Writer, g *world.Grammar, words []string, story world.Story, asJSON bool) error {
	text := g.Text(story.IDs)
	if !asJSON {
		_, err := fmt.Fprintln(out, text)
		return err
	}
	tokens := make([]string, len(story.IDs))
	for i, id := range story.IDs {
		tokens[i] = words[id]
	}
	return writeJSON(out, storyShown{text, tokens, story.IDs, story.P, story.End, story.Labels, story.Shown})
}
