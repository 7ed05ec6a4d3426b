package world

import (
	"cmp"
	"math"
	"slices"
)

// A State is all that the words said so far mean for the words to come: every
// derivation that says exactly these words, with its probability given them.
// Most of the time there is one.
type State struct {
	g           *Grammar
	derivations []derivation
}

// A derivation is a way through the rules, up to the word said last.
type derivation struct {
	p      float64 // P(derivation | words so far)
	memory memory
	stack  [maxDepth]frame // where to go on, innermost rule last
	depth  int             // frames in use; 0 when the story is told
	ended  bool            // the end token is said too
}

// A memory holds an entry for each variable, 0 for none.
type memory [21]uint8

// A frame is a place in an alternative: the step to carry out next.
type frame struct{ rule, alternative, step uint8 }

// maxDepth is how deep rules may call each other.
const maxDepth = 6

// A Choice is a word that may come next, and P(word | words so far).
type Choice struct {
	ID int
	P  float64
}

// Start returns the state after the start token.
func (g *Grammar) Start() State {
	var d derivation
	d.p = 1
	g.enter(&d, 0, 0)
	return State{g, []derivation{d}}
}

// enter puts an alternative on top of the stack.
func (g *Grammar) enter(d *derivation, rule, alternative int) {
	d.stack[d.depth] = frame{uint8(rule), uint8(alternative), 0}
	d.depth++
}

// Next returns the exact distribution of the next word, by ascending id: all
// words that have a chance, whose probabilities add up to 1. Where a story may be
// over, the end token is one of them; after the end token there is nothing.
//
//	P(w | w_<t) = Σ_d P(d | w_<t) · P(w | d)
func (s State) Next() []Choice {
	var all []Choice
	for _, d := range s.derivations {
		s.g.speak(d, func(word int, d derivation) { all = append(all, Choice{word, d.p}) })
	}
	slices.SortStableFunc(all, func(a, b Choice) int { return cmp.Compare(a.ID, b.ID) })
	merged := all[:0]
	for _, c := range all {
		if n := len(merged); n > 0 && merged[n-1].ID == c.ID {
			merged[n-1].P = min(1, merged[n-1].P+c.P) // rounding may reach above 1
		} else {
			merged = append(merged, c)
		}
	}
	return merged
}

// After returns the state after one more word, and false where the grammar does
// not allow the word.
//
//	P(d | w_<t, w) = P(d, w | w_<t) / P(w | w_<t)
func (s State) After(id int) (State, bool) {
	next := State{g: s.g}
	total := 0.0
	for _, d := range s.derivations {
		s.g.speak(d, func(word int, d derivation) {
			if word == id {
				s.g.settle(&d)
				next.derivations = append(next.derivations, d)
				total += d.p
			}
		})
	}
	for i := range next.derivations {
		next.derivations[i].p /= total
	}
	return next, len(next.derivations) > 0
}

// Entropy returns the entropy of the next word, in nats: the mean of −log P that
// a reader who knows the grammar cannot avoid.
//
//	H = −Σ_w P(w | w_<t) log P(w | w_<t)
func (s State) Entropy() float64 {
	h := 0.0
	for _, c := range s.Next() {
		h -= float64(c.P * math.Log(c.P))
	}
	return h
}

// speak calls yield for every word the derivation can say next, with the
// derivation that has said it and their joint probability. What is drawn is
// drawn here, at the word that shows it.
func (g *Grammar) speak(d derivation, yield func(word int, d derivation)) {
	g.settle(&d)
	if d.depth == 0 {
		if !d.ended {
			d.ended = true
			yield(Start, d)
		}
		return
	}
	switch s := g.take(&d); s.kind {
	case say:
		yield(s.word, d)
	case tell:
		if held := d.memory[s.variable]; held > 0 {
			yield(s.says[held-1], d)
			return
		}
		free := g.entriesFor(s.variable, &d.memory)
		d.p /= float64(len(free))
		for _, entry := range free {
			d.memory[s.variable] = uint8(entry)
			yield(s.says[entry-1], d)
		}
	case call:
		g.choose(d, s.rule, yield)
	}
}

// choose goes on with every alternative of a rule whose conditions hold.
func (g *Grammar) choose(d derivation, rule int, yield func(word int, d derivation)) {
	total := 0.0
	for i := range g.rules[rule].alternatives {
		if a := &g.rules[rule].alternatives[i]; a.allowed(&d.memory) {
			total += a.weight
		}
	}
	for i := range g.rules[rule].alternatives {
		if a := &g.rules[rule].alternatives[i]; a.allowed(&d.memory) {
			taken := d
			taken.p *= a.weight / total
			g.enter(&taken, rule, i)
			g.speak(taken, yield)
		}
	}
}

func (a *alternative) allowed(m *memory) bool {
	for i := range a.conditions {
		if !a.conditions[i].holds(m) {
			return false
		}
	}
	return true
}

// settle leaves finished alternatives and carries out silent steps, so that the
// memory is that of the words said and the next step says something.
func (g *Grammar) settle(d *derivation) {
	for d.depth > 0 {
		switch s := g.at(d.stack[d.depth-1]); {
		case s == nil:
			d.depth--
		case s.kind == set:
			d.stack[d.depth-1].step++
			d.memory[s.variable] = uint8(s.entry)
			if s.other >= 0 {
				d.memory[s.variable] = d.memory[s.other]
			}
		default:
			return
		}
	}
}

// take returns the step to carry out and moves on to the one after it. A rule
// called last is not come back to, so its caller leaves the stack.
func (g *Grammar) take(d *derivation) *step {
	s := g.at(d.stack[d.depth-1])
	d.stack[d.depth-1].step++
	if g.at(d.stack[d.depth-1]) == nil {
		d.depth--
	}
	return s
}

// at returns the step of a frame, nil behind the last.
func (g *Grammar) at(f frame) *step {
	steps := g.rules[f.rule].alternatives[f.alternative].steps
	if int(f.step) >= len(steps) {
		return nil
	}
	return &steps[f.step]
}
