package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// An input is what most commands read: a model, and a text or its tokens.
type input struct {
	model  string
	text   string
	tokens []int
	set    []string // changes of steps
}

// addFlags declares --model, --tokens and the text under the name the command
// gives it.
func (in *input) addFlags(cmd *cobra.Command, text string) {
	addModelFlag(cmd, &in.model)
	cmd.Flags().StringVar(&in.text, text, "", "the `text` the model reads")
	cmd.Flags().IntSliceVar(&in.tokens, "tokens", nil, "token `ids` instead of a text, such as 1,2,3; needs no tokenizer")
	cmd.MarkFlagsOneRequired(text, "tokens")
	cmd.MarkFlagsMutuallyExclusive(text, "tokens")
}

// read opens the model and turns the text into tokens, behind the model's start
// token where start asks for it.
func (in *input) read(start bool) (viz.Input, error) {
	c, err := models.Open(in.model)
	if err != nil {
		return viz.Input{}, err
	}
	return viz.Prepare(c, in.spec(c, start))
}

func (in *input) spec(c *ref.Checkpoint, start bool) viz.Spec {
	return viz.Spec{Model: c.Name, Text: in.text, Tokens: in.tokens, Start: start, Set: in.set}
}

// addSetFlag declares --set.
func (in *input) addSetFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&in.set, "set", nil, "change a step: `STEP=VALUE`; may be given several times")
}

// addModelFlag declares --model, which every command that has one needs.
func addModelFlag(cmd *cobra.Command, model *string) {
	cmd.Flags().StringVar(model, "model", "", fmt.Sprintf("a bundled model (%s) or a checkpoint `folder`", strings.Join(models.Names(), ", ")))
	must(cmd.MarkFlagRequired("model"))
	must(cmd.RegisterFlagCompletionFunc("model", completeModels))
}

// completeModels offers the bundled models beside the shell's own files.
func completeModels(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return models.Names(), cobra.ShellCompDirectiveDefault
}

func addJSONFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON instead of a table")
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
