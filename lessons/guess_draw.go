package lessons

import (
	"math"
	"strconv"

	"gptlab/ref"
	"gptlab/viz"
)

// drawsOf returns the draws of a run, as many as there must be at least.
func drawsOf(run Run, least int) (viz.Draws, error) {
	draws := viz.DrawsOf(run.Tape())
	if len(draws.Draws) < least {
		return draws, ref.Fail("guess_no_draw", nil)
	}
	return draws, nil
}

// firstDraw returns the first draw with its three likeliest words, of a run that
// did draw.
func firstDraw(run Run) (viz.Sampling, error) {
	s, err := viz.SamplingOf(run.Tape(), 1, 3)
	if err != nil || s.Greedy {
		return s, ref.Fail("guess_no_draw", nil)
	}
	return s, nil
}

// drawnWord: on which word does u fall?
var drawnWord = askKind{
	wrong:  []string{"likeliest", "beside"},
	values: []string{"u", "word", "from", "to", "best", "best_p"},
	ask: func(run Run, _ place) (puzzle, error) {
		s, err := firstDraw(run)
		if err != nil {
			return puzzle{}, err
		}
		best := s.Entries[0]
		p := puzzle{answer: strconv.Itoa(s.Choice.ID), values: map[string]string{
			"u": digits(float64(*s.U)), "word": s.Choice.Label, "best": best.Label, "best_p": digits(float64(best.Drawn)),
		}}
		near := []option{{id: strconv.Itoa(best.ID), label: best.Label, wrong: "likeliest"}}
		for i, stretch := range s.Line {
			if stretch.ID != s.Choice.ID {
				continue
			}
			p.values["from"], p.values["to"] = digits(float64(stretch.From)), digits(float64(stretch.To))
			for _, j := range []int{i - 1, i + 1} {
				if j >= 0 && j < len(s.Line) {
					near = append(near, option{id: strconv.Itoa(s.Line[j].ID), label: s.Line[j].Label, wrong: "beside"})
				}
			}
		}
		p.options = distinctIDs(append([]option{{id: p.answer, label: s.Choice.Label}}, near...), s)
		p.numbers = []Number{{Label: s.Choice.Label, Value: float64(s.Choice.ID), Step: "sample.1.choice", Cell: []int{}},
			{Label: "u", Value: float64(*s.U), Step: "sample.1.u", Cell: []int{}}}
		return p, nil
	},
}

// distinctIDs returns the options without repetition, in the order of their
// words on the line; where there is only one, the next likeliest words as well.
func distinctIDs(options []option, s viz.Sampling) []option {
	for _, e := range s.Entries {
		if len(options) < 4 {
			options = append(options, option{id: strconv.Itoa(e.ID), label: e.Label, wrong: "beside"})
		}
	}
	var distinct []option
	seen := map[string]bool{}
	for _, o := range options {
		if !seen[o.id] && !seen[o.label] {
			distinct = append(distinct, o)
		}
		seen[o.id], seen[o.label] = true, true
	}
	sortByNumber(distinct)
	return distinct
}

// alwaysLikeliest: how many of the words that were drawn were the most probable
// in their places?
var alwaysLikeliest = askKind{
	options: []string{"all", "many", "few", "none"},
	wrong:   []string{"all", "many", "few", "none"},
	values:  []string{"n", "count", "word", "p", "best", "best_p"},
	ask: func(run Run, _ place) (puzzle, error) {
		draws, err := drawsOf(run, 1)
		if err != nil {
			return puzzle{}, err
		}
		count, least := 0, draws.Draws[0]
		for _, d := range draws.Draws {
			if d.ID == d.Best.ID {
				count++
			}
			if d.P < least.P {
				least = d
			}
		}
		n := len(draws.Draws)
		p := puzzle{answer: "many", values: map[string]string{
			"n": strconv.Itoa(n), "count": strconv.Itoa(count), "word": least.Label, "p": digits(float64(least.P)),
			"best": least.Best.Label, "best_p": digits(float64(least.Best.P)),
		}}
		switch {
		case count == n:
			p.answer = "all"
		case count == 0:
			p.answer = "none"
		case 2*count < n:
			p.answer = "few"
		}
		for _, id := range []string{"all", "many", "few", "none"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: float64(count), Step: "sample.1.choice", Cell: []int{}}}
		return p, nil
	},
}

// twiceAsWarm: what does a doubled temperature make of the greatest probability?
var twiceAsWarm = askKind{
	wrong:  []string{"half", "same", "double"},
	values: []string{"word", "p", "tau", "twice", "result"},
	ask: func(run Run, _ place) (puzzle, error) {
		s, err := firstDraw(run)
		if err != nil {
			return puzzle{}, err
		}
		scaled, _ := run.Step("sample.1.scaled") // (V)
		warm := ref.Softmax(ref.Scale(scaled, 0.5))
		best := s.Entries[0]
		now, then := float64(best.Scaled), float64(warm.Data[best.ID])
		tau := run.Tape().Input().Spec.Draw.Temperature
		p := puzzle{answer: "result", values: map[string]string{
			"word": best.Label, "p": digits(now), "tau": digits(tau), "twice": digits(2 * tau), "result": digits(then),
		}}
		p.options = distinctOptions("result",
			option{id: "result", label: digits(then)},
			option{id: "half", label: digits(now / 2), wrong: "half"},
			option{id: "same", label: digits(now), wrong: "same"},
			option{id: "double", label: digits(math.Min(2*now, 1)), wrong: "double"})
		sortByLabel(p.options)
		p.numbers = []Number{{Option: "same", Value: now, Step: "sample.1.scaled", Cell: []int{best.ID}}}
		return p, nil
	},
}

// topKKeeps: what becomes of the greatest probability when only k words are kept?
var topKKeeps = askKind{
	params: []string{"k"},
	wrong:  []string{"unchanged", "equal", "sure"},
	values: []string{"k", "word", "p", "sum", "result"},
	ask: func(run Run, _ place) (puzzle, error) {
		s, err := firstDraw(run)
		if err != nil {
			return puzzle{}, err
		}
		const k = 3
		scaled, _ := run.Step("sample.1.scaled") // (V)
		kept := ref.Softmax(ref.Keep(scaled, k, 0))
		best, sum := s.Entries[0], 0.0
		for id, x := range ref.Softmax(scaled).Data {
			if kept.Data[id] > 0 {
				sum += float64(x)
			}
		}
		now, then := float64(best.Scaled), float64(kept.Data[best.ID])
		p := puzzle{answer: "result", values: map[string]string{
			"k": strconv.Itoa(k), "word": best.Label, "p": digits(now), "sum": digits(sum), "result": digits(then),
		}}
		p.options = distinctOptions("result",
			option{id: "result", label: digits(then)},
			option{id: "unchanged", label: digits(now), wrong: "unchanged"},
			option{id: "equal", label: digits(1.0 / k), wrong: "equal"},
			option{id: "sure", label: "1", wrong: "sure"})
		sortByLabel(p.options)
		p.numbers = []Number{{Option: "unchanged", Value: now, Step: "sample.1.scaled", Cell: []int{best.ID}}}
		return p, nil
	},
}

// sameAgain: how probable is it that the very same words are drawn once more?
var sameAgain = askKind{
	wrong:  []string{"lookup", "last"},
	values: []string{"n", "product", "log"},
	ask: func(run Run, _ place) (puzzle, error) {
		draws, err := drawsOf(run, 2)
		if err != nil {
			return puzzle{}, err
		}
		log, least := 0.0, draws.Draws[0]
		for _, d := range draws.Draws {
			log += math.Log(float64(d.Drawn))
			if d.Drawn < least.Drawn {
				least = d
			}
		}
		product := math.Exp(log)
		p := puzzle{answer: "product", values: map[string]string{"n": strconv.Itoa(len(draws.Draws)), "product": digits(product), "log": digits(log)}}
		p.options = distinctOptions("product",
			option{id: "product", label: digits(product)},
			option{id: "last", label: digits(float64(least.Drawn)), wrong: "last"},
			option{id: "lookup", label: "1", wrong: "lookup"})
		sortByLabel(p.options)
		at := "sample." + strconv.Itoa(least.N)
		if least.U == nil {
			p.numbers = []Number{{Label: least.Label, Value: float64(least.ID), Step: at + ".choice", Cell: []int{}}}
			return p, nil
		}
		p.numbers = []Number{{Option: "last", Value: float64(least.Drawn), Step: at + ".probs", Cell: []int{least.ID}}}
		return p, nil
	},
}

// whyStopped: what ended the text?
var whyStopped = askKind{
	options: []string{"end", "length", "mark"},
	wrong:   []string{"end", "length", "mark"},
	values:  []string{"n", "limit", "word", "p"},
	ask: func(run Run, _ place) (puzzle, error) {
		draws, err := drawsOf(run, 1)
		if err != nil {
			return puzzle{}, err
		}
		last := draws.Draws[len(draws.Draws)-1]
		p := puzzle{answer: "length", values: map[string]string{
			"n": strconv.Itoa(last.N), "limit": strconv.Itoa(draws.Limit), "word": last.Label, "p": digits(float64(last.P)),
		}}
		if draws.Ended {
			p.answer = "end"
		}
		for _, id := range []string{"end", "length", "mark"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Label: last.Label, Value: float64(last.ID), Step: "sample." + strconv.Itoa(last.N) + ".choice", Cell: []int{}}}
		return p, nil
	},
}

// rowsAnew: how many rows of K are new when one more word has come? The answer
// is an experiment: the text is read without its last word too.
var rowsAnew = askKind{
	params: []string{"layer"},
	wrong:  []string{"all", "none"},
	values: []string{"n", "new", "moved"},
	ask: func(run Run, at place) (puzzle, error) {
		k, ok := run.Step(attnStep(at.layer, "k")) // (nh, T, hs)
		if !ok {
			return puzzle{}, at.layerUnknown(run)
		}
		n := k.Dim(1)
		if n < 3 {
			return puzzle{}, tooShort(2)
		}
		shorter, err := run.Again(run.Tape().Input().IDs()[:n-1])
		if err != nil {
			return puzzle{}, err
		}
		before, _ := shorter.Step(attnStep(at.layer, "k"))
		moved, changed := 0.0, 0
		for row := range n - 1 {
			most := 0.0
			for head := range k.Dim(0) {
				for i, x := range k.Row(head, row) {
					most = max(most, math.Abs(float64(x-before.Row(head, row)[i])))
				}
			}
			moved = max(moved, most)
			if most > roundings {
				changed++
			}
		}
		p := puzzle{answer: strconv.Itoa(changed + 1), values: map[string]string{
			"n": strconv.Itoa(n), "new": strconv.Itoa(changed + 1), "moved": digits(moved),
		}}
		p.options = []option{{id: p.answer, label: p.answer}}
		for _, o := range []option{{id: "0", label: "0", wrong: "none"}, {id: "1", label: "1", wrong: "none"}, {id: strconv.Itoa(n), label: strconv.Itoa(n), wrong: "all"}} {
			if o.id != p.answer {
				p.options = append(p.options, o)
			}
		}
		sortByNumber(p.options)
		p.numbers = []Number{{Option: p.answer, Value: float64(changed + 1), Step: attnStep(at.layer, "k"), Cell: []int{0, n - 1}}}
		return p, nil
	},
}

// roundings is how far two passes of different lengths may lie apart: a row of K
// that moved less has not moved.
const roundings = 1e-4
