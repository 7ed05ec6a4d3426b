package viz

import (
	"math"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/world"
)

func names(g Guessers) (names []string) {
	for _, each := range g.Guessers {
		names = append(names, each.Name)
	}
	return names
}

func TestGuessersOfAStory(t *testing.T) {
	c, g := worldCheckpoint(t, "en")
	story := firstStory(g)
	c.Bigrams = ref.CountBigrams(append([]int{0}, story.IDs...), len(g.Words()), 99)
	tape := tinyTape(t, c, Spec{Tokens: story.IDs, Start: true})
	said := GuessersOf(tape)
	assert.Equal(t, []string{"model", "truth", "bigram", "unigram", "uniform"}, names(said))
	assert.Equal(t, len(story.IDs), said.Words)

	n := float64(said.Words)
	truth, v := 0.0, float64(len(g.Words()))
	for _, p := range story.P {
		truth += math.Log(p)
	}
	model, _ := tape.Named("chain.mean_nll")
	assert.InDelta(t, float64(model.Value.At()), float64(*said.Guessers[0].MeanNLL), 1e-5, "L as the chain rule has it")
	assert.InDelta(t, truth, float64(*said.Guessers[1].Sum), 1e-9)
	assert.InDelta(t, -n*math.Log(v), float64(*said.Guessers[4].Sum), 1e-9)
	assert.InDelta(t, v, float64(*said.Guessers[4].Perplexity), 1e-6)
	for _, each := range said.Guessers {
		assert.InDelta(t, math.Exp(-float64(*each.Sum)/n), float64(*each.Perplexity), 1e-3*float64(*each.Perplexity), each.Name)
	}
	for i, w := range story.IDs {
		before := append([]int{0}, story.IDs...)[i]
		assert.InDelta(t, c.Bigrams.Bigram(before, w), float64(*said.Guessers[2].P[i]), 1e-12)
	}
}

// Only words that every guesser speaks of are added up.
func TestGuessersAddUpTheSameWords(t *testing.T) {
	c, g := worldCheckpoint(t, "en")
	ids := append([]int(nil), firstStory(g).IDs[:6]...)
	ids[3] = ids[0] // the grammar is left here
	said := GuessersOf(tinyTape(t, c, Spec{Tokens: ids, Start: true}))
	assert.Equal(t, []string{"model", "truth", "bigram", "unigram", "uniform"}, names(said), "a world without counts has its stories counted")
	assert.Equal(t, 4, said.Words)
	assert.True(t, math.IsInf(float64(*said.Guessers[1].Sum), -1), "an impossible word")
	assert.InDelta(t, -4*math.Log(float64(len(g.Words()))), float64(*said.Guessers[4].Sum), 1e-9)
	assert.NotNil(t, said.Guessers[0].P[5], "the model has a factor behind it nonetheless")

	ids[0] = world.Unknown
	said = GuessersOf(tinyTape(t, c, Spec{Tokens: ids, Start: true}))
	assert.Zero(t, said.Words)
	assert.Nil(t, said.Guessers[0].Sum)
}

func TestGuessersOfATextWithoutTruth(t *testing.T) {
	said := GuessersOf(tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "b🙂d", Start: true}))
	require.Equal(t, []string{"model", "uniform"}, names(said))
	assert.Nil(t, said.Guessers[0].P[1], "a character outside the vocabulary")
	assert.Equal(t, 2, said.Words)
}

// What a reader of many stories pays, in bits per character, is the same text
// seen through fewer and fewer words of context.
func TestGuessersCountBitsPerCharacter(t *testing.T) {
	c, g := worldCheckpoint(t, "zh-Hant")
	text := g.Text(firstStory(g).IDs)
	said := GuessersOf(tinyTape(t, c, Spec{Text: text, Start: true}))
	assert.Equal(t, utf8.RuneCountInString(text), said.Characters, "every character of the text is somebody's")
	for _, each := range said.Guessers {
		assert.InDelta(t, -float64(*each.Sum)/math.Ln2, float64(*each.Bits)*float64(said.Characters), 1e-6, each.Name)
	}
	truth, bigram, unigram, uniform := said.Guessers[1], said.Guessers[2], said.Guessers[3], said.Guessers[4]
	assert.Greater(t, float64(*truth.Sum), float64(*bigram.Sum), "truth knows the whole story")
	assert.Greater(t, float64(*bigram.Sum), float64(*unigram.Sum))
	assert.Greater(t, float64(*unigram.Sum), float64(*uniform.Sum))
}
