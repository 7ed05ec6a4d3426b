package ref

import "math"

// Confusion counts how texts were labelled: Counts[y][ŷ] texts of label y were
// said to be ŷ.
type Confusion struct {
	Labels []string
	Counts [][]int // (K, K)
}

// NewConfusion returns a table in which nothing has been counted.
func NewConfusion(labels []string) Confusion {
	c := Confusion{Labels: labels, Counts: make([][]int, len(labels))}
	for y := range c.Counts {
		c.Counts[y] = make([]int, len(labels))
	}
	return c
}

// Add counts one text.
func (c Confusion) Add(truth, said int) { c.Counts[truth][said]++ }

// Total returns how many texts were counted.
func (c Confusion) Total() (n int) {
	for y := range c.Counts {
		n += c.row(y)
	}
	return n
}

// Accuracy is the share of texts that were labelled rightly; NaN of none.
func (c Confusion) Accuracy() float64 {
	right := 0
	for y := range c.Counts {
		right += c.Counts[y][y]
	}
	return float64(right) / float64(c.Total())
}

// ClassMetrics is how well one label was found.
type ClassMetrics struct {
	Precision float64 // of the texts said to have it, how many do; NaN where none was
	Recall    float64 // of the texts that have it, how many were said to; NaN where none does
	F1        float64 // their harmonic mean
	Support   int     // texts that have it
}

// Class measures one label.
//
//	precision = TP/(TP + FP)   recall = TP/(TP + FN)   F₁ = 2TP/(2TP + FP + FN)
//
// F₁ needs no precision: a label that was never said has F₁ = 0.
func (c Confusion) Class(y int) ClassMetrics {
	tp := float64(c.Counts[y][y])
	said, have := float64(c.column(y)), float64(c.row(y))
	return ClassMetrics{Precision: tp / said, Recall: tp / have, F1: 2 * tp / (said + have), Support: c.row(y)}
}

// MacroF1 is the mean F₁ over the labels that occur, rare and common alike.
func (c Confusion) MacroF1() float64 {
	sum, n := 0.0, 0
	for y := range c.Labels {
		if f1 := c.Class(y).F1; !math.IsNaN(f1) {
			sum, n = sum+f1, n+1
		}
	}
	return sum / float64(n)
}

func (c Confusion) row(y int) (n int) {
	for _, count := range c.Counts[y] {
		n += count
	}
	return n
}

func (c Confusion) column(y int) (n int) {
	for _, counts := range c.Counts {
		n += counts[y]
	}
	return n
}
