package viz

import (
	"math"
	"slices"

	"gptlab/ref"
)

// softmax explains e^(x_j − max) / Σ_i e^(x_i − max) for one row of x, with
// label naming the i-th entry.
func (e *explainer) softmax(x source, lead []int, j int, label func(i int) string) arithmetic {
	row := x.value.Row(lead...)
	max, sum := maxAndSum(row)
	powers := make([]float64, len(row))
	for i, v := range row {
		powers[i] = math.Exp(float64(v) - max)
	}
	value := powers[j] / sum
	out := arithmetic{kind: "softmax", value: value, scale: value, n: 1}
	out.terms = append(out.terms, Term{Role: "max", Value: max})
	out.terms = append(out.terms, e.list(powers, j, func(i int) Term {
		from := x.cell(append(slices.Clone(lead), i)...)
		term := Term{Role: "exp", Label: label(i), Value: powers[i], From: []Operand{from}}
		if i == j {
			term.Role = "self"
		}
		return term
	})...)
	out.terms = append(out.terms, Term{Role: "sum", Value: sum})
	return out
}

// maxAndSum returns max x and Σ e^(x − max).
func maxAndSum(row []ref.Float) (max, sum float64) {
	max = math.Inf(-1)
	for _, x := range row {
		max = math.Max(max, float64(x))
	}
	for _, x := range row {
		sum += math.Exp(float64(x) - max)
	}
	return max, sum
}

func (e *explainer) weights() arithmetic {
	return e.softmax(fromStep(e.sibling("attn.masked")), e.cell[:2], e.at(2), e.tokenLabel)
}

func (e *explainer) probs() arithmetic {
	return e.softmax(fromStep(e.named("logits")), e.cell[:1], e.at(1), e.wordLabel)
}
