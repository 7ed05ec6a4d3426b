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
	return withFuture(x, Float(math.Inf(-1)))
}

// CausalMaskBackward inverts CausalMask: no gradient flows through a masked cell.
//
//	forward: y = x or −Inf   backward: dx = dy or 0
func CausalMaskBackward(dy Tensor) Tensor {
	return withFuture(dy, 0)
}

// withFuture returns x with every cell whose key lies after its query replaced.
func withFuture(x Tensor, future Float) Tensor {
	y := x.result(x.Shape...)
	queries, keys := x.Dim(-2), x.Dim(-1)
	eachRow(x, costOfMoving, func(r int) {
		row, position := rowAt(y, r), r%queries+keys-queries
		copy(row, rowAt(x, r)[:position+1])
		for j := position + 1; j < keys; j++ {
			row[j] = future
		}
	})
	return y
}
