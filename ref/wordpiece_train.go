package ref

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// TrainWordPiece learns a vocabulary of size pieces from texts. It begins with
// all their characters, each with ## where it goes on with a word and without
// where it begins one, even if those are more. Again and again the two
// neighbours become one piece that raise the likelihood of the texts the most
// (Schuster and Nakajima 2012; Wu et al. 2016, §4.1), if every piece is drawn
// with the frequency it has:
//
//	gain(a,b) = n_ab · log( n_ab·N / (n_a·n_b) )
//
// BPE asks how often two stand side by side; this also asks how often they
// would by chance. Chinese characters are words of one character, and never join.
func TrainWordPiece(texts []string, size int, options WordPieceOptions) (*WordPiece, error) {
	t := &WordPiece{options: options, ids: map[string]int{}}
	t.unknown = t.learn(wordPieceUnknown)
	t.learn(wordPieceStart)
	t.learn(wordPieceEnd)
	c := bpeCorpus{counts: map[bpePair]int{}, places: map[bpePair]map[int]bool{}}
	if err := c.readWords(texts, t); err != nil {
		return nil, err
	}
	for len(t.pieces) < size {
		pair, gain := c.mostLikely()
		if gain <= 0 {
			break
		}
		c.join(pair, t.learn(t.pieces[pair.left]+withoutHashes(t.pieces[pair.right])))
	}
	return t, nil
}

// learn gives a piece its id, which it may have already.
func (t *WordPiece) learn(piece string) int {
	if id, known := t.ids[piece]; known {
		return id
	}
	t.ids[piece] = len(t.pieces)
	t.pieces = append(t.pieces, piece)
	t.longest = max(t.longest, len(piece))
	return len(t.pieces) - 1
}

// readWords counts the words of the texts as BERT cuts them, and gives their
// characters ids in the order of the alphabet.
func (c *bpeCorpus) readWords(texts []string, t *WordPiece) error {
	counts := map[string]int{}
	for _, text := range texts {
		if err := checkUTF8(text); err != nil {
			return err
		}
		for word := range t.words(text) {
			var letters strings.Builder
			for _, c := range word {
				letters.WriteRune(c.char)
			}
			counts[letters.String()]++
		}
	}
	if len(counts) == 0 {
		return Fail("text_empty", nil)
	}
	words := slices.Sorted(maps.Keys(counts))
	alphabet := map[string]bool{}
	for _, word := range words {
		for _, piece := range charPieces(word) {
			alphabet[piece] = true
		}
	}
	for _, piece := range slices.Sorted(maps.Keys(alphabet)) {
		t.learn(piece)
	}
	for at, word := range words {
		var ids []int
		for _, piece := range charPieces(word) {
			ids = append(ids, t.ids[piece])
		}
		c.words = append(c.words, bpeWord{ids: ids, count: counts[word]})
		c.enter(at)
	}
	return nil
}

// charPieces cuts a word into its characters: fox is f ##o ##x.
func charPieces(word string) (pieces []string) {
	for i, r := range word {
		if i == 0 {
			pieces = append(pieces, string(r))
		} else {
			pieces = append(pieces, wordPieceGoesOn+string(r))
		}
	}
	return pieces
}

// mostLikely returns the pair with the largest gain in log-likelihood; of equal
// ones the one with the lower ids. A pair that occurs once is not worth a piece.
func (c *bpeCorpus) mostLikely() (best bpePair, gain float64) {
	n, all := map[int]int{}, 0
	for _, word := range c.words {
		for _, id := range word.ids {
			n[id] += word.count
		}
		all += word.count * len(word.ids)
	}
	for pair, both := range c.counts {
		if both < 2 {
			continue
		}
		expected := float64(n[pair.left]) * float64(n[pair.right]) / float64(all)
		g := float64(both) * math.Log(float64(both)/expected)
		if order := cmp.Compare(g, gain); order > 0 || order == 0 && pair.before(best) {
			best, gain = pair, g
		}
	}
	return best, gain
}

// File is the vocab.txt of the tokenizer: ParseWordPiece reads it.
func (t *WordPiece) File() []byte { return []byte(strings.Join(t.pieces, "\n") + "\n") }
