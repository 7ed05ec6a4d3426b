package lessons

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"gptlab/ref"
)

// smallestFactor: which word surprised the model most?
var smallestFactor = askKind{
	wrong:  []string{"tallest"},
	values: []string{"word", "context", "value", "tallest", "tallest_value"},
	ask: func(run Run, _ place) (puzzle, error) {
		all := factors(run)
		if len(all) < 2 {
			return puzzle{}, tooShort(2)
		}
		byValue := slices.Clone(all)
		slices.SortStableFunc(byValue, func(a, b factor) int { return cmp.Compare(a.value, b.value) })
		smallest, tallest := byValue[0], byValue[len(byValue)-1]

		p := puzzle{answer: strconv.Itoa(smallest.t), values: map[string]string{
			"word": label(run, smallest.at), "context": before(run, smallest.at), "value": digits(smallest.value),
			"tallest": label(run, tallest.at), "tallest_value": digits(tallest.value),
		}}
		// The tallest bar, and two of the middle, so that the answer is not the only short one.
		for _, f := range inOrder(smallest, tallest, byValue[len(byValue)/3], byValue[1]) {
			o := option{id: strconv.Itoa(f.t), label: distinctLabel(run, f.at)}
			if f == tallest {
				o.wrong = "tallest"
			}
			p.options = append(p.options, o)
			p.numbers = append(p.numbers, Number{Option: o.id, Value: f.value, Step: chainStep(f.t, "factor"), Cell: []int{}})
		}
		return p, nil
	},
}

// inOrder returns the different ones of some factors, in the order of the sentence.
func inOrder(some ...factor) []factor {
	slices.SortFunc(some, func(a, b factor) int { return a.t - b.t })
	return slices.Compact(some)
}

// nextWord: which word does the model hold most probable after the text?
var nextWord = askKind{
	wrong:  []string{"runner-up", "far"},
	values: []string{"context", "word", "value", "second", "second_value"},
	ask: func(run Run, at place) (puzzle, error) {
		probs, _ := run.Step("probs")
		row, err := at.rowOf(probs)
		if err != nil {
			return puzzle{}, err
		}
		p := probs.Row(row)
		best := largest(p, 4)
		if len(best) < 2 {
			return puzzle{}, tooShort(2)
		}
		first, second := best[0], best[1]
		q := puzzle{answer: strconv.Itoa(first), values: map[string]string{
			"context": before(run, row+1),
			"word":    ref.Label(run.Token(first)), "value": digits(float64(p[first])),
			"second": ref.Label(run.Token(second)), "second_value": digits(float64(p[second])),
		}}
		slices.Sort(best) // by id, which says nothing about probability
		for _, id := range best {
			o := option{id: strconv.Itoa(id), label: ref.Label(run.Token(id)), wrong: "runner-up"}
			if p[id] < p[first]/100 {
				o.wrong = "far"
			}
			q.options = append(q.options, o)
			q.numbers = append(q.numbers, Number{Option: o.id, Value: float64(p[id]), Step: "probs", Cell: []int{row, id}})
		}
		return q, nil
	},
}

// changeWord: which factors move when one word is changed? The answer is an
// experiment: the model reads the changed sentence too.
var changeWord = askKind{
	options: []string{"only", "later", "earlier", "all"},
	wrong:   []string{"only", "later", "earlier", "all"},
	values:  []string{"word", "other", "before", "after"},
	ask: func(run Run, _ place) (puzzle, error) {
		all := factors(run)
		if len(all) < 3 {
			return puzzle{}, tooShort(3)
		}
		k := surprise(all)
		other := substitute(run, all[k].at)
		changed, err := withWord(run, all[k].at, other)
		if err != nil {
			return puzzle{}, err
		}
		now := factors(changed)
		earlier := mostMoved("earlier", all[:k], now[:k])
		itself := mostMoved("only", all[k:k+1], now[k:k+1])
		later := mostMoved("later", all[k+1:], now[k+1:])

		p := puzzle{
			answer: whatMoved(earlier.Value != 0, later.Value != 0),
			values: map[string]string{
				"word": label(run, all[k].at), "other": ref.Label(run.Token(other)),
				"before": digits(earlier.Value), "after": digits(later.Value),
			},
			numbers: []Number{earlier, itself, later},
		}
		for _, id := range []string{"only", "later", "earlier", "all"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		return p, nil
	},
}

// surprise returns the index of the smallest factor that has others on both sides.
func surprise(all []factor) int {
	k := 1
	for i := 1; i < len(all)-1; i++ {
		if all[i].value < all[k].value {
			k = i
		}
	}
	return k
}

// substitute returns what the model would rather have had at a place: the most
// probable token there that is another one, and one that can be written.
func substitute(run Run, at int) int {
	probs, _ := run.Step("probs")
	for _, id := range largest(probs.Row(at-1), 4) {
		if t := run.Token(id); id != run.Tokens()[at].ID && t.Known && t.Text != "" {
			return id
		}
	}
	return (run.Tokens()[at].ID + 1) % probs.Dim(-1)
}

// withWord returns the run of the same sentence with one token changed.
func withWord(run Run, at, id int) (Run, error) {
	var ids []int
	for _, t := range run.Tokens() {
		ids = append(ids, t.ID)
	}
	ids[at] = id
	return run.Again(ids)
}

// mostMoved returns the factor that differs most, by how much, which decides
// about an option.
func mostMoved(option string, a, b []factor) Number {
	n := Number{Option: option, Step: chainStep(a[0].t, "factor"), Cell: []int{}}
	for i := range a {
		if d := math.Abs(b[i].value - a[i].value); d > n.Value {
			n.Value, n.Step = d, chainStep(a[i].t, "factor")
		}
	}
	return n
}

func whatMoved(earlier, later bool) string {
	switch {
	case earlier && later:
		return "all"
	case earlier:
		return "earlier"
	case later:
		return "later"
	}
	return "only"
}

// underflow: how does float32 hold the product of the whole sentence?
var underflow = askKind{
	options: []string{"number", "zero", "negative"},
	wrong:   []string{"number", "zero", "negative"},
	values:  []string{"product", "sum"},
	ask: func(run Run, _ place) (puzzle, error) {
		all := factors(run)
		if len(all) == 0 {
			return puzzle{}, tooShort(2)
		}
		t := all[len(all)-1].t
		product, _ := run.Step(chainStep(t, "product"))
		sum, _ := run.Step(chainStep(t, "sum"))
		p := puzzle{answer: "number", values: map[string]string{
			"product": digits(float64(product.Data[0])), "sum": digits(float64(sum.Data[0])),
		}}
		if product.Data[0] == 0 {
			p.answer = "zero"
		}
		for _, id := range []string{"number", "zero", "negative"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: float64(product.Data[0]), Step: chainStep(t, "product"), Cell: []int{}}}
		return p, nil
	},
}

// uniform: what would the perplexity be of somebody who knows nothing, and
// gives every word of the vocabulary the same probability?
var uniform = askKind{
	wrong:  []string{"one", "log", "half"},
	values: []string{"size", "perplexity"},
	ask: func(run Run, _ place) (puzzle, error) {
		perplexity, ok := run.Step("chain.perplexity")
		probs, _ := run.Step("probs")
		if !ok || len(factors(run)) == 0 {
			return puzzle{}, tooShort(2)
		}
		size := float64(probs.Dim(-1))
		blind := math.Exp(-math.Log(1 / size)) // e to the mean NLL; every factor is 1/size
		p := puzzle{answer: "size", values: map[string]string{
			"size": strconv.Itoa(int(math.Round(blind))), "perplexity": digits(float64(perplexity.Data[0])),
		}}
		p.options = []option{
			{id: "one", label: "1", wrong: "one"},
			{id: "log", label: digits(math.Log(size)), wrong: "log"},
			{id: "half", label: strconv.Itoa(int(size / 2)), wrong: "half"},
			{id: "size", label: strconv.Itoa(int(math.Round(blind)))},
		}
		p.numbers = []Number{{Value: float64(perplexity.Data[0]), Step: "chain.perplexity", Cell: []int{}}}
		return p, nil
	},
}
