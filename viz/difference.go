package viz

import (
	"math"
	"slices"

	"gptlab/ref"
)

// A StepDifference is what became of a step in another run: most often, a run
// with a change somewhere before it.
type StepDifference struct {
	Value ref.Tensor // other − one, cell by cell; 0 where both are the same infinity
	Max   float64    // the largest |difference|
	At    []int      // the cell it is at; nil where there is no difference
}

// Difference subtracts a step of one tape from that of another. It fails with
// not_comparable where one of the tapes lacks the step, or the shapes differ.
func Difference(one, other *Tape, name string) (StepDifference, error) {
	a, inOne := one.Named(name)
	b, inOther := other.Named(name)
	if !inOne || !inOther || !slices.Equal(a.Value.Shape, b.Value.Shape) {
		return StepDifference{}, ref.Fail("not_comparable", ref.Args{"name": name})
	}
	d := StepDifference{Value: ref.NewTensor(a.Value.Shape...)}
	for i, x := range a.Value.Data {
		y := b.Value.Data[i]
		if x == y {
			continue
		}
		d.Value.Data[i] = y - x
		if size := math.Abs(float64(y - x)); size > d.Max {
			d.Max, d.At = size, cellAt(a.Value.Shape, i)
		}
	}
	return d, nil
}

// cellAt returns the indices of the i-th number of a tensor.
func cellAt(shape []int, i int) []int {
	cell := make([]int, len(shape))
	for axis, d := range slices.Backward(shape) {
		cell[axis], i = i%d, i/d
	}
	return cell
}
