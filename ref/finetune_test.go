package ref

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// firstLetters labels a text by its first letter, which stands far from where
// the head looks.
func firstLetters(n int, seed uint64) (texts []LabelledText) {
	random := rand.New(rand.NewPCG(seed, 1))
	for range n {
		label := random.IntN(3)
		tokens := []int{0, label + 1}
		for range 3 + random.IntN(5) {
			tokens = append(tokens, 4+random.IntN(5))
		}
		texts = append(texts, LabelledText{Tokens: tokens, Label: label})
	}
	return texts
}

func tinyTuner(seed uint64, steps int) *FineTuner {
	model := NewGPT(tinyRecipe().Config(27, 0, 0), 1)
	model.Task = NewTaskHead([]string{"x", "y", "z"}, model.NEmbd, 1)
	r := DefaultFineTuning(model)
	r.Steps, r.LR, r.MinLR, r.BatchSize, r.Seed = steps, 1e-2, 1e-3, 8, seed
	return NewFineTuner(r, model, firstLetters(60, 2), firstLetters(20, 3))
}

// TestFineTuningLearns what untrained weights do not know, and the best model it
// hands over is the one it measured.
func TestFineTuningLearns(t *testing.T) {
	f := tinyTuner(1, 200)
	test := firstLetters(200, 4)
	require.Less(t, f.Model.EvaluateTask(test).Confusion.Accuracy(), 0.6)

	var kept *GPT
	var lines []Progress
	err := f.Run(context.Background(), func(p Progress) { lines = append(lines, p) }, func(m *GPT) error {
		kept = cloneOf(m)
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, kept.EvaluateTask(test).Confusion.Accuracy(), 0.95)
	require.Equal(t, f.Best, kept.EvaluateTask(f.Validation))
	require.NotNil(t, lines[9].Validation)
	require.NotNil(t, lines[9].Accuracy)
	require.Nil(t, lines[8].Validation)
}

func cloneOf(m *GPT) *GPT {
	c := m.ZeroLike()
	for i, p := range m.Params() {
		copy(c.Params()[i].Tensor.Data, p.Tensor.Data)
	}
	return c
}

// TestFineTuningIsDecidedByItsSeed, to the last bit.
func TestFineTuningIsDecidedByItsSeed(t *testing.T) {
	weights := func(seed uint64) []Float {
		f := tinyTuner(seed, 15)
		require.NoError(t, f.Run(context.Background(), func(Progress) {}, func(*GPT) error { return nil }))
		return f.Model.WTE.Data
	}
	require.Equal(t, weights(1), weights(1))
	require.NotEqual(t, weights(1), weights(2))
}

// TestEarlyStopping: a model that can get no better is soon left in peace.
func TestEarlyStopping(t *testing.T) {
	f := tinyTuner(1, 1000)
	f.Recipe.LR, f.Recipe.MinLR, f.Recipe.Patience = 1e-12, 1e-12, 3
	f.Best, f.BestAt = Evaluation{Confusion: f.Model.EvaluateTask(f.Validation).Confusion, Loss: 0}, 10
	require.NoError(t, f.Run(context.Background(), func(Progress) {}, func(*GPT) error { return nil }))
	require.Equal(t, 40, f.Step())
}

// TestInterruptedFineTuning keeps the model it has come to.
func TestInterruptedFineTuning(t *testing.T) {
	f := tinyTuner(1, 1000)
	ctx, interrupt := context.WithCancel(context.Background())
	kept := 0
	err := f.Run(ctx, func(p Progress) {
		if p.Step == 3 {
			interrupt()
		}
	}, func(*GPT) error { kept++; return nil })
	require.NoError(t, err)
	require.Equal(t, 3, f.Step())
	require.Equal(t, 1, kept)
}

func TestTaskTokens(t *testing.T) {
	m := NewGPT(oddConfig(), 1) // sees 7 tokens, start token 0
	tokens, cut := m.TaskTokens([]int{5, 6, 7})
	assert.Equal(t, []int{0, 5, 6, 7}, tokens)
	assert.Zero(t, cut)
	tokens, cut = m.TaskTokens([]int{1, 2, 3, 4, 5, 6, 7, 8})
	assert.Equal(t, []int{0, 3, 4, 5, 6, 7, 8}, tokens, "the end of the text, behind a start token")
	assert.Equal(t, 2, cut)

	m.BOS = -1
	tokens, cut = m.TaskTokens([]int{1, 2, 3, 4, 5, 6, 7, 8})
	assert.Equal(t, []int{2, 3, 4, 5, 6, 7, 8}, tokens)
	assert.Equal(t, 1, cut)
}

func TestTaskBatch(t *testing.T) {
	m := NewGPT(oddConfig(), 1)
	b := m.TaskBatch([]LabelledText{{Tokens: []int{0, 5, 6}, Label: 2}, {Tokens: []int{0, 7, 8, 9}, Label: 1}})
	assert.Equal(t, TaskBatch{
		Tokens:  [][]int{{0, 5, 6, 0}, {0, 7, 8, 9}},
		Targets: [][]int{{5, 6, 0, Ignore}, {7, 8, 9, 0}},
		Last:    []int{2, 3},
		Labels:  [][]int{{2}, {1}},
	}, b)
	m.EOS = -1
	assert.Equal(t, [][]int{{5, 6, Ignore}}, m.TaskBatch([]LabelledText{{Tokens: []int{0, 5, 6}}}).Targets)
}

// TestEveryTextIsSeenBeforeOneComesBack.
func TestEveryTextIsSeenBeforeOneComesBack(t *testing.T) {
	f := tinyTuner(1, 1)
	f.Train = f.Train[:16]
	for i := range f.Train {
		f.Train[i].Label = i
	}
	for range 3 {
		var seen []int
		for _, text := range append(f.next(), f.next()...) {
			seen = append(seen, text.Label)
		}
		slices.Sort(seen)
		for i, label := range seen {
			require.Equal(t, i, label)
		}
	}
}

// TestBetterIsRightMoreOftenOrMoreSurely: of two that label as many rightly, the
// one with the smaller loss.
func TestBetterIsRightMoreOftenOrMoreSurely(t *testing.T) {
	measured := func(right int, loss float64) Evaluation {
		e := Evaluation{Confusion: NewConfusion([]string{"x", "y"}), Loss: loss}
		for range right {
			e.Confusion.Add(0, 0)
		}
		for range 4 - right {
			e.Confusion.Add(0, 1)
		}
		return e
	}
	assert.True(t, measured(3, 2).better(measured(2, 1)), "more are right")
	assert.False(t, measured(2, 1).better(measured(3, 2)))
	assert.True(t, measured(3, 1).better(measured(3, 2)), "as many, more surely")
	assert.False(t, measured(3, 1).better(measured(3, 1)), "the first of equals is kept")
}

// TestTheOnlyOneOfItsLabelStandsInTheMiddle, not where a split would leave it out.
func TestTheOnlyOneOfItsLabelStandsInTheMiddle(t *testing.T) {
	labels := []int{0, 0, 0, 1, 0, 0, 0, 0, 0}
	assert.Equal(t, 3, Stratified(labels, 5)[4])
}

// TestStratified: every stretch has its part of every label.
func TestStratified(t *testing.T) {
	labels := make([]int, 100)
	for i := range labels {
		labels[i] = []int{0, 0, 0, 1, 1, 0, 0, 2, 0, 1}[i%10] // 60, 30, 10
	}
	order := Stratified(labels, 5)
	for from := 0; from < 100; from += 20 {
		var count [3]int
		for _, i := range order[from : from+20] {
			count[labels[i]]++
		}
		assert.Equal(t, [3]int{12, 6, 2}, count)
	}
	sorted := slices.Sorted(slices.Values(order))
	for i, at := range sorted {
		require.Equal(t, i, at)
	}
	assert.Equal(t, order, Stratified(labels, 5))
	assert.NotEqual(t, order, Stratified(labels, 6))
}
