package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/viz"
)

func newTrace() *cobra.Command {
	var (
		in                     input
		start, gradients, list bool
		out                    string
	)
	cmd := &cobra.Command{
		Use:   "trace --model M (--text T | --tokens 1,2,3) --out FILE.safetensors",
		Short: "Write every step of a forward pass to a safetensors file",
		Long: `Write every step of a forward pass to a safetensors file: one F32 tensor per
step under its public name, the tokens as I64, and the model, its configuration
and gptlab's version as metadata. Masked scores are -Inf.

With --backward also the gradients of the mean negative log-likelihood of tokens
2..T: grad.STEP for every step up to logits, grad.PARAMETER for every parameter
in the checkpoint's orientation, and the loss itself as loss. A tied head has one
gradient, grad.wte.weight, the sum of both uses.

trace runs exactly the tokens it is given. score puts the model's start token in
front; --start does so here.`,
		Example: `  gptlab trace --model tang --text 床前看月光 --start --out trace.safetensors
  gptlab trace --model tang --text 床前看月光 --list
  gptlab trace --model ./gpt2 --tokens 464,3290,318 --backward --out trace.safetensors`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" && !list {
				return misused("where to? --out FILE.safetensors writes the steps, --list names them")
			}
			read, err := in.read(start)
			if err != nil {
				return err
			}
			if gradients && len(read.Tokens) < 2 {
				return errNoLoss
			}
			steps, err := forward(cmd.Context(), read)
			if err != nil {
				return err
			}
			if gradients {
				steps = append(steps, backward(read)...)
			}
			if list {
				listSteps(cmd.OutOrStdout(), steps)
			}
			if out == "" {
				return nil
			}
			return writeTrace(out, read, steps)
		},
	}
	in.addFlags(cmd, "text")
	cmd.Flags().BoolVar(&start, "start", false, "put the model's start token in front, as score does")
	cmd.Flags().BoolVar(&gradients, "backward", false, "add the gradients of the loss")
	cmd.Flags().BoolVar(&list, "list", false, "print the name and shape of every step")
	cmd.Flags().StringVar(&out, "out", "", "the safetensors `file` to write")
	return cmd
}

var errNoLoss = errors.New("there is no loss to go back from: that takes two tokens or more, as a single one predicts nothing")

// forward runs the model over its input.
func forward(ctx context.Context, in viz.Input) ([]ref.Step, error) {
	tape := new(viz.Tape)
	if err := viz.Run(ctx, in.Checkpoint, in.Spec, tape); err != nil {
		return nil, err
	}
	var steps []ref.Step
	for _, s := range tape.Steps() {
		steps = append(steps, ref.Step{Name: s.Name, Value: s.Value})
	}
	return steps, nil
}

// backward runs the model over its input and back again. It returns the loss
// and the gradients; the steps between are those of forward.
func backward(in viz.Input) []ref.Step {
	var steps wayBack
	model, tokens := in.Checkpoint.Model, in.IDs()
	targets := ref.NextTokens(tokens)
	model.Gradients(ref.Watch(&steps), [][]int{tokens}, [][]int{targets}, model.ZeroLike())
	return steps
}

// wayBack keeps the loss and what comes after it.
type wayBack []ref.Step

// Observe keeps a step and leaves the computation alone.
func (w *wayBack) Observe(s ref.Step) ref.Tensor {
	if s.Name == "loss" || len(*w) > 0 {
		*w = append(*w, s)
	}
	return ref.Tensor{}
}

func listSteps(w io.Writer, steps []ref.Step) {
	for _, s := range steps {
		fmt.Fprintf(w, "%s\t%v\n", s.Name, s.Value.Shape)
	}
}

// writeTrace writes the steps, whole or not at all.
func writeTrace(name string, in viz.Input, steps []ref.Step) error {
	c := in.Checkpoint
	metadata := map[string]string{"model": c.Name, "config": string(c.Model.ConfigJSON(ref.F32)), "version": version()}
	tensors := []ref.NamedTensor{ref.IntTensor("tokens", int64s(in.IDs()))}
	for _, s := range steps {
		tensors = append(tensors, ref.FloatTensor(s.Name, ref.F32, s.Value))
	}
	return ref.WriteFile(name, func(w io.Writer) error {
		return ref.WriteSafetensors(w, tensors, metadata)
	})
}

func int64s(ids []int) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
