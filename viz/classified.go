package viz

import "gptlab/ref"

// A Classified is the label that a model with a task head gives to the text of a run.
type Classified struct {
	Model  string   `json:"model"`
	Labels []string `json:"labels"`
	P      []Number `json:"p"` // of each label
}

// ClassifiedBy lets a model with a task head label the run's tokens, as
// GPT.Classify does: read from the state of the last one. The model must have
// the vocabulary of the run's own.
func ClassifiedBy(t *Tape, name string, c *ref.Checkpoint) Classified {
	probs := c.Model.Classify(ref.Scope{}, t.Input().IDs()) // (1, K)
	k := Classified{Model: name, Labels: c.Model.Task.Labels}
	for _, p := range probs.Row(0) {
		k.P = append(k.P, Number(p))
	}
	return k
}

// TrueLabel returns how the first child of a story feels where the run's text ends,
// as the grammar has it: "" where the words are no grammar's, where the text leaves
// it, and where nothing has been decided yet.
func TrueLabel(in Input) string {
	g, ok := WorldOf(in.Checkpoint)
	if !ok {
		return ""
	}
	state := g.Start()
	for _, word := range in.Words() {
		if state, ok = state.After(word.ID); !ok {
			return ""
		}
	}
	labels, _ := state.Labels()
	return labels.Feeling
}

// A TaughtModel is a model that was taught labels, or is about to be, with its
// view of a text and what was measured of it.
type TaughtModel struct {
	Classified
	Before    bool     // its head is still as it was drawn
	Scratch   bool     // it was never pre-trained
	Measured  bool     // it is a bundled one, of which it is known how it was trained
	Classes   []string // of Confusion; nil where nothing was measured
	Confusion [][]int  // [true label][said label]
}

// called says which of them it is.
func (m TaughtModel) called(w *words) string {
	switch {
	case m.Before:
		return w.untaught
	case !m.Measured:
		return Legible(m.Model)
	case m.Scratch:
		return w.scratch
	}
	return w.taught
}

// A LearningPoint is how often two models were right that learnt from as many labels.
type LearningPoint struct {
	Labels         int
	Tuned, Scratch float64
}

// Taught are the models that label a text, beside each other.
type Taught struct {
	Models []TaughtModel
	Curve  []LearningPoint
}
