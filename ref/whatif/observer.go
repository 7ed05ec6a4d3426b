package whatif

import (
	"slices"
	"strings"

	"gptlab/ref"
)

// An Observer makes the changes of a set as a pass goes by, and lets another
// observer see each step as the rest of the pass uses it. It serves any number
// of passes, one after another, over texts in batches too.
type Observer struct {
	set    Set
	layers int
	next   ref.Observer // nil if nobody else looks

	inputs map[string]bool // the steps that an identity hands on

	// Of the pass under way:
	seen    map[string]ref.Tensor // those steps
	softmax map[string]ref.Tensor // attn.weights before it was changed, by layer
	carried map[string]ref.Tensor // gradients that go around a step, by the step they go to
	dWeight ref.Tensor            // the gradient of attn.weights before it was changed, for the step after next
}

// Watch returns an observer that changes the steps of a model and shows them to
// next, which may be nil. The set must fit the model.
func (s Set) Watch(m *ref.GPT, next ref.Observer) *Observer {
	o := &Observer{set: s, layers: m.NLayer, next: next, inputs: map[string]bool{}}
	for _, step := range ref.StepNames(m.Config) {
		if slices.ContainsFunc(s.Of(step), Change.isIdentity) {
			o.inputs[InputOf(step, m.NLayer)] = true
		}
	}
	o.forget()
	return o
}

func (c Change) isIdentity() bool { return c.Kind == Identity }

func (o *Observer) forget() {
	o.seen, o.softmax, o.carried = map[string]ref.Tensor{}, map[string]ref.Tensor{}, map[string]ref.Tensor{}
}

// Observe implements ref.Observer.
func (o *Observer) Observe(s ref.Step) ref.Tensor {
	if step, ok := strings.CutPrefix(s.Name, "grad."); ok {
		return o.backward(step, s)
	}
	return o.forward(s)
}

// forward puts the changed tensor in the place of the step's own.
func (o *Observer) forward(s ref.Step) ref.Tensor {
	if s.Name == "wte" {
		o.forget() // a new pass
	}
	changes := o.set.Of(s.Name)
	if len(changes) > 0 && strings.HasSuffix(s.Name, ".attn.weights") {
		o.softmax[s.Name] = s.Value
	}
	for _, c := range changes {
		var input ref.Tensor
		if c.isIdentity() {
			input = o.seen[InputOf(s.Name, o.layers)]
		}
		s.Value = c.apply(s.Value, input, axesOf(s.Name))
	}
	s.Value = o.show(s)
	if o.inputs[s.Name] {
		o.seen[s.Name] = s.Value
	}
	return s.Value
}

// backward gets ∂loss/∂y', the gradient of what the step became. That is what
// others are shown: how the loss answers when the number in use is moved. What
// it returns is ∂loss/∂y, from which ref goes on.
//
//	y' = number   dy = 0
//	y' = c·y      dy = c·dy'
//	y' = x        dy = 0, so that neither y's other inputs nor its parameters get anything, and dx += dy'
func (o *Observer) backward(step string, s ref.Step) ref.Tensor {
	if layer, ok := strings.CutSuffix(step, ".attn.masked"); ok {
		// ref has only the changed weights; Softmax is inverted with its own result.
		if weights, changed := o.softmax[layer+".attn.weights"]; changed {
			s.Value = ref.SoftmaxBackward(weights, o.dWeight)
		}
	}
	if around, ok := o.carried[step]; ok {
		s.Value = ref.Add(s.Value, around)
	}
	s.Value = o.show(s)
	for _, c := range slices.Backward(o.set.Of(step)) {
		if c.isIdentity() {
			o.carried[InputOf(step, o.layers)] = s.Value
		}
		s.Value = c.applyBackward(s.Value, axesOf(step))
	}
	if strings.HasSuffix(step, ".attn.weights") {
		o.dWeight = s.Value
	}
	return s.Value
}

// show lets the other observer see a step, and change it in its turn.
func (o *Observer) show(s ref.Step) ref.Tensor {
	if o.next != nil {
		if put := o.next.Observe(s); put.Data != nil {
			return put
		}
	}
	return s.Value
}
