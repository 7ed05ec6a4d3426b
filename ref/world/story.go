package world

import (
	"iter"
	"math"
	"math/rand/v2"
)

// A Story is what a grammar tells, with the truth about it.
type Story struct {
	IDs    []int     // the words; neither start nor end token
	P      []float64 // P[i] = P(IDs[i] | start token, IDs[:i]), exactly
	End    float64   // P(end token | the whole story)
	Labels Labels    // in words that are the same for every language
	Shown  Labels    // in the words of the story
}

// Labels say how a story ended. Nobody wrote them down: they are what the memory
// holds after the last word.
type Labels struct {
	Feeling string `json:"feeling"` // of the person the story is about
	Holder  string `json:"holder"`  // who has the thing: "first" or "second", in the order the two are named, or "nobody"
	Thing   string `json:"thing"`   // what it was about
	Place   string `json:"place"`   // where it was
}

// Stories tells stories without end. The same seed tells the same ones.
func (g *Grammar) Stories(seed uint64) iter.Seq[Story] {
	return func(yield func(Story) bool) {
		random := rand.New(rand.NewPCG(seed, 0))
		for yield(g.tell(random)) {
		}
	}
}

// tell draws one story, word by word: w_t ~ P(w_t | w_<t).
func (g *Grammar) tell(random *rand.Rand) Story {
	var story Story
	for s := g.Start(); ; {
		c := draw(s.Next(), random.Float64())
		if c.ID == Start {
			story.End = c.P
			story.Labels, story.Shown = s.Labels()
			return story
		}
		story.IDs, story.P = append(story.IDs, c.ID), append(story.P, c.P)
		s, _ = s.After(c.ID)
	}
}

// draw returns the first choice whose cumulative probability exceeds u ~ U[0, 1).
func draw(choices []Choice, u float64) Choice {
	sum := 0.0
	for _, c := range choices {
		if sum += c.P; u < sum {
			return c
		}
	}
	return choices[len(choices)-1] // u is above a sum that rounding left below 1
}

// Labels returns what the memory holds: labels for every language, and the words
// the story has for them. "" stands for what the story has not decided yet.
func (s State) Labels() (labels, shown Labels) {
	labels = Labels{s.key("feeling"), s.role(), s.key("thing"), s.key("place")}
	shown = Labels{s.Holds("feeling"), s.Holds("holder"), s.Holds("thing"), s.Holds("place")}
	return labels, shown
}

// Holds returns the word for what a variable holds, "" for nothing, and where
// the words so far do not say.
func (s State) Holds(variable string) string { return s.form(variable, "") }

// key returns an entry's name that is the same in every grammar: its column
// "key", or where the table has none its word.
func (s State) key(variable string) string { return s.form(variable, "key") }

func (s State) form(variable, form string) string {
	v := s.g.variable(variable)
	entry := s.entry(v)
	if entry == 0 {
		return ""
	}
	k := s.g.variables[v].kind
	return k.entries[entry-1][k.forms[form]]
}

// entry returns what a variable holds in every derivation, 0 where they differ.
func (s State) entry(v int) int {
	if v < 0 || len(s.derivations) == 0 {
		return 0
	}
	held := s.derivations[0].memory[v]
	for _, d := range s.derivations {
		if d.memory[v] != held {
			return 0
		}
	}
	return int(held)
}

// role says which of the two persons holds the thing.
func (s State) role() string {
	switch holder := s.entry(s.g.variable("holder")); holder {
	case 0:
		return "nobody"
	case s.entry(s.g.variable("hero")):
		return "first"
	default:
		return "second"
	}
}

// Truth returns P(ids[i] | start token, ids[:i]) for each word of any text. It
// is 0 at the first word the grammar does not allow, and behind that word there is no
// truth: NaN. A word outside the vocabulary has none either.
func (g *Grammar) Truth(ids []int) []float64 {
	truth := make([]float64, len(ids))
	s, allowed := g.Start(), true
	for i, id := range ids {
		if !allowed || id == Unknown {
			truth[i], allowed = math.NaN(), false
			continue
		}
		for _, c := range s.Next() {
			if c.ID == id {
				truth[i] = c.P
			}
		}
		s, allowed = s.After(id)
	}
	return truth
}
