package viz

import (
	"cmp"
	"fmt"
	"slices"

	"gptlab/ref"
	"gptlab/ref/whatif"
)

// Taking something away, and looking whether the next word misses it: the
// experiment that attention weights cannot replace. Every row of the answers
// is a forward pass of its own, which is not recorded.

// MaxExperiment limits what one request may compute, in billions of
// multiplications: some seconds. The small models need a tenth of it.
const MaxExperiment = 40

// hidden stands in a score for −∞, which a change cannot be: e to its power is 0.
const hidden = "-1e9"

// A Watched is the next word whose probability an experiment is about.
type Watched struct {
	ID    int    `json:"id"`
	Label string `json:"label"`

	// From says why this word: "text", it follows; behind the end of the text, "truth": the
	// grammar's likeliest; where there is no truth either, "model": the model's.
	From  string  `json:"from"`
	P     Number  `json:"p"`     // the model's, with nothing taken away
	Truth *Number `json:"truth"` // P by the grammar; null without truth
}

// An Ablation says what became of the watched word without something.
type Ablation struct {
	P      Number `json:"p"`
	Change Number `json:"change"` // P less what it was
}

// Ablations are all heads by what the next word loses without them.
type Ablations struct {
	Row   int           `json:"row"`
	Next  Watched       `json:"next"`
	Heads []AblatedHead `json:"heads"` // the one that is missed most comes first
}

// An AblatedHead is a head whose output was set to 0.
type AblatedHead struct {
	Layer int `json:"layer"`
	Head  int `json:"head"`
	Ablation
}

// AblateHeads sets each head's output to 0, one at a time, and reads P of the
// word behind a position:
//
//	heads[h] ← 0, in one layer      what the run's set has changed stays changed
//
// It fails with index_out_of_range, with experiment_too_large, and with set_many
// where the run has as many changes already as a run may have.
func AblateHeads(t *Tape, row int) (Ablations, error) {
	model := t.Input().Checkpoint.Model
	lab, err := newExperiment(t, row, model.NLayer*model.NHead)
	if err != nil {
		return Ablations{}, err
	}
	result := Ablations{Row: row, Next: lab.next}
	for layer := range model.NLayer {
		for head := range model.NHead {
			a, err := lab.without([]string{fmt.Sprintf("h.%d.attn.heads=[%d]=0", layer, head)})
			if err != nil {
				return Ablations{}, err
			}
			result.Heads = append(result.Heads, AblatedHead{layer, head, a})
		}
	}
	slices.SortStableFunc(result.Heads, func(a, b AblatedHead) int { return cmp.Compare(a.P, b.P) })
	return result, nil
}

// Hidings are the words before a position by what the next word loses when the
// position cannot look at them.
type Hidings struct {
	Row   int          `json:"row"`
	Next  Watched      `json:"next"`
	Words []HiddenWord `json:"words"` // the one that is missed most comes first
}

// A HiddenWord is a position that could not be looked at.
type HiddenWord struct {
	Column int `json:"column"`
	Ablation
}

// HideWords hides each word from a position, one at a time, itself too: in every
// head of every layer its score becomes a number whose share is 0. What other
// positions have gathered from the word they still hand on. Errors are those of AblateHeads.
//
//	masked[h, row, j] ← −10⁹, for all h, in all layers
func HideWords(t *Tape, row int) (Hidings, error) {
	lab, err := newExperiment(t, row, row+1)
	if err != nil {
		return Hidings{}, err
	}
	result := Hidings{Row: row, Next: lab.next}
	for j := range row + 1 {
		a, err := lab.without(hide(t.Input().Checkpoint.Model.NHead, row, j))
		if err != nil {
			return Hidings{}, err
		}
		result.Words = append(result.Words, HiddenWord{j, a})
	}
	slices.SortStableFunc(result.Words, func(a, b HiddenWord) int { return cmp.Compare(a.P, b.P) })
	return result, nil
}

// hide writes the changes that hide column j from a row.
func hide(heads, row, j int) []string {
	changes := make([]string, heads)
	for h := range changes {
		changes[h] = fmt.Sprintf("h.*.attn.masked=[%d,%d,%d]=%s", h, row, j, hidden)
	}
	return changes
}

// An experiment repeats a run with something taken away.
type experiment struct {
	in   Input
	row  int
	next Watched
}

// newExperiment prepares to repeat a run, passes times.
func newExperiment(t *Tape, row, passes int) (experiment, error) {
	probs, _ := t.Named("probs") // (T, V)
	if err := checkIndex(probs.Value.Shape, []int{row}, 1); err != nil {
		return experiment{}, err
	}
	in := t.Input()
	if need := billions(in, passes); need > MaxExperiment {
		return experiment{}, ref.Fail("experiment_too_large", ref.Args{"passes": passes, "need": int(need), "limit": MaxExperiment})
	}
	return experiment{in, row, watched(t, row)}, nil
}

// billions counts the multiplications of passes over the input: one for each
// parameter and token.
func billions(in Input, passes int) float64 {
	return float64(in.Checkpoint.Model.NumParams()) * float64(len(in.Tokens)) * float64(passes) / 1e9
}

// watched says which word behind a row is looked at.
func watched(t *Tape, row int) Watched {
	in := t.Input()
	probs, _ := t.Named("probs") // (T, V)
	p := probs.Value.Row(row)
	state, _, allowed := stateAfter(in, row)

	next := Watched{From: "model", ID: largestOf(p)}
	if row+1 < len(in.Tokens) {
		next.From, next.ID = "text", in.Tokens[row+1].ID
	} else if allowed {
		if choices := state.Next(); len(choices) > 0 {
			likeliest := choices[0]
			for _, c := range choices {
				if c.P > likeliest.P {
					likeliest = c
				}
			}
			next.From, next.ID = "truth", likeliest.ID
		}
	}
	next.Label = labelOf(in.Checkpoint, next.ID)
	next.P = Number(p[next.ID])
	if allowed {
		next.Truth = known(trueP(state.Next(), next.ID))
	}
	return next
}

// without returns what becomes of the watched word under more changes. Those that
// the run has already are not made twice.
func (e experiment) without(changes []string) (Ablation, error) {
	all := e.in.Set.Strings()
	for _, change := range changes {
		if !slices.Contains(all, change) {
			all = append(all, change)
		}
	}
	set, err := whatif.ParseSet(all)
	if err != nil {
		return Ablation{}, err
	}
	model := e.in.Checkpoint.Model
	probs := model.Probs(ref.Watch(set.Watch(model, nil)), [][]int{e.in.IDs()}, nil) // (1, T, V)
	p := Number(probs.At(0, e.row, e.next.ID))
	return Ablation{p, p - e.next.P}, nil
}
