package ref

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkTrainingStep is an update by nanoGPT's recipe for a CPU.
func BenchmarkTrainingStep(b *testing.B) {
	t := trainerBy("shakespeare-char-cpu", func(*Recipe) {})
	t.Update(Scope{})
	b.ReportAllocs()
	for b.Loop() {
		t.Update(Scope{})
	}
}

// smallTrainer trains a model small enough for plain Go.
func smallTrainer() *Trainer {
	return trainerBy("shakespeare-char-cpu", func(r *Recipe) { r.NLayer, r.BatchSize, r.BlockSize = 2, 3, 32 })
}

// trainerBy trains by a recipe, changed a little, on tokens without rule.
func trainerBy(name string, change func(*Recipe)) *Trainer {
	recipe := Recipes[slices.IndexFunc(Recipes, func(r Recipe) bool { return r.Name == name })]
	change(&recipe)
	return NewTrainer(recipe, &Corpus{Train: randomTokens(1 << 14)}, recipe.Config(65, -1, -1))
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
