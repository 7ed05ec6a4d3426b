package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
)

func newTokenize() *cobra.Command {
	var model, text string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "tokenize --model M --text T",
		Short: "Show the tokens a model makes of a text",
		Long: `Show the tokens a model makes of a text: their ids, and what each stands for.
What the vocabulary does not know is said to be unknown; a model that reads words
offers known ones like it. No start token is put in front.`,
		Example: `  gptlab tokenize --model tang --text 床前看月光
  gptlab tokenize --model aesop --text "A Fox 🙂" --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checkpoint, err := models.Open(model)
			if err != nil {
				return err
			}
			if checkpoint.Tokenizer == nil {
				return ref.Fail("tokenizer_missing", ref.Args{"model": checkpoint.Name})
			}
			tokens, err := checkpoint.Tokenizer.Encode(text)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), tokenizationOf(checkpoint, tokens))
			}
			return printTokens(cmd.OutOrStdout(), checkpoint, tokens)
		},
	}
	addModelFlag(cmd, &model)
	cmd.Flags().StringVar(&text, "text", "", "the `text` to tokenize")
	must(cmd.MarkFlagRequired("text"))
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// tokenization is what tokenize --json prints.
type tokenization struct {
	Model  string       `json:"model"`
	Tokens []tokenShown `json:"tokens"`
}

type tokenShown struct {
	ID    int    `json:"id"`
	Text  string `json:"text"`
	Label string `json:"label"` // legible, whatever the text is made of
	Known bool   `json:"known"`

	// Nearest are known words like an unknown one, of a model that reads words.
	Nearest []string `json:"nearest,omitempty"`
}

func tokenizationOf(c *ref.Checkpoint, tokens []ref.Token) tokenization {
	t := tokenization{Model: c.Name, Tokens: []tokenShown{}}
	for _, token := range tokens {
		t.Tokens = append(t.Tokens, tokenShown{token.ID, token.Text, ref.Label(token), token.Known, nearest(c, token)})
	}
	return t
}

// nearest returns a few known words that an unknown one may have been meant to be.
func nearest(c *ref.Checkpoint, token ref.Token) (words []string) {
	t, reads := c.Tokenizer.(*ref.WordTokenizer)
	if !reads || token.Known {
		return nil
	}
	for _, near := range t.Nearest(cmp.Or(token.Word, token.Text), 3) {
		words = append(words, near.Text)
	}
	return words
}

func printTokens(w io.Writer, c *ref.Checkpoint, tokens []ref.Token) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "#\tid\t  token")
	for i, t := range tokens {
		note := ""
		if !t.Known {
			note = "  unknown"
			if near := nearest(c, t); len(near) > 0 {
				note += "; near: " + strings.Join(near, ", ")
			}
		}
		fmt.Fprintf(table, "%d\t%d\t  %s%s\n", i+1, t.ID, ref.Label(t), note)
	}
	return table.Flush()
}
