package lessons

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
	"gptlab/viz"
)

// sortByNumber puts options in the order of the numbers that their ids are.
func sortByNumber(options []option) {
	slices.SortStableFunc(options, func(a, b option) int {
		x, _ := strconv.Atoi(a.id)
		y, _ := strconv.Atoi(b.id)
		return x - y
	})
}

// sortByLabel puts options in the order of the numbers that their labels are, so
// that their order says nothing about which is right.
func sortByLabel(options []option) {
	slices.SortStableFunc(options, func(a, b option) int {
		x, _ := strconv.ParseFloat(plain(a.label), 64)
		y, _ := strconv.ParseFloat(plain(b.label), 64)
		return cmp.Compare(x, y)
	})
}

// plain undoes minus.
func plain(s string) string { return strings.ReplaceAll(s, "−", "-") }

// secondTable: how many numbers of W₂'s row for a word does the word table hold too?
var secondTable = askKind{
	params: []string{"row"},
	wrong:  []string{"none", "some"},
	values: []string{"word", "c", "same"},
	ask: func(run Run, at place) (puzzle, error) {
		probs, _ := run.Step("probs")
		row, err := at.rowOf(probs)
		if err != nil {
			return puzzle{}, err
		}
		best := largest(probs.Row(row), 1)[0]
		m := run.Tape().Input().Checkpoint.Model
		table, head := m.WTE.Row(best), m.Head.Row(best)
		same := 0
		for i, x := range table {
			if head[i] == x {
				same++
			}
		}
		c := len(table)
		p := puzzle{answer: "none", values: map[string]string{"word": ref.Label(run.Token(best)), "c": strconv.Itoa(c), "same": strconv.Itoa(same)}}
		switch {
		case same == c:
			p.answer = "all"
		case same > 0:
			p.answer = "some"
		}
		p.options = []option{
			{id: "none", label: "0", wrong: "none"},
			{id: "some", label: strconv.Itoa(c / 2), wrong: "some"},
			{id: "all", label: strconv.Itoa(c)},
		}
		logits, _ := run.Step("logits")
		p.numbers = []Number{{Label: ref.Label(run.Token(best)), Value: float64(logits.At(row, best)), Step: "logits", Cell: []int{row, best}}}
		return p, nil
	},
}

// logitGap: two logits lie so far apart; how do the probabilities compare?
var logitGap = askKind{
	params: []string{"row"},
	wrong:  []string{"gap", "ratio"},
	values: []string{"a", "b", "za", "zb", "gap", "times", "pa", "pb"},
	ask: func(run Run, at place) (puzzle, error) {
		probs, _ := run.Step("probs")
		row, err := at.rowOf(probs)
		if err != nil {
			return puzzle{}, err
		}
		logits, _ := run.Step("logits")
		best := largest(probs.Row(row), 3)
		a, b := best[0], best[len(best)-1]
		za, zb := float64(logits.At(row, a)), float64(logits.At(row, b))
		pa, pb := float64(probs.At(row, a)), float64(probs.At(row, b))
		p := puzzle{answer: "times", values: map[string]string{
			"a": ref.Label(run.Token(a)), "b": ref.Label(run.Token(b)), "za": digits(za), "zb": digits(zb), "gap": digits(za - zb),
			"times": digits(pa / pb), "pa": digits(pa), "pb": digits(pb),
		}}
		p.options = distinctOptions("times",
			option{id: "times", label: digits(pa / pb)},
			option{id: "gap", label: digits(za - zb), wrong: "gap"},
			option{id: "ratio", label: digits(za / zb), wrong: "ratio"})
		sortByLabel(p.options)
		p.numbers = []Number{{Label: p.values["a"], Value: pa, Step: "probs", Cell: []int{row, a}}, {Label: p.values["b"], Value: pb, Step: "probs", Cell: []int{row, b}}}
		return p, nil
	},
}

// neverWords: how many words of the vocabulary get the probability 0?
var neverWords = askKind{
	params: []string{"row"},
	wrong:  []string{"some", "most"},
	values: []string{"n", "count", "word", "least"},
	ask: func(run Run, at place) (puzzle, error) {
		probs, _ := run.Step("probs")
		row, err := at.rowOf(probs)
		if err != nil {
			return puzzle{}, err
		}
		p, least, count := probs.Row(row), 0, 0
		for id, x := range p {
			if x == 0 {
				count++
			}
			if x < p[least] {
				least = id
			}
		}
		n := len(p)
		q := puzzle{answer: "count", values: map[string]string{
			"n": strconv.Itoa(n), "count": strconv.Itoa(count), "word": ref.Label(run.Token(least)), "least": digits(float64(p[least])),
		}}
		q.options = distinctOptions("count",
			option{id: "count", label: strconv.Itoa(count)},
			option{id: "some", label: strconv.Itoa(n / 2), wrong: "some"},
			option{id: "most", label: strconv.Itoa(n - 10), wrong: "most"})
		sortByLabel(q.options)
		q.numbers = []Number{{Label: q.values["word"], Value: float64(p[least]), Step: "probs", Cell: []int{row, least}}}
		return q, nil
	},
}

// withoutNorm: what becomes of the entropy without the last LayerNorm?
var withoutNorm = askKind{
	params:  []string{"row"},
	options: []string{"sharper", "flatter", "same"},
	wrong:   []string{"sharper", "flatter", "same"},
	values:  []string{"word", "with", "without", "best", "best_p"},
	ask: func(run Run, at place) (puzzle, error) {
		ln, _ := run.Step("ln_f")
		row, err := at.rowOf(ln)
		if err != nil {
			return puzzle{}, err
		}
		w, err := viz.WithoutNorm(run.Tape(), row, 1)
		if err != nil {
			return puzzle{}, err
		}
		with, without := float64(w.Entropy[0]), float64(w.Entropy[1])
		best := slices.MaxFunc(w.Entries, func(a, b viz.WithoutEntry) int { return cmp.Compare(a.Bare, b.Bare) })
		p := puzzle{answer: "same", values: map[string]string{
			"word": label(run, row), "with": digits(with), "without": digits(without), "best": best.Label, "best_p": digits(float64(best.Bare)),
		}}
		switch {
		case without < 0.9*with:
			p.answer = "sharper"
		case without > 1.1*with:
			p.answer = "flatter"
		}
		for _, id := range []string{"sharper", "same", "flatter"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: without, Step: "ln_f", Cell: []int{row}}}
		return p, nil
	},
}

// twiceAsLong: without LayerNorm, what does a vector twice as long predict? The
// answer is an experiment with the model's own W₂.
var twiceAsLong = askKind{
	params:  []string{"row"},
	options: []string{"surer", "same", "doubled"},
	wrong:   []string{"surer", "same", "doubled"},
	values:  []string{"best", "before", "after", "normed"},
	ask: func(run Run, at place) (puzzle, error) {
		ln, _ := run.Step("ln_f")
		row, err := at.rowOf(ln)
		if err != nil {
			return puzzle{}, err
		}
		f := blockStep(run, layers(run)-1, "resid_2").Value.Row(row)
		m := run.Tape().Input().Checkpoint.Model
		x := ref.FromSlice(f, 1, 1, len(f)) // (1, 1, C)
		bare, longer := ref.Softmax(m.Project(x)).Data, ref.Softmax(m.Project(ref.Scale(x, 2))).Data
		normed := ref.Softmax(m.Project(m.LnF.Forward(ref.Scale(x, 2)))).Data
		best := largest(bare, 1)[0]
		before, after := float64(bare[best]), float64(longer[best])
		p := puzzle{answer: "surer", values: map[string]string{
			"best": ref.Label(run.Token(best)), "before": digits(before), "after": digits(after), "normed": digits(distance(normed, probsRow(run, row))),
		}}
		if math.Abs(after-before) < 0.001 {
			p.answer = "same"
		}
		for _, id := range []string{"surer", "same", "doubled"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: after, Step: "ln_f", Cell: []int{row}}}
		return p, nil
	},
}

func probsRow(run Run, row int) []ref.Float {
	probs, _ := run.Step("probs")
	return probs.Row(row)
}

// distance is the largest difference between two rows.
func distance(a, b []ref.Float) float64 {
	most := 0.0
	for i := range a {
		most = max(most, math.Abs(float64(a[i]-b[i])))
	}
	return most
}
