package ref

// MLP is the feed-forward part of a block, applied to every position alone.
type MLP struct {
	CFc   Linear // (C, inner), inner = 4C unless the checkpoint says otherwise
	CProj Linear // (inner, C)
	Act   Activation
}

// MLPCache is what Backward needs of Forward.
type MLPCache struct {
	X   Tensor // (B, T, C)
	Fc  Tensor // (B, T, inner)
	Act Tensor // (B, T, inner)
}

// Forward: x (B, T, C) → (B, T, C).
//
//	MLP(x) = GELU(x·W_fc + b_fc)·W_proj + b_proj      Radford et al. 2018, section 4.1
func (m MLP) Forward(s Scope, x Tensor, keep *MLPCache) Tensor {
	fc := s.Tap("c_fc", m.CFc.Forward(x))      // (B, T, inner)   x·W_fc + b_fc
	act := s.Tap("gelu", m.Act.Forward(fc))    // (B, T, inner)   GELU, number by number
	y := s.Tap("c_proj", m.CProj.Forward(act)) // (B, T, C)   back to C numbers

	if keep != nil {
		*keep = MLPCache{X: x, Fc: fc, Act: act}
	}
	return y
}

// Backward returns dx (B, T, C) and adds the parameters' gradients to grad.
func (m MLP) Backward(s Scope, act *MLPCache, dy Tensor, grad MLP) (dx Tensor) {
	dy = s.Tap("c_proj", dy)                                         // (B, T, C)
	dAct := s.Tap("gelu", m.CProj.Backward(act.Act, dy, grad.CProj)) // (B, T, inner)
	dFc := s.Tap("c_fc", m.Act.Backward(act.Fc, dAct))               // (B, T, inner)
	return m.CFc.Backward(act.X, dFc, grad.CFc)                      // (B, T, C)
}
