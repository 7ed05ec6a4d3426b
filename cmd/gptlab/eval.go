package main

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/ref/world"
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
nats per token, over windows that do not overlap, and the perplexity. A token may
be a character, a piece of a word or a word; only the bits per character compare
models whose tokens differ.

With --data world-en or world-zh the truth is known, and the model is compared
with it on stories it was not trained on. "truth" is the mean of −log of the true
probabilities of the same words, which no model can beat; "gap" is what is left to
learn.

It stops after --time and says how many tokens it came to. A bundled model has
seen nine tenths of its own corpus: on that file it looks better than it is.`,
		Example: `  gptlab eval --model tang --data poems.txt
  gptlab eval --model ./my-model --data book.txt --time 1m --json
  gptlab eval --model world-en --data world-en`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkDocuments(documents, "auto"); err != nil {
				return err
			}
			if limit < 0 {
				return misused("--time %v: expected 0, without an end, or more", limit)
			}
			c, err := models.Open(model)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd)
			defer stop()
			if g, ok := world.Named(data); ok {
				e, err := evaluateWorld(ctx, c, g, limit)
				if err != nil {
					return err
				}
				e.Data = data
				return printEvaluation(cmd, e, asJSON)
			}
			text, err := streamOf(c, data, documents)
			if err != nil {
				return err
			}
			e := evaluate(ctx, c, text, limit)
			e.Data = data
			if all := len(text.ids) - 1; e.Tokens < all {
				fmt.Fprintf(cmd.ErrOrStderr(), "stopped after %d of %d tokens; --time 0 takes all\n", e.Tokens, all)
			}
			return printEvaluation(cmd, e, asJSON)
		},
	}
	addModelFlag(cmd, &model)
	cmd.Flags().StringVar(&data, "data", "", "the text `file`, UTF-8; or "+strings.Join(worldNames(), " or ")+", fresh stories of the small world")
	cmd.Flags().StringVar(&documents, "documents", "auto", "where one text of the file ends and the next begins: lines, paragraphs or none; auto looks at the file and the model")
	cmd.Flags().DurationVar(&limit, "time", 10*time.Second, "stop after this long; 0 reads all of it")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.RegisterFlagCompletionFunc("documents", cobra.FixedCompletions([]string{"auto", "lines", "paragraphs", "none"}, cobra.ShellCompDirectiveNoFileComp)))
	addJSONFlag(cmd, &asJSON)
	return cmd
}

func printEvaluation(cmd *cobra.Command, e evaluation, asJSON bool) error {
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), e)
	}
	truth := ""
	if e.Gap != nil {
		truth = fmt.Sprintf("\n%d stories   truth %s ± %s   gap %s ± %s (standard errors)",
			e.Stories, digits(*e.Entropy), digits(*e.EntropyError), digits(*e.Gap), digits(*e.GapError))
	}
	if e.BitsPerCharacter != nil {
		truth = "   bits per character " + digits(*e.BitsPerCharacter)
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "tokens %d   mean NLL %s   perplexity %s%s\n",
		e.Tokens, digits(e.MeanNLL), digits(e.Perplexity), truth)
	return err
}

// evaluation is what eval --json prints. Entropy and Gap are null where the truth
// is not known: of a text that people wrote.
type evaluation struct {
	Model      string  `json:"model"`
	Data       string  `json:"data"`
	Tokens     int     `json:"tokens"` // that were predicted
	MeanNLL    number  `json:"mean_nll"`
	Perplexity number  `json:"perplexity"`
	Entropy    *number `json:"entropy"`
	Gap        *number `json:"gap"`

	// Of a text: what compares models whose tokens are not the same pieces.
	BitsPerCharacter *number `json:"bits_per_character,omitempty"`

	// Of the small world alone: standard errors of the two, and how many stories.
	EntropyError *number `json:"entropy_se,omitempty"`
	GapError     *number `json:"gap_se,omitempty"`
	Stories      int     `json:"stories,omitempty"`
}

// evaluate predicts ids[1:] in windows as long as the model can see, and stops
// between windows when the time is over or ctx ends.
func evaluate(ctx context.Context, c *ref.Checkpoint, text stream, limit time.Duration) evaluation {
	const windows = 8 // predicted at a time
	e, ids := evaluation{Model: c.Name}, text.ids
	sum, began := 0.0, time.Now()
	for e.Tokens+1 < len(ids) && ctx.Err() == nil && (e.Tokens == 0 || limit == 0 || time.Since(began) < limit) {
		n := min(windows*c.Model.NPositions, len(ids)-1-e.Tokens)
		part := ids[e.Tokens : e.Tokens+n+1]
		sum += c.Model.MeanNLL(ref.Scope{}, part) * float64(n)
		e.Tokens += n
	}
	mean := sum / float64(e.Tokens)
	e.MeanNLL, e.Perplexity = number(mean), number(math.Exp(mean))
	characters := 0
	for _, n := range text.characters[1 : e.Tokens+1] {
		characters += n
	}
	bits := number(sum / math.Ln2 / float64(characters))
	e.BitsPerCharacter = &bits
	return e
}
