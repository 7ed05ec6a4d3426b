package ref

import (
	"fmt"
	"slices"

	"gptlab/ref/kernel"
)

// Linear is a layer y = x·W + b. W is (in, out), the orientation of the
// Conv1D layers in GPT-2's checkpoints.
type Linear struct {
	W Tensor // (in, out)
	B Tensor // (out)
}

// Forward: x (…, in) → (…, out).
//
//	y = x·W + b
func (l Linear) Forward(x Tensor) Tensor {
	y := MatMul(flat(x), l.W) // (rows, out)
	addBias(y, y, l.B)        // no step shows the product alone: the bias goes where it stands
	return y.Reshape(withLast(x, l.W.Dim(1))...)
}

// Backward returns dx (…, in) and adds the parameters' gradients to grad.
//
//	forward: y = x·W + b   backward: dx = dy·Wᵀ, dW += xᵀ·dy, db += Σ_rows dy
func (l Linear) Backward(x, dy Tensor, grad Linear) (dx Tensor) {
	dX, dW := MatMulBackward(flat(x), l.W, flat(dy)) // (rows, in), (in, out)
	accumulate(grad.W, dW)
	accumulate(grad.B, SumRows(dy))
	return dX.Reshape(x.Shape...)
}

// AddBias: (…, n) + (n) → (…, n), the same vector added to every row.
func AddBias(x, b Tensor) Tensor {
	if x.Dim(-1) != b.Dim(0) {
		panic(fmt.Sprintf("ref.AddBias: rows of %v and a bias of %v", x.Shape, b.Shape))
	}
	y := x.result(x.Shape...)
	addBias(y, x, b)
	return y
}

// addBias computes y = x + b for every row; y may be x.
func addBias(y, x, b Tensor) {
	eachRow(x, costOfMoving, func(r int) {
		kernel.Add(rowAt(y, r), rowAt(x, r), b.Data)
	})
}

// SumRows: (…, n) → (n), the backward of AddBias with respect to the bias.
//
//	Σ_rows dy = (1 … 1)·dy
func SumRows(dy Tensor) Tensor {
	rows, n := dy.rows(), dy.Dim(-1)
	ones, sum := dy.result(1, rows), dy.result(n)
	for i := range ones.Data {
		ones.Data[i] = 1
	}
	kernel.MatMul(sum.Data, ones.Data, dy.Data, 1, rows, n)
	return sum
}

// flat views (…, n) as one matrix (rows, n).
func flat(x Tensor) Tensor { return x.Reshape(x.rows(), x.Dim(-1)) }

// withLast returns the shape of x with its last axis replaced.
func withLast(x Tensor, n int) []int {
	shape := slices.Clone(x.Shape)
	shape[len(shape)-1] = n
	return shape
}

// rowAt returns the r-th vector along the last axis.
func rowAt(x Tensor, r int) []Float {
	n := x.Dim(-1)
	return x.Data[r*n : (r+1)*n]
}

// costOfMoving is the cost of loading and storing a number, in operations of a
// matrix product: memory sets the pace here, not arithmetic.
const costOfMoving = 16

// eachRange calls f for ranges that cover all numbers of x, on several threads
// where their number × cost is worth it. Ranges must not share results.
func eachRange(x Tensor, cost int, f func(from, to int)) {
	const piece = 1 << 10
	n := len(x.Data)
	kernel.Parallel((n+piece-1)/piece, piece*cost, func(from, to int) { f(from*piece, min(to*piece, n)) })
}

// eachRow calls f for every vector along the last axis, on several threads
// where rows × row length × cost per number is worth it. Rows must not share results.
func eachRow(x Tensor, cost int, f func(r int)) {
	kernel.Parallel(x.rows(), x.Dim(-1)*cost, func(from, to int) {
		for r := from; r < to; r++ {
			f(r)
		}
	})
}

// accumulate adds dt to the running gradient sum in place. Gradients are sums
// over every use of a parameter, and a tied one is used twice.
func accumulate(sum, dt Tensor) {
	mustMatch("accumulate", sum, dt)
	kernel.Add(sum.Data, sum.Data, dt.Data)
}
