package ref

import "math/rand/v2"

// Texts is what a model is pre-trained on: a Corpus, or texts that are made as
// they are needed and never end.
type Texts interface {
	// Batch draws the inputs and targets of one update, (batch, at most time) each.
	// All that it draws comes from random, whose state is saved with the run.
	Batch(random *rand.Rand, batch, time int) (inputs, targets [][]int)

	// Held returns the model's mean negative log-likelihood in nats per token on
	// texts that no batch holds.
	Held(s Scope, m *GPT) float64

	// Floor returns the lowest that Held can be expected to be, the entropy of these
	// very texts, and false where nobody knows it.
	Floor() (entropy float64, known bool)

	// Bigrams counts what is trained on, in tokens of a vocabulary of the given size.
	Bigrams(size int) *Bigrams

	// Fingerprint identifies the texts, so that no run goes on with others.
	Fingerprint() string
}

// Rows lays texts under each other, one a row: inputs and targets (batch, time)
// with the time of the longest. Each row begins with the start token, so every
// text is seen as Score and Generate will see it, from its first position on;
// nothing of another text stands before it. The last target of a text is the end
// token, which is the start token again; behind it the targets are Ignore.
func Rows(texts [][]int, start int) (inputs, targets [][]int) {
	time := 0
	for _, text := range texts {
		time = max(time, len(text)+1)
	}
	for _, text := range texts {
		input, target := make([]int, time), make([]int, time)
		for t := range time {
			input[t], target[t] = start, Ignore
		}
		copy(input[1:], text)
		target[copy(target, text)] = start
		inputs, targets = append(inputs, input), append(targets, target)
	}
	return inputs, targets
}

// TextNLLs returns −Σ log P(w_t | w_<t) over the words of each text, which stands
// on its own behind the start token. End tokens do not count.
func (m *GPT) TextNLLs(s Scope, texts [][]int) []float64 {
	const batch = 16
	nlls := make([]float64, len(texts))
	for from := 0; from < len(texts); from += batch {
		part := texts[from:min(from+batch, len(texts))]
		inputs, targets := Rows(part, m.BOS)
		for b, text := range part {
			targets[b][len(text)] = Ignore
		}
		logP := LogSoftmax(m.Logits(s, inputs, nil, nil)) // (B, T, V)
		eachTarget(targets, func(b, t, w int) { nlls[from+b] -= float64(logP.At(b, t, w)) })
	}
	return nlls
}
