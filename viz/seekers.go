package viz

import (
	"cmp"
	"slices"
	"strconv"

	"gptlab/ref"
)

// Seekers are the heads of a model by how much a position looks at chosen words.
type Seekers struct {
	Row     int      `json:"row"`
	Columns []int    `json:"columns"` // ascending, each once
	Next    Watched  `json:"next"`    // the word behind the row, which the looking is for
	Heads   []Seeker `json:"heads"`   // falling weight
	Count   int      `json:"count"`   // how many heads the model has
}

// A Seeker is one head of one layer.
type Seeker struct {
	Layer  int    `json:"layer"`
	Head   int    `json:"head"`
	Step   int    `json:"step"` // where its weights are recorded
	Weight Number `json:"weight"`

	// Most is the column that gets most of the row, whether it was chosen or not.
	Most int `json:"most"`
}

// SeekersOf returns the n heads that give the most of their attention from a row to some columns:
//
//	Σ_j A[row, j]      j: the columns; A: a head's weights, 0 … 1 in all
//
// It fails with index_out_of_range for a row or a column that there is not, and
// where there is no column, and with credits_out_of_range for n.
func SeekersOf(t *Tape, row int, columns []int, n int) (Seekers, error) {
	if n < 1 || n > MaxTop {
		return Seekers{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	columns = slices.Compact(slices.Sorted(slices.Values(columns)))
	probs, _ := t.Named("probs") // (T, V)
	if err := checkIndex(probs.Value.Shape, []int{row}, 1); err != nil {
		return Seekers{}, err
	}
	found := Seekers{Row: row, Columns: columns, Next: watched(t, row)}
	for layer := range t.Input().Checkpoint.Model.NLayer {
		weights, _ := t.Named(weightsStep(layer)) // (nh, T, T)
		for _, j := range columns {
			if err := checkIndex(weights.Value.Shape, []int{0, row, j}, 3); err != nil {
				return Seekers{}, err
			}
		}
		if len(columns) == 0 {
			return Seekers{}, ref.Fail("index_out_of_range", ref.Args{"index": columns, "shape": weights.Value.Shape})
		}
		for head := range weights.Value.Dim(0) {
			looks := weights.Value.Row(head, row) // (T)
			seeker := Seeker{Layer: layer, Head: head, Step: weights.Index, Most: largestOf(looks)}
			for _, j := range columns {
				seeker.Weight += Number(looks[j])
			}
			found.Heads = append(found.Heads, seeker)
		}
	}
	found.Count = len(found.Heads)
	slices.SortStableFunc(found.Heads, func(a, b Seeker) int { return cmp.Compare(b.Weight, a.Weight) })
	found.Heads = found.Heads[:min(n, len(found.Heads))]
	return found, nil
}

func weightsStep(layer int) string { return "h." + strconv.Itoa(layer) + ".attn.weights" }

// largestOf returns the index of the largest number, the first of equal ones.
func largestOf(x []ref.Float) int {
	best := 0
	for i := range x {
		if x[i] > x[best] {
			best = i
		}
	}
	return best
}
