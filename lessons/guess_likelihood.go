package lessons

import (
	"cmp"
	"slices"
	"strconv"

	"gptlab/viz"
)

// highestStep: which word takes the log-likelihood down the most?
var highestStep = askKind{
	wrong:  []string{"last", "other"},
	values: []string{"word", "log", "value", "sum"},
	ask: func(run Run, _ place) (puzzle, error) {
		all := factors(run)
		if len(all) < 3 {
			return puzzle{}, tooShort(3)
		}
		byValue := slices.Clone(all)
		slices.SortStableFunc(byValue, func(a, b factor) int { return cmp.Compare(a.value, b.value) })
		smallest, last := byValue[0], all[len(all)-1]
		sum, _ := run.Step(chainStep(last.t, "sum"))
		step := func(f factor) float64 {
			logP, _ := run.Step(chainStep(f.t, "log_p"))
			return float64(logP.Data[0])
		}
		p := puzzle{answer: strconv.Itoa(smallest.t), values: map[string]string{
			"word": label(run, smallest.at), "log": digits(step(smallest)), "value": digits(smallest.value), "sum": digits(float64(sum.Data[0])),
		}}
		for _, f := range inOrder(smallest, last, byValue[len(byValue)-1], byValue[len(byValue)/2]) {
			o := option{id: strconv.Itoa(f.t), label: distinctLabel(run, f.at), wrong: "other"}
			if f == last {
				o.wrong = "last"
			}
			p.options = append(p.options, o)
			p.numbers = append(p.numbers, Number{Option: o.id, Value: step(f), Step: chainStep(f.t, "log_p"), Cell: []int{}})
		}
		return p, nil
	},
}

// blankWhole: a word is missing; which one does the whole sentence ask for? The
// model reads the sentence with each candidate in the gap.
var blankWhole = askKind{
	params: []string{"row"},
	wrong:  []string{"left", "other"},
	values: []string{"context", "word", "share", "left", "left_value", "value"},
	ask: func(run Run, at place) (puzzle, error) {
		embedded, _ := run.Step("embd")
		row, err := at.rowOf(embedded)
		if err != nil {
			return puzzle{}, err
		}
		if row < 1 || len(run.Tokens()) < 3 {
			return puzzle{}, tooShort(3)
		}
		const tried = 12
		blank, err := viz.BlankOf(run.Tape(), row, tried)
		if err != nil {
			return puzzle{}, err
		}
		byLeft := slices.Clone(blank.Words)
		slices.SortStableFunc(byLeft, func(a, b viz.Filled) int { return a.Rank - b.Rank })
		best, favourite := blank.Words[0], byLeft[0]
		p := puzzle{answer: strconv.Itoa(best.ID), values: map[string]string{
			"context": before(run, row), "word": best.Label, "share": digits(float64(*best.Share)), "value": digits(float64(best.P)),
			"left": favourite.Label, "left_value": digits(float64(favourite.P)),
		}}
		some := []viz.Filled{best, favourite, byLeft[1], byLeft[len(byLeft)/2]}
		slices.SortFunc(some, func(a, b viz.Filled) int { return a.ID - b.ID }) // by id, which says nothing about probability
		for _, w := range slices.CompactFunc(some, func(a, b viz.Filled) bool { return a.ID == b.ID }) {
			o := option{id: strconv.Itoa(w.ID), label: w.Label, wrong: "other"}
			if w.ID == favourite.ID {
				o.wrong = "left"
			}
			p.options = append(p.options, o)
			p.numbers = append(p.numbers, Number{Option: o.id, Value: float64(w.P), Step: "probs", Cell: []int{row - 1, w.ID}})
		}
		return p, nil
	},
}
