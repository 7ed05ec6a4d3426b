package viz

import (
	"cmp"
	"slices"
	"strings"

	"gptlab/ref"
	"gptlab/ref/world"
)

// nearWords is how many known words are offered for an unknown one.
const nearWords = 5

// NextWords says what a writer in a small world can do: which words are possible
// behind a position, and what may have been meant by words that are not known.
type NextWords struct {
	Row     int       `json:"row"`
	World   string    `json:"world"`
	Allowed bool      `json:"allowed"` // false: the words up to the row have left the grammar
	Left    *int      `json:"left"`    // the position of the first word that the grammar does not allow; null for none
	Choices []Choice  `json:"choices"` // by falling truth
	Unknown []Unknown `json:"unknown"`
}

// A Choice is a word that can be put somewhere, with the text that makes.
type Choice struct {
	ID    int     `json:"id"`
	Label string  `json:"label"`
	P     *Number `json:"p,omitempty"` // its true probability
	Text  string  `json:"text"`
}

// An Unknown is a word outside the vocabulary, with known ones that are near.
type Unknown struct {
	At   int      `json:"at"` // its position
	Near []Choice `json:"near"`
}

// NextWordsOf lists the words that the grammar allows behind a position, each
// with the text in which it takes the place of what stands there. Behind the last
// position the text grows by a word. It fails with index_out_of_range.
func NextWordsOf(t *Tape, row int) (NextWords, error) {
	in := t.Input()
	if row < 0 || row >= len(in.Tokens) {
		return NextWords{}, ref.Fail("index_out_of_range", ref.Args{"index": []int{row}, "shape": []int{len(in.Tokens)}})
	}
	next := NextWords{Row: row, Choices: []Choice{}, Unknown: []Unknown{}}
	state, g, allowed := stateAfter(in, row)
	if g == nil {
		return next, nil
	}
	next.World, next.Allowed, next.Left = g.Name(), allowed, leaves(g, in)
	tokenizer := in.Checkpoint.Tokenizer.(*ref.WordTokenizer) // WorldOf has seen to it
	if allowed {
		for _, c := range state.Next() {
			if c.ID != world.Start { // the end of a story is not written
				next.Choices = append(next.Choices, Choice{c.ID, labelOf(in.Checkpoint, c.ID), known(c.P), withWord(in, row+1, c.ID)})
			}
		}
		slices.SortStableFunc(next.Choices, func(a, b Choice) int { return -cmp.Compare(*a.P, *b.P) })
	}
	for at, unknown := range in.Unknown() {
		if !unknown {
			continue
		}
		u := Unknown{At: at, Near: []Choice{}}
		for _, near := range tokenizer.Nearest(strings.TrimSpace(in.Tokens[at].Text), nearWords) {
			u.Near = append(u.Near, Choice{ID: near.ID, Label: ref.Label(near), Text: withWord(in, at, near.ID)})
		}
		next.Unknown = append(next.Unknown, u)
	}
	return next, nil
}

// leaves returns the position at which a text leaves the grammar.
func leaves(g *world.Grammar, in Input) *int {
	first := len(in.Tokens) - len(in.Words())
	for i, p := range g.Truth(in.IDs()[first:]) {
		if p == 0 {
			at := first + i
			return &at
		}
	}
	return nil
}

// withWord returns the text with another word at a position. What was typed
// elsewhere stays as it is, but for the spaces on both sides of the new word.
// Drawn words are no text; those before a word that is chosen among them become it.
func withWord(in Input, at, id int) string {
	first := len(in.Tokens) - len(in.Words())
	end := max(in.Prompt, at+1)
	var b strings.Builder
	for i := first; i < at; i++ {
		b.WriteString(in.Tokens[i].Text)
	}
	before := world.Start // nothing
	if at > first {
		before = in.Tokens[at-1].ID
	}
	b.WriteString(behind(in.Checkpoint.Tokenizer, before, id))
	if at+1 < end {
		after := in.Tokens[at+1]
		if after.Known {
			b.WriteString(behind(in.Checkpoint.Tokenizer, id, after.ID))
		} else {
			b.WriteString(after.Text)
		}
	}
	for i := at + 2; i < end; i++ {
		b.WriteString(in.Tokens[i].Text)
	}
	return b.String()
}

// behind writes a word with the space that stands between it and the word before.
func behind(tokenizer ref.Tokenizer, before, id int) string {
	return strings.TrimPrefix(tokenizer.Decode([]int{before, id}), tokenizer.Decode([]int{before}))
}
