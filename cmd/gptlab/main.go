// Command gptlab is a debugger for GPT with a course on top.
//
// Data goes to standard output, progress and complaints to standard error. The
// exit code is 0 when all went well, 1 when the work failed, and 2 when the
// command was used wrongly.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func main() {
	cobra.EnableCommandSorting = false // help lists the commands in newRoot's order
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

const (
	exitOK = iota
	exitFailed
	exitUsedWrongly
)

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)

	cmd, err := root.ExecuteContextC(ctx)
	var failed *failure
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &failed):
		fmt.Fprintln(stderr, "gptlab:", err)
		return exitFailed
	default:
		fmt.Fprintf(stderr, "gptlab: %v\nSee '%s --help'.\n", err, cmd.CommandPath())
		return exitUsedWrongly
	}
}

// newRoot returns the whole command line.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "gptlab",
		Short: "A debugger for GPT, with a course on top",
		Long: `A debugger for GPT, with a course on top: gptlab runs a real, readable GPT,
records every equation it evaluates, and shows formula, code, numbers and plot
side by side.

Begin with: gptlab serve`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(explainFlag)
	addGroup(root, "The lab:", newServe(), newLessons(), newModels(), newWorld())
	addGroup(root, "What a model makes of a text:", newTokenize(), newScore(), newTrace(), newGenerate(), newPlot())
	addGroup(root, "Training and measuring:", newTrain(), newFinetune(), newClassify(), newEval(), newBench())
	root.AddCommand(newVersion())
	for _, cmd := range root.Commands() {
		cmd.RunE = asWork(cmd.RunE)
	}
	return root
}

// addGroup adds commands that help lists together, under a title.
func addGroup(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title})
	for _, cmd := range commands {
		cmd.GroupID = title
		root.AddCommand(cmd)
	}
}

// A failure is what goes wrong once a command has begun its work. Every other
// error is about how the command was used: cobra found it before, or misused
// said it.
type failure struct{ error }

func (f *failure) Unwrap() error { return f.error }

// A misuse is an error in the flags that only the command itself can see.
type misuse struct{ error }

func misused(format string, args ...any) error { return &misuse{fmt.Errorf(format, args...)} }

// asWork marks the errors of a command's work as failures.
func asWork(work func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := work(cmd, args)
		if wrong := new(misuse); err == nil || errors.As(err, &wrong) {
			return err
		}
		return &failure{err}
	}
}

// oneOf takes exactly one argument, out of a list.
func oneOf(known []string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 || !slices.Contains(known, args[0]) {
			return fmt.Errorf("%q: expected one of %s", strings.Join(args, " "), strings.Join(known, ", "))
		}
		return nil
	}
}
