package ref

import (
	"context"
	"time"
)

// Run fine-tunes until the recipe's last step, until the validation split has
// not been labelled better for Patience measurements (early stopping), or until
// ctx ends, which is no error. keep is called whenever the model is the best so
// far, to store it: what it stored last is the result.
func (f *FineTuner) Run(ctx context.Context, report func(Progress), keep func(*GPT) error) error {
	began := time.Now()
	for f.Step() < f.Recipe.Steps && ctx.Err() == nil && !f.tired() {
		p := Progress{Steps: f.Recipe.Steps, LR: f.Recipe.LearningRate(f.Step())}
		p.Loss = f.Update(Scope{})
		p.Step = f.Step()
		if p.Step%f.Recipe.EvalEvery == 0 || p.Step == f.Recipe.Steps {
			if err := f.validate(&p, keep); err != nil {
				return err
			}
		}
		p.Seconds = time.Since(began).Seconds()
		f.Log.add(p, &f.since)
		report(p)
	}
	if f.BestAt > 0 {
		return nil
	}
	return f.validate(new(Progress), keep) // interrupted before the first
}

// validate measures the model, and stores it where it is the best so far. The
// log's validation loss is the mean of −log P(y | text).
func (f *FineTuner) validate(p *Progress, keep func(*GPT) error) error {
	now, best := f.Validate()
	accuracy := now.Confusion.Accuracy()
	p.Validation, p.Accuracy, p.Best = &now.Loss, &accuracy, best
	if !best {
		return nil
	}
	return keep(f.Model)
}

// tired is true when validating again is not worth the wait.
func (f *FineTuner) tired() bool {
	return f.BestAt > 0 && f.Step()-f.BestAt >= f.Recipe.Patience*f.Recipe.EvalEvery
}
