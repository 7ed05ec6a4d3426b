package ref

// Config is the shape of a GPT and the constants its checkpoint fixes.
type Config struct {
	VocabSize  int // V
	NPositions int // longest text, in tokens
	NEmbd      int // C
	NLayer     int // L
	NHead      int // nh
	NInner     int // width of the MLP, 4C by default

	LayerNormEpsilon Float
	Activation       string // one of Activations
	ScaleAttnWeights bool   // ÷√d_k

	// BOS begins a text and EOS ends it; −1 where the model has none.
	BOS, EOS int
}

// GPT is the model of chapter 8.1.2:
//
//	P(w_t | w_<t) = Softmax(W₂ · LayerNorm(f_θ(w_<t)))
//
// A GPT is also the type of its own gradients: see ZeroLike.
type GPT struct {
	Config
	WTE    Tensor  // (V, C)   token embeddings
	WPE    Tensor  // (NPositions, C)   position embeddings
	Blocks []Block // L of them
	LnF    LayerNorm
	Head   Tensor   // (V, C)   W₂; a tied head is WTE itself, the same memory
	Task   TaskHead // what fine-tuning on labels has added; its zero value is none
}

// Cache is what Backward needs of Forward.
type Cache struct {
	Tokens [][]int // (B, T)
	Blocks []BlockCache
	X      Tensor // (B, T, C)   f_θ
	LnF    Tensor // (B, T, C)
	Logits Tensor // (B, T, V)
}

// Probs: tokens (B, T) → (B, T, V). Row t is P(w_{t+1} | w_1 … w_t) over the whole vocabulary.
//
//	P(w_t | w_<t) = Softmax(W₂ · LayerNorm(f_θ(w_<t)))      chapter 8.1.2
func (m *GPT) Probs(s Scope, tokens [][]int, past *Past) Tensor {
	logits := m.Logits(s, tokens, past, nil) // (B, T, V)
	return s.Tap("probs", Softmax(logits))   // (B, T, V)
}

// Logits: tokens (B, T) → (B, T, V), the numbers before the last Softmax.
//
//	logits = W₂ · LayerNorm(f_θ(w_<t))
//
// Where past is not nil, tokens continue it. Where keep is not nil, it gets
// what Backward needs.
func (m *GPT) Logits(s Scope, tokens [][]int, past *Past, keep *Cache) Tensor {
	h := m.States(s, tokens, past, keep)    // (B, T, C)   LayerNorm(f_θ(w_<t))
	logits := s.Tap("logits", m.Project(h)) // (B, T, V)   W₂ · LayerNorm(f_θ)

	if keep != nil {
		keep.Logits = logits
	}
	return logits
}

// States: tokens (B, T) → (B, T, C), LayerNorm(f_θ(w_<t)): what W₂ reads the
// next token from, and a task head the label.
func (m *GPT) States(s Scope, tokens [][]int, past *Past, keep *Cache) Tensor {
	x := m.Transformer(s, tokens, past, keep) // (B, T, C)   f_θ(w_<t)
	h := s.Tap("ln_f", m.LnF.Forward(x))      // (B, T, C)   LayerNorm

	if keep != nil {
		keep.Tokens, keep.X, keep.LnF = tokens, x, h
	}
	return h
}

// Transformer is f_θ: tokens (B, T) → (B, T, C), embeddings and then every block.
func (m *GPT) Transformer(s Scope, tokens [][]int, past *Past, keep *Cache) Tensor {
	wte := s.Tap("wte", Embed(s.place(m.WTE), tokens))                            // (B, T, C)   what each token is
	wpe := s.Tap("wpe", Positions(s.place(m.WPE), past.Length(), len(tokens[0]))) // (T, C)   where it stands
	x := s.Tap("embd", AddPositions(wte, wpe))                                    // (B, T, C)

	if keep != nil {
		keep.Blocks = make([]BlockCache, m.NLayer)
	}
	for i, block := range m.Blocks {
		x = block.Forward(s.At("h", i), x, past.layer(i), keep.block(i)) // (B, T, C)
	}
	if past != nil {
		past.length += len(tokens[0])
	}
	return x
}

// Project multiplies by W₂: h (B, T, C) → (B, T, V).
func (m *GPT) Project(h Tensor) Tensor {
	return MatMulT(flat(h), m.Head).Reshape(withLast(h, m.VocabSize)...)
}

// Backward takes the gradient of the logits, (B, T, V), back to every step and
// adds the gradient of every parameter to grad, which is shaped like m.
func (m *GPT) Backward(s Scope, act *Cache, dLogits Tensor, grad *GPT) {
	s = s.In("grad")
	m.statesBackward(s, act, m.logitsBackward(s, act, dLogits, grad), grad)
}

// logitsBackward takes the gradient of the logits, (B, T, V), back to the
// states: (B, T, C).
func (m *GPT) logitsBackward(s Scope, act *Cache, dLogits Tensor, grad *GPT) (dH Tensor) {
	dLogits = s.Tap("logits", dLogits) // (B, T, V)

	dH, dHead := MatMulTBackward(flat(act.LnF), m.Head, flat(dLogits)) // (B·T, C), (V, C)
	accumulate(grad.Head, dHead)
	return dH.Reshape(act.LnF.Shape...) // (B, T, C)
}

// statesBackward takes the gradient of the states, (B, T, C), back to everything before them.
func (m *GPT) statesBackward(s Scope, act *Cache, dH Tensor, grad *GPT) {
	dH = s.Tap("ln_f", dH)                    // (B, T, C)
	dx := m.LnF.Backward(act.X, dH, grad.LnF) // (B, T, C)

	for i := m.NLayer - 1; i >= 0; i-- {
		dx = m.Blocks[i].Backward(s.At("h", i), &act.Blocks[i], dx, grad.Blocks[i]) // (B, T, C)
	}

	dx = s.Tap("embd", dx)                         // (B, T, C)
	dWPE := s.Tap("wpe", AddPositionsBackward(dx)) // (T, C)
	dWTE := s.Tap("wte", dx)                       // (B, T, C)
	PositionsBackward(dWPE, grad.WPE)
	EmbedBackward(act.Tokens, dWTE, grad.WTE)

	grad.tap(s)
}

// tap shows every parameter, by its name, to whoever observes.
func (m *GPT) tap(s Scope) {
	if s.observer == nil {
		return
	}
	for _, p := range m.Params() {
		s.TapCopy(p.Name, *p.Tensor)
	}
}

func (c *Cache) block(i int) *BlockCache {
	if c == nil {
		return nil
	}
	return &c.Blocks[i]
}
