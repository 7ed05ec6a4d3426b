package viz

import (
	"math"

	"gptlab/ref/whatif"
)

// changed is the arithmetic of a cell, and what the run's set then made of it:
// a cell that was changed says so, instead of pretending to be computed.
func (e *explainer) changed(explain func(*explainer) arithmetic) arithmetic {
	var changes []whatif.Change
	for _, c := range e.input.Set.Of(e.step.Name) {
		if c.Covers(e.cell) {
			changes = append(changes, c)
		}
	}
	if len(changes) == 0 {
		return explain(e)
	}
	out := arithmetic{kind: "set"}
	if changes[0].Kind == whatif.Factor {
		out = e.computed(explain)
	}
	for _, c := range changes {
		switch x := float64(c.Value); {
		case c.Kind == whatif.Number:
			out = arithmetic{kind: "set", value: x, terms: []Term{{Role: "set", Value: x}}}
		case c.Kind == whatif.Identity:
			in := e.identityInput()
			out = arithmetic{kind: "set", value: in.Value, terms: []Term{{Role: "input", Value: in.Value, From: []Operand{in}}}}
		case !math.IsInf(out.value, -1): // a masked cell stays masked
			out.terms = append(out.terms, Term{Role: "factor", Value: x})
			out.value *= x
			out.scale = out.scale*math.Abs(x) + math.Abs(out.value)
			out.n = max(out.n, 1)
		}
	}
	return out
}

// computed is what a cell would have been, as one term.
func (e *explainer) computed(explain func(*explainer) arithmetic) arithmetic {
	a := explain(e)
	return arithmetic{
		kind: "set", value: a.value, scale: a.scale, n: a.n,
		terms: []Term{{Role: "computed", Value: a.value}},
	}
}

// identityInput is the cell that an identity handed on.
func (e *explainer) identityInput() Operand {
	input := whatif.InputOf(e.step.Name, e.input.Checkpoint.Model.NLayer)
	return fromStep(e.named(input)).cell(e.cell...)
}
