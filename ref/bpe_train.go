package ref

import (
	"iter"
	"slices"
)

// The least and the largest vocabulary that can be trained: the 256 bytes and
// <|endoftext|> are always there.
const (
	MinBPESize = 256 + 1
	MaxBPESize = 1 << 17
)

// TrainBPETokenizer learns a vocabulary of at most size tokens from texts: the
// 256 bytes, what it joins them to, and <|endoftext|>. Again and again the two
// neighbours that most often stand side by side become one token
// (Sennrich et al. 2016, algorithm 1); of equally frequent pairs the one with
// the lower ids. A pair that occurs once is not worth a token.
func TrainBPETokenizer(texts []string, size int) (*BPETokenizer, error) {
	t := newBPETokenizer()
	c := bpeCorpus{counts: map[bpePair]int{}, places: map[bpePair]map[int]bool{}}
	if err := c.read(texts, t); err != nil {
		return nil, err
	}
	for len(t.tokens) < size-1 {
		pair, count := c.mostFrequent()
		if count < 2 {
			break
		}
		c.join(pair, t.learn(pair))
	}
	t.ends = []int{t.add(startName, startName)}
	return t, nil
}

// newBPETokenizer returns the vocabulary of the 256 bytes in GPT-2's order:
// those that can be seen first.
func newBPETokenizer() *BPETokenizer {
	t := &BPETokenizer{merges: map[bpePair]bpeMerge{}}
	for _, visible := range []bool{true, false} {
		for b := range t.bytes {
			if isPrintableByte(rune(b)) == visible {
				bytes := string([]byte{byte(b)})
				t.bytes[b] = t.add(toSigns(bytes), bytes)
			}
		}
	}
	return t
}

// learn gives a pair a token. Two ways to the same bytes lead to the same one.
func (t *BPETokenizer) learn(pair bpePair) (id int) {
	bytes := t.tokens[pair.left] + t.tokens[pair.right]
	if id = slices.Index(t.tokens, bytes); id < 0 {
		id = t.add(toSigns(bytes), bytes)
	}
	t.merges[pair] = bpeMerge{rank: len(t.merges), id: id}
	return id
}

// bpeCorpus is the words of a text, as far as they have been joined, and how
// often each pair of neighbours stands in them.
type bpeCorpus struct {
	words  []bpeWord
	counts map[bpePair]int
	places map[bpePair]map[int]bool // the words where the pair stands
}

type bpeWord struct {
	ids   []int
	count int
}

// read counts the words, each once however often it occurs, and their pairs.
func (c *bpeCorpus) read(texts []string, t *BPETokenizer) error {
	index := map[string]int{}
	for _, text := range texts {
		if err := checkUTF8(text); err != nil {
			return err
		}
		for word := range bpeWords(text) {
			at, seen := index[word]
			if !seen {
				at = len(c.words)
				index[word] = at
				c.words = append(c.words, bpeWord{ids: t.encodeWord(word)}) // bytes: nothing is learned yet
			}
			c.words[at].count++
		}
	}
	if len(c.words) == 0 {
		return Fail("text_empty", nil)
	}
	for at := range c.words {
		c.enter(at)
	}
	return nil
}

// enter counts the pairs of a word.
func (c *bpeCorpus) enter(at int) {
	for pair := range c.words[at].pairs() {
		if c.places[pair] == nil {
			c.places[pair] = map[int]bool{}
		}
		c.places[pair][at] = true
		c.counts[pair] += c.words[at].count
	}
}

// leave takes the pairs of a word away again.
func (c *bpeCorpus) leave(at int) {
	for pair := range c.words[at].pairs() {
		delete(c.places[pair], at)
		if c.counts[pair] -= c.words[at].count; c.counts[pair] == 0 {
			delete(c.counts, pair)
			delete(c.places, pair)
		}
	}
}

// pairs yields each two neighbours of a word.
func (w bpeWord) pairs() iter.Seq[bpePair] {
	return func(yield func(bpePair) bool) {
		for i := 1; i < len(w.ids); i++ {
			if !yield(bpePair{w.ids[i-1], w.ids[i]}) {
				return
			}
		}
	}
}

func (c *bpeCorpus) mostFrequent() (best bpePair, count int) {
	for pair, n := range c.counts {
		if n > count || n == count && pair.before(best) {
			best, count = pair, n
		}
	}
	return best, count
}

func (p bpePair) before(q bpePair) bool {
	return p.left < q.left || p.left == q.left && p.right < q.right
}

// join makes a pair one token wherever it stands, from left to right.
func (c *bpeCorpus) join(pair bpePair, id int) {
	for at := range c.places[pair] {
		c.leave(at)
		c.words[at].ids = joinPairs(c.words[at].ids, pair, id)
		c.enter(at)
	}
}

func joinPairs(ids []int, pair bpePair, id int) []int {
	joined := ids[:0]
	for i := 0; i < len(ids); i++ {
		if i+1 < len(ids) && ids[i] == pair.left && ids[i+1] == pair.right {
			joined = append(joined, id)
			i++
		} else {
			joined = append(joined, ids[i])
		}
	}
	return joined
}
