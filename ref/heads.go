package ref

import "gptlab/ref/kernel"

// SplitHeads cuts one of the three parts of qkv (B, T, 3C), 0 for Q, 1 for K,
// 2 for V, into its heads: → (B, nh, T, hs).
//
//	y[b,h,t,j] = qkv[b, t, part·C + h·hs + j]
func SplitHeads(qkv Tensor, part, nHead int) Tensor {
	batch, time, c := qkv.Dim(0), qkv.Dim(1), qkv.Dim(2)/3
	y := qkv.result(batch, nHead, time, c/nHead)
	eachHeadRow(y, 3*c, func(head []Float, at int) { copy(head, qkv.Data[part*c+at:]) })
	return y
}

// SplitHeadsBackward puts the gradients of Q, K and V, each (B, nh, T, hs),
// back side by side: → (B, T, 3C).
func SplitHeadsBackward(dq, dk, dv Tensor) Tensor {
	batch, time, c := dq.Dim(0), dq.Dim(2), dq.Dim(1)*dq.Dim(3)
	dqkv := dq.result(batch, time, 3*c)
	for part, d := range [...]Tensor{dq, dk, dv} {
		eachHeadRow(d, 3*c, func(head []Float, at int) { copy(dqkv.Data[part*c+at:], head) })
	}
	return dqkv
}

// MergeHeads writes the heads side by side again: (B, nh, T, hs) → (B, T, C).
//
//	y[b, t, h·hs + j] = x[b,h,t,j]
func MergeHeads(x Tensor) Tensor {
	y := x.result(x.Dim(0), x.Dim(2), x.Dim(1)*x.Dim(3))
	eachHeadRow(x, y.Dim(2), func(head []Float, at int) { copy(y.Data[at:], head) })
	return y
}

// MergeHeadsBackward cuts the gradient (B, T, C) into heads again: → (B, nh, T, hs).
func MergeHeadsBackward(dy Tensor, nHead int) Tensor {
	dx := dy.result(dy.Dim(0), nHead, dy.Dim(1), dy.Dim(2)/nHead)
	eachHeadRow(dx, dy.Dim(2), func(head []Float, at int) { copy(head, dy.Data[at:]) })
	return dx
}

// eachHeadRow visits the vectors of x (B, nh, T, hs), and says for each where its
// numbers are in a tensor (B, T, width) that has the heads side by side.
func eachHeadRow(x Tensor, width int, f func(head []Float, at int)) {
	heads, time, size := x.Dim(1), x.Dim(2), x.Dim(3)
	kernel.Parallel(x.Dim(0)*heads, time*size*costOfMoving, func(from, to int) {
		for i := from; i < to; i++ {
			b, h := i/heads, i%heads
			for t := range time {
				f(rowAt(x, i*time+t), (b*time+t)*width+h*size)
			}
		}
	})
}
