package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/whatif"
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
front; --start does so here.

--set changes a step, and the rest of the pass computes with what it became:

  ` + whatif.Grammar + `

It may be given several times, for different numbers or a tensor and then a part
of it. The steps in the file are those of the changed pass; --list says how far
each is from the unchanged one. With --backward the gradients are those of the
changed function: none goes back through a number, a factor multiplies it, and an
identity hands it to its input, so that γ, β and the weights it stands for get 0.`,
		Example: `  gptlab trace --model tang --text 床前看月光 --start --out trace.safetensors
  gptlab trace --model tang --text 床前看月光 --list
  gptlab trace --model tang --text 床前看月光 --set 'h.*.attn.masked=identity' --list
  gptlab trace --model tang --text 床前看月光 --set 'h.0.attn.weights=[1,3,2]=0.5' --set 'h.2.attn.heads=[0]=0' --list
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
				if err := listSteps(cmd, read, steps); err != nil {
					return err
				}
			}
			if out == "" {
				return nil
			}
			return writeTrace(out, read, steps)
		},
	}
	in.addFlags(cmd, "text")
	in.addSetFlag(cmd)
	cmd.Flags().BoolVar(&start, "start", false, "put the model's start token in front, as score does")
	cmd.Flags().BoolVar(&gradients, "backward", false, "add the gradients of the loss")
	cmd.Flags().BoolVar(&list, "list", false, "print the name and shape of every step")
	cmd.Flags().StringVarP(&out, "out", "o", "", "the safetensors `file` to write")
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
	model.Gradients(ref.Watch(in.Set.Watch(model, &steps)), [][]int{tokens}, [][]int{targets}, model.ZeroLike())
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

// listSteps prints the name and shape of every step and, where steps were
// changed, how far it is from the same step without a change.
func listSteps(cmd *cobra.Command, in viz.Input, steps []ref.Step) error {
	var far func(name string) string
	if len(in.Set) > 0 {
		var err error
		if far, err = distances(cmd.Context(), in); err != nil {
			return err
		}
	}
	for _, s := range steps {
		line := fmt.Sprintf("%s\t%v", s.Name, s.Value.Shape)
		if far != nil {
			line += "\t" + far(s.Name)
		}
		fmt.Fprintln(cmd.OutOrStdout(), line)
	}
	return nil
}

// distances returns a function that says how far a step of the changed run is
// from that of the unchanged one: max|Δ|, or nothing for a gradient.
func distances(ctx context.Context, in viz.Input) (func(name string) string, error) {
	changed, plain := new(viz.Tape), new(viz.Tape)
	spec := in.Spec
	if err := viz.Run(ctx, in.Checkpoint, spec, changed); err != nil {
		return nil, err
	}
	spec.Set = nil
	if err := viz.Run(ctx, in.Checkpoint, spec, plain); err != nil {
		return nil, err
	}
	return func(name string) string {
		d, err := viz.Difference(plain, changed, name)
		if err != nil {
			return ""
		}
		return fmt.Sprintf("max|Δ| %.4g", d.Max)
	}, nil
}

// writeTrace writes the steps, whole or not at all.
func writeTrace(name string, in viz.Input, steps []ref.Step) error {
	c := in.Checkpoint
	metadata := map[string]string{"model": c.Name, "config": string(c.Model.ConfigJSON(ref.F32)), "version": version()}
	if len(in.Set) > 0 {
		metadata["set"] = strings.Join(in.Set.Strings(), " ")
	}
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
