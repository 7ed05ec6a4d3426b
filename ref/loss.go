package ref

// Ignore is the target of a position that has no next token to predict.
const Ignore = -1

// CrossEntropy is the mean negative log-likelihood that training minimises:
// logits (B, T, V), targets (B, T) → a scalar in nats per token.
//
//	loss = −(1/N) Σ log P(w_t | w_<t)      −L/N of chapter 8.1.1
func CrossEntropy(logits Tensor, targets [][]int) Tensor {
	logP := LogSoftmax(logits) // (B, T, V)
	sum := 0.0
	n := eachTarget(targets, func(b, t, w int) { sum -= float64(rowAt(logP, b*len(targets[b])+t)[w]) })
	return Scalar(Float(sum / float64(n)))
}

// CrossEntropyBackward returns the gradient of the logits, (B, T, V).
//
//	forward: loss = −(1/N) Σ log Softmax(logits)[target]
//	backward: dLogits = (P − onehot(target))/N, and 0 where there is no target
func CrossEntropyBackward(logits Tensor, targets [][]int) Tensor {
	dLogits := like(logits)
	n := eachTarget(targets, func(b, t, w int) {})
	eachTarget(targets, func(b, t, w int) {
		r := b*len(targets[b]) + t
		row := rowAt(dLogits, r)
		softmaxRow(rowAt(logits, r), row)
		row[w]--
		for j := range row {
			row[j] /= Float(n)
		}
	})
	return dLogits
}

// eachTarget visits every position with a target and returns how many there are.
func eachTarget(targets [][]int, f func(b, t, w int)) (n int) {
	for b, row := range targets {
		for t, w := range row {
			if w != Ignore {
				f(b, t, w)
				n++
			}
		}
	}
	return n
}

// NextTokens returns the targets of a text on its own: at every position the
// token that follows, and nothing after the last.
func NextTokens(tokens []int) []int {
	targets := append([]int(nil), tokens[1:]...)
	return append(targets, Ignore)
}

// Gradients runs a batch forward and backward: tokens and targets (B, T) → the
// loss as a scalar, with the gradient of every parameter added to grad.
func (m *GPT) Gradients(s Scope, tokens, targets [][]int, grad *GPT) Tensor {
	var act Cache
	logits := m.Logits(s, tokens, nil, &act)             // (B, T, V)
	loss := s.Tap("loss", CrossEntropy(logits, targets)) // ()
	m.Backward(s, &act, CrossEntropyBackward(logits, targets), grad)
	return loss
}
