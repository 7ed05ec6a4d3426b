package ref

import (
	"math"

	"gptlab/ref/kernel"
)

// AdamW is the optimiser of pre-training: Adam with the weight decay taken out
// of the gradient. Loshchilov & Hutter 2019, algorithm 2.
type AdamW struct {
	Beta1, Beta2 float64
	Eps          float64
	WeightDecay  float64 // for matrices; biases and LayerNorm's γ, β are not decayed
	ClipNorm     float64 // gradients longer than this are shortened to it; 0 leaves them

	M, V *GPT // running means of the gradient and of its square, shaped like the model
	Step int  // updates made so far
}

// NewAdamW returns an optimiser for m with nothing seen yet.
func NewAdamW(m *GPT, beta1, beta2, weightDecay, clipNorm float64) *AdamW {
	return &AdamW{
		Beta1: beta1, Beta2: beta2, Eps: 1e-8, WeightDecay: weightDecay, ClipNorm: clipNorm,
		M: m.ZeroLike(), V: m.ZeroLike(),
	}
}

// Update moves every parameter of model one step of size lr against its
// gradient, in place.
//
//	m ← β₁m + (1−β₁)g      m̂ = m/(1−β₁ᵗ)
//	v ← β₂v + (1−β₂)g²     v̂ = v/(1−β₂ᵗ)
//	w ← w − lr·(m̂/(√v̂ + ε) + λw)
func (o *AdamW) Update(s Scope, model, grad *GPT, lr float64) {
	o.Step++
	s = s.In("adamw")
	step := kernel.AdamW{
		Rate: lr, Beta1: o.Beta1, Beta2: o.Beta2, Eps: o.Eps, Clip: o.clip(grad),
		Correct1: 1 - math.Pow(o.Beta1, float64(o.Step)), // 1 − β₁ᵗ
		Correct2: 1 - math.Pow(o.Beta2, float64(o.Step)), // 1 − β₂ᵗ
	}
	params, grads, ms, vs := model.Params(), grad.Params(), o.M.Params(), o.V.Params()
	for i, p := range params {
		w, m, v, g := p.Tensor.Data, ms[i].Tensor.Data, vs[i].Tensor.Data, grads[i].Tensor.Data
		step.Decay = o.decay(*p.Tensor)
		eachRange(*p.Tensor, 4*costOfMoving, func(i, j int) { step.Update(w[i:j], m[i:j], v[i:j], g[i:j]) })

		sp := s.In(p.Name)
		sp.TapCopy("grad", *grads[i].Tensor) // before clipping
		sp.TapCopy("m", *ms[i].Tensor)
		sp.TapCopy("v", *vs[i].Tensor)
		sp.TapCopy("weight", *p.Tensor)
	}
}

// clip returns what every gradient is multiplied by so that all together are no
// longer than ClipNorm.
func (o *AdamW) clip(grad *GPT) float64 {
	if o.ClipNorm == 0 {
		return 1
	}
	square := 0.0
	for _, p := range grad.Params() {
		square += kernel.Dot(p.Tensor.Data, p.Tensor.Data)
	}
	return min(1, o.ClipNorm/(math.Sqrt(square)+1e-6)) // 1e-6 as PyTorch's clip_grad_norm_
}

// decay returns λ for matrices and 0 for vectors.
func (o *AdamW) decay(w Tensor) float64 {
	if len(w.Shape) < 2 {
		return 0
	}
	return o.WeightDecay
}
