package ref

import (
	"cmp"
	"slices"
)

// Bigrams is what counting gives instead of a model: how often each token was
// seen, and each token after each other one. The lessons set three guessers
// beside a GPT: one that knows nothing (uniform), one that knows which words
// are common (unigram), one that looks a single word back (bigram).
type Bigrams struct {
	Counts []int  // (V): how often token w was seen
	Pairs  []Pair // by rising First, then Second; rare ones may be left out
}

// A Pair is how often Second was seen right after First.
type Pair struct{ First, Second, Count int }

// bigramWeight is κ: the unigram weighs as much as this many sightings. Small
// counts overestimate, so κ is well above one; between 10 and 50 it makes hardly
// any difference on our corpora.
const bigramWeight = 20

// MaxPairs is how many pairs a checkpoint keeps, so that its file stays small.
const MaxPairs = 20_000

// CountBigrams counts a stream of tokens of a vocabulary of the given size.
// Only the most frequent pairs are kept, at most `most` of them; the share of the
// others goes to the unigram.
func CountBigrams(tokens []int, size, most int) *Bigrams {
	b := &Bigrams{Counts: make([]int, size)}
	seen := map[[2]int]int{}
	for t, w := range tokens {
		b.Counts[w]++
		if t > 0 {
			seen[[2]int{tokens[t-1], w}]++
		}
	}
	for pair, count := range seen {
		b.Pairs = append(b.Pairs, Pair{pair[0], pair[1], count})
	}
	slices.SortFunc(b.Pairs, func(p, q Pair) int { return cmp.Or(q.Count-p.Count, comparePairs(p, q)) })
	b.Pairs = b.Pairs[:min(most, len(b.Pairs))]
	slices.SortFunc(b.Pairs, comparePairs)
	return b
}

func comparePairs(a, b Pair) int {
	if a.First != b.First {
		return a.First - b.First
	}
	return a.Second - b.Second
}

// Uniform returns P(w) = 1/V: no word is likelier than another.
func (b *Bigrams) Uniform() float64 { return 1 / float64(len(b.Counts)) }

// Unigram returns P(w) from how common w is. Each word counts as seen once more
// than it was, so that none is impossible (Laplace's rule of succession).
//
//	P(w) = (c(w) + 1) / (Σ_v c(v) + V)
func (b *Bigrams) Unigram(w int) float64 {
	total := 0
	for _, c := range b.Counts {
		total += c
	}
	return float64(b.Counts[w]+1) / float64(total+len(b.Counts))
}

// Bigram returns P(w | v) from how often w was seen right after v. The unigram
// fills in where v was rarely seen: it has the weight of κ sightings, and of those
// that were left out (MacKay & Bauman Peto 1995, eq. 10).
//
//	P(w | v) = (c(v,w) + k·P(w)) / (c(v) + κ),   k = c(v) + κ − Σ_u c(v,u)
func (b *Bigrams) Bigram(v, w int) float64 {
	pair, kept := 0, 0
	from, _ := slices.BinarySearchFunc(b.Pairs, Pair{First: v}, comparePairs)
	for _, p := range b.Pairs[from:] {
		if p.First != v {
			break
		}
		kept += p.Count
		if p.Second == w {
			pair = p.Count
		}
	}
	seen := max(b.Counts[v], kept)
	k := float64(seen + bigramWeight - kept)
	return (float64(pair) + k*b.Unigram(w)) / float64(seen+bigramWeight)
}
