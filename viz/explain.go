package viz

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

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

// An explainer is where the explanation of one cell finds what it needs.
type explainer struct {
	tape     *Tape
	input    Input
	step     Step
	cell     []int
	maxTerms int
}

// at returns one index of the cell; negative ones count from the last.
func (e *explainer) at(axis int) int {
	if axis < 0 {
		axis += len(e.cell)
	}
	return e.cell[axis]
}

// sibling returns another step of the same layer: h.3.attn.q from h.3.attn.scores.
func (e *explainer) sibling(name string) *Step {
	return e.named("h." + strconv.Itoa(e.layer()) + "." + name)
}

// layer returns the N of h.N.
func (e *explainer) layer() int { return layerOf(e.step) }

// layerOf returns the layer of a step whose name has one: 3 for h.3.attn.q.
func layerOf(s Step) int {
	n, _ := strconv.Atoi(strings.Split(strings.TrimPrefix(s.Name, "grad."), ".")[1])
	return n
}

// intoLayer returns the residual stream that enters a layer.
func (e *explainer) intoLayer(n int) *Step {
	if n == 0 {
		return e.named("embd")
	}
	return e.named("h." + strconv.Itoa(n-1) + ".resid_2")
}

// named returns an earlier step. A tape that has a step has what it was
// computed from, so its absence is a fault of ours.
func (e *explainer) named(name string) *Step {
	s, ok := e.tape.Named(name)
	if !ok {
		panic(fmt.Sprintf("viz.Explain: %s is on the tape without %s", e.step.Name, name))
	}
	return &s
}

// A matrix of numbers with the name by which a learner can find it again.
type source struct {
	step  *Step
	name  string
	value ref.Tensor
}

func fromStep(s *Step) source { return source{s, s.Name, s.Value} }

// param returns a parameter by its Hugging Face name; a tied head is the
// embedding.
func (e *explainer) param(name string) source {
	model := e.input.Checkpoint.Model
	if name == "lm_head.weight" && model.Tied() {
		name = "wte.weight"
	}
	for _, p := range model.Params() {
		if p.Name == name {
			return source{name: name, value: *p.Tensor}
		}
	}
	panic("viz.Explain: the model has no parameter " + name)
}

// layerParam returns a parameter of the cell's own layer.
func (e *explainer) layerParam(name string) source {
	return e.param("h." + strconv.Itoa(e.layer()) + "." + name)
}

// cell returns one cell as an operand.
func (s source) cell(index ...int) Operand {
	return Operand{Step: s.step, Name: s.name, Cell: index, Value: float64(s.value.At(index...))}
}

// list returns the terms of a sum, as many as a reader can take in: all of them
// where they are few, else the largest, and then the rest added up. The term
// keep, if not negative, is always among them.
func (e *explainer) list(values []float64, keep int, term func(i int) Term) []Term {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	if len(order) > e.maxTerms {
		slices.SortStableFunc(order, func(a, b int) int {
			switch {
			case a == keep:
				return -1
			case b == keep:
				return 1
			}
			return cmp.Compare(math.Abs(values[b]), math.Abs(values[a]))
		})
	}
	var terms []Term
	rest := Term{Role: "rest"}
	for place, i := range order {
		if place < e.maxTerms {
			terms = append(terms, term(i))
			continue
		}
		rest.Value += values[i]
		rest.Count++
	}
	if rest.Count > 0 {
		terms = append(terms, rest)
	}
	return terms
}

// labels names the tokens that a cell's indices stand for.
func (e *explainer) labels(s Step, cell []int) []string {
	labels := make([]string, len(cell))
	for i, axis := range AxesOf(s) {
		switch axis {
		case "T":
			labels[i] = e.tokenLabel(cell[i])
		case "V":
			labels[i] = e.wordLabel(cell[i])
		case "K":
			labels[i] = e.taskLabel(cell[i])
		}
	}
	return labels
}

// tokenLabel returns how the token at a position is shown.
func (e *explainer) tokenLabel(position int) string {
	return e.input.Label(position)
}

// wordLabel returns how an entry of the vocabulary is shown.
func (e *explainer) wordLabel(id int) string { return labelOf(e.input.Checkpoint, id) }

// checkIndex reports an index that does not fit into a shape. It must have n
// numbers: as many as the shape for a cell, fewer for a part.
func checkIndex(shape, index []int, n int) error {
	fits := len(index) == n && n <= len(shape)
	for axis := 0; fits && axis < len(index); axis++ {
		fits = index[axis] >= 0 && index[axis] < shape[axis]
	}
	if !fits {
		return ref.Fail("index_out_of_range", ref.Args{"index": index, "shape": shape})
	}
	return nil
}
