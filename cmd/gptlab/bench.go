package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"gptlab/cmd/gptlab/bench"
)

func newBench() *cobra.Command {
	var (
		asJSON, worker bool
		only           string
	)
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine computes, beside OpenBLAS where there is one",
		Long: `Measure how fast gptlab computes on this machine: the rows of the table in
docs/performance.md. Each row and what it is compared with take turns, so that
both meet the same conditions; rounds in which other programs took the cores are
not counted. OpenBLAS is measured where a C compiler and libopenblas-dev are
installed; nothing is downloaded.

✗ marks a ratio that misses what is required, ✓ one that reaches the aim.`,
		Example: `  gptlab bench
  gptlab bench --only 'gemm avx2 2 threads'
  gptlab bench --only training --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if worker {
				return bench.Work(cmd.InOrStdin(), cmd.OutOrStdout())
			}
			program, err := os.Executable()
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd)
			defer stop()
			report := benchTable(cmd.OutOrStdout())
			if asJSON {
				report = benchLines(cmd.OutOrStdout())
			}
			return bench.Run(ctx, []string{program, cmd.Name(), "--worker"}, only, report)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, for other programs: an object for each row")
	cmd.Flags().StringVar(&only, "only", "", "measure the rows whose names contain all of these `words`")
	cmd.Flags().BoolVar(&worker, "worker", false, "be one of the two sides that are measured")
	must(cmd.Flags().MarkHidden("worker"))
	return cmd
}

// benchTable prints each result as a line for people.
func benchTable(w io.Writer) bench.Report {
	fmt.Fprintf(w, "%-46s %10s %10s %-8s %7s %10s\n", "", "gptlab", "against", "", "ratio", "required")
	return func(row string, r bench.Result, skipped error) {
		if skipped != nil {
			fmt.Fprintf(w, "%-46s left out: %v\n", row, skipped)
			return
		}
		mark, relation := " ", "≤"
		if r.AtLeast {
			relation = "≥"
		}
		switch {
		case !r.Reached():
			mark = "✗"
		case r.Aimed():
			mark = "✓"
		}
		required := "–"
		if r.Required != 0 {
			required = fmt.Sprintf("%s %.4g", relation, r.Required)
		}
		note := r.Note
		if r.Calm < r.Rounds/2 {
			note += fmt.Sprintf(" (disturbed: %d calm rounds of %d)", r.Calm, r.Rounds)
		}
		fmt.Fprintf(w, "%-46s %10.4g %10.4g %-8s %6.3f%s %10s  %s%s\n", row, r.Ours, r.Theirs, r.Unit, r.Ratio, mark, required, r.Against, note)
	}
}

// A benchLine is a row in JSON.
type benchLine struct {
	bench.Result
	Reached bool   `json:"reached"`
	Aimed   bool   `json:"aimed"`
	Skipped string `json:"skipped,omitempty"`
}

// benchLines prints each result as a line of JSON.
func benchLines(w io.Writer) bench.Report {
	return func(row string, r bench.Result, skipped error) {
		line := benchLine{Result: r, Reached: r.Reached(), Aimed: r.Aimed()}
		if line.Row = row; skipped != nil {
			line.Skipped = skipped.Error()
		}
		_ = writeJSON(w, line) // whoever reads is gone if this fails
	}
}
