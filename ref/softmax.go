package ref

import (
	"math"

	"gptlab/ref/kernel"
)

// Softmax: (…, n) → (…, n), every row a probability distribution.
//
//	y_j = e^(x_j − max x) / Σ_i e^(x_i − max x)
//
// The maximum is subtracted so that no power overflows; it cancels in the
// fraction. A masked cell, −Inf, gets exactly 0. The sum is kept in float64.
func Softmax(x Tensor) Tensor {
	y := x.result(x.Shape...)
	eachRow(x, costOfPower, func(r int) { softmaxRow(rowAt(x, r), rowAt(y, r)) })
	return y
}

// SoftmaxBackward inverts Softmax, given its output.
//
//	forward: y = eˣ / Σ eˣ   backward: dx = y ⊙ (dy − Σ_j dy_j·y_j)
func SoftmaxBackward(y, dy Tensor) Tensor {
	mustMatch("SoftmaxBackward", y, dy)
	dx := y.result(y.Shape...)
	eachRow(y, 2*costOfMoving, func(r int) {
		yr, dyr, dxr := rowAt(y, r), rowAt(dy, r), rowAt(dx, r)
		kernel.MulLess(dxr, yr, dyr, Float(kernel.Dot(dyr, yr)))
	})
	return dx
}

// LogSoftmax: (…, n) → (…, n), the logarithms of Softmax.
//
//	y_j = (x_j − max x) − log Σ_i e^(x_i − max x)
//
// Taking the logarithm here, not of Softmax's result, keeps probabilities too
// small for float32: log P stays finite where P itself has become 0.
func LogSoftmax(x Tensor) Tensor {
	y := x.result(x.Shape...)
	eachRow(x, costOfPower, func(r int) {
		xr, yr := rowAt(x, r), rowAt(y, r)
		top := kernel.Max(xr)
		logSum := math.Log(kernel.ExpSum(yr, xr, top))
		for j, v := range xr {
			yr[j] = Float(float64(v) - float64(top) - logSum)
		}
	})
	return y
}

func softmaxRow(x, y []Float) {
	sum := kernel.ExpSum(y, x, kernel.Max(x)) // y = e^(x − max x)
	kernel.Divide(y, y, sum)
}

// maxOf returns the greatest number and where it stands first; −Inf where there is none.
func maxOf(x []Float) (top Float, at int) {
	top = Float(math.Inf(-1))
	for j, v := range x {
		if v > top {
			top, at = v, j
		}
	}
	return top, at
}
