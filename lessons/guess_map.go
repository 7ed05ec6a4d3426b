package lessons

import (
	"math"
	"slices"
	"strconv"

	"gptlab/ref"
)

// rowsAtOnce: how many words go through the model in one forward pass?
var rowsAtOnce = askKind{
	wrong:  []string{"one", "vocabulary"},
	values: []string{"word", "n"},
	ask: func(run Run, _ place) (puzzle, error) {
		embd, _ := run.Step("embd") // (T, C)
		probs, _ := run.Step("probs")
		n, v := embd.Dim(0), probs.Dim(-1)
		if n < 2 {
			return puzzle{}, tooShort(2)
		}
		p := puzzle{answer: "all", values: map[string]string{"word": label(run, n-1), "n": strconv.Itoa(n)}}
		p.options = distinctOptions("all",
			option{id: "one", label: "1", wrong: "one"},
			option{id: "all", label: strconv.Itoa(n)},
			option{id: "vocabulary", label: strconv.Itoa(v), wrong: "vocabulary"})
		p.numbers = []Number{{Option: "all", Value: float64(n), Step: "embd", Cell: []int{}}}
		return p, nil
	},
}

// wordsMeet: which part of a block lets one word notice another? The answer is
// an experiment: the first word is changed, and the numbers of the last are
// compared, part by part.
var wordsMeet = askKind{
	options: []string{"norm", "attention", "mlp"},
	wrong:   []string{"norm", "mlp"},
	values:  []string{"word", "other", "last", "moved"},
	ask: func(run Run, _ place) (puzzle, error) {
		first, last := 0, len(run.Tokens())-1
		if run.Start() {
			first = 1
		}
		if last <= first {
			return puzzle{}, tooShort(2)
		}
		other := anotherWord(run, first)
		changed, err := withWord(run, first, other)
		if err != nil {
			return puzzle{}, err
		}
		p := puzzle{answer: "mlp", values: map[string]string{
			"word": label(run, first), "other": ref.Label(run.Token(other)), "last": distinctLabel(run, last),
		}}
		for _, part := range []struct{ id, step string }{{"norm", "h.0.ln_1"}, {"attention", "h.0.attn.c_proj"}, {"mlp", "h.0.mlp.c_proj"}} {
			n := rowMoved(run, changed, part.step, last)
			n.Option = part.id
			p.numbers = append(p.numbers, n)
			p.options = append(p.options, option{id: part.id, wrong: part.id})
		}
		noticed := slices.IndexFunc(p.numbers, func(n Number) bool { return n.Value > 0 })
		if noticed >= 0 {
			p.answer = p.numbers[noticed].Option
		}
		p.values["moved"] = digits(p.numbers[1].Value)
		return p, nil
	},
}

// anotherWord returns a word to put in the place of one: the next of the
// vocabulary that can be written.
func anotherWord(run Run, at int) int {
	probs, _ := run.Step("probs")
	own, v := run.Tokens()[at].ID, probs.Dim(-1)
	for k := 1; k < v; k++ {
		if t := run.Token((own + k) % v); t.Known && t.Text != "" {
			return t.ID
		}
	}
	return (own + 1) % v
}

// rowMoved returns the number of a row that differs most between two runs, by
// how much.
func rowMoved(a, b Run, step string, row int) Number {
	x, _ := a.Step(step)
	y, _ := b.Step(step)
	n := Number{Step: step, Cell: []int{row}}
	for i, v := range x.Row(row) {
		if d := math.Abs(float64(y.At(row, i)) - float64(v)); d > n.Value {
			n.Value, n.Cell = d, []int{row, i}
		}
	}
	return n
}

// outputs: how many probabilities does the model give for one word?
var outputs = askKind{
	wrong:  []string{"one", "vector"},
	values: []string{"word", "c", "n"},
	ask: func(run Run, _ place) (puzzle, error) {
		probs, _ := run.Step("probs") // (T, V)
		embd, _ := run.Step("embd")   // (T, C)
		last := probs.Dim(0) - 1
		if last < 1 {
			return puzzle{}, tooShort(2)
		}
		v, c := probs.Dim(-1), embd.Dim(-1)
		p := puzzle{answer: "all", values: map[string]string{"word": label(run, last), "c": strconv.Itoa(c), "n": strconv.Itoa(v)}}
		p.options = distinctOptions("all",
			option{id: "one", label: "1", wrong: "one"},
			option{id: "vector", label: strconv.Itoa(c), wrong: "vector"},
			option{id: "all", label: strconv.Itoa(v)})
		p.numbers = []Number{{Option: "all", Value: float64(v), Step: "probs", Cell: []int{last}}}
		return p, nil
	},
}

// distinctOptions leaves out options that say the same as an earlier one, or as
// the answer.
func distinctOptions(answer string, all ...option) (some []option) {
	right := all[slices.IndexFunc(all, func(o option) bool { return o.id == answer })]
	for _, o := range all {
		same := func(other option) bool { return other.label == o.label }
		if o == right || o.label != right.label && !slices.ContainsFunc(some, same) {
			some = append(some, o)
		}
	}
	return some
}
