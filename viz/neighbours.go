package viz

import (
	"cmp"
	"slices"

	"gptlab/ref"
)

// Neighbours are the words whose vectors in the embedding table point most
// nearly the same way as one word's.
type Neighbours struct {
	Token   Neighbour   `json:"token"` // the word itself
	Size    int         `json:"size"`  // how many words were compared: the whole vocabulary but one
	Entries []Neighbour `json:"entries"`
}

// A Neighbour is a word with its nearness.
type Neighbour struct {
	ID     int    `json:"id"`
	Label  string `json:"label"`
	Cosine Number `json:"cosine"`
	Rank   int    `json:"rank,omitempty"` // 1 is the nearest
}

// NeighboursOf compares a word's row of wte with every other by the cosine, and
// returns the n nearest, equal ones by rising id; and besides them the words
// also, wherever they rank. It fails with token_out_of_range and
// credits_out_of_range.
func NeighboursOf(c *ref.Checkpoint, token, n int, also ...int) (Neighbours, error) {
	table := c.Model.WTE // (V, C)
	for _, id := range append([]int{token}, also...) {
		if id < 0 || id >= table.Dim(0) {
			return Neighbours{}, ref.Fail("token_out_of_range", ref.Args{"token": id, "size": table.Dim(0)})
		}
	}
	if n < 1 || n > MaxTop {
		return Neighbours{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	own := table.Row(token)
	near := Neighbours{Token: Neighbour{ID: token, Label: labelOf(c, token), Cosine: 1}, Size: table.Dim(0) - 1}
	all := make([]Neighbour, 0, near.Size)
	for id := range table.Dim(0) {
		if id != token {
			all = append(all, Neighbour{ID: id, Cosine: Number(cosine(own, table.Row(id)))})
		}
	}
	slices.SortStableFunc(all, func(a, b Neighbour) int { return -cmp.Compare(a.Cosine, b.Cosine) })
	for i, w := range all {
		if i < n || slices.Contains(also, w.ID) {
			w.Label, w.Rank = labelOf(c, w.ID), i+1
			near.Entries = append(near.Entries, w)
		}
	}
	return near, nil
}
