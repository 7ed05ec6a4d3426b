package ref

import "math"

// Softmax: (…, n) → (…, n), every row a probability distribution.
//
//	y_j = e^(x_j − max x) / Σ_i e^(x_i − max x)
//
// The maximum is subtracted so that no power overflows; it cancels in the
// fraction. A masked cell, −Inf, gets exactly 0. The sum is kept in float64.
func Softmax(x Tensor) Tensor {
	y := like(x)
	eachRow(x, 20, func(r int) { softmaxRow(rowAt(x, r), rowAt(y, r)) })
	return y
}

// SoftmaxBackward inverts Softmax, given its output.
//
//	forward: y = eˣ / Σ eˣ   backward: dx = y ⊙ (dy − Σ_j dy_j·y_j)
func SoftmaxBackward(y, dy Tensor) Tensor {
	mustMatch("SoftmaxBackward", y, dy)
	dx := like(y)
	eachRow(y, 4, func(r int) {
		yr, dyr, dxr := rowAt(y, r), rowAt(dy, r), rowAt(dx, r)
		dot := 0.0
		for j := range yr {
			dot += float64(dyr[j]) * float64(yr[j])
		}
		for j := range dxr {
			dxr[j] = yr[j] * (dyr[j] - Float(dot))
		}
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
	y := like(x)
	eachRow(x, 20, func(r int) {
		xr, yr := rowAt(x, r), rowAt(y, r)
		top, sum := expSum(xr)
		for j, v := range xr {
			yr[j] = Float(float64(v) - top - math.Log(sum))
		}
	})
	return y
}

func softmaxRow(x, y []Float) {
	top, _ := maxOf(x)
	sum := 0.0
	for j, v := range x {
		e := math.Exp(float64(v) - top)
		y[j] = Float(e)
		sum += e
	}
	for j := range y {
		y[j] = Float(float64(y[j]) / sum)
	}
}

// expSum returns max x and Σ e^(x − max x).
func expSum(x []Float) (top, sum float64) {
	top, _ = maxOf(x)
	for _, v := range x {
		sum += math.Exp(float64(v) - top)
	}
	return top, sum
}

// maxOf returns the greatest number and where it stands first.
func maxOf(x []Float) (top float64, at int) {
	top = math.Inf(-1)
	for j, v := range x {
		if float64(v) > top {
			top, at = float64(v), j
		}
	}
	return top, at
}
