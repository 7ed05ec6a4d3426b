package ref

// SplitHeads cuts one of the three parts of qkv (B, T, 3C), 0 for Q, 1 for K,
// 2 for V, into its heads: → (B, nh, T, hs).
//
//	y[b,h,t,j] = qkv[b, t, part·C + h·hs + j]
func SplitHeads(qkv Tensor, part, nHead int) Tensor {
	batch, time, c := qkv.Dim(0), qkv.Dim(1), qkv.Dim(2)/3
	y := NewTensor(batch, nHead, time, c/nHead)
	eachHeadRow(y, func(b, h, t, from, to int) {
		copy(y.Row(b, h, t), qkv.Row(b, t)[part*c+from:part*c+to])
	})
	return y
}

// SplitHeadsBackward puts the gradients of Q, K and V, each (B, nh, T, hs),
// back side by side: → (B, T, 3C).
func SplitHeadsBackward(dq, dk, dv Tensor) Tensor {
	batch, time, c := dq.Dim(0), dq.Dim(2), dq.Dim(1)*dq.Dim(3)
	dqkv := NewTensor(batch, time, 3*c)
	for part, d := range []Tensor{dq, dk, dv} {
		eachHeadRow(d, func(b, h, t, from, to int) {
			copy(dqkv.Row(b, t)[part*c+from:part*c+to], d.Row(b, h, t))
		})
	}
	return dqkv
}

// MergeHeads writes the heads side by side again: (B, nh, T, hs) → (B, T, C).
//
//	y[b, t, h·hs + j] = x[b,h,t,j]
func MergeHeads(x Tensor) Tensor {
	y := NewTensor(x.Dim(0), x.Dim(2), x.Dim(1)*x.Dim(3))
	eachHeadRow(x, func(b, h, t, from, to int) {
		copy(y.Row(b, t)[from:to], x.Row(b, h, t))
	})
	return y
}

// MergeHeadsBackward cuts the gradient (B, T, C) into heads again: → (B, nh, T, hs).
func MergeHeadsBackward(dy Tensor, nHead int) Tensor {
	dx := NewTensor(dy.Dim(0), nHead, dy.Dim(1), dy.Dim(2)/nHead)
	eachHeadRow(dx, func(b, h, t, from, to int) {
		copy(dx.Row(b, h, t), dy.Row(b, t)[from:to])
	})
	return dx
}

// eachHeadRow visits the vectors of x (B, nh, T, hs) with the columns from..to
// that head h has among the C of its position.
func eachHeadRow(x Tensor, f func(b, h, t, from, to int)) {
	hs := x.Dim(3)
	for b := range x.Dim(0) {
		for h := range x.Dim(1) {
			for t := range x.Dim(2) {
				f(b, h, t, h*hs, (h+1)*hs)
			}
		}
	}
}
