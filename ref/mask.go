package ref

import "math"

// CausalMask: (…, Tq, Tk) → (…, Tq, Tk). Every cell in the future of its query
// becomes −Inf, so that Softmax gives it exactly 0.
//
//	y[i,j] = x[i,j] where j ≤ i + (Tk − Tq), else −Inf
//
// The queries are the last Tq of the Tk positions: where earlier keys were
// kept from before, the first query already stands at position Tk − Tq.
// Chapter 8.1.4 does not print the mask; without it P(w_t | w_<t) would see w_t.
func CausalMask(x Tensor) Tensor {
	y := x.Clone()
	eachFuture(y, func(cell *Float) { *cell = Float(math.Inf(-1)) })
	return y
}

// CausalMaskBackward inverts CausalMask: no gradient flows through a masked cell.
//
//	forward: y = x or −Inf   backward: dx = dy or 0
func CausalMaskBackward(dy Tensor) Tensor {
	dx := dy.Clone()
	eachFuture(dx, func(cell *Float) { *cell = 0 })
	return dx
}

// eachFuture visits every cell whose key lies after its query.
func eachFuture(x Tensor, f func(cell *Float)) {
	queries, keys := x.Dim(-2), x.Dim(-1)
	for r := range x.rows() {
		row := rowAt(x, r)
		position := r%queries + keys - queries
		for j := position + 1; j < keys; j++ {
			f(&row[j])
		}
	}
}
