package lessons

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
	"gptlab/ref/world"
	"gptlab/viz"
)

// felt is the part of its probability that the next word must lose before one
// may say that something was needed.
const felt = 0.1

// point: which word does a position need to look at for the word that comes
// next? The answer is an experiment: each word is hidden from it, one at a time.
var point = askKind{
	params:  []string{"row"},
	options: []string{"none"},
	wrong:   []string{"copy", "neighbour", "itself", "start", "other", "none"},
	values:  []string{"query", "next", "p", "key", "without", "layer", "head", "weight"},
	ask: func(run Run, at place) (puzzle, error) {
		row, hidden, best, err := at.needed(run)
		if err != nil {
			return puzzle{}, err
		}
		next, most := hidden.Next, hidden.Words[0]
		p := puzzle{answer: strconv.Itoa(most.Column), values: map[string]string{
			"query": label(run, row), "next": next.Label, "p": digits(float64(next.P)),
			"key": distinctLabel(run, most.Column), "without": digits(float64(most.P)),
			"layer": strconv.Itoa(best.Layer), "head": strconv.Itoa(best.Head), "weight": digits(float64(best.Weight)),
		}}
		if -most.Change < felt*next.P {
			p.answer = "none"
		}
		for j := range row + 1 {
			p.options = append(p.options, option{strconv.Itoa(j), label(run, j), mispointed(run, row, j, next.ID)})
		}
		p.options = append(p.options, option{id: "none", wrong: "none"})
		p.numbers = []Number{{Label: p.values["key"], Value: float64(best.Weight), Step: attnStep(best.Layer, "weights"), Cell: []int{best.Head, row, most.Column}}}
		return p, nil
	},
}

// needed returns the row that is meant, its words by how much the next word
// misses them when they are hidden, and the head that looks most at the first of them.
func (at place) needed(run Run) (row int, hidden viz.Hidings, best viz.Seeker, err error) {
	probs, _ := run.Step("probs") // (T, V)
	if row, err = at.rowOf(probs); err != nil {
		return row, hidden, best, err
	}
	if row < 2 {
		return row, hidden, best, tooShort(2)
	}
	if hidden, err = viz.HideWords(run.Tape(), row); err != nil {
		return row, hidden, best, err
	}
	seekers, err := viz.SeekersOf(run.Tape(), row, []int{hidden.Words[0].Column}, 1)
	if err != nil {
		return row, hidden, best, err
	}
	return row, hidden, seekers.Heads[0], nil
}

// mispointed names what somebody may think who points from a row at column j,
// where the word of the id next follows.
func mispointed(run Run, row, j, next int) string {
	if run.Tokens()[j].ID == next {
		return "copy"
	}
	if wrong := misreading(run, row, j); wrong != "" {
		return wrong
	}
	return "other"
}

// headNeeded: what becomes of the next word when the head that looks most at the
// needed word is switched off?
var headNeeded = askKind{
	params:  []string{"row"},
	options: []string{"collapses", "falls", "same", "rises"},
	wrong:   []string{"collapses", "falls", "same", "rises"},
	values:  []string{"layer", "head", "weight", "key", "next", "p", "without", "most_layer", "most_head", "most_without"},
	ask: func(run Run, at place) (puzzle, error) {
		row, hidden, best, err := at.needed(run)
		if err != nil {
			return puzzle{}, err
		}
		column := hidden.Words[0].Column
		ablated, err := viz.AblateHeads(run.Tape(), row)
		if err != nil {
			return puzzle{}, err
		}
		most := ablated.Heads[0]
		i := slices.IndexFunc(ablated.Heads, func(a viz.AblatedHead) bool { return a.Layer == best.Layer && a.Head == best.Head })
		without := ablated.Heads[i]
		p := puzzle{answer: effect(without.Ablation, ablated.Next.P), values: map[string]string{
			"layer": strconv.Itoa(best.Layer), "head": strconv.Itoa(best.Head), "weight": digits(float64(best.Weight)),
			"key": distinctLabel(run, column), "next": ablated.Next.Label, "p": digits(float64(ablated.Next.P)),
			"without":    digits(float64(without.P)),
			"most_layer": strconv.Itoa(most.Layer), "most_head": strconv.Itoa(most.Head), "most_without": digits(float64(most.P)),
		}, about: []int{0, row, column}}
		for _, id := range []string{"collapses", "falls", "same", "rises"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Label: ablated.Next.Label, Value: float64(ablated.Next.P), Step: "probs", Cell: []int{row, ablated.Next.ID}}}
		return p, nil
	},
}

// effect says what a change did to a probability that was p.
func effect(a viz.Ablation, p viz.Number) string {
	switch {
	case a.P < p/2:
		return "collapses"
	case -a.Change >= felt*p:
		return "falls"
	case a.Change >= felt*p:
		return "rises"
	}
	return "same"
}

// copierWrites: what does a model write that learnt without a mask? The answer is
// drawn here, with a fixed seed and with the run's own changes.
var copierWrites = askKind{
	options: []string{"story", "nonsense"},
	wrong:   []string{"story", "nonsense"},
	values:  []string{"open", "closed", "text"},
	ask: func(run Run, _ place) (puzzle, error) {
		in := run.Tape().Input()
		if len(in.Tokens) < 3 {
			return puzzle{}, tooShort(2)
		}
		open, err := meanLoss(run.Tape(), []string{"h.*.attn.masked=identity"})
		if err != nil {
			return puzzle{}, err
		}
		closed, err := meanLoss(run.Tape(), nil)
		if err != nil {
			return puzzle{}, err
		}
		written := new(viz.Tape)
		spec := viz.Spec{Model: in.Spec.Model, Start: true, Tokens: in.IDs()[:2], Set: in.Spec.Set, Draw: &viz.Draw{Temperature: 1, Seed: 1, MaxTokens: 16}}
		if err := viz.Run(context.Background(), in.Checkpoint, spec, written); err != nil {
			return puzzle{}, err
		}
		p := puzzle{answer: "story", values: map[string]string{
			"open": digits(open.Value), "closed": digits(closed.Value), "text": textOf(written.Input().Tokens),
		}}
		if g, ok := viz.WorldOf(in.Checkpoint); ok {
			ids := written.Input().IDs()[1:]
			p.values["text"] = g.Text(ids)
			if !isStory(g, ids) {
				p.answer = "nonsense"
			}
		}
		p.options = []option{{id: "story", wrong: "story"}, {id: "nonsense", wrong: "nonsense"}}
		p.numbers = []Number{closed}
		return p, nil
	},
}

// meanLoss returns the mean NLL of a run's text under other changes.
func meanLoss(t *viz.Tape, set []string) (Number, error) {
	spec := t.Input().Spec
	spec.Set, spec.Draw, spec.Backward = set, nil, false
	again := new(viz.Tape)
	if err := viz.Run(context.Background(), t.Input().Checkpoint, spec, again); err != nil {
		return Number{}, err
	}
	mean, ok := again.Named("chain.mean_nll")
	if !ok {
		return Number{}, tooShort(2)
	}
	return Number{Label: "NLL", Value: float64(mean.Value.Data[0]), Step: mean.Name, Cell: []int{}}, nil
}

// isStory reports whether the grammar allows every word.
func isStory(g *world.Grammar, ids []int) bool {
	state, ok := g.Start(), true
	for _, id := range ids {
		if state, ok = state.After(id); !ok {
			return false
		}
	}
	return true
}

// textOf writes the words of a run as the reader sees them.
func textOf(tokens []ref.Token) string {
	labels := make([]string, len(tokens))
	for i, t := range tokens {
		labels[i] = ref.Label(t)
	}
	return strings.Join(labels, " ")
}
