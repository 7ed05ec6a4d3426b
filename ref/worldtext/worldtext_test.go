package worldtext

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/world"
)

// each runs a test for every language.
func each(t *testing.T, test func(t *testing.T, g *world.Grammar)) {
	for _, lang := range world.Languages() {
		g, ok := world.For(lang)
		require.True(t, ok)
		t.Run(g.Name(), func(t *testing.T) { test(t, g) })
	}
}

func idsOf(t *testing.T, tokenizer ref.Tokenizer, text string) (ids []int) {
	tokens, err := tokenizer.Encode(text)
	require.NoError(t, err)
	for _, token := range tokens {
		ids = append(ids, token.ID)
	}
	return ids
}

// The tokenizer writes a story as the grammar does, and reads its very words again.
func TestTokenizerReadsStories(t *testing.T) {
	each(t, func(t *testing.T, g *world.Grammar) {
		tokenizer := Tokenizer(g)
		require.Equal(t, g.Words(), tokenizer.Words())
		for _, story := range take(g, 5, 500) {
			text := g.Text(story.IDs)
			require.Equal(t, text, tokenizer.Decode(story.IDs))
			require.Equal(t, story.IDs, idsOf(t, tokenizer, text), text)
		}
	})
}

// What somebody types carelessly is the story all the same.
func TestTokenizerIsKind(t *testing.T) {
	careless := map[string]*strings.Replacer{
		"world-en": strings.NewReplacer("“", `"`, "”", `"`, " ", "  ", ". The", ". the"),
		"world-zh": strings.NewReplacer("「", `"`, "」", `"`, "。", ". ", "，", ", ", "：", ":", "！", "!", "？", "?"),
	}
	each(t, func(t *testing.T, g *world.Grammar) {
		tokenizer := Tokenizer(g)
		for _, story := range take(g, 6, 150) {
			text := careless[g.Name()].Replace(g.Text(story.IDs))
			require.Equal(t, story.IDs, idsOf(t, tokenizer, text), text)
		}
	})
}

// Stories to learn from have even seeds, those to measure by odd ones: none can be both.
func TestSeedsNeverMeet(t *testing.T) {
	assert.Equal(t, 1, ValidationSeed%2)
	assert.Equal(t, 1, EvaluationSeed%2)
	assert.NotEqual(t, ValidationSeed, EvaluationSeed)
	for seed := range uint64(100) {
		assert.Zero(t, trainingSeed(rand.New(rand.NewPCG(seed, 1)))%2)
	}
}

func TestBatch(t *testing.T) {
	each(t, func(t *testing.T, g *world.Grammar) {
		texts := TextsOf(g)
		inputs, targets := texts.Batch(rand.New(rand.NewPCG(1, 1)), 8, 64)
		require.Len(t, inputs, 8)
		seen := map[string]bool{}
		for b, input := range inputs {
			require.Equal(t, world.Start, input[0])
			n := 0
			for targets[b][n] != world.Start {
				require.Equal(t, input[n+1], targets[b][n])
				n++
			}
			story := targets[b][:n]
			seen[g.Text(story)] = true
			for _, p := range g.Truth(append(append([]int{}, story...), world.Start)) {
				require.Positive(t, p, "a whole story with its end")
			}
			for _, w := range targets[b][n+1:] {
				require.Equal(t, ref.Ignore, w)
			}
		}
		assert.Len(t, seen, 8, "stories of their own")
		again, _ := texts.Batch(rand.New(rand.NewPCG(1, 1)), 8, 64)
		assert.Equal(t, inputs, again)
		short, _ := texts.Batch(rand.New(rand.NewPCG(1, 1)), 8, 10)
		assert.Len(t, short[0], 10, "no more than the model can see")
	})
}

func tinyRecipe() ref.Recipe {
	return ref.Recipe{Name: "tiny", NLayer: 1, NHead: 2, NEmbd: 16, BlockSize: 64, BatchSize: 4, Steps: 12,
		LR: 1e-2, MinLR: 1e-3, Warmup: 2, Beta1: 0.9, Beta2: 0.99, ClipNorm: 1, EvalEvery: 6, Seed: 5}
}

// A run on endless stories, interrupted and taken up again, ends in the same weights.
func TestResumedRunEndsInTheSameWeights(t *testing.T) {
	g, _ := world.Named("world-zh")
	begin := func() *ref.Trainer {
		texts := TextsOf(g)
		texts.held = texts.held[:8] // enough to see that it is measured
		return ref.NewTrainer(tinyRecipe(), texts, tinyRecipe().Config(len(g.Words()), world.Start, world.Start))
	}
	never := func(*ref.GPT) error { return nil }
	whole := begin()
	require.NoError(t, whole.Run(context.Background(), t.TempDir(), func(ref.Progress) {}, never))

	dir := t.TempDir()
	ctx, interrupt := context.WithCancel(context.Background())
	first := begin()
	require.NoError(t, first.Run(ctx, dir, func(p ref.Progress) {
		if p.Step == 7 {
			interrupt()
		}
	}, never))
	second := begin()
	require.NoError(t, second.LoadState(dir))
	require.Equal(t, 7, second.Step())
	require.NoError(t, second.Run(context.Background(), dir, func(ref.Progress) {}, never))
	for i, p := range whole.Model.Params() {
		require.Equal(t, p.Tensor.Data, second.Model.Params()[i].Tensor.Data, p.Name)
	}
	log, err := ref.LoadTrainingLog(dir)
	require.NoError(t, err)
	floor, _ := begin().Texts.Floor()
	assert.InDelta(t, floor, *log.Entropy, 1e-4)
	assert.Equal(t, []int{6, 10, 12}, stepsOf(log))

	english, _ := world.Named("world-en")
	other := ref.NewTrainer(tinyRecipe(), TextsOf(english), tinyRecipe().Config(len(g.Words()), world.Start, world.Start))
	assert.ErrorContains(t, other.LoadState(dir), "data")
}

func stepsOf(log ref.TrainingLog) (steps []int) {
	for _, r := range log.Rows {
		steps = append(steps, r.Step)
	}
	return steps
}

// An untrained model guesses about uniformly: its mean NLL is log V, so the gap is
// what the truth knows beyond that.
func TestCompare(t *testing.T) {
	each(t, func(t *testing.T, g *world.Grammar) {
		m := ref.NewGPT(tinyRecipe().Config(len(g.Words()), world.Start, world.Start), 1)
		c := Compare(context.Background(), m, g, 40, 0)
		assert.Equal(t, 40, c.Stories)
		entropy, words := 0.0, 0
		for _, story := range take(g, EvaluationSeed, 40) {
			entropy, words = entropy+nll(story), words+len(story.IDs)
		}
		assert.Equal(t, words, c.Words)
		assert.InDelta(t, entropy/float64(words), c.Entropy, 1e-9)
		assert.InDelta(t, math.Log(float64(len(g.Words()))), c.MeanNLL, 0.1)
		assert.InDelta(t, c.MeanNLL, c.Entropy+c.Gap, 1e-9)
		assert.True(t, c.EntropyError > 0 && c.EntropyError < 0.1 && c.GapError > 0 && c.GapError < 0.1)

		stopped, cancel := context.WithCancel(context.Background())
		cancel()
		assert.Equal(t, 32, Compare(stopped, m, g, 40, 0).Stories, "what was begun is finished")
	})
}

// The standard error of a ratio, worked out by hand: R = 6/4, residuals 2 − 1.5·2,
// 4 − 1.5·2.
func TestPerWord(t *testing.T) {
	var q perWord
	q.add(2, 2)
	q.add(4, 2)
	r, se := q.mean()
	assert.Equal(t, 1.5, r)
	assert.InDelta(t, math.Sqrt(2)/4, se, 1e-12)
}

// Counting finds what is common: behind the start token only words that can begin
// a story, and better guesses than the unigram's.
func TestBigramsOfTheStories(t *testing.T) {
	for _, lang := range world.Languages() {
		g, _ := world.For(lang)
		b := TextsOf(g).Bigrams(len(g.Words()))
		begin := map[int]bool{}
		for _, c := range g.Start().Next() {
			begin[c.ID] = true
			assert.InDelta(t, c.P, b.Bigram(world.Start, c.ID), 0.02)
		}
		for _, p := range b.Pairs {
			if p.First == world.Start {
				assert.True(t, begin[p.Second], g.Words()[p.Second])
			}
		}
		unigram, bigram := 0.0, 0.0
		for _, story := range take(g, EvaluationSeed, 50) {
			before := world.Start
			for _, w := range story.IDs {
				unigram -= math.Log(b.Unigram(w))
				bigram -= math.Log(b.Bigram(before, w))
				before = w
			}
		}
		assert.Less(t, bigram, unigram/1.5)
	}
}
