package viz

import (
	"cmp"
	"slices"
	"strings"

	"gptlab/ref"
)

// MaxTop is how many entries Top lists at most.
const MaxTop = 200

// A Distribution is one row of probabilities over the whole vocabulary: the
// likeliest entries, and all others in one honest sum.
type Distribution struct {
	Step    Step
	Row     int
	Entries []Entry // falling p; equal ones by rising id
	Rest    Rest
}

// An Entry is one word of the vocabulary with its probability.
type Entry struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
	P     Number `json:"p"`
	Rank  int    `json:"rank"` // 1 is the likeliest
}

// Rest is every entry that is not listed.
type Rest struct {
	Count int    `json:"count"`
	P     Number `json:"p"`
}

// Top returns the n likeliest entries of a row of probs, and besides them the
// entry also, if it is not negative: the word that really followed. For the row
// of logits the probabilities are those of probs, into which they turn. What may
// be drawn, sample.N.probs and what comes of it, is one row.
//
// It fails with step_out_of_range, index_out_of_range for the row or for also,
// credits_out_of_range for n, and not_a_distribution.
func Top(t *Tape, step, row, n, also int) (Distribution, error) {
	s, err := t.Step(step)
	if err != nil {
		return Distribution{}, err
	}
	probs, ok := probabilities(t, s)
	if !ok {
		return Distribution{}, ref.Fail("not_a_distribution", ref.Args{"name": s.Name})
	}
	shape := probs.Value.Shape
	if err := checkIndex(shape, []int{row, max(also, 0)}, 2); err != nil {
		return Distribution{}, err
	}
	if n < 1 || n > MaxTop {
		return Distribution{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	d := Distribution{Step: s, Row: row}
	p := probs.Value.Row(row)
	order := byProbability(p)
	rest := 0.0
	for rank, id := range order {
		if rank >= n && id != also {
			rest += float64(p[id])
			continue
		}
		d.Entries = append(d.Entries, Entry{
			ID: id, Label: labelOf(t.Input().Checkpoint, id), P: Number(p[id]), Rank: rank + 1,
		})
	}
	d.Rest = Rest{Count: len(p) - len(d.Entries), P: Number(rest)}
	return d, nil
}

// probabilities returns the step that holds the probabilities a step is about.
func probabilities(t *Tape, s Step) (Step, bool) {
	switch s.Kind {
	case "probs":
		return s, true
	case "logits":
		return t.Named(strings.TrimSuffix(s.Name, "logits") + "probs")
	}
	if draw, part, ok := drawOf(s.Kind, s.Name); ok && part != "logits" && part != "scaled" { // those are of another distribution
		probs, ok := t.Named(draw + "probs")
		if ok {
			probs.Value = probs.Value.Reshape(1, probs.Value.Dim(0))
		}
		return probs, ok
	}
	return Step{}, false
}

// drawOf cuts the name of a draw's step in two: sample.3. and probs.
func drawOf(kind, name string) (draw, part string, ok bool) {
	part, ok = strings.CutPrefix(kind, "sample.N.")
	return strings.TrimSuffix(name, part), part, ok
}

// byProbability returns the entries of a row, the likeliest first.
func byProbability(p []ref.Float) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(-cmp.Compare(float64(p[a]), float64(p[b])), cmp.Compare(a, b))
	})
	return order
}
