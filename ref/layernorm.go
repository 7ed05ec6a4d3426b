package ref

import (
	"math"

	"gptlab/ref/kernel"
)

// LayerNorm is GPT's normalisation of each position's vector, with its learned
// scale γ and shift β.
type LayerNorm struct {
	G   Tensor // (C)  γ
	B   Tensor // (C)  β
	Eps Float  // ε, keeps a constant vector from dividing by 0
}

// Forward: x (…, C) → (…, C). Ba, Kiros & Hinton 2016, eq. (4); σ² divides by C.
//
//	y = γ ⊙ (x − μ)/√(σ² + ε) + β      μ, σ² over the C numbers of one position
func (l LayerNorm) Forward(x Tensor) Tensor {
	y := x.result(x.Shape...)
	eachRow(x, 4*costOfMoving, func(r int) {
		xr, yr := rowAt(x, r), rowAt(y, r)
		mu, rstd := moments(xr, l.Eps)
		kernel.Normalise(yr, xr, mu, rstd)        // x̂
		kernel.MulAdd(yr, yr, l.G.Data, l.B.Data) // γ ⊙ x̂ + β
	})
	return y
}

// Backward returns dx (…, C) and adds the gradients of γ and β to grad.
//
//	forward:  y = γ ⊙ x̂ + β,  x̂ = (x − μ)/√(σ² + ε)
//	backward: dx = (d − mean(d) − x̂·mean(d ⊙ x̂))/√(σ² + ε),  d = γ ⊙ dy
//	          dγ += Σ_rows dy ⊙ x̂,  dβ += Σ_rows dy
func (l LayerNorm) Backward(x, dy Tensor, grad LayerNorm) (dx Tensor) {
	mustMatch("LayerNorm.Backward", x, dy)
	dx = x.result(x.Shape...)
	hat := x.result(x.Shape...) // x̂
	eachRow(x, 8*costOfMoving, func(r int) {
		xr, dyr, dxr, hr := rowAt(x, r), rowAt(dy, r), rowAt(dx, r), rowAt(hat, r)
		mu, rstd := moments(xr, l.Eps)
		kernel.Normalise(hr, xr, mu, rstd) // x̂
		kernel.Mul(dxr, l.G.Data, dyr)     // d
		n := float64(len(xr))
		kernel.Straighten(dxr, dxr, hr, kernel.Sum(dxr)/n, kernel.Dot(dxr, hr)/n, rstd)
	})
	accumulate(grad.G, SumRows(mul(dy, hat)))
	accumulate(grad.B, SumRows(dy))
	return dx
}

// moments returns μ and 1/√(σ² + ε) of one vector, in float64.
func moments(x []Float, eps Float) (mu, rstd float64) {
	mu, variance := kernel.Moments(x)
	return mu, 1 / math.Sqrt(variance+float64(eps))
}

// mul: (…) ⊙ (…) → (…).
func mul(a, b Tensor) Tensor {
	y := a.result(a.Shape...)
	eachRange(y, costOfMoving, func(i, j int) { kernel.Mul(y.Data[i:j], a.Data[i:j], b.Data[i:j]) })
	return y
}
