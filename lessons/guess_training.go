package lessons

import (
	"math"
	"strconv"

	"gptlab/ref"
	"gptlab/viz"
)

// untrained: how surprised is a model of random weights? The answer is an
// experiment: a new model of the same shape reads the same text.
var untrained = askKind{
	options: []string{"zero", "infinite"},
	wrong:   []string{"zero", "twice", "infinite"},
	values:  []string{"size", "log", "nll"},
	ask: func(run Run, _ place) (puzzle, error) {
		if len(factors(run)) < 1 {
			return puzzle{}, tooShort(1)
		}
		in := run.Tape().Input()
		v, ids := in.Checkpoint.Model.VocabSize, in.IDs()
		const seed = 1
		logits := ref.NewGPT(in.Checkpoint.Model.Config, seed).Logits(ref.Scope{}, [][]int{ids}, nil, nil)
		nll := float64(ref.CrossEntropy(logits, [][]int{ref.NextTokens(ids)}).Data[0])
		uniform := math.Log(float64(v))
		p := puzzle{values: map[string]string{"size": strconv.Itoa(v), "log": digits(uniform), "nll": digits(nll)}}
		p.answer = closest(nll, map[string]float64{"zero": 0, "log": uniform, "twice": 2 * uniform})
		p.options = []option{
			{id: "zero", wrong: "zero"},
			{id: "log", label: digits(uniform)},
			{id: "twice", label: digits(2 * uniform), wrong: "twice"},
			{id: "infinite", wrong: "infinite"},
		}
		p.numbers = []Number{{Option: p.answer, Value: nll, Step: "chain.mean_nll", Cell: []int{}}}
		return p, nil
	},
}

// logitGradient: how many scores of the last prediction should rise? Those whose
// gradient is below 0.
var logitGradient = askKind{
	options: []string{"half", "all"},
	wrong:   []string{"half", "all", "likely"},
	values:  []string{"word", "context", "size", "below", "p", "likely"},
	ask: func(run Run, _ place) (puzzle, error) {
		ids := run.Tape().Input().IDs()
		if len(ids) < 2 {
			return puzzle{}, tooShort(2)
		}
		logits, _ := run.Step("logits") // (T, V)
		probs, _ := run.Step("probs")
		v, row := logits.Dim(1), len(ids)-2
		grad := ref.CrossEntropyBackward(logits.Reshape(1, len(ids), v), [][]int{ref.NextTokens(ids)}) // (1, T, V)
		below, likely := 0, 0
		for id, g := range grad.Row(0, row) {
			if g < 0 {
				below++
			}
			if float64(probs.At(row, id))*float64(v) > 1 {
				likely++
			}
		}
		p := puzzle{values: map[string]string{
			"word": label(run, row+1), "context": before(run, row+1), "size": strconv.Itoa(v), "below": strconv.Itoa(below),
			"p": digits(float64(probs.At(row, ids[row+1]))), "likely": strconv.Itoa(likely),
		}}
		p.answer = closest(float64(below), map[string]float64{"one": 1, "half": float64(v) / 2, "all": float64(v)})
		p.options = []option{{id: "one", label: "1"}}
		if likely > 1 {
			p.options = append(p.options, option{id: "likely", label: strconv.Itoa(likely), wrong: "likely"})
		}
		p.options = append(p.options, option{id: "half", wrong: "half"}, option{id: "all", wrong: "all"})
		p.numbers = []Number{{Option: p.answer, Value: float64(below), Step: "probs", Cell: []int{row, ids[row+1]}}}
		return p, nil
	},
}

// weightsMoved: how many numbers does one update change?
var weightsMoved = askKind{
	options: []string{"words", "last", "all"},
	wrong:   []string{"words", "last", "all"},
	values:  []string{"moved", "of", "words", "last"},
	ask: func(run Run, _ place) (puzzle, error) {
		u, err := updateOf(run)
		if err != nil {
			return puzzle{}, err
		}
		config := run.Tape().Input().Checkpoint.Model.Config
		words, last := len(run.Tokens())*config.NEmbd, config.VocabSize*config.NEmbd
		p := puzzle{values: map[string]string{
			"moved": strconv.Itoa(u.Moved), "of": strconv.Itoa(u.Of), "words": strconv.Itoa(words), "last": strconv.Itoa(last),
		}}
		p.answer = closest(float64(u.Moved), map[string]float64{"words": float64(words), "last": float64(last), "all": float64(u.Of)})
		for _, id := range []string{"words", "last", "all"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: float64(u.Moved), Step: "logits", Cell: []int{}}}
		return p, nil
	},
}

// lossAfter: what is the surprise at this very sentence after the update?
var lossAfter = askKind{
	options: []string{"less", "same", "zero", "more"},
	wrong:   []string{"less", "same", "zero", "more"},
	values:  []string{"loss", "after"},
	ask: func(run Run, _ place) (puzzle, error) {
		u, err := updateOf(run)
		if err != nil {
			return puzzle{}, err
		}
		loss, after := float64(u.Loss), float64(u.After)
		p := puzzle{answer: "more", values: map[string]string{"loss": digits(loss), "after": digits(after)}}
		switch {
		case after < loss/100:
			p.answer = "zero"
		case after < loss:
			p.answer = "less"
		case after == loss:
			p.answer = "same"
		}
		for _, id := range []string{"less", "same", "zero", "more"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: after, Step: "chain.mean_nll", Cell: []int{}}}
		return p, nil
	},
}

// updateOf makes one update on the text of a run.
func updateOf(run Run) (viz.Update, error) {
	if len(run.Tokens()) < 2 {
		return viz.Update{}, tooShort(2)
	}
	return viz.UpdateOf(run.Tape(), "", nil)
}
