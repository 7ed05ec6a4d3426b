package viz

import (
	"cmp"
	"math"
	"slices"

	"gptlab/ref"
)

// MaxBlank is the largest number of words that a gap is tried with: the model
// reads the whole text once for each.
const MaxBlank = 20

// A Blank is a gap in a text, and the words it may be filled with. What the
// model says of the gap it says from the words on the left alone; the words on the
// right speak through the probability of the whole text:
//
//	log P(w_1 … w_T) = Σ_{s<t} log P(w_s | w_<s)  +  log P(w_t | w_<t)  +  Σ_{s>t} log P(w_s | w_<s)
//	                   the same for all              left                 right
type Blank struct {
	Row    int      `json:"row"`    // the position of the gap
	Before *Number  `json:"before"` // Σ log P of the words before the gap
	Words  []Filled `json:"words"`  // by falling L
}

// A Filled is a word in the gap.
type Filled struct {
	Entry           // P(w | words on the left), and its rank by that
	Left    *Number `json:"left"`    // log P
	Right   *Number `json:"right"`   // Σ log P of the words behind the gap, with this word in it
	Sum     *Number `json:"sum"`     // L of the whole text
	Whole   int     `json:"whole"`   // its rank by L among the words tried
	Share   *Number `json:"share"`   // e^L over the sum of e^L of all words tried
	Here    bool    `json:"here"`    // the word that stands there
	Allowed *bool   `json:"allowed"` // whether the whole text can be a story of the small world; null elsewhere
}

// BlankOf tries the n words that are likeliest from the left, and the one that
// stands there, in the place of the word at row. It fails with index_out_of_range
// where no word stands there, or none before it, and with credits_out_of_range for n.
func BlankOf(t *Tape, row, n int) (Blank, error) {
	in := t.Input()
	probs, _ := t.Named("probs") // (T, V)
	if row < 1 || row >= len(in.Tokens) {
		return Blank{}, ref.Fail("index_out_of_range", ref.Args{"index": []int{row}, "shape": []int{len(in.Tokens)}})
	}
	if n < 1 || n > MaxBlank {
		return Blank{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxBlank})
	}
	ids := in.IDs()
	order := byProbability(probs.Value.Row(row - 1))
	candidates := slices.Clone(order[:min(n, len(order))])
	if !slices.Contains(candidates, ids[row]) {
		candidates = append(candidates, ids[row])
	}
	texts := make([][]int, len(candidates))
	for i, w := range candidates {
		texts[i] = slices.Clone(ids)
		texts[i][row] = w
	}
	logP := ref.LogSoftmax(in.Checkpoint.Model.Logits(ref.Scope{}, texts, nil, nil)) // (n, T, V)

	b := Blank{Row: row}
	before := 0.0
	unknown := in.Unknown()
	logOf := func(text, at int) float64 {
		if at == 0 || unknown[at] && at != row {
			return 0 // nothing stands before it, or it is no word of the vocabulary
		}
		return float64(logP.At(text, at-1, texts[text][at]))
	}
	for at := range row {
		before += logOf(0, at)
	}
	b.Before = known(before)
	for i, w := range candidates {
		left, right := logOf(i, row), 0.0
		for at := row + 1; at < len(ids); at++ {
			right += logOf(i, at)
		}
		entry := Entry{ID: w, Label: labelOf(in.Checkpoint, w), P: Number(probs.Value.At(row-1, w)), Rank: slices.Index(order, w) + 1}
		b.Words = append(b.Words, Filled{Entry: entry, Left: known(left), Right: known(right), Sum: known(before + left + right), Here: w == ids[row], Allowed: allowedIn(in, texts[i])})
	}
	b.rank()
	return b, nil
}

// rank sorts by L and shares 1 among the words tried: Softmax of their L.
func (b *Blank) rank() {
	slices.SortStableFunc(b.Words, func(x, y Filled) int { return -cmp.Compare(*x.Sum, *y.Sum) })
	best, total := float64(*b.Words[0].Sum), 0.0
	for _, w := range b.Words {
		total += math.Exp(float64(*w.Sum) - best)
	}
	for i := range b.Words {
		b.Words[i].Whole = i + 1
		b.Words[i].Share = known(math.Exp(float64(*b.Words[i].Sum)-best) / total)
	}
}

// allowedIn says whether the grammar allows a text, nil where there is none.
func allowedIn(in Input, ids []int) *bool {
	g, ok := WorldOf(in.Checkpoint)
	if !ok || !in.startsWithBOS() {
		return nil
	}
	state, allowed := g.Start(), true
	for _, w := range ids[1:] {
		if allowed {
			state, allowed = state.After(w)
		}
	}
	return &allowed
}
