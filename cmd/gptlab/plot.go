package main

import (
	"fmt"
	"io"
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
		Use:   "plot KIND --model M (--text T | --tokens 1,2,3) -o FILE.{png,svg,pdf,csv}",
		Short: "Draw a picture of a run, or write its numbers as CSV",
		Long: `Draw a picture of a run, or write the numbers behind it as CSV. KIND is one of

` + kindsHelp() + `
Layers and heads count from 0, words and draws from 1. As in the lessons, a --text
stands behind the model's start token, and --tokens are taken as they are. These
show what score prints, and put the start token in front of both:
  ` + strings.Join(namesOf(func(k viz.PlotKind) bool { return k.AsScore }), ", ") + `
--start and --start=false overrule this.

These continue the text first, as generate does, with the same flags:
  ` + strings.Join(namesOf(func(k viz.PlotKind) bool { return k.Draws }), ", ") + `

--set changes steps of the run (see gptlab trace --help). With --compare the picture
shows the run as it was, the changed one and the difference between them; with
--was TEXT, the run of another text instead. --compare is for
  ` + strings.Join(namesOf(func(k viz.PlotKind) bool { return k.Compares }), ", ") + `

These show bundled models beside M, where they belong with it: the checkpoints of
its training run, models taught the same labels, tokenizers of other kinds.
  ` + strings.Join(namesOf(func(k viz.PlotKind) bool { return k.Others }), ", "),
		Example: `  gptlab plot attention --model tang --text 床前看月光 --layer 0 --head 2 -o attention.png
  gptlab plot attention --model tang --text 床前看月光 --lang zh-Hant -o all.pdf
  gptlab plot attention --model tang --text 床前看月光 --layer 0 --head 2 --set 'h.*.attn.masked=identity' --compare -o leak.png
  gptlab plot factors --model aesop --text "The Fox saw a bunch of grapes" -o factors.svg
  gptlab plot distribution --model tang --text 床前看月光 -o next.png
  gptlab plot sampling --model tang --text 床前 --t 3 --temperature 0.8 --top-k 20 --seed 7 -o draw.png
  gptlab plot gradient --model tang --text 床前看月光 --step h.1.attn.weights -o gradient.csv`,
		Args:      oneOf(namesOf(fromHere)),
		ValidArgs: namesOf(fromHere),
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
			want.model = in.model
			plot, err := want.plot(cmd.Context(), &read)
			if err != nil {
				return err
			}
			return ref.WriteFile(out, func(w io.Writer) error { return viz.DrawPlot(w, plot, want.meta(read), format) })
		},
	}
	in.addFlags(cmd, "text")
	in.addSetFlag(cmd)
	cmd.Flags().BoolVar(&start, "start", false, "put the model's start token in front (default: of a --text)")
	want.addFlags(cmd.Flags())
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

// fromHere tells which pictures the command line has: all but those of what
// somebody did on a page.
func fromHere(k viz.PlotKind) bool { return !k.Page }

// namesOf lists those kinds of pictures of the command line that fulfil a condition.
func namesOf(are func(viz.PlotKind) bool) (names []string) {
	for _, k := range viz.PlotKinds {
		if fromHere(k) && are(k) {
			names = append(names, k.Name)
		}
	}
	return names
}

// kindsHelp is a line for each kind.
func kindsHelp() string {
	var help strings.Builder
	for _, k := range viz.PlotKinds {
		if fromHere(k) {
			fmt.Fprintf(&help, "  %-13s %s\n", k.Name, k.Shows)
		}
	}
	return help.String()
}
