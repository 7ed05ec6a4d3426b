package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/world"
)

// worldCheckpoint is an untrained model of a world's words.
func worldCheckpoint(t testing.TB, lang string) (*ref.Checkpoint, *world.Grammar) {
	t.Helper()
	g, ok := world.For(lang)
	require.True(t, ok)
	tokenizer, err := ref.NewWordTokenizer(g.Words(), ref.Writing{})
	require.NoError(t, err)
	cfg := tinyConfig()
	cfg.VocabSize, cfg.NPositions = len(g.Words()), 80
	return &ref.Checkpoint{Name: "any name", Model: ref.NewGPT(cfg, 3), Tokenizer: tokenizer}, g
}

func firstStory(g *world.Grammar) world.Story {
	for story := range g.Stories(5) {
		return story
	}
	panic("no stories")
}

// binaryEntropy returns the entropy of a yes or no, in nats.
func binaryEntropy(p float64) float64 {
	if p == 1 {
		return 0
	}
	return -p*math.Log(p) - (1-p)*math.Log(1-p)
}

func TestTruthStandsBesideEveryWord(t *testing.T) {
	for _, lang := range world.Languages() {
		c, g := worldCheckpoint(t, lang)
		story := firstStory(g)
		tape := tinyTape(t, c, Spec{Tokens: story.IDs, Start: true})
		truth := TruthOf(tape)
		assert.Equal(t, g.Name(), truth.World, "the vocabulary decides, not the model's name")
		require.Len(t, truth.Words, len(story.IDs))
		for i, w := range truth.Words {
			require.NotNil(t, w.P)
			assert.InDelta(t, story.P[i], float64(*w.P), 1e-12)
			assert.GreaterOrEqual(t, float64(*w.KL), -1e-6, "a divergence is never negative")
		}
		assert.InDelta(t, binaryEntropy(story.End), float64(*truth.After.Entropy), 1e-6, "behind the last word the end comes, or a last look at the hero")
	}
}

func TestTruthEndsWhereTheGrammarIsLeft(t *testing.T) {
	c, g := worldCheckpoint(t, "en")
	ids := append([]int(nil), firstStory(g).IDs[:6]...)
	ids[3] = ids[0] // a story's first word cannot be its fourth
	truth := TruthOf(tinyTape(t, c, Spec{Tokens: ids, Start: true}))
	assert.NotNil(t, truth.Words[2].P)
	assert.Zero(t, float64(*truth.Words[3].P), "impossible")
	assert.NotNil(t, truth.Words[3].KL, "what could have come there is still known")
	assert.Nil(t, truth.Words[4].P, "no truth behind it")
	assert.Nil(t, truth.Words[4].KL)
	assert.Nil(t, truth.After.Entropy)

	ids[3] = world.Unknown
	truth = TruthOf(tinyTape(t, c, Spec{Tokens: ids, Start: true}))
	assert.Nil(t, truth.Words[3].P, "a word outside the vocabulary has no true probability either")
}

func TestNoTruthWithoutAWorldOrABeginning(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	assert.Equal(t, Truth{}, TruthOf(tape))
	compared, err := CompareNext(tape, 2, 3)
	require.NoError(t, err)
	assert.False(t, compared.Allowed)
	assert.Empty(t, compared.World)

	c, g := worldCheckpoint(t, "en")
	assert.Equal(t, Truth{}, TruthOf(tinyTape(t, c, Spec{Tokens: firstStory(g).IDs[:4]})), "the middle of a story has no truth")
}

// Both distributions are whole, and the divergence follows from what is listed.
func TestCompareNextIsWhole(t *testing.T) {
	c, g := worldCheckpoint(t, "en")
	tape := tinyTape(t, c, Spec{Tokens: firstStory(g).IDs, Start: true})
	for _, row := range []int{0, 3, 7} {
		compared, err := CompareNext(tape, row, 5)
		require.NoError(t, err)
		require.True(t, compared.Allowed)
		p, truth, kl, entropy := float64(compared.Rest.P), 0.0, 0.0, 0.0
		for _, e := range compared.Entries {
			p += float64(e.P)
			if q := float64(*e.Truth); q > 0 {
				truth += q
				kl += q * math.Log(q/float64(e.P))
				entropy -= q * math.Log(q)
			}
		}
		assert.InDelta(t, 1, p, 1e-5)
		assert.InDelta(t, 1, truth, 1e-12)
		assert.InDelta(t, kl, float64(*compared.KL), 1e-5)
		assert.InDelta(t, entropy, float64(*compared.Entropy), 1e-9)
		assert.InDelta(t, kl, float64(*TruthOf(tape).Words[row].KL), 1e-5, "the same number in both answers")
		assert.Equal(t, len(g.Words()), len(compared.Entries)+compared.Rest.Count)
	}
	for _, bad := range []struct{ row, n int }{{-1, 3}, {99, 3}, {0, 0}, {0, MaxTop + 1}} {
		_, err := CompareNext(tape, bad.row, bad.n)
		codeOf(t, err)
	}
}
