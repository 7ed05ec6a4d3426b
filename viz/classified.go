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
