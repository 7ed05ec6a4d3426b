package viz

import (
	"slices"
	"strconv"

	"gptlab/ref"
)

// Draws are the words that a run has drawn behind its text, one after another.
type Draws struct {
	Prompt int     `json:"prompt"` // how many tokens were given
	Ended  bool    `json:"ended"`  // the last draw is the model's end token
	Limit  int     `json:"limit"`  // how many were to be drawn at most
	Draws  []Drawn `json:"draws"`
}

// A Drawn is one word that was drawn, beside the one that was the most probable.
type Drawn struct {
	N     int     `json:"n"` // of sample.N, from 1
	Entry         // by the model's own P, before temperature, top-k and top-p
	Best  Entry   `json:"best"`  // the most probable word in this place
	U     *Number `json:"u"`     // the random number; null where none was needed
	Drawn Number  `json:"drawn"` // the probability that it was drawn with
}

// DrawsOf lists the draws of a run; there are none where its spec has no draw.
func DrawsOf(t *Tape) Draws {
	in := t.Input()
	all := Draws{Prompt: in.Prompt, Draws: []Drawn{}}
	if in.Spec.Draw == nil {
		return all
	}
	all.Limit = in.Spec.Draw.MaxTokens
	for n := 1; ; n++ {
		d, ok := drawnOf(t, n)
		if !ok {
			return all
		}
		order := byProbability(d.model.Data)
		all.Draws = append(all.Draws, Drawn{N: n, Entry: d.entry(t, order, slices.Index(order, d.choice)), Best: d.entry(t, order, 0), Drawn: Number(d.probs.Data[d.choice]), U: d.u})
		all.Ended = d.choice == in.Checkpoint.Model.EOS
	}
}

// A Sampling is one draw, and what temperature, top-k and top-p made of the
// distribution it was drawn from.
type Sampling struct {
	N       int         `json:"n"`
	Greedy  bool        `json:"greedy"` // temperature 0: the most probable word, without a draw
	Kept    int         `json:"kept"`   // how many words may be drawn
	Size    int         `json:"size"`   // of how many
	Entries []Sampled   `json:"entries"`
	Rest    SampledRest `json:"rest"`
	Line    []Stretch   `json:"line"` // the line from 0 to 1, by rising id
	U       *Number     `json:"u"`
	Choice  Sampled     `json:"choice"`
}

// A Sampled is a word with its probability on the way to the draw.
type Sampled struct {
	Entry         // by the model's own P = Softmax(z)
	Scaled Number `json:"scaled"` // Softmax(z/τ)
	Drawn  Number `json:"drawn"`  // Softmax(Keep(z/τ))
}

// A SampledRest is every word that is not listed.
type SampledRest struct {
	Rest
	Scaled Number `json:"scaled"`
	Drawn  Number `json:"drawn"`
}

// A Stretch is the part of the line on which a word is drawn: from ≤ u < to.
type Stretch struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
	From  Number `json:"from"`
	To    Number `json:"to"`
}

// thinnest is the shortest stretch that can be seen on a line.
const thinnest = 1.0 / 500

// SamplingOf opens draw N of a run: the n likeliest words by the model's own P,
// and the one that was drawn. It fails with index_out_of_range where the run has
// no such draw and credits_out_of_range for n.
func SamplingOf(t *Tape, draw, n int) (Sampling, error) {
	if n < 1 || n > MaxTop {
		return Sampling{}, ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	d, ok := drawnOf(t, draw)
	if !ok {
		return Sampling{}, ref.Fail("index_out_of_range", ref.Args{"index": []int{draw}, "shape": []int{len(DrawsOf(t).Draws)}})
	}
	s := Sampling{N: draw, Greedy: d.u == nil, Size: len(d.model.Data), U: d.u}
	rest := [3]float64{}
	order := byProbability(d.model.Data)
	for rank, id := range order {
		if d.probs.Data[id] > 0 {
			s.Kept++
		}
		sampled := Sampled{d.entry(t, order, rank), Number(d.scaled.Data[id]), Number(d.probs.Data[id])}
		if id == d.choice {
			s.Choice = sampled
		}
		if rank >= n && id != d.choice {
			rest[0] += float64(sampled.P)
			rest[1] += float64(sampled.Scaled)
			rest[2] += float64(sampled.Drawn)
			continue
		}
		s.Entries = append(s.Entries, sampled)
	}
	s.Rest = SampledRest{Rest{s.Size - len(s.Entries), Number(rest[0])}, Number(rest[1]), Number(rest[2])}
	s.Line = d.line(t)
	return s, nil
}

// Undrawn is the draw as it can be told before it happens: a word that is listed
// only because it was drawn goes back to the rest.
func (s Sampling) Undrawn(n int) Sampling {
	if s.Choice.Rank <= n {
		return s
	}
	s.Entries = slices.DeleteFunc(slices.Clone(s.Entries), func(e Sampled) bool { return e.ID == s.Choice.ID })
	s.Rest.Count++
	s.Rest.P += s.Choice.P
	s.Rest.Scaled += s.Choice.Scaled
	s.Rest.Drawn += s.Choice.Drawn
	return s
}

// A oneDraw is what the tape holds of one draw. At temperature 0, where there is
// nothing to scale, the whole probability is the choice's: the limit τ → 0.
type oneDraw struct {
	model, scaled, probs ref.Tensor // (V)   Softmax(z), Softmax(z/τ), Softmax(Keep(z/τ))
	cumulative           []ref.Float
	u                    *Number
	choice               int
}

func drawnOf(t *Tape, n int) (d oneDraw, ok bool) {
	at := "sample." + strconv.Itoa(n) + "."
	logits, ok := t.Named(at + "logits")
	if !ok {
		return d, false
	}
	choice, _ := t.Named(at + "choice")
	d.model, d.choice = ref.Softmax(logits.Value), int(choice.Value.Data[0])
	scaled, drawn := t.Named(at + "scaled")
	if !drawn {
		d.probs = ref.NewTensor(len(d.model.Data))
		d.probs.Data[d.choice] = 1
		d.scaled = d.probs
		return d, true
	}
	d.scaled = ref.Softmax(scaled.Value)
	probs, _ := t.Named(at + "probs")
	cumulative, _ := t.Named(at + "cumulative")
	u, _ := t.Named(at + "u")
	d.probs, d.cumulative, d.u = probs.Value, cumulative.Value.Data, known(float64(u.Value.Data[0]))
	return d, true
}

// entry returns the word at a place in the order of falling probability, from 0.
func (d oneDraw) entry(t *Tape, order []int, at int) Entry {
	id := order[at]
	return Entry{ID: id, Label: labelOf(t.Input().Checkpoint, id), P: Number(d.model.Data[id]), Rank: at + 1}
}

// line returns the stretches that are long enough to be seen, and the choice's.
func (d oneDraw) line(t *Tape) []Stretch {
	line, before := []Stretch{}, ref.Float(0)
	for id, end := range d.cumulative {
		if end-before >= thinnest || id == d.choice {
			line = append(line, Stretch{id, labelOf(t.Input().Checkpoint, id), Number(before), Number(end)})
		}
		before = end
	}
	return line
}
