package viz

import (
	"math"
	"strconv"
	"strings"
)

// word returns the t of chain.t, from 1, and where w_t stands among the tokens.
// A start token in front is not counted.
func (e *explainer) word() (t, position int) {
	t, _ = strconv.Atoi(strings.Split(e.step.Name, ".")[1])
	return t, t + len(e.input.Tokens) - len(e.input.Words()) - 1
}

// factor: P(w_t | w_<t) is the cell of probs in the row before w_t, at w_t.
func (e *explainer) factor() arithmetic {
	_, at := e.word()
	return copied("lookup", fromStep(e.named("probs")).cell(at-1, e.input.Tokens[at].ID))
}

// product explains ∏ up to w_t: the product so far times the factor.
func (e *explainer) product() arithmetic {
	t, _ := e.word()
	factor, _ := e.wordStep(t, "factor")
	before := e.before("product", 1)
	f := fromStep(&factor).cell()
	value := before.Value * f.Value
	return arithmetic{
		kind:  "product",
		terms: []Term{before, {Role: "factor", Value: f.Value, From: []Operand{f}}},
		value: value,
		scale: math.Abs(value),
		n:     1,
	}
}

// logP explains log P(w_t | w_<t) from the logits, without the rounding of P:
//
//	log P = (logit − max) − log Σ e^(logit_i − max)
func (e *explainer) logP() arithmetic {
	_, at := e.word()
	logits := fromStep(e.named("logits"))
	own := logits.cell(at-1, e.input.Tokens[at].ID)
	max, sum := maxAndSum(logits.value.Row(at - 1))
	return arithmetic{
		kind: "log",
		terms: []Term{
			{Role: "self", Value: own.Value, From: []Operand{own}, Label: e.tokenLabel(at)},
			{Role: "max", Value: max},
			{Role: "sum", Value: sum},
			{Role: "log_sum", Value: math.Log(sum)},
		},
		value: own.Value - max - math.Log(sum),
		scale: math.Abs(own.Value) + math.Abs(max) + math.Log(sum),
		n:     1,
	}
}

// sum explains L up to w_t: the sum so far plus log P.
func (e *explainer) sum() arithmetic {
	t, _ := e.word()
	logP, _ := e.wordStep(t, "log_p")
	before := e.before("sum", 0)
	l := fromStep(&logP).cell()
	return arithmetic{
		kind:  "sum",
		terms: []Term{before, {Role: "addend", Value: l.Value, From: []Operand{l}}},
		value: before.Value + l.Value,
		scale: math.Abs(before.Value) + math.Abs(l.Value),
		n:     2,
	}
}

// before returns the running product or sum of the words before this one,
// passing over words without a factor; before the first it is what an empty one is.
func (e *explainer) before(name string, empty float64) Term {
	t, _ := e.word()
	for t--; t > 0; t-- {
		if earlier, ok := e.wordStep(t, name); ok {
			from := fromStep(&earlier).cell()
			return Term{Role: "before", Value: from.Value, From: []Operand{from}}
		}
	}
	return Term{Role: "before", Value: empty}
}

// meanNLL explains −L/N, with N the number of factors.
func (e *explainer) meanNLL() arithmetic {
	total, n := e.wholeSum()
	value := -total.Value / float64(n)
	return arithmetic{
		kind: "mean",
		terms: []Term{
			{Role: "sum", Value: total.Value, From: []Operand{total}},
			{Role: "count", Value: float64(n)},
		},
		value: value,
		scale: math.Abs(value),
		n:     1,
	}
}

// loss explains what training lowers: the mean NLL, which it adds up by itself,
// so that both sums may round.
func (e *explainer) loss() arithmetic {
	a := e.meanNLL()
	a.n = 2 * len(e.input.Words())
	return a
}

// wholeSum returns L and how many factors it has.
func (e *explainer) wholeSum() (sum Operand, n int) {
	var last Step
	for t := range e.input.Words() {
		if s, ok := e.wordStep(t+1, "sum"); ok {
			last = s
			n++
		}
	}
	return fromStep(&last).cell(), n
}

// perplexity explains e^(mean NLL).
func (e *explainer) perplexity() arithmetic {
	mean := fromStep(e.named("chain.mean_nll")).cell()
	value := math.Exp(mean.Value)
	return arithmetic{
		kind:  "exp",
		terms: []Term{{Role: "input", Value: mean.Value, From: []Operand{mean}}},
		value: value,
		scale: value,
		n:     1,
	}
}

// wordStep returns a step of the chain at word t: chain.3.sum.
func (e *explainer) wordStep(t int, name string) (Step, bool) {
	return e.tape.Named("chain." + strconv.Itoa(t) + "." + name)
}
