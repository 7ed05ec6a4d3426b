// Package worldtext lets a GPT learn the small world and be measured against its
// truth: it makes the stories of ref/world into what ref trains on. It stands
// beside both, so that neither needs the other.
//
// Stories are made from seeds, and the seeds are shared out: training takes
// stories of even seeds only, validation and evaluation stories of odd ones. No
// seed of one can ever be a seed of the other. Stories never end, so training
// has no epochs: each is seen once.
package worldtext

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strings"

	"gptlab/ref"
	"gptlab/ref/world"
)

// The seeds of stories that no model is trained on; odd, as all of them are.
const (
	ValidationSeed = 1 // chooses the best model of a run
	EvaluationSeed = 3 // measures it; nothing is chosen by these stories
)

// validationStories is how many measure a model while it learns.
const validationStories = 256

// writings is how each language stands on paper.
var writings = map[string]ref.Writing{
	"en": {
		Space: " ", NoSpaceBefore: []string{".", ",", "!", "?", "”"}, NoSpaceAfter: []string{"“"},
		CapitalAfter: []string{".", "!", "?", "“"},
	},
	"zh-Hant": {},
}

// Tokenizer returns the word tokenizer of a grammar: its words, with their ids.
func Tokenizer(g *world.Grammar) *ref.WordTokenizer {
	t, err := ref.NewWordTokenizer(g.Words(), writings[g.Lang()])
	if err != nil {
		panic(err) // the words are part of this program
	}
	return t
}

// Texts are the stories of a grammar, to be trained on.
type Texts struct {
	grammar *world.Grammar
	held    [][]int
	entropy float64 // of held, nats per word
}

var _ ref.Texts = (*Texts)(nil)

// TextsOf returns the stories of a grammar.
func TextsOf(g *world.Grammar) *Texts {
	t := &Texts{grammar: g}
	truth, words := 0.0, 0
	for _, story := range take(g, ValidationSeed, validationStories) {
		t.held = append(t.held, story.IDs)
		words += len(story.IDs)
		truth += nll(story)
	}
	t.entropy = truth / float64(words)
	return t
}

// Batch implements ref.Texts: each row is a story of its own.
func (t *Texts) Batch(random *rand.Rand, batch, time int) (inputs, targets [][]int) {
	var stories [][]int
	for len(stories) < batch {
		story := take(t.grammar, trainingSeed(random), 1)[0]
		stories = append(stories, story.IDs[:min(len(story.IDs), time-1)])
	}
	return ref.Rows(stories, world.Start)
}

// trainingSeed draws an even seed.
func trainingSeed(random *rand.Rand) uint64 { return random.Uint64() &^ 1 }

// countedStories are enough for every pair that is not rare.
const countedStories = 10_000

// Bigrams implements ref.Texts, on stories of an even seed.
func (t *Texts) Bigrams(size int) *ref.Bigrams {
	stream := []int{world.Start}
	for _, story := range take(t.grammar, 0, countedStories) {
		stream = append(append(stream, story.IDs...), world.Start)
	}
	return ref.CountBigrams(stream, size, ref.MaxPairs)
}

// Held implements ref.Texts.
func (t *Texts) Held(s ref.Scope, m *ref.GPT) float64 {
	sum, words := 0.0, 0
	for i, nll := range m.TextNLLs(s, t.held) {
		sum += nll
		words += len(t.held[i])
	}
	return sum / float64(words)
}

// Floor implements ref.Texts: the mean of −log P(w_t | w_<t) over the words that
// Held predicts.
func (t *Texts) Floor() (entropy float64, known bool) { return t.entropy, true }

// Fingerprint implements ref.Texts: the words, and what the grammar makes of them.
func (t *Texts) Fingerprint() string {
	hash := sha256.New()
	hash.Write([]byte(strings.Join(t.grammar.Words(), "\n")))
	for _, story := range t.held {
		hash.Write([]byte(t.grammar.Text(story)))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// take returns the first stories of a seed.
func take(g *world.Grammar, seed uint64, n int) (stories []world.Story) {
	for story := range g.Stories(seed) {
		if stories = append(stories, story); len(stories) == n {
			break
		}
	}
	return stories
}

// nll returns −Σ log P(w_t | w_<t) of a story, in truth.
func nll(story world.Story) (sum float64) {
	for _, p := range story.P {
		sum -= math.Log(p)
	}
	return sum
}
