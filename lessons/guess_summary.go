package lessons

import (
	"strconv"
	"strings"
)

// onePass: how many forward passes give all the factors of a sentence?
var onePass = askKind{
	wrong:  []string{"words", "vocabulary"},
	values: []string{"n", "v"},
	ask: func(run Run, _ place) (puzzle, error) {
		n := len(factors(run))
		if n < 2 {
			return puzzle{}, tooShort(2)
		}
		probs, _ := run.Step("probs") // (T, V): a distribution behind each place
		v := strconv.Itoa(probs.Dim(-1))
		p := puzzle{answer: "one", values: map[string]string{"n": strconv.Itoa(n), "v": v}}
		p.options = distinctOptions("one",
			option{id: "one", label: "1"},
			option{id: "words", label: strconv.Itoa(n), wrong: "words"},
			option{id: "vocabulary", label: v, wrong: "vocabulary"})
		p.numbers = []Number{{Value: float64(probs.Dim(0)), Step: "probs", Cell: []int{}}}
		return p, nil
	},
}

// factorReads: which words does the factor of the last one depend on? The
// answer is an experiment: the last word is changed, then the first.
var factorReads = askKind{
	options: []string{"one", "before", "itself"},
	wrong:   []string{"one", "itself", "before"},
	values:  []string{"word", "first", "by_itself", "by_first"},
	ask: func(run Run, _ place) (puzzle, error) {
		first, last := 0, len(run.Tokens())-1
		if run.Start() {
			first = 1
		}
		if last-first < 2 {
			return puzzle{}, tooShort(3)
		}
		moved := func(at int) (Number, error) {
			changed, err := withWord(run, at, anotherWord(run, at))
			if err != nil {
				return Number{}, err
			}
			return rowMoved(run, changed, "probs", last-1), nil // the row that the last word's factor stands in
		}
		byItself, err := moved(last)
		if err != nil {
			return puzzle{}, err
		}
		byFirst, err := moved(first)
		if err != nil {
			return puzzle{}, err
		}
		p := puzzle{answer: "one", values: map[string]string{
			"word": distinctLabel(run, last), "first": label(run, first),
			"by_itself": digits(byItself.Value), "by_first": digits(byFirst.Value),
		}}
		switch {
		case byItself.Value > 0:
			p.answer = "itself"
		case byFirst.Value > 0:
			p.answer = "before"
		}
		for _, id := range []string{"one", "before", "itself"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		byFirst.Option, byItself.Option = "before", "itself"
		p.numbers = []Number{byFirst, byItself}
		return p, nil
	},
}

// mostParameters: where do most of the model's parameters sit?
var mostParameters = askKind{
	options: []string{"tables", "attention", "mlp"},
	wrong:   []string{"tables", "attention", "mlp"},
	values:  []string{"tables", "attention", "mlp", "all"},
	ask: func(run Run, _ place) (puzzle, error) {
		model := run.Tape().Input().Checkpoint.Model
		count := map[string]int{}
		for _, param := range model.Params() {
			count[groupOf(param.Name)] += len(param.Tensor.Data)
		}
		p := puzzle{answer: "tables", values: map[string]string{"all": strconv.Itoa(model.NumParams())}}
		for _, group := range []struct{ id, step string }{{"tables", "embd"}, {"attention", "h.0.attn.c_proj"}, {"mlp", "h.0.mlp.c_proj"}} {
			p.values[group.id] = strconv.Itoa(count[group.id])
			p.options = append(p.options, option{id: group.id, wrong: group.id})
			p.numbers = append(p.numbers, Number{Option: group.id, Value: float64(count[group.id]), Step: group.step, Cell: []int{}})
			if count[group.id] > count[p.answer] {
				p.answer = group.id
			}
		}
		return p, nil
	},
}

// groupOf says which part of the model a parameter belongs to; the few of
// LayerNorm belong to none.
func groupOf(param string) string {
	switch {
	case strings.Contains(param, ".attn."):
		return "attention"
	case strings.Contains(param, ".mlp."):
		return "mlp"
	case strings.HasPrefix(param, "w"), strings.HasPrefix(param, "lm_head"):
		return "tables"
	}
	return ""
}
