package world

import "fmt"

// Start is the id of the token before a story, and after it. Unknown is the id
// of every word outside the vocabulary; no grammar says it.
const (
	Start   = 0
	Unknown = 1
)

// The names of the two tokens that are not words.
const (
	startName   = "<|endoftext|>"
	unknownName = "<|unknown|>"
)

// A Grammar makes the stories of one language. It is read-only once compiled.
type Grammar struct {
	name, lang string
	spaced     bool // words are written with spaces between them

	words []string       // by id
	ids   map[string]int // by word

	kinds     map[string]*kind
	variables []variable
	rules     []rule // the first has one alternative, which tells a whole story
}

// A kind is a table of what a variable can stand for: one entry a row, one form
// of it a column. The first column is what {variable} says, the others have names.
type kind struct {
	name    string
	forms   map[string]int // column by name
	entries [][]string     // row, column → word
}

// A variable is one place of a story's memory. It holds the number of an entry
// of its kind, counted from 1, or 0: nothing yet, or nobody.
type variable struct {
	name string
	kind *kind
	not  []int // variables whose entry it never draws
}

// A rule is a choice between alternatives.
type rule struct {
	name         string
	alternatives []alternative
}

// An alternative is taken with a probability proportional to its weight, when
// its conditions hold.
type alternative struct {
	weight     float64
	conditions []condition
	steps      []step
}

// A condition compares a variable's entry with another's, or with a fixed set of
// entries: (holder=hero), (holder=none), (thing.is=are).
type condition struct {
	variable int
	other    int          // the variable compared with, −1 for none
	entries  map[int]bool // what counts as equal where there is no other
	negated  bool
}

// A step is one thing an alternative does.
type step struct {
	kind     stepKind
	word     int   // say
	variable int   // tell, set
	says     []int // tell: entry − 1 → word
	other    int   // set: the variable to copy, −1 for none
	entry    int   // set: what to hold where there is no other
	rule     int   // call
}

type stepKind int

const (
	say  stepKind = iota // say a word
	tell                 // say the word a variable holds, drawing it first if need be
	set                  // change a variable, silently
	call                 // carry out a rule, then come back
)

// holds is true of a memory that meets the condition.
func (c *condition) holds(m *memory) bool {
	equal := c.entries[int(m[c.variable])]
	if c.other >= 0 {
		equal = m[c.variable] == m[c.other]
	}
	return equal != c.negated
}

// entriesFor lists what a variable may draw: every entry of its kind that none
// of the variables it must differ from holds.
func (g *Grammar) entriesFor(v int, m *memory) []int {
	var free []int
next:
	for entry := 1; entry <= len(g.variables[v].kind.entries); entry++ {
		for _, other := range g.variables[v].not {
			if int(m[other]) == entry {
				continue next
			}
		}
		free = append(free, entry)
	}
	return free
}

// variable returns the number of a variable, −1 where there is none of that name.
func (g *Grammar) variable(name string) int {
	for i, v := range g.variables {
		if v.name == name {
			return i
		}
	}
	return -1
}

// word returns the id of a word, a new one if it has none yet.
func (g *Grammar) word(text string) int {
	id, ok := g.ids[text]
	if !ok {
		id = len(g.words)
		g.words, g.ids[text] = append(g.words, text), id
	}
	return id
}

// entry returns the number of the row that begins with a word.
func (k *kind) entry(word string) (int, error) {
	for i, row := range k.entries {
		if row[0] == word {
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("%s has no %q", k.name, word)
}
