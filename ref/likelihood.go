package ref

import "math"

// Likelihood is what chapter 8.1.1 computes of a text w_1 … w_T.
type Likelihood struct {
	Factors []Factor
	Sum     float64 // L = Σ log P(w_t | w_<t), in nats
}

// Factor is one P(w_t | w_<t).
type Factor struct {
	Token int     // w_t
	Known bool    // false where there is no factor: a first word without a start token, a word outside the vocabulary
	P     float64 // P(w_t | w_<t)
	LogP  float64 // its natural logarithm
}

// Count returns how many factors are known.
func (l Likelihood) Count() (n int) {
	for _, f := range l.Factors {
		if f.Known {
			n++
		}
	}
	return n
}

// MeanNLL returns −L/N in nats per token; NaN where no factor is known.
func (l Likelihood) MeanNLL() float64 { return -l.Sum / float64(l.Count()) }

// Perplexity returns e^(−L/N): how many equally likely words would be as hard to guess.
func (l Likelihood) Perplexity() float64 { return math.Exp(l.MeanNLL()) }

// Score computes the likelihood of a text. A model with a start token puts it
// in front, so that w_1 has a context too; the text itself must not begin with it.
// Words outside the vocabulary all share one token and have no factor: unknown
// marks them in the text; nil means that there are none.
func (m *GPT) Score(s Scope, text []int, unknown []bool) Likelihood {
	var l Likelihood
	tokens := m.WithStart(text)
	if len(tokens) == len(text) { // no start token: nothing stands before w_1
		l.Factors = append(l.Factors, Factor{Token: text[0]})
	}
	logits := m.Logits(s, [][]int{tokens}, nil, nil) // (1, T, V)
	probs := s.Tap("probs", Softmax(logits))         // (1, T, V)
	if len(tokens) > len(text) && unknown != nil {
		unknown = append([]bool{false}, unknown...) // the start token
	}
	ChainRule(s, &l, probs, LogSoftmax(logits), tokens, unknown)
	return l
}

// ChainRule multiplies the conditional probabilities of tokens[1:], given
// probs and logProbs (1, T, V) whose row t−1 predicts tokens[t]. Where unknown[t],
// tokens[t] is the one token that all words outside the vocabulary share. The model
// has no probability for such a word, so it gets no factor, and the product and
// the sum go on without it.
//
//	P(w_1 … w_T) = ∏_t P(w_t | w_<t)
//	L = Σ_t log P(w_t | w_<t)      chapter 8.1.1
func ChainRule(s Scope, l *Likelihood, probs, logProbs Tensor, tokens []int, unknown []bool) {
	s = s.In("chain")
	product, sum := Scalar(1), Scalar(0)
	for t, w := range tokens[1:] {
		if unknown != nil && unknown[t+1] {
			l.Factors = append(l.Factors, Factor{Token: w})
			continue
		}
		st := s.Nth(len(l.Factors) + 1)
		factor := st.Tap("factor", Scalar(probs.At(0, t, w))) // ()   P(w_t | w_<t)
		product = st.Tap("product", mul(product, factor))     // ()   ∏ P(w_t | w_<t), float32 like all else
		logP := st.Tap("log_p", Scalar(logProbs.At(0, t, w))) // ()   log P(w_t | w_<t)
		sum = st.Tap("sum", Add(sum, logP))                   // ()   L = Σ log P(w_t | w_<t)

		lp := float64(logP.Data[0])
		l.Factors = append(l.Factors, Factor{Token: w, Known: true, P: math.Exp(lp), LogP: lp})
		l.Sum += lp
	}
	if l.Count() == 0 {
		return // nothing to take a mean of
	}
	n := Float(l.Count())
	meanNLL := s.Tap("mean_nll", Scale(sum, -1/n))                         // ()   −L/N
	s.Tap("perplexity", Scalar(Float(math.Exp(float64(meanNLL.Data[0]))))) // ()   e^(−L/N)
}

// WithStart puts the start token in front of a text, where the model has one.
func (m *GPT) WithStart(text []int) []int {
	if m.BOS < 0 {
		return text
	}
	return append([]int{m.BOS}, text...)
}
