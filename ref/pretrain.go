package ref

import (
	"context"
	"time"
)

// Progress is one line of a training log.
type Progress struct {
	Step       int
	Steps      int
	Loss       float64 // of this step's batch, nats per token
	LR         float64
	Validation *float64 // mean over the validation split, where it was measured
	Best       bool     // the lowest Validation so far
	Accuracy   *float64 // of labels, where fine-tuning measured it
	Seconds    float64  // spent on the run so far
}

// Run trains until the recipe's last step or until ctx ends, which is no error:
// the state is saved and a later run may go on from it. After every EvalEvery
// updates the validation loss is measured and the state saved into dir, with the
// log; keep is called whenever the model is the best so far, to store it.
func (t *Trainer) Run(ctx context.Context, dir string, report func(Progress), keep func(*GPT) error) error {
	began, before := time.Now(), t.Log.Seconds()
	if entropy, known := t.Texts.Floor(); known {
		t.Log.Entropy = &entropy
	}
	for t.Step() < t.Recipe.Steps && ctx.Err() == nil {
		p := Progress{LR: t.Recipe.LearningRate(t.Step()), Steps: t.Recipe.Steps}
		p.Loss = t.Update(t.Watch)
		p.Step = t.Step()
		if p.Step%t.Recipe.EvalEvery == 0 || p.Step == t.Recipe.Steps {
			loss, best := t.Validate()
			p.Validation, p.Best = &loss, best
		}
		p.Seconds = before + time.Since(began).Seconds()
		t.Log.add(p, &t.since)
		if p.Validation != nil {
			if err := t.store(dir, p.Best, keep); err != nil {
				return err
			}
		}
		report(p)
	}
	return t.SaveState(dir)
}

// store keeps the best model before the state that calls it the best: after a
// power cut between the two, the state is the older one and finds it again.
func (t *Trainer) store(dir string, best bool, keep func(*GPT) error) error {
	if best {
		if err := keep(t.Model); err != nil {
			return err
		}
	}
	return t.SaveState(dir)
}
