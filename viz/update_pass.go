package viz

import (
	"slices"

	"gptlab/ref"
)

// A trainingPass goes through a model and back on the text of a run.
type trainingPass struct {
	in    Input
	model *ref.GPT
	seen  map[string]ref.Tensor // steps of the first pass, in their public shapes
}

// Observe implements ref.Observer.
func (p trainingPass) Observe(s ref.Step) ref.Tensor {
	if _, ok := p.seen[s.Name]; !ok {
		p.seen[s.Name] = copyTensor(s.Value)
	}
	return ref.Tensor{}
}

func copyTensor(t ref.Tensor) ref.Tensor { return ref.FromSlice(slices.Clone(t.Data), t.Shape...) }

// gradients returns the loss, as training has it, and adds the gradient to grad.
func (p trainingPass) gradients(grad *ref.GPT) float64 {
	ids := p.in.IDs()
	s := ref.Watch(p.in.Set.Watch(p.model, p))
	return float64(p.model.Gradients(s, [][]int{ids}, [][]int{ref.NextTokens(ids)}, grad).Data[0])
}

// loss returns the loss alone: a forward pass is enough.
func (p trainingPass) loss() float64 {
	ids := p.in.IDs()
	s := ref.Watch(p.in.Set.Watch(p.model, nil))
	return float64(ref.CrossEntropy(p.model.Logits(s, [][]int{ids}, nil, nil), [][]int{ref.NextTokens(ids)}).Data[0])
}

// factors returns P(w_t | w_<t) of every token behind the first.
func (p trainingPass) factors() []ref.Float {
	ids := p.in.IDs()
	s := ref.Watch(p.in.Set.Watch(p.model, nil))
	probs := ref.Softmax(p.model.Logits(s, [][]int{ids}, nil, nil)) // (1, T, V)
	factors := make([]ref.Float, len(ids)-1)
	for t := range factors {
		factors[t] = probs.Row(0, t)[ids[t+1]]
	}
	return factors
}

// difference measures the gradient of one number without any backward pass.
//
//	∂loss/∂w ≈ (loss(w + ε) − loss(w − ε))/2ε
func (p trainingPass) difference(param, index int) SlopeCheck {
	w := &p.model.Params()[param].Tensor.Data[index]
	old := *w
	at := func(x ref.Float) float64 {
		*w = x
		return p.loss()
	}
	minus, plus := old-differenceStep, old+differenceStep
	d := SlopeCheck{Epsilon: differenceStep, Minus: Number(at(minus)), Plus: Number(at(plus))}
	d.Measured = Number((float64(d.Plus) - float64(d.Minus)) / (float64(plus) - float64(minus)))
	*w = old
	return d
}
