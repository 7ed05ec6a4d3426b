package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"gptlab/lessons"
	"gptlab/ref"
	"gptlab/viz"
	"gptlab/web"
)

// A plotChoice says which picture of a run, and in which language.
type plotChoice struct {
	viz.PlotKind
	ask     viz.PlotAsk
	model   string // as it was named
	weight  string
	how     continuing
	compare bool
	was     string
	lang    string
}

func (want *plotChoice) addFlags(flags *pflag.FlagSet) {
	flags.IntVar(&want.ask.Layer, "layer", viz.All, "the layer, from 0; -1 is all")
	flags.IntVar(&want.ask.Head, "head", viz.All, "the head, from 0; -1 is all of the layer")
	flags.StringVar(&want.ask.Step, "step", "", "the step to draw, by its public name; for attention one of "+strings.Join(viz.AttentionSteps, ", "))
	flags.IntVar(&want.ask.T, "t", viz.All, "the word, from 1; -1 is the last, or the one that may follow; for sampling the draw")
	flags.StringVar(&want.weight, "weight", "", "for update: a parameter, or one number in it: h.0.attn.c_attn.weight,15,43")
	flags.IntVar(&want.ask.N, "n", viz.DefaultTop, "how many words to list, the likeliest or nearest")
	flags.IntVar(&want.ask.Nth, "nth", 1, "for samples: which set of them, from 1; each is drawn with other random numbers")
	flags.BoolVar(&want.compare, "compare", false, "show the run without --set, the changed one, and their difference")
	flags.StringVar(&want.was, "was", "", "for --compare: the `text` before it was changed")
	want.how.addFlags(flags, 16)
}

// plotFlags are the flags that only some kinds take.
var plotFlags = []string{"step", "layer", "head", "t", "n", "weight", "nth"}

// check refuses what is wrong whatever the model.
func (want plotChoice) check(flags *pflag.FlagSet) error {
	if err := want.checkKind(flags); err != nil {
		return err
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
	case ask.Nth < 1:
		return misused("--nth %d: samples count from 1", ask.Nth)
	case want.compare && want.was == "" && !flags.Changed("set"):
		return misused("--compare: with what? --set STEP=VALUE changes the run, --was names another text")
	case want.was != "" && !want.compare:
		return misused("--was is for --compare")
	case !slices.Contains(lessons.Languages, want.lang):
		return misused("--lang %s: expected one of %s", want.lang, strings.Join(lessons.Languages, ", "))
	}
	return want.how.check()
}

// checkKind refuses flags that are for other kinds.
func (want plotChoice) checkKind(flags *pflag.FlagSet) error {
	for _, of := range []struct {
		flags []string
		take  func(flag string) bool
	}{
		{plotFlags, func(flag string) bool { return slices.Contains(want.Params, flag) }},
		{drawFlags, func(string) bool { return want.Draws }},
		{[]string{"compare", "was"}, func(string) bool { return want.Compares }},
	} {
		for _, flag := range of.flags {
			if flags.Changed(flag) && !of.take(flag) {
				return misused("--%s is not for %s", flag, want.Name)
			}
		}
	}
	return nil
}

// plot runs the model and takes the picture off its tape, or off those of both
// runs. The input becomes what was run.
func (want plotChoice) plot(ctx context.Context, in *viz.Input) (viz.Plot, error) {
	if err := want.readWeight(); err != nil {
		return nil, err
	}
	in.Spec.Backward = want.Backward
	if want.Draws {
		in.Spec.Draw = want.draw()
	}
	others, _ := web.Models(want.model) // a model that cannot be opened has been refused before
	want.ask.Others = web.Others(others)
	tape, err := record(ctx, in.Checkpoint, in.Spec)
	if err != nil {
		return nil, err
	}
	if !want.compare {
		return want.Of(tape, want.ask)
	}
	base, err := record(ctx, in.Checkpoint, in.Spec.Unchanged(want.was))
	if err != nil {
		return nil, err
	}
	return want.Compare(base, tape, want.ask)
}

func record(ctx context.Context, c *ref.Checkpoint, spec viz.Spec) (*viz.Tape, error) {
	tape := new(viz.Tape)
	return tape, viz.Run(ctx, c, spec, tape)
}

// readWeight reads which weight an update is seen from.
func (want *plotChoice) readWeight() error {
	var place string
	want.ask.Param, place, _ = strings.Cut(want.weight, ",")
	for _, text := range strings.FieldsFunc(place, func(r rune) bool { return r == ',' }) {
		i, err := strconv.Atoi(text)
		if err != nil {
			return misused("--weight %s: expected a parameter and a place in it, as in h.0.attn.c_attn.weight,15,43", want.weight)
		}
		want.ask.Cell = append(want.ask.Cell, i)
	}
	return nil
}

// draw is how the run goes on.
func (want plotChoice) draw() *viz.Draw {
	how := want.how
	return &viz.Draw{Temperature: how.Temperature, TopK: how.TopK, TopP: how.TopP, Seed: how.Seed, MaxTokens: how.MaxTokens}
}

// meta says where the numbers come from.
func (want plotChoice) meta(in viz.Input) viz.Meta {
	meta := viz.Meta{Lang: want.lang, Model: in.Checkpoint.Name, Prompt: in.Spec.Text, Set: in.Spec.Set, Was: want.was, Version: version()}
	if want.NoText {
		meta.Prompt = ""
	}
	if in.Spec.Draw != nil {
		meta.Seed = strconv.FormatUint(in.Spec.Draw.Seed, 10)
	}
	return meta
}
