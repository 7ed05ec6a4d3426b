package ref

import "gptlab/ref/kernel"

// Add: (…) + (…) → (…), element by element.
//
//	y = a + b   the residual stream: x ← x + f(x)
func Add(a, b Tensor) Tensor {
	mustMatch("Add", a, b)
	y := a.result(a.Shape...)
	eachRange(y, costOfMoving, func(i, j int) { kernel.Add(y.Data[i:j], a.Data[i:j], b.Data[i:j]) })
	return y
}

// AddBackward inverts Add: both summands get the whole gradient.
//
//	forward: y = a + b   backward: da = dy, db = dy
func AddBackward(dy Tensor) (da, db Tensor) { return dy, dy }

// Scale: c · (…) → (…).
//
//	y = c·x   in attention c = 1/√d_k
func Scale(x Tensor, c Float) Tensor {
	y := x.result(x.Shape...)
	eachRange(y, costOfMoving, func(i, j int) { kernel.Scale(y.Data[i:j], x.Data[i:j], c) })
	return y
}

// ScaleBackward inverts Scale.
//
//	forward: y = c·x   backward: dx = c·dy
func ScaleBackward(dy Tensor, c Float) Tensor { return Scale(dy, c) }
