package ref

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"regexp"
	"strings"
)

// Where one text of a corpus ends and the next begins.
const (
	DocumentsNone       = "none"       // the whole file is one text, without start or end token
	DocumentsLines      = "lines"      // every line is a text
	DocumentsParagraphs = "paragraphs" // texts are separated by blank lines
)

// SplitDocuments cuts a corpus into its texts.
func SplitDocuments(text, documents string) []string {
	switch documents {
	case DocumentsLines:
		return nonEmpty(strings.Split(text, "\n"))
	case DocumentsParagraphs:
		return nonEmpty(blankLines.Split(text, -1))
	}
	return []string{text}
}

var blankLines = regexp.MustCompile(`\n\s*\n`)

// Corpus is unlabelled text as a stream of tokens, a part of it set aside to
// tell learning from memorising.
type Corpus struct {
	Train, Validation []int
	starts            []int // where in Train a text begins with its start token
}

// NewCorpus tokenises documents and keeps every tenth for validation; a single
// document gives its last tenth. Where boundary is not −1 it stands before
// every document and after the last: it is the start and the end token.
func NewCorpus(documents []string, tokenizer Tokenizer, boundary int) (*Corpus, error) {
	c := &Corpus{}
	for i, document := range documents {
		tokens, err := tokenizer.Encode(document)
		if err != nil {
			return nil, err
		}
		ids := make([]int, 0, len(tokens)+1)
		if boundary >= 0 {
			ids = append(ids, boundary)
		}
		for _, token := range tokens {
			ids = append(ids, token.ID)
		}
		switch {
		case len(documents) == 1:
			cut := len(ids) * 9 / 10
			c.Train, c.Validation = ids[:cut], ids[cut:]
		case isHeld(i):
			c.Validation = append(c.Validation, ids...)
		default:
			c.starts = append(c.starts, len(c.Train))
			c.Train = append(c.Train, ids...)
		}
	}
	if boundary >= 0 && len(documents) > 1 {
		c.Train, c.Validation = append(c.Train, boundary), append(c.Validation, boundary)
	}
	return c, nil
}

// isHeld reports whether document i is set aside: every tenth is.
func isHeld(i int) bool { return i%10 == 9 }

// LearnedFrom returns the documents, or the part of a single one, that NewCorpus
// does not set aside: a tokenizer must not learn from the validation split either.
func LearnedFrom(documents []string) []string {
	if len(documents) == 1 {
		cut := len(documents[0]) * 9 / 10
		return []string{strings.ToValidUTF8(documents[0][:cut], "")} // a character cut in two is left out
	}
	var kept []string
	for i, document := range documents {
		if !isHeld(i) {
			kept = append(kept, document)
		}
	}
	return kept
}

// Batch draws windows of time tokens and, for each, the tokens that follow:
// inputs and targets (batch, time). Where texts have a start token, every other
// window begins at one, because the texts that readers will type begin there too.
func (c *Corpus) Batch(random *rand.Rand, batch, time int) (inputs, targets [][]int) {
	for b := range batch {
		at := random.IntN(len(c.Train) - time)
		if b%2 == 0 && len(c.starts) > 0 {
			at = min(c.starts[random.IntN(len(c.starts))], len(c.Train)-time-1)
		}
		inputs = append(inputs, c.Train[at:at+time])
		targets = append(targets, c.Train[at+1:at+time+1])
	}
	return inputs, targets
}

// Held implements Texts: the mean over the whole validation split.
func (c *Corpus) Held(s Scope, m *GPT) float64 { return m.MeanNLL(s, c.Validation) }

// Floor implements Texts: nobody knows the entropy of a text that people wrote.
func (c *Corpus) Floor() (entropy float64, known bool) { return 0, false }

// Bigrams implements Texts.
func (c *Corpus) Bigrams(size int) *Bigrams { return CountBigrams(c.Train, size, MaxPairs) }

// Fingerprint implements Texts, by the tokens that are trained on.
func (c *Corpus) Fingerprint() string {
	hash := sha256.New()
	for _, id := range c.Train {
		hash.Write(binary.LittleEndian.AppendUint32(nil, uint32(id)))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// MeanNLL returns the model's mean negative log-likelihood over tokens in nats,
// in windows that do not overlap: every token but the first is predicted once.
func (m *GPT) MeanNLL(s Scope, tokens []int) float64 {
	const batch = 8
	var memory Arena
	sum, n := 0.0, 0
	for from := 0; from+1 < len(tokens); {
		var inputs, targets [][]int
		time := min(m.NPositions, len(tokens)-1-from)
		for len(inputs) < batch && from+time < len(tokens) {
			inputs = append(inputs, tokens[from:from+time])
			targets = append(targets, tokens[from+1:from+time+1])
			from += time
		}
		memory.Reset()
		loss := CrossEntropy(m.Logits(s.Within(&memory), inputs, nil, nil), targets)
		sum += float64(loss.Data[0]) * float64(len(inputs)*time)
		n += len(inputs) * time
	}
	return sum / float64(n)
}

func nonEmpty(parts []string) []string {
	var kept []string
	for _, part := range parts {
		if part = strings.Trim(part, "\n\r"); part != "" {
			kept = append(kept, part)
		}
	}
	return kept
}
