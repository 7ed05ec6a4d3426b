package viz

import (
	"strings"

	"gptlab/ref"
)

// backward records the loss, as training has it, and the gradient of every
// step. The forward pass that it goes back through is the one on the tape.
func backward(in Input, t *Tape) {
	model, tokens := in.Checkpoint.Model, in.IDs()
	s := ref.Watch(in.Set.Watch(model, wayBack{t}))
	model.Gradients(s, [][]int{tokens}, [][]int{ref.NextTokens(tokens)}, model.ZeroLike())
}

// A wayBack lets a tape see the loss and what comes after it.
type wayBack struct{ tape *Tape }

// Observe implements ref.Observer.
func (w wayBack) Observe(s ref.Step) ref.Tensor {
	w.tape.goOn()
	if s.Name == "loss" || strings.HasPrefix(s.Name, "grad.") {
		return w.tape.Observe(s)
	}
	return ref.Tensor{}
}

// checkBackward reports a text that predicts nothing: no_loss.
func (in Input) checkBackward() error {
	if in.Spec.Backward && len(in.Tokens) < 2 {
		return ref.Fail("no_loss", nil)
	}
	return nil
}

// backwardBytes returns how much memory going back will take: the gradients of
// the steps on the tape, beside it those of the parameters.
func (in Input) backwardBytes(n int) int64 {
	if !in.Spec.Backward {
		return 0
	}
	return TapeBytes(in.Checkpoint.Model, n) + int64(in.Checkpoint.Model.NumParams())*bytesPerNumber
}
