package lessons

import (
	"context"
	"strconv"

	"gptlab/ref"
	"gptlab/viz"
)

// A Run is what questions are asked about: one forward pass over a text.
type Run interface {
	// Step returns the recorded value of a step, by its public name.
	Step(name string) (ref.Tensor, bool)

	// Tokens are what the model read; a start token is the first of them.
	Tokens() []ref.Token

	// Start reports whether the first token is a start token.
	Start() bool

	// Token says what an id of the vocabulary stands for.
	Token(id int) ref.Token

	// Tape is where it was recorded, for what viz computes of it.
	Tape() *viz.Tape

	// Again returns the same model's run over other tokens, as many of them.
	Again(ids []int) (Run, error)
}

// OfTape returns the run that a tape has recorded, which must have ended.
func OfTape(t *viz.Tape) Run { return tapeRun{t, t.Input()} }

type tapeRun struct {
	tape  *viz.Tape
	input viz.Input
}

func (r tapeRun) Step(name string) (ref.Tensor, bool) {
	step, ok := r.tape.Named(name)
	return step.Value, ok
}

func (r tapeRun) Tape() *viz.Tape { return r.tape }

func (r tapeRun) Tokens() []ref.Token { return r.input.Tokens }

func (r tapeRun) Start() bool { return len(r.input.Words()) < len(r.input.Tokens) }

func (r tapeRun) Token(id int) ref.Token {
	tokenizer := r.input.Checkpoint.Tokenizer
	if tokenizer == nil || id >= tokenizer.Size() {
		return ref.Token{ID: id}
	}
	return tokenizer.Token(id)
}

func (r tapeRun) Again(ids []int) (Run, error) {
	spec := viz.Spec{Model: r.input.Spec.Model, Tokens: ids, Set: r.input.Spec.Set}
	tape := new(viz.Tape)
	if err := viz.Run(context.Background(), r.input.Checkpoint, spec, tape); err != nil {
		return nil, err
	}
	return OfTape(tape), nil
}

// A factor is one P(w_t given w_<t) of a run.
type factor struct {
	t     int // 1 for the first word of the sentence
	at    int // the word's index among the tokens
	value float64
}

// factors returns the factors that the run has. The first word has none where
// no start token stands before it.
func factors(r Run) []factor {
	var all []factor
	for at := 1; at < len(r.Tokens()); at++ {
		t := at + 1
		if r.Start() {
			t = at
		}
		if p, ok := r.Step(chainStep(t, "factor")); ok {
			all = append(all, factor{t, at, float64(p.Data[0])})
		}
	}
	return all
}

// chainStep returns the name of a step of word t.
func chainStep(t int, what string) string { return "chain." + strconv.Itoa(t) + "." + what }

// attnStep returns the name of a step of a layer's attention.
func attnStep(layer int, what string) string {
	return "h." + strconv.Itoa(layer) + ".attn." + what
}
