package worldtext

import (
	"context"
	"math"
	"time"

	"gptlab/ref"
	"gptlab/ref/world"
)

// A Comparison is a model beside the truth, over the words of some stories; end
// tokens, which are certain, do not count. All numbers are in nats per word.
//
//	MeanNLL = −(1/N) Σ log P_model(w_t | w_<t)
//	Entropy = −(1/N) Σ log P_true(w_t | w_<t)
//	Gap     = MeanNLL − Entropy
//
// The gap estimates the mean KL(true ‖ model) of the next word.
type Comparison struct {
	Stories, Words        int
	MeanNLL, Entropy, Gap float64

	// EntropyError and GapError are the standard errors of the two as estimates
	// for all stories, which are drawn independently.
	EntropyError, GapError float64
}

// Compare measures a model on the first stories of the EvaluationSeed: as many
// as asked for, or as the time allows; a limit of 0 allows all.
func Compare(ctx context.Context, m *ref.GPT, g *world.Grammar, stories int, limit time.Duration) Comparison {
	const batch = 32
	began := time.Now()
	var truth, gap perWord
	var part [][]int
	for story := range g.Stories(EvaluationSeed) {
		entropy := nll(story)
		truth.add(entropy, len(story.IDs))
		gap.add(-entropy, len(story.IDs)) // the model's part follows with its batch
		part = append(part, story.IDs)
		if len(part) < batch && len(truth.sums) < stories {
			continue
		}
		for i, nll := range m.TextNLLs(ref.Scope{}, part) {
			gap.sums[len(gap.sums)-len(part)+i] += nll
		}
		part = part[:0]
		if len(truth.sums) >= stories || ctx.Err() != nil || limit > 0 && time.Since(began) >= limit {
			break
		}
	}
	c := Comparison{Stories: len(truth.sums), Words: truth.words}
	c.Entropy, c.EntropyError = truth.mean()
	c.Gap, c.GapError = gap.mean()
	c.MeanNLL = c.Entropy + c.Gap
	return c
}

// perWord is a quantity added up over the words of each story.
type perWord struct {
	sums   []float64
	counts []int
	words  int
}

func (q *perWord) add(sum float64, words int) {
	q.sums, q.counts, q.words = append(q.sums, sum), append(q.counts, words), q.words+words
}

// mean returns Σx/Σn over the stories and its standard error: that of a ratio,
// since a longer story weighs more.
//
//	R = Σxᵢ/Σnᵢ,   se = √Σ(xᵢ − R·nᵢ)² / Σnᵢ      Cochran 1977, section 6.3
func (q *perWord) mean() (r, standardError float64) {
	sum, square := 0.0, 0.0
	for _, x := range q.sums {
		sum += x
	}
	r = sum / float64(q.words)
	for i, x := range q.sums {
		rest := x - r*float64(q.counts[i])
		square += rest * rest
	}
	return r, math.Sqrt(square) / float64(q.words)
}
