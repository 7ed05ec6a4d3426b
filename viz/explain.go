package viz

import (
	"math"

	"gptlab/ref"
)

// An Explanation is the arithmetic of one cell, done again in float64 from the
// recorded inputs and the model's parameters.
type Explanation struct {
	Step   Step
	Cell   []int
	Labels []string // the token where an axis of the cell counts tokens, else ""
	Kind   string   // which arithmetic: dot, scale, mask, softmax …
	Terms  []Term

	Value      float64 // as recorded
	Recomputed float64 // from Terms
	Tolerance  float64 // how far apart the two may be
	Equal      bool    // they are not further apart
}

// A Term is one number on the way to a cell.
type Term struct {
	Role  string // what it is in the formula: product, bias, max, exp …
	Label string // the token it belongs to, where the sum runs over tokens
	Value float64
	From  []Operand // the cells it was computed from, if it is not a constant
	Count int       // how many smaller terms a "rest" adds up
}

// An Operand is a cell that was read: of an earlier step, or of a parameter.
type Operand struct {
	Step  *Step  // nil for a parameter
	Name  string // h.0.attn.q or h.0.attn.c_attn.weight
	Cell  []int
	Value float64
}

// DefaultTerms is how many terms of a long sum Explain lists where the caller
// has no wish of its own; MaxTerms is the most it ever does.
const (
	DefaultTerms = 16
	MaxTerms     = 256
)

// roundoff is half the distance from 1 to the next float32, and tiniest the
// smallest float32 above 0: what a single rounding can change.
const (
	roundoff = 1.0 / (1 << 24)
	tiniest  = 1.401298464324817e-45
)

// Explain shows how one cell of a step came about. A sum of more than maxTerms
// terms lists the largest ones and adds up the others in one term with the role
// "rest". Recomputed and recorded agree where they differ by at most
//
//	(4 + √n)·2⁻²⁴ · Σ|terms|
//
// with n the length of the longest sum, which leaves room for float32's
// roundings and for nothing else. Numbers that are only copied must be the same.
//
// It fails with step_out_of_range, index_out_of_range, and not_explained for a
// kind of step that has no arithmetic to show.
func Explain(t *Tape, step int, cell []int, maxTerms int) (Explanation, error) {
	s, err := t.Step(step)
	if err != nil {
		return Explanation{}, err
	}
	if err := checkIndex(s.Value.Shape, cell, len(s.Value.Shape)); err != nil {
		return Explanation{}, err
	}
	explain, ok := arithmetics[s.Kind]
	if back := gradients[s.Kind]; back != nil && len(t.Input().Set) == 0 { // a changed run has other ways back
		explain, ok = back, true
	}
	if _, chained := t.Named("chain.mean_nll"); s.Name == "loss" && !chained {
		ok = false // what training alone has recorded has no L beside it
	}
	if !ok || t.Input().Checkpoint == nil {
		return Explanation{}, ref.Fail("not_explained", ref.Args{"name": s.Name})
	}
	e := &explainer{tape: t, input: t.Input(), step: s, cell: cell, maxTerms: min(max(maxTerms, 1), MaxTerms)}
	if s.Kind == "sample.N.logits" && !e.input.Set.Causal() {
		return Explanation{}, ref.Fail("not_explained", ref.Args{"name": s.Name}) // the pass on the tape saw more
	}
	a := e.changed(explain)

	x := Explanation{
		Step: s, Cell: cell, Labels: e.labels(s, cell),
		Kind: a.kind, Terms: a.terms,
		Value: float64(s.Value.At(cell...)), Recomputed: a.value, Tolerance: a.tolerance(),
	}
	x.Equal = agree(x.Value, x.Recomputed, x.Tolerance)
	return x, nil
}

// arithmetics says how the cells of each kind of step are computed.
var arithmetics = map[string]func(*explainer) arithmetic{
	"wte":              (*explainer).tokenLookup,
	"wpe":              (*explainer).positionLookup,
	"embd":             (*explainer).embd,
	"h.N.ln_1":         (*explainer).ln1,
	"h.N.attn.q":       (*explainer).q,
	"h.N.attn.k":       (*explainer).k,
	"h.N.attn.v":       (*explainer).v,
	"h.N.attn.scores":  (*explainer).scores,
	"h.N.attn.scaled":  (*explainer).scaled,
	"h.N.attn.masked":  (*explainer).masked,
	"h.N.attn.weights": (*explainer).weights,
	"h.N.attn.heads":   (*explainer).heads,
	"h.N.attn.concat":  (*explainer).concat,
	"h.N.attn.c_proj":  (*explainer).attnProj,
	"h.N.resid_1":      (*explainer).resid1,
	"h.N.ln_2":         (*explainer).ln2,
	"h.N.mlp.c_fc":     (*explainer).mlpFc,
	"h.N.mlp.gelu":     (*explainer).activation,
	"h.N.mlp.c_proj":   (*explainer).mlpProj,
	"h.N.resid_2":      (*explainer).resid2,
	"ln_f":             (*explainer).lnF,
	"logits":           (*explainer).logits,
	"probs":            (*explainer).probs,
	"chain.t.factor":   (*explainer).factor,
	"chain.t.product":  (*explainer).product,
	"chain.t.log_p":    (*explainer).logP,
	"chain.t.sum":      (*explainer).sum,
	"chain.mean_nll":   (*explainer).meanNLL,
	"chain.perplexity": (*explainer).perplexity,
	"loss":             (*explainer).loss,

	"sample.N.logits":     (*explainer).drawnLogits,
	"sample.N.scaled":     (*explainer).drawnScaled,
	"sample.N.kept":       (*explainer).drawnKept,
	"sample.N.probs":      (*explainer).drawnProbs,
	"sample.N.cumulative": (*explainer).drawnCumulative,
	"sample.N.u":          (*explainer).drawnU,
	"sample.N.choice":     (*explainer).drawnChoice,

	"task.state":  (*explainer).taskState,
	"task.logits": (*explainer).taskLogits,
	"task.probs":  (*explainer).taskProbs,
}

// An arithmetic is what one kind of step does to get one cell.
type arithmetic struct {
	kind  string
	terms []Term
	value float64 // the result
	scale float64 // Σ|terms|; 0 where numbers are copied
	n     int     // length of the longest sum
}

func (a arithmetic) tolerance() float64 {
	if a.scale == 0 || math.IsInf(a.scale, 0) || math.IsNaN(a.scale) {
		return 0
	}
	return (4+math.Sqrt(float64(a.n)))*roundoff*a.scale + tiniest
}

// agree reports whether two numbers are the same up to tolerance. Infinities
// agree with themselves, and NaN with NaN.
func agree(a, b, tolerance float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tolerance
}
