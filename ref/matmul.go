package ref

import (
	"fmt"
	"slices"

	"gptlab/ref/kernel"
)

// MatMul: (…, m, k) × (…, k, n) → (…, m, n), one product per leading index.
//
//	c[i,j] = Σ_p a[i,p] · b[p,j]
func MatMul(a, b Tensor) Tensor {
	return batched("MatMul", a, b, a.Dim(-2), a.Dim(-1), b.Dim(-1), b.Dim(-2), kernel.MatMul)
}

// MatMulBackward inverts MatMul.
//
//	forward: C = A·B   backward: dA = dC·Bᵀ, dB = Aᵀ·dC
func MatMulBackward(a, b, dc Tensor) (da, db Tensor) {
	return MatMulT(dc, b), TMatMul(a, dc)
}

// MatMulT: (…, m, k) × (…, n, k) → (…, m, n), the product with the second
// matrix transposed, as in QKᵀ.
//
//	c[i,j] = Σ_p a[i,p] · b[j,p]
func MatMulT(a, b Tensor) Tensor {
	return batched("MatMulT", a, b, a.Dim(-2), a.Dim(-1), b.Dim(-2), b.Dim(-1), kernel.MatMulT)
}

// MatMulTBackward inverts MatMulT.
//
//	forward: C = A·Bᵀ   backward: dA = dC·B, dB = dCᵀ·A
func MatMulTBackward(a, b, dc Tensor) (da, db Tensor) {
	return MatMul(dc, b), TMatMul(dc, a)
}

// TMatMul: (…, k, m) × (…, k, n) → (…, m, n), the product with the first
// matrix transposed. Only backward passes need it.
//
//	c[i,j] = Σ_p a[p,i] · b[p,j]
func TMatMul(a, b Tensor) Tensor {
	return batched("TMatMul", a, b, a.Dim(-1), a.Dim(-2), b.Dim(-1), b.Dim(-2), kernel.TMatMul)
}

// batched runs one product per leading index of a and b. The inner length is k
// on a's side and must be the same on b's.
func batched(op string, a, b Tensor, m, k, n, kb int, product func(c, a, b []Float, m, k, n int)) Tensor {
	lead := a.Shape[:len(a.Shape)-2]
	if k != kb || !slices.Equal(lead, b.Shape[:len(b.Shape)-2]) {
		panic(fmt.Sprintf("ref.%s: shapes %v and %v do not fit", op, a.Shape, b.Shape))
	}
	beside := a
	if a.arena == nil {
		beside = b
	}
	c := beside.result(append(lead[:len(lead):len(lead)], m, n)...)
	// Many small products are shared out whole; a single large one shares out its own rows.
	kernel.Parallel(size(lead), 2*m*k*n, func(from, to int) {
		for i := from; i < to; i++ {
			product(c.Data[i*m*n:(i+1)*m*n], a.Data[i*m*k:(i+1)*m*k], b.Data[i*k*n:(i+1)*k*n], m, k, n)
		}
	})
	return c
}
