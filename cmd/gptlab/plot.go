package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gptlab/lessons"
	"gptlab/ref"
	"gptlab/viz"
)

func newPlot() *cobra.Command {
	var (
		in    input
		start bool
		out   string
		want  plotChoice
	)
	cmd := &cobra.Command{
		Use:   "plot KIND --model M (--text T | --tokens 1,2,3) -o FILE.{png,svg,pdf}",
		Short: "Draw a picture of a run",
		Long: `Draw a picture of a run. KIND is one of

` + kindsHelp() + `
Layers and heads count from 0, words from 1. As in the lessons, a --text stands
behind the model's start token; --tokens are taken as they are, but for factors
and distribution, which show what score prints. --start and --start=false say
otherwise.`,
		Example: `  gptlab plot attention --model tang --text 床前看月光 --layer 0 --head 2 -o attention.png
  gptlab plot attention --model tang --text 床前看月光 --lang zh-Hant -o all.pdf
  gptlab plot factors --model aesop --text "The Fox saw a bunch of grapes" -o factors.svg
  gptlab plot distribution --model tang --text 床前看月光 -o next.png`,
		Args:      oneOf(kindNames()),
		ValidArgs: kindNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := viz.FormatOf(out)
			if err != nil {
				return &misuse{err}
			}
			want.plotKind = plotKinds[slices.Index(kindNames(), args[0])]
			if err := want.check(cmd.Flags()); err != nil {
				return err
			}
			if !cmd.Flags().Changed("start") {
				start = want.asScore || !cmd.Flags().Changed("tokens")
			}
			read, err := in.read(start)
			if err != nil {
				return err
			}
			picture, err := want.picture(cmd.Context(), read)
			if err != nil {
				return err
			}
			return ref.WriteFile(out, func(w io.Writer) error { return picture.Write(w, format) })
		},
	}
	in.addFlags(cmd, "text")
	flags := cmd.Flags()
	flags.BoolVar(&start, "start", false, "put the model's start token in front (default: of a --text)")
	flags.IntVar(&want.layer, "layer", viz.All, "the layer, from 0; -1 for all")
	flags.IntVar(&want.head, "head", viz.All, "the head, from 0; -1 for all of the layer")
	flags.StringVar(&want.step, "step", "", "which step: of attention one of "+strings.Join(viz.AttentionSteps, ", ")+"; else its public name")
	flags.IntVar(&want.t, "t", 0, "which word, from 1 (default: the last, or the one that may follow)")
	flags.IntVar(&want.n, "n", 20, "how many of the likeliest words")
	flags.StringVar(&want.lang, "lang", lessons.Languages[0], "the language of the words in the picture: "+strings.Join(lessons.Languages, ", "))
	flags.StringVarP(&out, "out", "o", "", "the `file` to write: .png, .svg or .pdf")
	must(cmd.MarkFlagRequired("out"))
	must(cmd.MarkFlagFilename("out", "png", "svg", "pdf"))
	must(cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(lessons.Languages, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// kindNames lists the kinds of pictures.
func kindNames() []string {
	var names []string
	for _, k := range plotKinds {
		names = append(names, k.name)
	}
	return names
}

// kindsHelp is a line for each kind.
func kindsHelp() string {
	var help strings.Builder
	for _, k := range plotKinds {
		fmt.Fprintf(&help, "  %-13s %s\n", k.name, k.shows)
	}
	return help.String()
}

// check refuses what is wrong whatever the model.
func (want plotChoice) check(flags *pflag.FlagSet) error {
	for _, flag := range plotFlags {
		if flags.Changed(flag) && !slices.Contains(want.flags, flag) {
			return misused("--%s is not for %s", flag, want.name)
		}
	}
	switch {
	case want.layer < viz.All, want.head < viz.All:
		return misused("layers and heads count from 0")
	case want.head != viz.All && want.layer == viz.All && slices.Contains(want.flags, "layer"):
		return misused("--head %d: of which --layer?", want.head)
	case flags.Changed("t") && want.t < 1:
		return misused("--t %d: the words of a text count from 1", want.t)
	case want.n < 1 || want.n > viz.MaxTop:
		return misused("--n %d: expected 1 to %d", want.n, viz.MaxTop)
	case !slices.Contains(lessons.Languages, want.lang):
		return misused("--lang %s: expected one of %s", want.lang, strings.Join(lessons.Languages, ", "))
	}
	return nil
}

// picture runs the model and lays the picture out.
func (want plotChoice) picture(ctx context.Context, in viz.Input) (*viz.Picture, error) {
	tape := new(viz.Tape)
	if err := viz.Run(ctx, in.Checkpoint, in.Spec, tape); err != nil {
		return nil, err
	}
	plot, err := want.from(tape, want)
	if err != nil {
		return nil, err
	}
	return plot.Picture(viz.Meta{
		Lang: want.lang, Model: in.Checkpoint.Name, Prompt: in.Spec.Text, Version: version(),
	})
}
