package ref

import "math/rand/v2"

// TaskHead is what fine-tuning on labels adds to a GPT: one more projection,
// beside W₂, which reads a label instead of the next token.
//
//	P(y | w_1 … w_T) = Softmax(W_y · h_T)      Radford et al. 2018, eq. (3)
//
// h_T is the state of the last token: what LayerNorm(f_θ) made of the whole text.
type TaskHead struct {
	W      Tensor   // (K, C)   W_y, a row for each label
	Labels []string // K names
}

// taskName is W_y in a checkpoint: GPT2ForSequenceClassification's own name.
const taskName = "score.weight"

// NewTaskHead returns an untrained head for states of c numbers: weights from N(0, 0.02²).
func NewTaskHead(labels []string, c int, seed uint64) TaskHead {
	head := TaskHead{W: NewTensor(len(labels), c), Labels: labels}
	random := rand.New(rand.NewPCG(seed, 2))
	for i := range head.W.Data {
		head.W.Data[i] = Float(random.NormFloat64() * 0.02)
	}
	return head
}

// Exists reports whether the model was fine-tuned on labels.
func (t TaskHead) Exists() bool { return len(t.Labels) > 0 }

// Forward: state (B, C) → (B, K), the numbers before the Softmax.
//
//	logits = W_y · h_T
func (t TaskHead) Forward(state Tensor) Tensor { return MatMulT(state, t.W) }

// Backward returns the gradient of the states, (B, C), and adds W_y's to grad.
//
//	forward: logits = h_T·W_yᵀ   backward: dh_T = dLogits·W_y, dW_y += dLogitsᵀ·h_T
func (t TaskHead) Backward(state, dLogits Tensor, grad TaskHead) (dState Tensor) {
	dState, dW := MatMulTBackward(state, t.W, dLogits) // (B, C), (K, C)
	accumulate(grad.W, dW)
	return dState
}

// LastStates: h (B, T, C) → (B, C), the row of each text's last token. Texts of
// a batch differ in length; what stands behind the end is padding, which the
// causal mask keeps from being seen.
//
//	y[b] = h[b, last[b]]
func LastStates(h Tensor, last []int) Tensor {
	y := h.result(h.Dim(0), h.Dim(2))
	for b, t := range last {
		copy(y.Row(b), h.Row(b, t))
	}
	return y
}

// LastStatesBackward adds each text's gradient, dy (B, C), to the row of dH
// (B, T, C) that it was read from.
//
//	forward: y[b] = h[b, last[b]]   backward: dH[b, last[b]] += dy[b]
func LastStatesBackward(dy, dH Tensor, last []int) {
	for b, t := range last {
		sum := dH.Row(b, t)
		for j, d := range dy.Row(b) {
			sum[j] += d
		}
	}
}

// TaskLogits reads labels from states: h (B, T, C), last (B) → h_T (B, C) and (B, K).
func (m *GPT) TaskLogits(s Scope, h Tensor, last []int) (state, logits Tensor) {
	s = s.In("task")
	state = s.Tap("state", LastStates(h, last))     // (B, C)   h_T
	logits = s.Tap("logits", m.Task.Forward(state)) // (B, K)   W_y · h_T
	return state, logits
}

// TaskProbs: h (B, T, C), last (B) → (B, K), the probability of each label.
//
//	P(y | w_1 … w_T) = Softmax(W_y · h_T)      Radford et al. 2018, eq. (3)
func (m *GPT) TaskProbs(s Scope, h Tensor, last []int) Tensor {
	_, logits := m.TaskLogits(s, h, last)
	s = s.In("task")
	return s.Tap("probs", Softmax(logits)) // (B, K)   P(y | w_1 … w_T)
}

// Classify: tokens (T) → (1, K), the probability of each label of a text.
func (m *GPT) Classify(s Scope, tokens []int) Tensor {
	h := m.States(s, [][]int{tokens}, nil, nil) // (1, T, C)
	return m.TaskProbs(s, h, []int{len(tokens) - 1})
}

// A TaskBatch is labelled texts side by side, padded to the longest.
type TaskBatch struct {
	Tokens  [][]int // (B, T)
	Targets [][]int // (B, T)   the tokens that follow; Ignore behind a text's end
	Last    []int   // (B)   where each text ends
	Labels  [][]int // (B, 1)   y
}

// TaskGradients runs labelled texts forward and backward: the task's loss and
// the language model's as scalars, with the gradient of every parameter added
// to grad.
//
//	loss = L_task + λ·L_LM      Radford et al. 2018, eq. (5)
//	L_task = −(1/B) Σ log P(y | w_1 … w_T)
func (m *GPT) TaskGradients(s Scope, batch TaskBatch, lambda Float, grad *GPT) (task, lm Tensor) {
	var act Cache
	h := m.States(s, batch.Tokens, nil, &act)       // (B, T, C)
	state, logits := m.TaskLogits(s, h, batch.Last) // (B, C), (B, K)
	st, g := s.In("task"), s.In("grad")
	task = st.Tap("loss", TaskLoss(logits, batch.Labels))       // ()   L_task
	lm, dH := m.auxiliary(s, &act, batch.Targets, lambda, grad) // (), (B, T, C)

	gt := g.In("task")
	dLogits := gt.Tap("logits", TaskLossBackward(logits, batch.Labels))   // (B, K)
	dState := gt.Tap("state", m.Task.Backward(state, dLogits, grad.Task)) // (B, C)
	LastStatesBackward(dState, dH, batch.Last)
	m.statesBackward(g, &act, dH, grad)
	return task, lm
}

// auxiliary is the second term of the loss, λ·L_LM: the model goes on reading
// while it learns to label. λ = 0 leaves it out.
func (m *GPT) auxiliary(s Scope, act *Cache, targets [][]int, lambda Float, grad *GPT) (lm, dH Tensor) {
	if lambda == 0 {
		return Scalar(0), like(act.LnF)
	}
	logits := s.Tap("logits", m.Project(act.LnF))     // (B, T, V)
	lm = s.Tap("loss", CrossEntropy(logits, targets)) // ()   L_LM
	return lm, m.logitsBackward(s.In("grad"), act, Scale(CrossEntropyBackward(logits, targets), lambda), grad)
}

// TaskLoss: logits (B, K), labels (B, 1) → the mean of −log P(y | text) in nats.
func TaskLoss(logits Tensor, labels [][]int) Tensor {
	return CrossEntropy(oneByOne(logits), labels)
}

// TaskLossBackward returns the gradient of the logits, (B, K).
//
//	forward: loss = −(1/B) Σ log Softmax(logits)[y]   backward: dLogits = (P − onehot(y))/B
func TaskLossBackward(logits Tensor, labels [][]int) Tensor {
	return CrossEntropyBackward(oneByOne(logits), labels).Reshape(logits.Shape...)
}

// oneByOne views (B, K) as texts of one position: (B, 1, K).
func oneByOne(logits Tensor) Tensor { return logits.Reshape(logits.Dim(0), 1, logits.Dim(1)) }
