package viz

import (
	"math"
	"sync"
	"unicode/utf8"

	"gptlab/ref"
	"gptlab/ref/world"
)

// countedStories is how many stories of a small world are counted for its
// unigram and bigram: enough that more of them change little.
const countedStories = 2000

// A Guesser is somebody who gives a probability to each word of a text: the
// model, or one it is measured against.
type Guesser struct {
	Name       string    `json:"name"`       // model, truth, bigram, unigram, uniform
	P          []*Number `json:"p"`          // P(w_t | w_<t), one for each word; null where it says nothing
	Sum        *Number   `json:"sum"`        // L over the words that all guessers speak of, in nats; null for −∞
	MeanNLL    *Number   `json:"mean_nll"`   // −L/N
	Perplexity *Number   `json:"perplexity"` // e^(−L/N)

	// Bits is −L/(characters · log 2), bits per character: it can be compared
	// between models that cut the same text into different words.
	Bits *Number `json:"bits"`
}

// Guessers is how well several guessers predict the same text.
type Guessers struct {
	Guessers []Guesser `json:"guessers"`

	// Words is N: how many words every guesser gives a probability to. Only those
	// are in the sums, so that the sums can be compared.
	Words int `json:"words"`

	// Characters is how many characters those words are written with, the spaces
	// before them too.
	Characters int `json:"characters"`
}

// GuessersOf sets the model beside what counting gives (ref.Bigrams), where its
// checkpoint or its small world has counts, and beside the truth, where its language is a small world.
func GuessersOf(t *Tape) Guessers {
	in := t.Input()
	words, ids := in.Words(), in.IDs()
	first := len(ids) - len(words)
	unknown := in.Unknown()
	each := func(name string, p func(at, w int) *Number) Guesser {
		g := Guesser{Name: name}
		for i := range words {
			at := first + i
			if at == 0 || unknown[at] {
				g.P = append(g.P, nil) // nothing stands before it, or it is no word of the vocabulary
				continue
			}
			g.P = append(g.P, p(at, ids[at]))
		}
		return g
	}

	probs, _ := t.Named("probs") // (T, V)
	all := []Guesser{each("model", func(at, w int) *Number { return known(float64(probs.Value.At(at-1, w))) })}
	if truth := TruthOf(t); truth.World != "" {
		all = append(all, each("truth", func(at, _ int) *Number { return truth.Words[at-first].P }))
	}
	if b := countsOf(in.Checkpoint); b != nil {
		all = append(all,
			each("bigram", func(at, w int) *Number { return known(b.Bigram(ids[at-1], w)) }),
			each("unigram", func(_, w int) *Number { return known(b.Unigram(w)) }))
	}
	v := float64(in.Checkpoint.Model.VocabSize)
	all = append(all, each("uniform", func(int, int) *Number { return known(1 / v) }))
	return sumUp(all, logPs(t), lengths(words))
}

// countsOf returns what counting knows of a model's language: the counts of its
// checkpoint, else, in a small world, those of some stories.
func countsOf(c *ref.Checkpoint) *ref.Bigrams {
	if c.Bigrams != nil {
		return c.Bigrams
	}
	if g, ok := WorldOf(c); ok {
		return worldCounts[g.Lang()]()
	}
	return nil
}

// worldCounts counts stories by language, once, when somebody asks.
var worldCounts = func() map[string]func() *ref.Bigrams {
	counts := map[string]func() *ref.Bigrams{}
	for _, lang := range world.Languages() {
		counts[lang] = sync.OnceValue(func() *ref.Bigrams {
			g, _ := world.For(lang)
			return countStories(g)
		})
	}
	return counts
}()

func countStories(g *world.Grammar) *ref.Bigrams {
	const seed = 8 // of stories that no lesson and no game tells
	var tokens []int
	n := 0
	for story := range g.Stories(seed) {
		tokens = append(append(tokens, world.Start), story.IDs...)
		if n++; n == countedStories {
			break
		}
	}
	v := len(g.Words())
	return ref.CountBigrams(tokens, v, v*v)
}

// lengths returns how many characters each word is written with.
func lengths(words []ref.Token) []int {
	all := make([]int, len(words))
	for i, w := range words {
		all[i] = utf8.RuneCountInString(w.Text)
	}
	return all
}

// logPs returns the model's log P(w_t | w_<t) by t, from 0: P itself may be too
// small for a float32.
func logPs(t *Tape) []float64 {
	plot, err := FactorsOf(t)
	if err != nil {
		return nil // there is no factor
	}
	var logs []float64
	for _, f := range plot.Factors {
		logs = append(logs, f.LogP)
	}
	return logs
}

// sumUp adds up the logarithms of the words that every guesser speaks of.
func sumUp(all []Guesser, modelLog []float64, characters []int) Guessers {
	said := Guessers{Guessers: all}
	sums := make([]float64, len(all))
	for i := range all[0].P {
		if !spokenOf(all, i) {
			continue
		}
		said.Words++
		said.Characters += characters[i]
		for g := range all {
			if g == 0 {
				sums[g] += modelLog[i]
			} else {
				sums[g] += math.Log(float64(*all[g].P[i]))
			}
		}
	}
	if n := float64(said.Words); n > 0 {
		for g := range all {
			all[g].Sum, all[g].MeanNLL, all[g].Perplexity = known(sums[g]), known(-sums[g]/n), known(math.Exp(-sums[g]/n))
			if said.Characters > 0 {
				all[g].Bits = known(-sums[g] / float64(said.Characters) / math.Ln2)
			}
		}
	}
	return said
}

func spokenOf(all []Guesser, word int) bool {
	for _, g := range all {
		if g.P[word] == nil {
			return false
		}
	}
	return true
}
