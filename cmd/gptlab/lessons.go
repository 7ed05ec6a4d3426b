package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gptlab/lessons"
)

func newLessons() *cobra.Command {
	return &cobra.Command{
		Use:   "lessons",
		Short: "List the lessons, each with its section of the chapter",
		Long: `List the lessons in their order: the section of the chapter, the lesson's id as
it stands in its URL, and its title in both languages. gptlab serve opens them.`,
		Example: `  gptlab lessons`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, l := range lessons.Course() {
				fmt.Fprintf(table, "%s\t%s", l.Section, l.ID)
				for _, lang := range lessons.Languages {
					fmt.Fprintf(table, "\t%s", l.Title(lang))
				}
				fmt.Fprintln(table)
			}
			return table.Flush()
		},
	}
}
