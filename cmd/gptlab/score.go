package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/viz"
)

func newScore() *cobra.Command {
	var in input
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "score --model M (--text T | --tokens 1,2,3)",
		Short: "Print P(w_t | w_<t) of every token of a text, and its log-likelihood",
		Long: `Print P(w_t | w_<t) of every token of a text, and its log-likelihood.

A model with a start token gets it put in front, so that the first token has a
context too. For a model without one the first factor is unknown, and the sums
begin at the second token. A word outside the vocabulary has no factor either, and
is left out of the sums. Logarithms are natural: likelihoods are in nats.`,
		Example: `  gptlab score --model tang --text 床前看月光
  gptlab score --model aesop --text "A Fox once saw a Crow" --json
  gptlab score --model ./gpt2 --tokens 464,3290,318`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			read, err := in.read(true)
			if err != nil {
				return err
			}
			if len(read.Words()) == 0 { // the start token alone
				return ref.Fail("text_empty", nil)
			}
			s := scoreOf(read)
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), s)
			}
			return s.print(cmd.OutOrStdout(), read)
		},
	}
	in.addFlags(cmd, "text")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// score is what score --json prints.
type score struct {
	Model         string        `json:"model"`
	Tokens        []scoredToken `json:"tokens"`
	LogLikelihood number        `json:"log_likelihood"`
	MeanNLL       number        `json:"mean_nll"`
	Perplexity    number        `json:"perplexity"`
}

type scoredToken struct {
	ID   int     `json:"id"`
	Text *string `json:"text"` // null without a tokenizer
	P    number  `json:"p"`    // null where there is none
	LogP number  `json:"log_p"`
}

func scoreOf(in viz.Input) score {
	c, words := in.Checkpoint, in.Words()
	first := len(in.Tokens) - len(words) // 1 behind a start token
	likelihood := c.Model.Score(ref.Scope{}, in.IDs()[first:], in.Unknown()[first:])
	s := score{
		Model:         c.Name,
		LogLikelihood: number(likelihood.Sum),
		MeanNLL:       number(likelihood.MeanNLL()),
		Perplexity:    number(likelihood.Perplexity()),
	}
	for i, f := range likelihood.Factors {
		t := scoredToken{ID: f.Token, Text: textOf(c, words[i]), P: number(math.NaN()), LogP: number(math.NaN())}
		if f.Known {
			t.P, t.LogP = number(f.P), number(f.LogP)
		}
		s.Tokens = append(s.Tokens, t)
	}
	return s
}

// print writes the table that people read.
func (s score) print(w io.Writer, in viz.Input) error {
	first := len(in.Tokens) - len(in.Words()) // 1 behind a start token
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "t\tid\tP(w_t|w_<t)\tlog P\t  w_t")
	for i, t := range s.Tokens {
		fmt.Fprintf(table, "%d\t%d\t%s\t%s\t  %s\n", i+1, t.ID, digits(t.P), digits(t.LogP), in.Label(first+i))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nlog-likelihood %s   mean NLL %s   perplexity %s\n",
		digits(s.LogLikelihood), digits(s.MeanNLL), digits(s.Perplexity))
	return err
}

// digits writes a number as people read it, – where there is none.
func digits(x number) string {
	if math.IsNaN(float64(x)) {
		return "–"
	}
	return fmt.Sprintf("%.4g", float64(x))
}
