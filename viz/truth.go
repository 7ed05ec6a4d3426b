package viz

import (
	"cmp"
	"math"
	"slices"

	"gptlab/ref"
	"gptlab/ref/world"
)

// WorldOf returns the grammar whose truth a model can be held against: the one
// whose words are the model's own. It is known by the vocabulary and not by a name,
// so that a model somebody has trained on the world's stories has its truth too.
func WorldOf(c *ref.Checkpoint) (*world.Grammar, bool) {
	tokenizer, ok := c.Tokenizer.(*ref.WordTokenizer)
	if !ok {
		return nil, false
	}
	for _, lang := range world.Languages() {
		if g, _ := world.For(lang); slices.Equal(g.Words(), tokenizer.Words()) {
			return g, true
		}
	}
	return nil, false
}

// A Truth stands beside a run: for each word of its text what the grammar gives
// to it, where the model gives P(w_t | w_<t).
type Truth struct {
	World string     `json:"world"` // world-en, world-zh; "" where the model's language has no grammar
	Words []TrueWord `json:"words"` // one for each word but the start token

	// After is the distribution behind the last word.
	After *TrueContext `json:"after,omitempty"`
}

// A TrueWord is a word of the text and the truth about it.
type TrueWord struct {
	TrueContext
	P *Number `json:"p"` // P(w_t | w_<t); 0 at the first word the grammar does not allow; null where there is no truth
}

// A TrueContext is what the grammar and the model make of the words before a
// word. Both numbers are null where there is no truth any more.
type TrueContext struct {
	Entropy *Number `json:"entropy"` // H of the true distribution, in nats
	KL      *Number `json:"kl"`      // D(truth ‖ model), in nats
}

// TruthOf compares a run with the grammar of its language, word by word. There
// is truth only for a text told from its beginning, with the start token in front.
//
//	D(P ‖ Q) = Σ_w P(w) · log(P(w)/Q(w))      Kullback & Leibler 1951
func TruthOf(t *Tape) Truth {
	in := t.Input()
	g, ok := WorldOf(in.Checkpoint)
	if !ok || !in.startsWithBOS() {
		return Truth{}
	}
	logits, _ := t.Named("logits") // (T, V)
	logP := ref.LogSoftmax(logits.Value)
	truth := Truth{World: g.Name()}

	state, allowed := g.Start(), true
	for row, w := range in.IDs() {
		if row > 0 {
			word := TrueWord{TrueContext: contextOf(state, allowed, logP.Row(row-1))}
			if allowed && w != world.Unknown {
				word.P = known(trueP(state.Next(), w))
			}
			truth.Words = append(truth.Words, word)
			if allowed {
				state, allowed = state.After(w)
			}
		}
	}
	after := contextOf(state, allowed, logP.Row(len(in.Tokens)-1))
	truth.After = &after
	return truth
}

// contextOf compares the next word's distributions: the grammar's, and the model's
// log P (V).
func contextOf(state world.State, allowed bool, logP []ref.Float) TrueContext {
	if !allowed {
		return TrueContext{}
	}
	kl := 0.0
	for _, c := range state.Next() {
		kl += float64(c.P * (math.Log(c.P) - float64(logP[c.ID])))
	}
	return TrueContext{Entropy: known(state.Entropy()), KL: known(kl)}
}

// trueP returns the probability of a word, 0 where it is no choice.
func trueP(choices []world.Choice, w int) float64 {
	for _, c := range choices {
		if c.ID == w {
			return c.P
		}
	}
	return 0
}

func known(x float64) *Number {
	n := Number(x)
	return &n
}

// A Comparison is the whole distribution of a next word, the model's beside the
// true one.
type Comparison struct {
	Row     int         `json:"row"`
	World   string      `json:"world"`
	Allowed bool        `json:"allowed"` // false: the words so far are outside the grammar, and truth has no numbers
	Entries []TrueEntry `json:"entries"` // every word that the grammar allows, and the model's n likeliest
	Rest    Rest        `json:"rest"`    // all other words, by the model; the truth gives them nothing
	TrueContext
}

// A TrueEntry is a word with what the model and the truth give to it.
type TrueEntry struct {
	Entry         // the model's
	Truth *Number `json:"truth"` // null without truth
}

// CompareNext sets the model's distribution behind a position beside the true one.
// Entries fall by the larger of the two. It fails with index_out_of_range for the row and
// credits_out_of_range for n.
func CompareNext(t *Tape, row, n int) (Comparison, error) {
	probs, _ := t.Named("probs")   // (T, V)
	logits, _ := t.Named("logits") // (T, V)
	if err := checkIndex(probs.Value.Shape, []int{row}, 1); err != nil {
		return Comparison{}, err
	}
	if n < 1 || n > MaxTop {
		return Comparison{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	state, g, allowed := stateAfter(t.Input(), row)
	compared := Comparison{Row: row, Allowed: allowed}
	var choices []world.Choice
	if g != nil {
		compared.World = g.Name()
	}
	if allowed {
		choices = state.Next()
		compared.TrueContext = contextOf(state, true, ref.LogSoftmax(logits.Value).Row(row))
	}
	compared.list(t.Input().Checkpoint, probs.Value.Row(row), choices, n)
	return compared, nil
}

// stateAfter returns the state of the grammar behind a position, and false where
// the words up to there are outside the grammar, or the model has no grammar.
func stateAfter(in Input, row int) (state world.State, g *world.Grammar, allowed bool) {
	g, ok := WorldOf(in.Checkpoint)
	if !ok || !in.startsWithBOS() {
		return state, nil, false
	}
	state, allowed = g.Start(), true
	for _, w := range in.IDs()[1 : row+1] {
		if allowed {
			state, allowed = state.After(w)
		}
	}
	return state, g, allowed
}

// list fills in the entries: p (V) is the model's.
func (c *Comparison) list(checkpoint *ref.Checkpoint, p []ref.Float, choices []world.Choice, n int) {
	rest := 0.0
	for rank, id := range byProbability(p) {
		truth := trueP(choices, id)
		if rank >= n && truth == 0 {
			rest += float64(p[id])
			continue
		}
		e := TrueEntry{Entry: Entry{ID: id, Label: labelOf(checkpoint, id), P: Number(p[id]), Rank: rank + 1}}
		if c.Allowed {
			e.Truth = known(truth)
		}
		c.Entries = append(c.Entries, e)
	}
	slices.SortStableFunc(c.Entries, func(a, b TrueEntry) int { return -cmp.Compare(a.larger(), b.larger()) })
	c.Rest = Rest{Count: len(p) - len(c.Entries), P: Number(rest)}
}

func (e TrueEntry) larger() Number {
	if e.Truth == nil {
		return e.P
	}
	return max(e.P, *e.Truth)
}
