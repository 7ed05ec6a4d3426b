package ref

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Stratified shuffles examples so that every stretch of the result has the
// labels in the proportions they have in all: a split cuts it where it likes,
// and more labels to learn from are the same ones and some more. It returns
// places in labels. Equal seeds shuffle equally.
func Stratified(labels []int, seed uint64) []int {
	order := rand.New(rand.NewPCG(seed, 4)).Perm(len(labels))
	count, seen := map[int]float64{}, map[int]float64{}
	for _, label := range labels {
		count[label]++
	}
	// The i-th of a label's n examples goes to (i + ½)/n of the way.
	place := make([]float64, len(labels))
	for _, i := range order {
		place[i] = (seen[labels[i]] + 0.5) / count[labels[i]]
		seen[labels[i]]++
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(place[a], place[b]) })
	return order
}
