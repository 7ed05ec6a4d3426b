package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/ref/whatif"
	"gptlab/viz"
)

// An input is what most commands read: a model, and a text or its tokens.
type input struct {
	model  string
	text   string
	tokens tokenIDs
	set    []string // changes of steps
}

// addFlags declares --model, --tokens and the text under the name the command
// gives it.
func (in *input) addFlags(cmd *cobra.Command, text string) {
	addModelFlag(cmd, &in.model)
	cmd.Flags().StringVar(&in.text, text, "", "the `text` the model reads")
	cmd.Flags().Var(&in.tokens, "tokens", "token `ids` instead of a text, such as 1,2,3; needs no tokenizer")
	cmd.MarkFlagsOneRequired(text, "tokens")
	cmd.MarkFlagsMutuallyExclusive(text, "tokens")
}

// read opens the model and turns the text into tokens, behind the model's start
// token where start asks for it.
func (in *input) read(start bool) (viz.Input, error) {
	if _, err := setOf(in.set); err != nil {
		return viz.Input{}, err
	}
	c, err := models.Open(in.model)
	if err != nil {
		return viz.Input{}, err
	}
	return viz.Prepare(c, in.spec(c, start))
}

func (in *input) spec(c *ref.Checkpoint, start bool) viz.Spec {
	return viz.Spec{Model: c.Name, Text: in.text, Tokens: in.tokens, Start: start, Set: in.set}
}

// setOf reads the changes of steps. What is wrong with them without a model, such
// as a step that no model has, is a wrong use of the flag.
func setOf(texts []string) (whatif.Set, error) {
	set, err := whatif.ParseSet(texts)
	if err != nil {
		return nil, misused("--set: %w", err)
	}
	return set, nil
}

// addSetFlag declares --set.
func (in *input) addSetFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&in.set, "set", nil, "change a step: `STEP=VALUE`; may be given several times")
}

// addModelFlag declares --model, which every command that has one needs.
func addModelFlag(cmd *cobra.Command, model *string) {
	cmd.Flags().StringVar(model, "model", "", "a bundled model, as gptlab models lists them, or a checkpoint `folder`")
	must(cmd.MarkFlagRequired("model"))
	must(cmd.RegisterFlagCompletionFunc("model", completeModels))
}

// completeModels offers the bundled models beside the shell's own files.
func completeModels(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return models.Names(), cobra.ShellCompDirectiveDefault
}

func addJSONFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON, for other programs")
}

// tokenOf returns what an id stands for, as far as the model's tokenizer knows.
func tokenOf(c *ref.Checkpoint, id int) ref.Token {
	if c.Tokenizer == nil {
		return ref.Token{ID: id}
	}
	return c.Tokenizer.Token(id)
}

// textOf returns what a token stands for, nil where no tokenizer knows.
func textOf(c *ref.Checkpoint, t ref.Token) *string {
	if c.Tokenizer == nil {
		return nil
	}
	return &t.Text
}

// must panics over a mistake in the command line's own declaration.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// tokenIDs is the value of --tokens: whole numbers with commas between them.
type tokenIDs []int

// Set implements pflag.Value.
func (t *tokenIDs) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		id, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return errors.New("expected token ids such as 1,2,3")
		}
		*t = append(*t, id)
	}
	return nil
}

// String implements pflag.Value.
func (t *tokenIDs) String() string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint([]int(*t)), "[]"), " ", ",")
}

// Type implements pflag.Value.
func (t *tokenIDs) Type() string { return "ids" }
