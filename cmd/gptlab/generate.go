package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// leastTemperature is far colder than any draw needs, and keeps logits/τ within float32.
const leastTemperature = 1e-6

func newGenerate() *cobra.Command {
	var (
		in     input
		start  bool
		how    ref.Sampling
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "generate --model M (--prompt T | --tokens 1,2,3)",
		Short: "Continue a text, one token at a time",
		Long: `Continue a text, one token at a time: predict, draw, append, repeat, until
--max-tokens or the model's end token. Only what was generated is printed, as it
is drawn; token ids where the folder has no tokenizer.

A --prompt begins a text, so the model's start token stands in front of it, and
an empty one starts from nothing; --tokens are taken as they are. --start and
--start=false say otherwise.`,
		Example: `  gptlab generate --model tang --prompt 床前
  gptlab generate --model aesop --prompt "A Fox" --temperature 0.8 --seed 7
  gptlab generate --model ./gpt2 --tokens 464,3290 --temperature 0 --max-tokens 20 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if how.MaxTokens < 1 {
				return misused("--max-tokens %d: expected 1 or more", how.MaxTokens)
			}
			if t := how.Temperature; t != 0 && !(t >= leastTemperature && t <= math.MaxFloat32) {
				return misused("--temperature %v: expected 0 (greedy), or %v and more", t, leastTemperature)
			}
			if !cmd.Flags().Changed("start") {
				start = !cmd.Flags().Changed("tokens")
			}
			read, err := in.readPrompt(start)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd)
			defer stop()
			out := cmd.OutOrStdout()
			if asJSON {
				g, err := generate(ctx, read, how, func(ref.Token) error { return nil })
				if err != nil {
					return err
				}
				return writeJSON(out, g)
			}
			if _, err := generate(ctx, read, how, printer(out, read.Checkpoint)); err != nil {
				return err
			}
			_, err = fmt.Fprintln(out)
			return err
		},
	}
	in.addFlags(cmd, "prompt")
	cmd.Flags().BoolVar(&start, "start", false, "put the model's start token in front (default: of a --prompt, not of --tokens)")
	cmd.Flags().IntVar(&how.MaxTokens, "max-tokens", 100, "stop after so many tokens")
	cmd.Flags().Float64Var(&how.Temperature, "temperature", 1, "below 1 sharpens the distribution, above 1 flattens it; 0 always takes the most probable token")
	cmd.Flags().Uint64Var(&how.Seed, "seed", 0, "the same seed draws the same text")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// readPrompt is read, but an empty prompt stands for the start token alone.
func (in *input) readPrompt(start bool) (viz.Input, error) {
	c, err := models.Open(in.model)
	if err != nil {
		return viz.Input{}, err
	}
	spec := in.spec(c, start)
	if spec.Text == "" && len(spec.Tokens) == 0 && start && c.Model.BOS >= 0 {
		spec.Tokens = []int{c.Model.BOS}
	}
	return viz.Prepare(c, spec)
}

// generation is what generate --json prints.
type generation struct {
	Model  string           `json:"model"`
	Prompt []generatedToken `json:"prompt"` // what the model read, start token included
	Tokens []generatedToken `json:"tokens"` // what it drew, end token included
	Text   *string          `json:"text"`   // what it drew, end token left out; null without a tokenizer
	Finish string           `json:"finish"` // why it stopped: length, end or interrupted
}

type generatedToken struct {
	ID   int     `json:"id"`
	Text *string `json:"text"`
}

// generate draws tokens and hands each to emit, except the end token.
func generate(ctx context.Context, in viz.Input, how ref.Sampling, emit func(ref.Token) error) (generation, error) {
	c := in.Checkpoint
	g := generation{Model: c.Name, Tokens: []generatedToken{}, Finish: "length"}
	for _, t := range in.Tokens {
		g.Prompt = append(g.Prompt, generatedToken{t.ID, textOf(c, t)})
	}
	var ids []int
	for id := range c.Model.Generate(ref.Scope{}, in.IDs(), how) {
		t := tokenOf(c, id)
		g.Tokens = append(g.Tokens, generatedToken{id, textOf(c, t)})
		if id == c.Model.EOS {
			g.Finish = "end"
			break
		}
		ids = append(ids, id)
		if err := emit(t); err != nil {
			return g, err
		}
		if ctx.Err() != nil {
			g.Finish = "interrupted"
			break
		}
	}
	if c.Tokenizer != nil {
		text := c.Tokenizer.Decode(ids)
		g.Text = &text
	}
	return g, nil
}

// printer returns what writes tokens as they are drawn: their text, or ids with
// commas between them where the model has no tokenizer.
func printer(w io.Writer, c *ref.Checkpoint) func(ref.Token) error {
	separator := ""
	return func(t ref.Token) error {
		text := t.Text
		if c.Tokenizer == nil {
			text = separator + strconv.Itoa(t.ID)
			separator = ","
		}
		_, err := io.WriteString(w, text)
		return err
	}
}
