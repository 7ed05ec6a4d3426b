package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
)

func newModels() *cobra.Command {
	return &cobra.Command{
		Use:   "models [NAME]",
		Short: "List the bundled models, or print the card of one",
		Long: `List the models that come with the program. With the name of one: print its
model card, which says what it learned from, how, and how well.`,
		Example: `  gptlab models
  gptlab models tang`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				card := models.Card(args[0])
				if card == "" {
					return ref.Fail("model_unknown", ref.Args{"model": args[0]})
				}
				_, err := fmt.Fprint(cmd.OutOrStdout(), card)
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "name\tparameters\tlayers\theads\twidth\tpositions\tvocabulary")
			for _, name := range models.Names() {
				c, err := models.Open(name)
				if err != nil {
					return err
				}
				m := c.Model
				fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n",
					name, m.NumParams(), m.NLayer, m.NHead, m.NEmbd, m.NPositions, m.VocabSize)
			}
			return table.Flush()
		},
	}
}
