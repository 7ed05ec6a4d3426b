package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
)

func newClassify() *cobra.Command {
	var model, text, data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "classify --model DIR (--text T | --data FILE.tsv|world-en|world-zh)",
		Short: "Label a text with a fine-tuned model, or measure it on labelled texts",
		Long: `Label a text with a model that gptlab finetune has taught a task: the probability
of each label. Of a text longer than the model can see, it reads the end, and
says how much was left out.

With --data, a file of lines "text<tab>label", it labels every text and prints how
often it was right: accuracy, macro F1, and what was said for what. With --data
world-en or world-zh it labels 1,000 fresh stories of the small world.`,
		Example: `  gptlab classify --model world-en-feeling --text "Mia is on the beach with Tom. Mia finds a ball."
  gptlab classify --model world-en-feeling --data world-en
  gptlab classify --model ./theme --text 輦路生春草，上林花發時。
  gptlab classify --model ./theme --data poems.tsv --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := models.Open(model)
			if err != nil {
				return err
			}
			if !c.Model.Task.Exists() {
				return ref.Fail("task_missing", ref.Args{"model": c.Name})
			}
			var answer interface{ print(io.Writer) error }
			if cmd.Flags().Changed("text") {
				answer, err = classified(c, text)
			} else {
				answer, err = measured(cmd, c, data)
			}
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), answer)
			}
			return answer.print(cmd.OutOrStdout())
		},
	}
	addModelFlag(cmd, &model)
	cmd.Flags().StringVar(&text, "text", "", "the `text` to label")
	cmd.Flags().StringVar(&data, "data", "", "a `file` of labelled texts to measure the model on, or world-en, world-zh")
	cmd.MarkFlagsOneRequired("text", "data")
	cmd.MarkFlagsMutuallyExclusive("text", "data")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// classification is what classify --text --json prints.
type classification struct {
	Model  string      `json:"model"`
	Label  string      `json:"label"` // the likeliest
	Labels []labelProb `json:"labels"`
	Tokens int         `json:"tokens"` // that the model read, a start token included
	Cut    int         `json:"cut"`    // tokens left out at the beginning
}

type labelProb struct {
	Label string `json:"label"`
	P     number `json:"p"`
}

func classified(c *ref.Checkpoint, text string) (classification, error) {
	tokens, cut, err := taskTokens(c, text)
	if err != nil {
		return classification{}, err
	}
	answer := classification{Model: c.Name, Tokens: len(tokens), Cut: cut}
	best := number(-1)
	for k, p := range c.Model.Classify(ref.Scope{}, tokens).Row(0) {
		answer.Labels = append(answer.Labels, labelProb{c.Model.Task.Labels[k], number(p)})
		if number(p) > best {
			best, answer.Label = number(p), c.Model.Task.Labels[k]
		}
	}
	return answer, nil
}

func (a classification) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range a.Labels {
		mark := ""
		if l.Label == a.Label {
			mark = "  ←"
		}
		fmt.Fprintf(table, "%s\t%s%s\n", l.Label, digits(l.P), mark)
	}
	if err := table.Flush(); err != nil || a.Cut == 0 {
		return err
	}
	_, err := fmt.Fprintf(w, "\nthe text is too long for this model: its first %d tokens were left out\n", a.Cut)
	return err
}

// measured labels a whole file.
func measured(cmd *cobra.Command, c *ref.Checkpoint, data string) (metrics, error) {
	rows, err := readLabelled(c, data)
	if err != nil {
		return metrics{}, err
	}
	texts, cut, err := encodeRows(c, data, c.Model.Task.Labels, rows)
	if err != nil {
		return metrics{}, err
	}
	if cut > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "%d texts are longer than the %d tokens that the model can see: of those it reads the end\n", cut, c.Model.NPositions)
	}
	return metricsOf(c.Model.EvaluateTask(texts)), nil
}
