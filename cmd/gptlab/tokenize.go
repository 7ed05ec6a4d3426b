package main

import (
	"fmt"
	"io"
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
What the vocabulary does not know is said to be unknown. No start token is put
in front.`,
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
				return writeJSON(cmd.OutOrStdout(), tokenizationOf(checkpoint.Name, tokens))
			}
			return printTokens(cmd.OutOrStdout(), tokens)
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
}

func tokenizationOf(model string, tokens []ref.Token) tokenization {
	t := tokenization{Model: model, Tokens: []tokenShown{}}
	for _, token := range tokens {
		t.Tokens = append(t.Tokens, tokenShown{token.ID, token.Text, ref.Label(token), token.Known})
	}
	return t
}

func printTokens(w io.Writer, tokens []ref.Token) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "#\tid\t  token")
	for i, t := range tokens {
		note := ""
		if !t.Known {
			note = "  unknown"
		}
		fmt.Fprintf(table, "%d\t%d\t  %s%s\n", i+1, t.ID, ref.Label(t), note)
	}
	return table.Flush()
}
