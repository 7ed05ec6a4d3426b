package viz

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gptlab/ref"
	"gptlab/ref/world"
)

// Samples are texts that the checkpoints of one training run write: each goes on
// with the same text and draws with the same random numbers.
type Samples struct {
	World string   `json:"world"` // the grammar they can be held against; "" where the model's language has none
	Nth   int      `json:"nth"`   // which samples these are, from 1; also the seed
	Kept  []Sample `json:"kept"`  // by rising update
}

// A Sample is what one checkpoint writes.
type Sample struct {
	Model  string       `json:"model"`
	Update int          `json:"update"` // −1 where nobody wrote it down
	Words  []SampleWord `json:"words"`
	Ended  bool         `json:"ended"` // the last draw was the end token, which is not among the words
	Fits   int          `json:"fits"`  // how many words the grammar allows before the first that it does not
}

// A SampleWord is a word that was drawn.
type SampleWord struct {
	Label string `json:"label"`
	Text  string `json:"text"`           // with the white space before it
	P     Number `json:"p"`              // P(w_t | w_<t) of the checkpoint that drew it
	Slip  bool   `json:"slip,omitempty"` // the first word that no story has here
}

// sampleWords is how many words a checkpoint may write: enough for a sentence or two.
const sampleWords = 20

// SamplesOf lets every checkpoint go on with the text of a run, at temperature 1
// from the whole vocabulary. It fails with draw_no_room where no place is left
// behind the text.
func SamplesOf(t *Tape, along []Kept, nth int) (Samples, error) {
	in := t.Input()
	if limit := in.Checkpoint.Model.NPositions; len(in.Tokens) >= limit {
		return Samples{}, ref.Fail("draw_no_room", ref.Args{"limit": limit})
	}
	s := Samples{Nth: nth, Kept: []Sample{}}
	state, g, allowed := stateAfter(in, len(in.Tokens)-1)
	if g != nil {
		s.World = g.Name()
	}
	for _, k := range along {
		sample := Sample{Model: k.Model, Update: k.Update, Words: []SampleWord{}}
		ids := sample.write(k.Checkpoint, in.IDs(), nth)
		if allowed {
			sample.hold(ids, state)
		}
		s.Kept = append(s.Kept, sample)
	}
	return s, nil
}

// write draws the words, and returns their ids.
func (s *Sample) write(c *ref.Checkpoint, text []int, seed int) (ids []int) {
	m := c.Model
	how := ref.Sampling{Temperature: 1, Seed: uint64(seed), MaxTokens: min(sampleWords, m.NPositions-len(text))}
	text = slices.Clone(text)
	for id := range m.Generate(ref.Scope{}, text, how) {
		if s.Ended = id == m.EOS; s.Ended {
			break
		}
		logP := ref.LogSoftmax(m.Logits(ref.Scope{}, [][]int{text}, nil, nil)) // (1, T, V)
		p := math.Exp(float64(logP.At(0, len(text)-1, id)))
		s.Words = append(s.Words, SampleWord{Label: labelOf(c, id), Text: pieceOf(c, text, id), P: Number(p)})
		text, ids = append(text, id), append(ids, id)
	}
	return ids
}

// pieceOf returns what a token adds to the text before it: the space in front of
// a word belongs to it.
func pieceOf(c *ref.Checkpoint, before []int, id int) string {
	if c.Tokenizer == nil {
		return " " + labelOf(c, id)
	}
	so, far := c.Tokenizer.Decode(append(slices.Clone(before), id)), c.Tokenizer.Decode(before)
	if piece, ok := strings.CutPrefix(so, far); ok {
		return strings.ReplaceAll(piece, string(utf8.RuneError), labelOf(c, id))
	}
	return labelOf(c, id) // half a character
}

// hold marks the first word that the grammar does not allow behind the text.
func (s *Sample) hold(ids []int, state world.State) {
	for i, id := range ids {
		next, allowed := state.After(id)
		if !allowed {
			s.Words[i].Slip = true
			return
		}
		state = next
		s.Fits++
	}
}
