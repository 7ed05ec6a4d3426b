package viz

import "math"

// A Spread says how widely each head of a run shares its attention out.
type Spread struct {
	Heads [][]Number `json:"heads"` // by layer and head: mean entropy of its rows, in nats
	Mean  Number     `json:"mean"`  // of all heads
	Most  Number     `json:"most"`  // what rows of equal shares would have
}

// SpreadOf measures the attention weights of a run:
//
//	H(row) = −Σ_j A[row, j] · log A[row, j]      0: all on one word; log(row + 1): equal shares
//
// and takes the mean over the rows. The first row of a text has one word to
// share among and always 0. Where a change lets rows see the whole text, equal shares are log T.
func SpreadOf(t *Tape) Spread {
	in := t.Input()
	var s Spread
	for layer := range in.Checkpoint.Model.NLayer {
		weights, _ := t.Named(weightsStep(layer)) // (nh, T, T)
		var heads []Number
		for head := range weights.Value.Dim(0) {
			sum := 0.0
			for row := range weights.Value.Dim(1) {
				for _, a := range weights.Value.Row(head, row) {
					if a > 0 {
						sum -= float64(a) * math.Log(float64(a))
					}
				}
			}
			heads = append(heads, Number(sum/float64(weights.Value.Dim(1))))
			s.Mean += heads[head]
		}
		s.Heads = append(s.Heads, heads)
	}
	s.Mean /= Number(in.Checkpoint.Model.NLayer * in.Checkpoint.Model.NHead)
	n := len(in.Tokens)
	for row := range n {
		seen := row + 1
		if !in.Set.Causal() {
			seen = n
		}
		s.Most += Number(math.Log(float64(seen)) / float64(n))
	}
	return s
}
