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
