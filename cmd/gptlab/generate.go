package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

func newGenerate() *cobra.Command {
	var (
		in     input
		start  bool
		how    continuing
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "generate --model M (--prompt T | --tokens 1,2,3)",
		Short: "Continue a text, one token at a time",
		Long: `Continue a text, one token at a time: predict, draw, append, repeat, until
--max-tokens, the model's end token, or a --stop text. Only what was generated is
printed, as it is drawn; token ids where the folder has no tokenizer.

A draw divides the logits by --temperature, leaves the --top-k most probable
tokens, of those the fewest whose probabilities add up to --top-p, and draws from
what is left. There is nothing else to it, such as a repetition penalty. The same
--seed draws the same text, bit for bit on the same machine and kernel; on another
machine, where the last digits of a number may differ, one draw in about a million
can fall on the other side of a border.

A prompt longer than the model can see is refused. Where the text grows beyond
that, it is continued from its later half. Words outside the vocabulary are read
as unknown; standard error says which.

A --prompt begins a text, so the model's start token stands in front of it, and
an empty one starts from nothing; --tokens are taken as they are. --start and
--start=false overrule this.

--set changes steps of every pass (see gptlab trace --help): with ln_f=identity
the text is drawn as chapter 8.1.3 prints it, without the LayerNorm.

--json prints, in one line, {"model", "prompt", "tokens", "text", "finish"}:
  prompt   [{"id", "text"}, …]: what the model read, its start token included
  tokens   [{"id", "text", "p", "rank", "p_drawn"}, …]: what it drew, end token and
           stop text included; p is P(w_t | w_<t), rank its place in the vocabulary,
           1 the most probable; p_drawn the probability it was drawn with, after
           temperature, top-k and top-p: 1 where it was taken without a draw
  text     what it drew, without end token and stop text
  finish   why it stopped: "length", "end", "stop" or "interrupted"
Texts are null where there is no tokenizer.`,
		Example: `  gptlab generate --model tang --prompt 床前
  gptlab generate --model aesop --prompt "A Fox" --temperature 0.8 --top-p 0.9 --seed 7
  gptlab generate --model aesop --prompt "A Fox" --stop . --json
  gptlab generate --model aesop --prompt "A Fox" --set ln_f=identity
  gptlab generate --model ./gpt2 --tokens 464,3290 --temperature 0 --max-tokens 20`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := how.check(); err != nil {
				return err
			}
			if !cmd.Flags().Changed("start") {
				start = !cmd.Flags().Changed("tokens")
			}
			read, err := in.readPrompt(start)
			if err != nil {
				return err
			}
			if len(how.stops) > 0 && read.Checkpoint.Tokenizer == nil {
				return misused("--stop: %s has no tokenizer, so what it draws is no text", read.Checkpoint.Name)
			}
			sayUnknown(cmd.ErrOrStderr(), read)
			ctx, stop := interruptible(cmd)
			defer stop()
			out := cmd.OutOrStdout()
			if asJSON {
				g, err := generate(ctx, read, how, func(string) error { return nil })
				if err != nil {
					return err
				}
				return writeJSON(out, g)
			}
			if _, err := generate(ctx, read, how, func(piece string) error {
				_, err := io.WriteString(out, piece)
				return err
			}); err != nil {
				return err
			}
			_, err = fmt.Fprintln(out)
			return err
		},
	}
	in.addFlags(cmd, "prompt")
	in.addSetFlag(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&start, "start", false, "put the model's start token in front (default: of a --prompt, not of --tokens)")
	how.addFlags(flags, 100)
	flags.StringArrayVar(&how.stops, "stop", nil, "stop before this `text`; may be given several times")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// sayUnknown names the words of a prompt that the model reads as unknown.
func sayUnknown(w io.Writer, in viz.Input) {
	var unknown []string
	for _, t := range in.Tokens {
		if in.Checkpoint.Tokenizer != nil && !t.Known {
			unknown = append(unknown, strconv.Quote(strings.TrimSpace(t.Text)))
		}
	}
	if len(unknown) > 0 {
		_, _ = fmt.Fprintf(w, "gptlab: not in the vocabulary of %s, read as unknown: %s\n", in.Checkpoint.Name, strings.Join(slices.Compact(unknown), ", "))
	}
}

// readPrompt is read, but an empty prompt stands for the start token alone.
func (in *input) readPrompt(start bool) (viz.Input, error) {
	if _, err := setOf(in.set); err != nil {
		return viz.Input{}, err
	}
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
	Tokens []drawnToken     `json:"tokens"` // what it drew, end token and stop text included
	Text   *string          `json:"text"`   // what it drew, both left out; null without a tokenizer
	Finish string           `json:"finish"` // why it stopped: length, end, stop or interrupted
}

type generatedToken struct {
	ID   int     `json:"id"`
	Text *string `json:"text"`
}

// drawnToken is a token with what the model thought of it.
type drawnToken struct {
	generatedToken
	P      float64 `json:"p"`       // P(w_t | w_<t)
	Rank   int     `json:"rank"`    // by P, 1 is the most probable of the vocabulary
	DrawnP float64 `json:"p_drawn"` // its probability in the draw, after temperature, top-k and top-p
}

// generate draws tokens and hands their text to emit as soon as it is certain:
// ids with commas between them where there is no tokenizer.
func generate(ctx context.Context, in viz.Input, how continuing, emit func(string) error) (generation, error) {
	c := in.Checkpoint
	g := generation{Model: c.Name, Tokens: []drawnToken{}, Finish: "length"}
	for _, t := range in.Tokens {
		g.Prompt = append(g.Prompt, generatedToken{t.ID, textOf(c, t)})
	}
	var text strings.Builder
	say := func(piece string) error {
		text.WriteString(piece)
		return emit(piece)
	}
	add, end := writerOf(in, how)
	var draw lastDraw
	for id := range draws(in, how.Sampling, &draw) {
		g.Tokens = append(g.Tokens, draw.of(c, id))
		if id == c.Model.EOS {
			g.Finish = "end"
			break
		}
		piece, stopped := add(id)
		if err := say(piece); err != nil {
			return g, err
		}
		if stopped {
			g.Finish = "stop"
			break
		}
		if ctx.Err() != nil {
			g.Finish = "interrupted"
			break
		}
	}
	if g.Finish != "stop" {
		if err := say(end()); err != nil {
			return g, err
		}
	}
	if c.Tokenizer != nil {
		whole := text.String()
		g.Text = &whole
	}
	return g, nil
}

// draws continues the input's tokens, with its changes of steps in every pass.
func draws(in viz.Input, how ref.Sampling, watch ref.Observer) iter.Seq[int] {
	m := in.Checkpoint.Model
	if len(in.Set) == 0 {
		return m.Generate(ref.Watch(watch), in.IDs(), how)
	}
	return m.GenerateAnew(ref.Watch(watch), ref.Watch(in.Set.Watch(m, nil)), in.IDs(), how)
}

// writerOf returns what turns drawn ids into text, and what is left at the end.
func writerOf(in viz.Input, how continuing) (add func(id int) (string, bool), end func() string) {
	if in.Checkpoint.Tokenizer != nil {
		stream := ref.NewTextStream(in.Checkpoint.Tokenizer, in.IDs(), how.stops)
		return stream.Add, stream.End
	}
	separator := ""
	add = func(id int) (string, bool) {
		text := separator + strconv.Itoa(id)
		separator = ","
		return text, false
	}
	return add, func() string { return "" }
}

// A lastDraw keeps the distributions of the draw under way.
type lastDraw struct{ logits, probs ref.Tensor }

// Observe implements ref.Observer.
func (d *lastDraw) Observe(s ref.Step) ref.Tensor {
	switch {
	case strings.HasSuffix(s.Name, ".logits"):
		d.logits, d.probs = s.Value, ref.Tensor{}
	case strings.HasSuffix(s.Name, ".probs"):
		d.probs = s.Value
	}
	return ref.Tensor{}
}

// of describes the token that was drawn.
func (d *lastDraw) of(c *ref.Checkpoint, id int) drawnToken {
	p := ref.Softmax(d.logits).Data
	t := drawnToken{generatedToken: generatedToken{id, textOf(c, tokenOf(c, id))}, P: float64(p[id]), Rank: 1, DrawnP: 1}
	for w, q := range p {
		if q > p[id] || q == p[id] && w < id {
			t.Rank++
		}
	}
	if d.probs.Data != nil {
		t.DrawnP = float64(d.probs.Data[id])
	}
	return t
}
