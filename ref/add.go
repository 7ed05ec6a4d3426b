package ref

// Add: (…) + (…) → (…), element by element.
//
//	y = a + b   the residual stream: x ← x + f(x)
func Add(a, b Tensor) Tensor {
	mustMatch("Add", a, b)
	y := like(a)
	for i := range y.Data {
		y.Data[i] = a.Data[i] + b.Data[i]
	}
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
	y := like(x)
	for i, v := range x.Data {
		y.Data[i] = c * v
	}
	return y
}

// ScaleBackward inverts Scale.
//
//	forward: y = c·x   backward: dx = c·dy
func ScaleBackward(dy Tensor, c Float) Tensor { return Scale(dy, c) }
