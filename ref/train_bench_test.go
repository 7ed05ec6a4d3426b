package ref

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkTrainingStep is an update by nanoGPT's recipe for a CPU.
func BenchmarkTrainingStep(b *testing.B) {
	t := shakespeareTrainer()
	t.Update(Scope{})
	b.ReportAllocs()
	for b.Loop() {
		t.Update(Scope{})
	}
}

// shakespeareTrainer trains by nanoGPT's recipe for a CPU on tokens without rule.
func shakespeareTrainer() *Trainer {
	i := slices.IndexFunc(Recipes, func(r Recipe) bool { return r.Name == "shakespeare-char-cpu" })
	return NewTrainer(Recipes[i], &Corpus{Train: randomTokens(1 << 14)}, Recipes[i].Config(65, -1, -1))
}

// randomTokens are of a vocabulary of 65.
func randomTokens(n int) []int {
	random := rand.New(rand.NewPCG(1, 2))
	tokens := make([]int, n)
	for i := range tokens {
		tokens[i] = random.IntN(65)
	}
	return tokens
}
