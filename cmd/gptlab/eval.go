package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
)

func newEval() *cobra.Command {
	var (
		model, data, documents string
		limit                  time.Duration
		asJSON                 bool
	)
	cmd := &cobra.Command{
		Use:   "eval --model M --data FILE",
		Short: "Measure how well a model predicts a text: mean NLL and perplexity",
		Long: `Measure how well a model predicts a text: the mean negative log-likelihood in
nats per token, over windows that do not overlap, and the perplexity.

It stops after --time and says how many tokens it came to. A bundled model has
seen nine tenths of its own corpus: on that file it looks better than it is.`,
		Example: `  gptlab eval --model tang --data poems.txt
  gptlab eval --model ./my-model --data book.txt --time 1m --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkDocuments(documents, "auto"); err != nil {
				return err
			}
			c, err := models.Open(model)
			if err != nil {
				return err
			}
			ids, err := streamOf(c, data, documents)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd)
			defer stop()
			e := evaluate(ctx, c, ids, limit)
			e.Data = data
			if e.Tokens < len(ids)-1 {
				fmt.Fprintf(cmd.ErrOrStderr(), "stopped after %d of %d tokens; --time 0 takes all\n", e.Tokens, len(ids)-1)
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), e)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "tokens %d   mean NLL %s   perplexity %s\n",
				e.Tokens, digits(e.MeanNLL), digits(e.Perplexity))
			return err
		},
	}
	addModelFlag(cmd, &model)
	cmd.Flags().StringVar(&data, "data", "", "the text `file`")
	cmd.Flags().StringVar(&documents, "documents", "auto", "where one text of the file ends and the next begins: lines, paragraphs or none; auto looks at the file and the model")
	cmd.Flags().DurationVar(&limit, "time", 10*time.Second, "stop after so long; 0 does not stop")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.RegisterFlagCompletionFunc("documents", cobra.FixedCompletions([]string{"auto", "lines", "paragraphs", "none"}, cobra.ShellCompDirectiveNoFileComp)))
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// evaluation is what eval --json prints. Entropy and Gap are null: the truth of
// a text that people wrote is not known.
type evaluation struct {
	Model      string  `json:"model"`
	Data       string  `json:"data"`
	Tokens     int     `json:"tokens"` // that were predicted
	MeanNLL    number  `json:"mean_nll"`
	Perplexity number  `json:"perplexity"`
	Entropy    *number `json:"entropy"`
	Gap        *number `json:"gap"`
}

// evaluate predicts ids[1:] in windows as long as the model can see, and stops
// between windows when the time is over or ctx ends.
func evaluate(ctx context.Context, c *ref.Checkpoint, ids []int, limit time.Duration) evaluation {
	const windows = 8 // predicted at a time
	e := evaluation{Model: c.Name}
	sum, began := 0.0, time.Now()
	for e.Tokens+1 < len(ids) && ctx.Err() == nil && (e.Tokens == 0 || limit == 0 || time.Since(began) < limit) {
		n := min(windows*c.Model.NPositions, len(ids)-1-e.Tokens)
		part := ids[e.Tokens : e.Tokens+n+1]
		sum += c.Model.MeanNLL(part) * float64(n)
		e.Tokens += n
	}
	mean := sum / float64(e.Tokens)
	e.MeanNLL, e.Perplexity = number(mean), number(math.Exp(mean))
	return e
}
