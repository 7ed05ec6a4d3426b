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
		Short: "List what is taught, with the section of the chapter",
		Args:  cobra.NoArgs,
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
