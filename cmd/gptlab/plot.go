package main

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

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
		Short: "Draw a picture of a run: " + strings.Join(plotKinds(), ", "),
		Long: `Draw a picture of a run:

  attention      who looks at whom: one head, or without --head all heads of the
                 layer, or without --layer all layers

Layers and heads count from 0. As in the lessons, a --text stands behind the
model's start token; --tokens are taken as they are. --start and --start=false
say otherwise.`,
		Example: `  gptlab plot attention --model tang --text 床前看月光 --layer 0 --head 2 -o attention.png
  gptlab plot attention --model tang --text 床前看月光 --lang zh-Hant -o all.pdf`,
		Args:      oneOf(plotKinds()),
		ValidArgs: plotKinds(),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := viz.FormatOf(out)
			if err != nil {
				return &misuse{err}
			}
			if err := want.check(); err != nil {
				return err
			}
			if !cmd.Flags().Changed("start") {
				start = !cmd.Flags().Changed("tokens")
			}
			read, err := in.read(start)
			if err != nil {
				return err
			}
			want.kind = args[0]
			picture, err := want.picture(cmd.Context(), read)
			if err != nil {
				return err
			}
			return ref.WriteFile(out, func(w io.Writer) error { return picture.Write(w, format) })
		},
	}
	in.addFlags(cmd, "text")
	flags := cmd.Flags()
	flags.BoolVar(&start, "start", false, "put the model's start token in front (default: of a --text, not of --tokens)")
	flags.IntVar(&want.layer, "layer", viz.All, "the layer, from 0; -1 for all")
	flags.IntVar(&want.head, "head", viz.All, "the head, from 0; -1 for all of the layer")
	flags.StringVar(&want.step, "step", "weights", "what of the attention: "+strings.Join(viz.AttentionSteps, ", "))
	flags.StringVar(&want.lang, "lang", lessons.Languages[0], "the language of the words in the picture: "+strings.Join(lessons.Languages, ", "))
	flags.StringVarP(&out, "out", "o", "", "the `file` to write: .png, .svg or .pdf")
	must(cmd.MarkFlagRequired("out"))
	must(cmd.MarkFlagFilename("out", "png", "svg", "pdf"))
	must(cmd.RegisterFlagCompletionFunc("step", cobra.FixedCompletions(viz.AttentionSteps, cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(lessons.Languages, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// plots are the kinds of pictures, each made from a tape.
var plots = map[string]func(*viz.Tape, plotChoice) (viz.Plot, error){
	"attention": func(tape *viz.Tape, want plotChoice) (viz.Plot, error) {
		return viz.AttentionOf(tape, want.step, want.layer, want.head)
	},
}

func plotKinds() []string { return slices.Sorted(maps.Keys(plots)) }

// A plotChoice says which picture of a run.
type plotChoice struct {
	kind        string
	layer, head int // viz.All for all
	step        string
	lang        string
}

// check refuses what is wrong whatever the model.
func (want plotChoice) check() error {
	switch {
	case want.layer < viz.All, want.head < viz.All:
		return misused("layers and heads count from 0")
	case want.head != viz.All && want.layer == viz.All:
		return misused("--head %d: of which --layer?", want.head)
	case !slices.Contains(viz.AttentionSteps, want.step):
		return misused("--step %s: expected one of %s", want.step, strings.Join(viz.AttentionSteps, ", "))
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
	plot, err := plots[want.kind](tape, want)
	if err != nil {
		return nil, err
	}
	return plot.Picture(viz.Meta{
		Lang: want.lang, Model: in.Checkpoint.Name, Prompt: in.Spec.Text, Version: version(),
	})
}
