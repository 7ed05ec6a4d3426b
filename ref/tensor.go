package ref

import (
	"fmt"
	"slices"

	"gptlab/ref/kernel"
)

// Float is float32, or float64 under the build tag float64 (gradient checks).
type Float = kernel.Float

// A Tensor is an n-dimensional array, row-major: the last axis is contiguous.
// A scalar has no axes and one number.
//
// Operations never write into their arguments, so a tensor that was recorded
// keeps the numbers it had.
type Tensor struct {
	Shape []int
	Data  []Float

	arena *Arena // memory for what is computed from this tensor; nil is the heap
}

// NewTensor returns a tensor of zeros.
func NewTensor(shape ...int) Tensor {
	return Tensor{Shape: shape, Data: make([]Float, size(shape))}
}

// FromSlice gives data a shape without copying it. It panics where the two do not fit.
func FromSlice(data []Float, shape ...int) Tensor {
	if size(shape) != len(data) {
		panic(fmt.Sprintf("ref.FromSlice: %d numbers do not fill shape %v", len(data), shape))
	}
	return Tensor{Shape: shape, Data: data}
}

// Scalar returns x as a tensor of shape ().
func Scalar(x Float) Tensor { return Tensor{Data: []Float{x}} }

// Dim returns the length of an axis; negative axes count from the last, so Dim(-1) is the row length.
func (t Tensor) Dim(axis int) int {
	if axis < 0 {
		axis += len(t.Shape)
	}
	return t.Shape[axis]
}

// At returns one cell.
func (t Tensor) At(index ...int) Float { return t.Data[t.offset(index)] }

// Row returns the vector along the last axis at the given leading index, sharing memory with t.
func (t Tensor) Row(lead ...int) []Float {
	n := t.Dim(-1)
	at := t.offset(append(slices.Clone(lead), 0))
	return t.Data[at : at+n]
}

// Reshape gives the same numbers another shape, sharing memory with t.
func (t Tensor) Reshape(shape ...int) Tensor {
	y := FromSlice(t.Data, shape...)
	y.arena = t.arena
	return y
}

// Clone returns a copy that shares nothing with t, in ordinary memory.
func (t Tensor) Clone() Tensor {
	return Tensor{Shape: slices.Clone(t.Shape), Data: slices.Clone(t.Data)}
}

// rows returns how many vectors lie along the last axis.
func (t Tensor) rows() int {
	if t.Dim(-1) == 0 {
		return 0
	}
	return len(t.Data) / t.Dim(-1)
}

// like returns zeros in the shape of t.
func like(t Tensor) Tensor { return t.zeros(t.Shape...) }

func (t Tensor) offset(index []int) int {
	if len(index) != len(t.Shape) {
		panic(fmt.Sprintf("ref: index %v into shape %v", index, t.Shape))
	}
	at := 0
	for axis, i := range index {
		if i < 0 || i >= t.Shape[axis] {
			panic(fmt.Sprintf("ref: index %v outside shape %v", index, t.Shape))
		}
		at = at*t.Shape[axis] + i
	}
	return at
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// mustMatch panics, naming the operation and both shapes, unless they are equal.
func mustMatch(op string, a, b Tensor) {
	if !slices.Equal(a.Shape, b.Shape) {
		panic(fmt.Sprintf("ref.%s: shapes %v and %v differ", op, a.Shape, b.Shape))
	}
}
