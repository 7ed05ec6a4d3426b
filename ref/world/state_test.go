package world

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// each runs a test for every language.
func each(t *testing.T, test func(t *testing.T, g *Grammar)) {
	require.NotEmpty(t, grammars)
	for _, g := range grammars {
		t.Run(g.name, func(t *testing.T) { test(t, g) })
	}
}

// stories returns the first n of a seed.
func stories(g *Grammar, seed uint64, n int) []Story {
	var all []Story
	for s := range g.Stories(seed) {
		if all = append(all, s); len(all) == n {
			break
		}
	}
	return all
}

// follow visits the states before each word of a story, and the one behind the last.
func follow(t *testing.T, g *Grammar, ids []int, visit func(i int, s State)) {
	s, ok := g.Start(), true
	for i, id := range ids {
		visit(i, s)
		s, ok = s.After(id)
		require.True(t, ok, "%s: %s", g.Text(ids[:i]), g.words[id])
	}
	visit(len(ids), s)
}

func TestEveryDistributionSumsToOne(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		for _, story := range stories(g, 1, 200) {
			follow(t, g, story.IDs, func(i int, s State) {
				sum, last := 0.0, -1
				for _, c := range s.Next() {
					require.Greater(t, c.P, 0.0)
					require.Greater(t, c.ID, last, "ids ascend, each once")
					require.NotEqual(t, Unknown, c.ID)
					sum, last = sum+c.P, c.ID
				}
				require.InDelta(t, 1, sum, 1e-12, g.Text(story.IDs[:i]))
			})
		}
	})
}

// The list of derivations is a function of the words by construction. It is more
// than bookkeeping only if it is short: when a sentence is over, one derivation is
// left, whose memory is the state, and nothing is hidden.
func TestThePrefixDeterminesTheState(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		for _, story := range stories(g, 2, 300) {
			follow(t, g, story.IDs, func(i int, s State) {
				if i > 0 && (g.words[story.IDs[i-1]] == "." || g.words[story.IDs[i-1]] == "。") {
					require.Len(t, s.derivations, 1, g.Text(story.IDs[:i]))
				}
				sum := 0.0
				for _, d := range s.derivations {
					sum += d.p
				}
				require.InDelta(t, 1, sum, 1e-12)
			})
		}
	})
}

// By the definition of P(w_t | w_<t), the product of the factors of a whole story
// must be the probability of its derivation: the product of what was drawn.
func TestFactorsMultiplyToTheDerivation(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		for _, story := range stories(g, 3, 100) {
			d, ids := g.Start().derivations, append(append([]int{}, story.IDs...), Start)
			for _, id := range ids {
				var next []derivation
				for _, d := range d {
					g.speak(d, func(word int, d derivation) {
						if word == id {
							next = append(next, d) // never divided by P(w_t | w_<t)
						}
					})
				}
				d = next
			}
			require.Len(t, d, 1)
			logP := math.Log(story.End)
			for _, p := range story.P {
				logP += math.Log(p)
			}
			require.InDelta(t, math.Log(d[0].p), logP, 1e-9)
		}
	})
}

// What is drawn must occur as often as the distribution says: in the opening,
// whose states recur, each word's count lies within 5 standard deviations.
func TestFrequenciesMatchTheTruth(t *testing.T) {
	const n, words = 6000, 4
	each(t, func(t *testing.T, g *Grammar) {
		seen := map[[words]int]int{} // by prefix, Start behind its end
		for _, story := range stories(g, 4, n) {
			var prefix [words]int
			for i := range prefix {
				prefix[i] = story.IDs[i]
				seen[prefix]++
			}
		}
		checked := 0
		var check func(s State, prefix [words]int, depth, count int)
		check = func(s State, prefix [words]int, depth, count int) {
			if depth == words || count < 100 {
				return
			}
			for _, c := range s.Next() {
				prefix[depth] = c.ID
				k, mean := seen[prefix], float64(count)*c.P
				sd := math.Sqrt(mean * (1 - c.P))
				assert.InDelta(t, mean, k, 5*sd+1, g.Text(prefix[:depth+1]))
				next, ok := s.After(c.ID)
				require.True(t, ok)
				checked++
				check(next, prefix, depth+1, k)
			}
		}
		check(g.Start(), [words]int{}, 0, n)
		assert.Greater(t, checked, 60)
	})
}

// The mean of −log P over what was drawn estimates the mean entropy: the two
// differ by noise alone, whose standard error the stories themselves give.
func TestSurpriseAgreesWithEntropy(t *testing.T) {
	const n = 1000
	each(t, func(t *testing.T, g *Grammar) {
		var tokens int
		var entropy, sum, squares float64
		for _, story := range stories(g, 5, n) {
			p := append(slices.Clone(story.P), story.End)
			excess := 0.0 // of the story's −log P over its entropies; its mean is 0
			follow(t, g, story.IDs, func(i int, s State) {
				h := s.Entropy()
				entropy += h
				excess -= h
				excess -= math.Log(p[i])
			})
			tokens += len(story.IDs)
			sum, squares = sum+excess, squares+excess*excess
		}
		mean := sum / n
		se := math.Sqrt((squares/n - mean*mean) / n)
		assert.InDelta(t, 0, mean, 4*se)
		perToken := entropy / float64(tokens)
		t.Logf("entropy %.4f nats per token, standard error of the check %.4f nats per story", perToken, se)
		assert.True(t, perToken > 0.5 && perToken < 2, "%v nats per token", perToken)
	})
}

func TestEndOfAStory(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		certain := 0
		for _, story := range stories(g, 6, 100) {
			s := g.Start()
			for _, id := range story.IDs {
				s, _ = s.After(id)
			}
			end := s.Next()[0]
			require.Equal(t, Choice{Start, story.End}, end)
			if end.P == 1 {
				certain++
				require.Zero(t, s.Entropy())
			} else {
				require.InDelta(t, 2./3, end.P, 1e-12) // a last look at the hero may come
			}
			s, ok := s.After(Start)
			require.True(t, ok)
			require.Empty(t, s.Next())
			_, ok = s.After(Start)
			require.False(t, ok)
		}
		assert.True(t, certain > 0 && certain < 100, "%d of 100 endings are certain", certain)
	})
}

// Two alternatives that begin alike: the words they share carry the sum of their
// probabilities, and the word that parts them the rest.
func TestAlternativesThatBeginAlike(t *testing.T) {
	g := mustCompile(source{
		kinds:     "child:\n  Ann\n  Bob",
		variables: "a child\nb child not a",
		rules:     "story\n  1 {a} sees {b} .\n  2 {a} sees nobody .\n  3 (a!=none) never\n  1 We see {a} .",
	})
	id := func(word string) int { return g.ids[word] }
	s := g.Start()
	assert.Equal(t, []Choice{{id("Ann"), 3. / 8}, {id("Bob"), 3. / 8}, {id("We"), 1. / 4}}, s.Next())
	s, _ = s.After(id("Ann"))
	assert.Equal(t, []Choice{{id("sees"), 1}}, s.Next())
	assert.Equal(t, "Ann", s.Holds("a"))
	assert.Empty(t, s.Holds("b"))
	s, _ = s.After(id("sees"))
	next := s.Next()
	require.Len(t, next, 2)
	assert.Equal(t, id("Bob"), next[0].ID, "b is not a")
	assert.InDelta(t, 1./3, next[0].P, 1e-15)
	assert.InDelta(t, 2./3, next[1].P, 1e-15)
	assert.InDelta(t, math.Log(3)-2./3*math.Log(2), s.Entropy(), 1e-15)
	_, ok := s.After(id("Ann"))
	assert.False(t, ok)
}

func BenchmarkStory(b *testing.B) {
	g, _ := For("en")
	n := 0
	for range g.Stories(1) {
		if n++; n == b.N {
			return
		}
	}
}
