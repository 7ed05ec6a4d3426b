package viz

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"gptlab/ref"
)

// drawNumber returns the N of sample.N, from 1.
func (e *explainer) drawNumber() int {
	n, _ := strconv.Atoi(strings.Split(e.step.Name, ".")[1])
	return n
}

// drawn returns another step of the same draw: sample.3.kept from sample.3.probs.
func (e *explainer) drawn(name string) source {
	return fromStep(e.named("sample." + strconv.Itoa(e.drawNumber()) + "." + name))
}

// drawnLogits: the row of logits at the last position that the draw could see.
// The draw's own pass was over the text so far and rounded differently.
func (e *explainer) drawnLogits() arithmetic {
	logits := fromStep(e.named("logits"))
	row := e.input.Prompt + e.drawNumber() - 2
	a := copied("lookup", logits.cell(row, e.at(0)))
	for _, x := range logits.value.Row(row) {
		a.scale = math.Max(a.scale, math.Abs(float64(x)))
	}
	a.n = passRoundings
	return a
}

// passRoundings makes the tolerance of a number that two passes have computed
// 1.2·10⁻⁵ of the largest of its row.
const passRoundings = 200 * 200

// drawnScaled explains logit/τ.
func (e *explainer) drawnScaled() arithmetic {
	in := e.drawn("logits").cell(e.cell...)
	factor := float64(ref.Float(1 / e.input.Spec.Draw.Temperature))
	value := in.Value * factor
	return arithmetic{
		kind: "scale", value: value, scale: math.Abs(value), n: 1,
		terms: []Term{{Role: "input", Value: in.Value, From: []Operand{in}}, {Role: "scale", Value: factor}},
	}
}

// drawnKept explains which words may be drawn: a word's rank, and for top-p
// what those before it add up to.
func (e *explainer) drawnKept() arithmetic {
	scaled, draw := e.drawn("scaled"), e.input.Spec.Draw
	out := copied("keep", scaled.cell(e.cell...))
	rank, before := rankOf(scaled.value.Data, e.at(0), draw.TopK)
	out.terms = append(out.terms, Term{Role: "rank", Value: float64(rank)}, Term{Role: "before", Value: before})
	if draw.TopK > 0 {
		out.terms = append(out.terms, Term{Role: "top_k", Value: float64(draw.TopK)})
	}
	if draw.TopP > 0 {
		out.terms = append(out.terms, Term{Role: "top_p", Value: draw.TopP})
	}
	if math.IsInf(float64(ref.Keep(scaled.value, draw.TopK, draw.TopP).Data[e.at(0)]), -1) {
		out.terms[0].Role = "left_out"
		out.value = math.Inf(-1)
	}
	return out
}

// rankOf returns the place of a word among all, from 1, and the probability of
// those before it, among the k that top-k leaves (0 is all).
func rankOf(x []ref.Float, id, k int) (rank int, before float64) {
	order := byProbability(x) // falling logits are falling probabilities
	if k > 0 && k < len(order) {
		order = order[:k]
	}
	top, sum, found := float64(x[order[0]]), 0.0, false
	for i, w := range order {
		if w == id {
			rank, before, found = i+1, sum, true
		}
		sum += math.Exp(float64(x[w]) - top)
	}
	if !found {
		full, _ := rankOf(x, id, 0)
		return full, 1
	}
	return rank, before / sum
}

func (e *explainer) drawnProbs() arithmetic {
	return e.softmax(e.drawn("kept"), nil, e.at(0), e.wordLabel)
}

// drawnCumulative explains Σ_{i ≤ w} P_i.
func (e *explainer) drawnCumulative() arithmetic {
	probs, last := e.drawn("probs"), e.at(0)
	values, sum := make([]float64, last+1), 0.0
	for i := range values {
		values[i] = float64(probs.value.Data[i])
		sum += values[i]
	}
	terms := e.list(values, last, func(i int) Term {
		return Term{Role: "addend", Label: e.wordLabel(i), Value: values[i], From: []Operand{probs.cell(i)}}
	})
	return arithmetic{kind: "sum", terms: terms, value: sum, scale: sum, n: 1}
}

// drawnU explains the draw: the N-th number of the generator that the seed sets off.
func (e *explainer) drawnU() arithmetic {
	seed, n := e.input.Spec.Draw.Seed, e.drawNumber()
	random := rand.New(rand.NewPCG(seed, 0))
	out := arithmetic{kind: "random", terms: []Term{{Role: "seed", Value: float64(seed)}, {Role: "count", Value: float64(n)}}}
	for range n {
		out.value = float64(ref.Float(random.Float64()))
	}
	return out
}

// drawnChoice explains the first word whose stretch of the line ends above u;
// at temperature 0 the word with the greatest logit.
func (e *explainer) drawnChoice() arithmetic {
	if e.input.Spec.Draw.Temperature == 0 {
		logits := e.drawn("logits")
		w := byProbability(logits.value.Data)[0]
		from := logits.cell(w)
		return arithmetic{kind: "choice", value: float64(w), terms: []Term{
			{Role: "max", Label: e.wordLabel(w), Value: from.Value, From: []Operand{from}},
		}}
	}
	u, line := e.drawn("u").cell(), e.drawn("cumulative")
	w := len(line.value.Data) - 1 // rounding may leave the whole line below u
	for w > 0 && line.value.Data[w-1] == line.value.Data[w] {
		w--
	}
	for i, end := range line.value.Data {
		if float64(end) > u.Value {
			w = i
			break
		}
	}
	out := arithmetic{kind: "choice", value: float64(w)}
	below := Term{Role: "below"} // where the word's stretch begins
	if w > 0 {
		from := line.cell(w - 1)
		below.Value, below.From = from.Value, []Operand{from}
	}
	above := line.cell(w)
	out.terms = []Term{below,
		{Role: "draw", Value: u.Value, From: []Operand{u}},
		{Role: "above", Label: e.wordLabel(w), Value: above.Value, From: []Operand{above}}}
	return out
}
