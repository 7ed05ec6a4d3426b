package viz

import (
	"math"

	"gptlab/ref"
)

// A Without sets two readings of f_θ beside each other: chapter 8.1.2 has the
// LayerNorm before W₂, 8.1.3 prints the same formula without it.
//
//	with:     P = Softmax(W₂ · LayerNorm(f_θ))
//	without:  P = Softmax(W₂ · f_θ)
type Without struct {
	Row     int            `json:"row"`
	Length  Number         `json:"length"`  // of the vector f_θ
	Normed  Number         `json:"normed"`  // of LayerNorm(f_θ)
	Entropy [2]Number      `json:"entropy"` // with, without; nats
	KL      Number         `json:"kl"`      // D(with ‖ without), nats
	Size    int            `json:"size"`    // of the vocabulary
	Entries []WithoutEntry `json:"entries"` // the n likeliest of either, as far as they have anything
	Rest    [2]Number      `json:"rest"`    // all other words, with and without
}

// A WithoutEntry is a word with its probability without the last LayerNorm.
type WithoutEntry struct {
	Entry        // with it, as recorded
	Bare  Number `json:"bare"`
}

// WithoutNorm compares at a position. It is the what-if ln_f=identity, computed
// for the last step alone. It fails with index_out_of_range for the row and
// credits_out_of_range for n.
func WithoutNorm(t *Tape, row, n int) (Without, error) {
	probs, _ := t.Named("probs") // (T, V)
	if err := checkIndex(probs.Value.Shape, []int{row}, 1); err != nil {
		return Without{}, err
	}
	if n < 1 || n > MaxTop {
		return Without{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	stream := t.readable()
	f := stream[len(stream)-1].Value.Row(row) // (C)   f_θ
	normed, _ := t.Named("ln_f")              // (T, C)
	with := probs.Value.Row(row)
	bare := t.Input().Checkpoint.Model.Project(ref.FromSlice(f, 1, 1, len(f))) // (1, 1, V)
	without := ref.Softmax(bare).Data

	w := Without{
		Row: row, Length: Number(length(f)), Normed: Number(length(normed.Value.Row(row))), Size: len(with),
		Entropy: [2]Number{Number(entropyOf(with)), Number(entropyOf(without))}, KL: Number(divergence(with, ref.LogSoftmax(bare).Data)),
	}
	listed := map[int]bool{}
	for _, p := range [][]ref.Float{with, without} {
		for _, id := range byProbability(p)[:min(n, len(p))] {
			listed[id] = listed[id] || p[id] > 0
		}
	}
	rest := [2]float64{}
	for rank, id := range byProbability(with) {
		if !listed[id] {
			rest[0] += float64(with[id])
			rest[1] += float64(without[id])
			continue
		}
		e := Entry{ID: id, Label: labelOf(t.Input().Checkpoint, id), P: Number(with[id]), Rank: rank + 1}
		w.Entries = append(w.Entries, WithoutEntry{e, Number(without[id])})
	}
	w.Rest = [2]Number{Number(rest[0]), Number(rest[1])}
	return w, nil
}

// entropyOf: p (V) → H(p) = −Σ p log p, in nats; 0 log 0 is 0.
func entropyOf(p []ref.Float) float64 {
	h := 0.0
	for _, x := range p {
		if x > 0 {
			h -= float64(x) * math.Log(float64(x))
		}
	}
	return h
}

// divergence: p, log q (V) → D(p ‖ q) = Σ p log(p/q), in nats (Kullback & Leibler
// 1951). The logarithm is finite where q itself is too small for float32.
func divergence(p, logQ []ref.Float) float64 {
	d := 0.0
	for i, x := range p {
		if x > 0 {
			d += float64(x) * (math.Log(float64(x)) - float64(logQ[i]))
		}
	}
	return d
}
