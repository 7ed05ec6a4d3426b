package viz

import "math"

// Scores are one row of logits on the way through Softmax, for the likeliest
// words and for all others together.
//
//	z = W₂·h  →  e^(z − max z)  →  P = e^(z − max z) / Σ_i e^(z_i − max z)
type Scores struct {
	Row     int        `json:"row"`
	Max     Number     `json:"max"`  // the largest z
	Sum     Number     `json:"sum"`  // of all e^(z − max), over the whole vocabulary
	Size    int        `json:"size"` // of the vocabulary
	Entries []Scored   `json:"entries"`
	Rest    ScoredRest `json:"rest"`
}

// A Scored is a word with its score, the power of e, and its share.
type Scored struct {
	Entry        // the recorded P
	Z     Number `json:"z"`
	Power Number `json:"power"` // e^(z − max)
}

// A ScoredRest is every word that is not listed.
type ScoredRest struct {
	Rest
	Power Number `json:"power"`
}

// ScoresOf opens the Softmax behind a position: the n likeliest words, and the
// word also, wherever it ranks, if it is not negative. It fails with
// index_out_of_range for the row or for also and credits_out_of_range for n.
func ScoresOf(t *Tape, row, n, also int) (Scores, error) {
	probs, _ := t.Named("probs") // (T, V)
	top, err := Top(t, probs.Index, row, n, also)
	if err != nil {
		return Scores{}, err
	}
	logits, _ := t.Named("logits") // (T, V)
	z := logits.Value.Row(row)
	most := math.Inf(-1)
	for _, x := range z {
		most = math.Max(most, float64(x))
	}
	power := func(id int) float64 { return math.Exp(float64(z[id]) - most) }
	sum := 0.0
	for id := range z {
		sum += power(id)
	}
	s := Scores{Row: row, Max: Number(most), Sum: Number(sum), Size: len(z), Rest: ScoredRest{top.Rest, 0}}
	rest := sum
	for _, e := range top.Entries {
		s.Entries = append(s.Entries, Scored{e, Number(z[e.ID]), Number(power(e.ID))})
		rest -= power(e.ID)
	}
	s.Rest.Power = Number(math.Max(rest, 0))
	return s, nil
}
