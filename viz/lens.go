package viz

import (
	"gptlab/ref"
)

// A Lens reads one position's vector before the model has finished with it: what
// the last LayerNorm, W₂ and Softmax would make of it after each block. The last
// reading is the model's true output. The idea is nostalgebraist's logit lens (2020).
type Lens struct {
	Row    int       `json:"row"`
	Next   *Next     `json:"next,omitempty"` // the word that followed; absent after the last one
	Depths []Reading `json:"depths"`
}

// Next is the word that really followed a position.
type Next struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
}

// A Reading is what the lens shows at one depth of the residual stream.
type Reading struct {
	Step    int     `json:"step"` // what was read: embd, h.0.resid_2, …
	Name    string  `json:"name"`
	Entries []Entry `json:"entries"`        // the n likeliest words, falling p
	Next    *Entry  `json:"next,omitempty"` // the word that really followed, wherever it ranks
}

// LensOf reads the residual stream at a position after the embeddings and after
// every block, n words each. It fails with index_out_of_range for the row and
// credits_out_of_range for n.
func LensOf(t *Tape, row, n int) (Lens, error) {
	probs, _ := t.Named("probs") // (T, V)
	if err := checkIndex(probs.Value.Shape, []int{row}, 1); err != nil {
		return Lens{}, err
	}
	if n < 1 || n > MaxTop {
		return Lens{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	in := t.Input()
	lens := Lens{Row: row}
	if row+1 < len(in.Tokens) {
		lens.Next = &Next{in.Tokens[row+1].ID, in.Label(row + 1)}
	}
	stream := t.readable()
	for depth, s := range stream {
		p := readEarly(in.Checkpoint.Model, s.Value.Row(row))
		if depth == len(stream)-1 {
			p = probs.Value.Row(row) // not computed again: this is what the model said
		}
		lens.Depths = append(lens.Depths, lens.reading(in, s, p, n))
	}
	return lens, nil
}

// readable returns the moments at which the residual stream can be read: before
// the first block, and after each.
func (t *Tape) readable() (stream []Step) {
	for _, s := range t.Steps() {
		if s.Kind == "embd" || s.Kind == "h.N.resid_2" {
			stream = append(stream, s)
		}
	}
	return stream
}

// readEarly: x (C) → (V), the way out of the model from wherever x stands.
//
//	p = Softmax(W₂ · LayerNorm(x))      chapter 8.1.2, with x in the place of f_θ
func readEarly(m *ref.GPT, x []ref.Float) []ref.Float {
	h := m.LnF.Forward(ref.FromSlice(x, 1, 1, len(x))) // (1, 1, C)
	return ref.Softmax(m.Project(h)).Data              // (V)
}

func (l Lens) reading(in Input, s Step, p []ref.Float, n int) Reading {
	r := Reading{Step: s.Index, Name: s.Name}
	for rank, id := range byProbability(p) {
		e := Entry{ID: id, Label: labelOf(in.Checkpoint, id), P: Number(p[id]), Rank: rank + 1}
		if rank < n {
			r.Entries = append(r.Entries, e)
		}
		if l.Next != nil && id == l.Next.ID {
			e.Label = l.Next.Label
			r.Next = &e
		}
	}
	return r
}
