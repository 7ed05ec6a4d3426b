package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
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
		Use:   "plot KIND --model M (--text T | --tokens 1,2,3) -o FILE.{png,svg,pdf,csv}",
		Short: "Draw a picture of a run",
		Long: `Draw a picture of a run, or write the numbers behind it as CSV. KIND is one of

` + kindsHelp() + `
Layers and heads count from 0, words from 1. As in the lessons, a --text stands
behind the model's start token; --tokens are taken as they are, but for factors
and distribution, which show what score prints. --start and --start=false say
otherwise.`,
		Example: `  gptlab plot attention --model tang --text 床前看月光 --layer 0 --head 2 -o attention.png
  gptlab plot attention --model tang --text 床前看月光 --lang zh-Hant -o all.pdf
  gptlab plot factors --model aesop --text "The Fox saw a bunch of grapes" -o factors.svg
  gptlab plot distribution --model tang --text 床前看月光 -o next.png
  gptlab plot gradient --model tang --text 床前看月光 --step h.1.attn.weights -o gradient.csv`,
		Args:      oneOf(kindNames()),
		ValidArgs: kindNames(),
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := viz.FormatOf(out)
			if err != nil {
				return &misuse{err}
			}
			if want.PlotKind, err = viz.PlotKindOf(args[0]); err != nil {
				return &misuse{err}
			}
			if err := want.check(cmd.Flags()); err != nil {
				return err
			}
			if !cmd.Flags().Changed("start") {
				start = want.AsScore || !cmd.Flags().Changed("tokens")
			}
			read, err := in.read(start)
			if err != nil {
				return err
			}
			plot, err := want.plot(cmd.Context(), read)
			if err != nil {
				return err
			}
			return ref.WriteFile(out, func(w io.Writer) error { return viz.DrawPlot(w, plot, want.meta(read), format) })
		},
	}
	in.addFlags(cmd, "text")
	flags := cmd.Flags()
	flags.BoolVar(&start, "start", false, "put the model's start token in front (default: of a --text)")
	flags.IntVar(&want.ask.Layer, "layer", viz.All, "the layer, from 0; -1 for all")
	flags.IntVar(&want.ask.Head, "head", viz.All, "the head, from 0; -1 for all of the layer")
	flags.StringVar(&want.ask.Step, "step", "", "which step: of attention one of "+strings.Join(viz.AttentionSteps, ", ")+"; else its public name")
	flags.IntVar(&want.ask.T, "t", viz.All, "which word, from 1; -1 for the last, or the one that may follow")
	flags.StringVar(&want.weight, "weight", "", "of update: a parameter, or a number in it (h.0.attn.c_attn.weight,15,43)")
	flags.IntVar(&want.ask.N, "n", viz.DefaultTop, "how many of the likeliest words")
	addPictureFlags(cmd, &want.lang, &out)
	cmd.AddCommand(newPlotLoss())
	return cmd
}

// addPictureFlags declares what every picture needs: --lang and --out.
func addPictureFlags(cmd *cobra.Command, lang, out *string) {
	flags := cmd.Flags()
	flags.StringVar(lang, "lang", lessons.Languages[0], "the language of the words in the picture: "+strings.Join(lessons.Languages, ", "))
	flags.StringVarP(out, "out", "o", "", "the `file` to write: .png, .svg, .pdf or .csv")
	must(cmd.MarkFlagRequired("out"))
	must(cmd.MarkFlagFilename("out", "png", "svg", "pdf", "csv"))
	must(cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(lessons.Languages, cobra.ShellCompDirectiveNoFileComp)))
}

// A plotChoice says which picture of a run, and in which language.
type plotChoice struct {
	viz.PlotKind
	ask    viz.PlotAsk
	weight string
	lang   string
}

// plotFlags are the flags that only some kinds take.
var plotFlags = []string{"step", "layer", "head", "t", "n", "weight"}

// kinds are the pictures that need nothing but a model and a text.
func kinds() []viz.PlotKind {
	return slices.DeleteFunc(slices.Clone(viz.PlotKinds), func(k viz.PlotKind) bool { return k.Page })
}

func kindNames() (names []string) {
	for _, k := range kinds() {
		names = append(names, k.Name)
	}
	return names
}

// kindsHelp is a line for each kind.
func kindsHelp() string {
	var help strings.Builder
	for _, k := range kinds() {
		fmt.Fprintf(&help, "  %-13s %s\n", k.Name, k.Shows)
	}
	return help.String()
}

// check refuses what is wrong whatever the model.
func (want plotChoice) check(flags *pflag.FlagSet) error {
	for _, flag := range plotFlags {
		if flags.Changed(flag) && !slices.Contains(want.Params, flag) {
			return misused("--%s is not for %s", flag, want.Name)
		}
	}
	switch ask := want.ask; {
	case ask.Layer < viz.All, ask.Head < viz.All:
		return misused("layers and heads count from 0")
	case ask.Head != viz.All && ask.Layer == viz.All && slices.Contains(want.Params, "layer"):
		return misused("--head %d: of which --layer?", ask.Head)
	case ask.T == 0, ask.T < viz.All:
		return misused("--t %d: the words of a text count from 1", ask.T)
	case ask.N < 1 || ask.N > viz.MaxTop:
		return misused("--n %d: expected 1 to %d", ask.N, viz.MaxTop)
	case !slices.Contains(lessons.Languages, want.lang):
		return misused("--lang %s: expected one of %s", want.lang, strings.Join(lessons.Languages, ", "))
	}
	return nil
}

// plot runs the model and takes the picture off its tape.
func (want plotChoice) plot(ctx context.Context, in viz.Input) (viz.Plot, error) {
	tape := new(viz.Tape)
	in.Spec.Backward = want.Backward
	if err := viz.Run(ctx, in.Checkpoint, in.Spec, tape); err != nil {
		return nil, err
	}
	var place string
	want.ask.Param, place, _ = strings.Cut(want.weight, ",")
	for _, text := range strings.FieldsFunc(place, func(r rune) bool { return r == ',' }) {
		i, err := strconv.Atoi(text)
		if err != nil {
			return nil, misused("--weight %s: expected a parameter and a place in it, as in h.0.attn.c_attn.weight,15,43", want.weight)
		}
		want.ask.Cell = append(want.ask.Cell, i)
	}
	return want.Of(tape, want.ask)
}

// meta says where the numbers come from.
func (want plotChoice) meta(in viz.Input) viz.Meta {
	return viz.Meta{Lang: want.lang, Model: in.Checkpoint.Name, Prompt: in.Spec.Text, Set: in.Spec.Set, Version: version()}
}
