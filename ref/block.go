package ref

// Block is one layer of the Transformer: it adds to the residual stream first
// what attention gathers from other positions, then what the MLP makes of each.
type Block struct {
	Ln1  LayerNorm
	Attn Attention
	Ln2  LayerNorm
	MLP  MLP
}

// BlockCache is what Backward needs of Forward.
type BlockCache struct {
	X     Tensor // (B, T, C)
	Attn  AttentionCache
	Resid Tensor // (B, T, C)   after attention
	MLP   MLPCache
}

// Forward: x (B, T, C) → (B, T, C).
//
//	x ← x + Attention(LayerNorm(x))
//	x ← x + MLP(LayerNorm(x))      pre-norm: Radford et al. 2019, section 2.3
func (b Block) Forward(s Scope, x Tensor, past *KV, keep *BlockCache) Tensor {
	since := x.mark()
	var attn *AttentionCache
	var mlp *MLPCache
	if keep != nil {
		attn, mlp = &keep.Attn, &keep.MLP
	}
	ln1 := s.Tap("ln_1", b.Ln1.Forward(x))                                           // (B, T, C)
	resid := s.Tap("resid_1", Add(x, b.Attn.Forward(s.In("attn"), ln1, past, attn))) // (B, T, C)   x + Attention(LayerNorm(x))

	ln2 := s.Tap("ln_2", b.Ln2.Forward(resid))                              // (B, T, C)
	y := s.Tap("resid_2", Add(resid, b.MLP.Forward(s.In("mlp"), ln2, mlp))) // (B, T, C)   x + MLP(LayerNorm(x))

	if keep == nil {
		return y.keepOnly(since)
	}
	keep.X, keep.Resid = x, resid
	return y
}

// Backward returns dx (B, T, C) and adds the parameters' gradients to grad. The
// residual stream hands every gradient on whole, beside what flows through the parts.
func (b Block) Backward(s Scope, act *BlockCache, dy Tensor, grad Block) (dx Tensor) {
	since := dy.mark()
	dy = s.Tap("resid_2", dy) // (B, T, C)

	dResid, dMLP := AddBackward(dy)                                                   // (B, T, C) each
	dLn2 := s.Tap("ln_2", b.MLP.Backward(s.In("mlp"), &act.MLP, dMLP, grad.MLP))      // (B, T, C)
	dResid = s.Tap("resid_1", Add(dResid, b.Ln2.Backward(act.Resid, dLn2, grad.Ln2))) // (B, T, C)

	dx, dAttn := AddBackward(dResid)                                                  // (B, T, C) each
	dLn1 := s.Tap("ln_1", b.Attn.Backward(s.In("attn"), &act.Attn, dAttn, grad.Attn)) // (B, T, C)
	return Add(dx, b.Ln1.Backward(act.X, dLn1, grad.Ln1)).keepOnly(since)             // (B, T, C)
}
