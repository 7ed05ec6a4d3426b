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
	Swapped string    `json:"swapped,omitempty"` // the text in which the word behind the row and the next have changed places
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
	next.Swapped = swapped(in, row+1)
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
	return withWords(in, map[int]int{at: id}, max(in.Prompt, at+1))
}

// swapped returns the text in which two typed words that stand side by side have
// changed places; the empty one where they cannot.
func swapped(in Input, at int) string {
	if at < len(in.Tokens)-len(in.Words()) || at+1 >= in.Prompt || !in.Tokens[at].Known || !in.Tokens[at+1].Known {
		return ""
	}
	return withWords(in, map[int]int{at: in.Tokens[at+1].ID, at + 1: in.Tokens[at].ID}, in.Prompt)
}

// withWords returns the text up to a position with other words at some.
func withWords(in Input, words map[int]int, end int) string {
	var b strings.Builder
	before := world.Start // nothing
	for i := len(in.Tokens) - len(in.Words()); i < end; i++ {
		id, isNew := words[i]
		_, behindNew := words[i-1]
		if !isNew {
			id = in.Tokens[i].ID
		}
		if !isNew && (!in.Tokens[i].Known || i < in.Prompt && !behindNew) {
			b.WriteString(in.Tokens[i].Text)
		} else {
			b.WriteString(behind(in.Checkpoint.Tokenizer, before, id))
		}
		before = id
	}
	return b.String()
}

// behind writes a word with the space that stands between it and the word before.
func behind(tokenizer ref.Tokenizer, before, id int) string {
	return strings.TrimPrefix(tokenizer.Decode([]int{before, id}), tokenizer.Decode([]int{before}))
}
