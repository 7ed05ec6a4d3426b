package ref

// Attention is causal multi-head self-attention (chapter 8.1.4).
type Attention struct {
	CAttn Linear // (C, 3C): Q, K and V of all heads in one product
	CProj Linear // (C, C)
	NHead int
	Scale Float // 1/√d_k with d_k = hs = C/nh
}

// AttentionCache is what Backward needs of Forward.
type AttentionCache struct {
	X       Tensor // (B, T, C)
	Q, K, V Tensor // (B, nh, T, hs)
	Weights Tensor // (B, nh, T, T)
	Concat  Tensor // (B, T, C)
}

// Forward: x (B, T, C) → (B, T, C).
//
//	Attention(Q, K, V) = Softmax(QKᵀ/√d_k)·V      Vaswani et al. 2017, eq. (1)
//	MultiHead = Concat(head_1 … head_nh)·W_O      ibid., section 3.2.2
//
// Between ÷√d_k and Softmax stands the causal mask. Where keep is not nil, it
// gets what Backward needs; where past is not nil, keys and values of earlier
// positions are taken from it and the new ones added.
func (a Attention) Forward(s Scope, x Tensor, past *KV, keep *AttentionCache) Tensor {
	qkv := s.briefly(x, a.CAttn.Forward) // (B, T, 3C)

	q := s.Tap("q", SplitHeads(qkv, 0, a.NHead))              // (B, nh, T, hs)   Q = x·W_Q + b_Q
	k := s.Tap("k", past.keys(SplitHeads(qkv, 1, a.NHead)))   // (B, nh, Tk, hs)   K = x·W_K + b_K
	v := s.Tap("v", past.values(SplitHeads(qkv, 2, a.NHead))) // (B, nh, Tk, hs)   V = x·W_V + b_V

	scores := s.Tap("scores", MatMulT(q, k))          // (B, nh, T, Tk)   QKᵀ
	scaled := s.Tap("scaled", Scale(scores, a.Scale)) // (B, nh, T, Tk)   QKᵀ/√d_k
	masked := s.Tap("masked", CausalMask(scaled))     // (B, nh, T, Tk)   the future becomes −∞
	weights := s.Tap("weights", Softmax(masked))      // (B, nh, T, Tk)   every row sums to 1
	heads := s.Tap("heads", MatMul(weights, v))       // (B, nh, T, hs)   Softmax(QKᵀ/√d_k)·V
	concat := s.Tap("concat", MergeHeads(heads))      // (B, T, C)   the heads side by side
	y := s.Tap("c_proj", a.CProj.Forward(concat))     // (B, T, C)   concat·W_O + b_O

	if keep != nil {
		*keep = AttentionCache{X: x, Q: q, K: k, V: v, Weights: weights, Concat: concat}
	}
	return y
}

// Backward returns dx (B, T, C) and adds the parameters' gradients to grad.
// Each line inverts the line of Forward with the same name, last one first.
func (a Attention) Backward(s Scope, act *AttentionCache, dy Tensor, grad Attention) (dx Tensor) {
	dy = s.Tap("c_proj", dy)                                                 // (B, T, C)
	dConcat := s.Tap("concat", a.CProj.Backward(act.Concat, dy, grad.CProj)) // (B, T, C)
	dHeads := s.Tap("heads", MergeHeadsBackward(dConcat, a.NHead))           // (B, nh, T, hs)
	dWeights, dV := MatMulBackward(act.Weights, act.V, dHeads)               // (B, nh, T, T), (B, nh, T, hs)
	dWeights = s.Tap("weights", dWeights)                                    // (B, nh, T, T)
	dMasked := s.Tap("masked", SoftmaxBackward(act.Weights, dWeights))       // (B, nh, T, T)
	dScaled := s.Tap("scaled", CausalMaskBackward(dMasked))                  // (B, nh, T, T)
	dScores := s.Tap("scores", ScaleBackward(dScaled, a.Scale))              // (B, nh, T, T)
	dQ, dK := MatMulTBackward(act.Q, act.K, dScores)                         // (B, nh, T, hs) each

	dV = s.Tap("v", dV)                                                        // (B, nh, T, hs)
	dK = s.Tap("k", dK)                                                        // (B, nh, T, hs)
	dQ = s.Tap("q", dQ)                                                        // (B, nh, T, hs)
	return a.CAttn.Backward(act.X, SplitHeadsBackward(dQ, dK, dV), grad.CAttn) // (B, T, C)
}
