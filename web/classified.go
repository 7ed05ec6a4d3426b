package web

import (
	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// A classifiedMessage answers classify: which label the text gets from every
// model of the server that was taught labels in the run's own words.
type classifiedMessage struct {
	viz.ReplyHead
	Models []classifiedBy      `json:"models"`
	Truth  string              `json:"truth"` // the label that is right by the small world's grammar; "" where nobody knows
	Curve  []models.CurvePoint `json:"curve"` // measured beforehand; null where it was not
}

type classifiedBy struct {
	viz.Classified
	Before  bool            `json:"before"`  // the pre-trained model with the head as fine-tuning began with it
	Metrics *models.Metrics `json:"metrics"` // on fresh stories, measured beforehand; null where it was not
}

func (s *shelf) classified(t *viz.Tape, head viz.ReplyHead) classifiedMessage {
	in := t.Input()
	m := classifiedMessage{ReplyHead: head, Models: []classifiedBy{}, Truth: viz.TrueLabel(in)}
	world, _ := viz.WorldOf(in.Checkpoint)
	for _, model := range s.list {
		c, _, err := s.get(model.Name)
		if err != nil || !c.Model.Task.Exists() || c.Model.NPositions < len(in.Tokens) {
			continue // a folder that cannot be read says so when it is chosen
		}
		other, known := viz.WorldOf(c)
		if model.Name != in.Spec.Model && (!known || other != world) {
			continue // it reads other words
		}
		by := classifiedBy{Classified: viz.ClassifiedBy(t, model.Name, c)}
		if model.Bundled {
			if metrics, ok := models.MetricsOf(model.Name); ok {
				by.Metrics = &metrics
				m.Models = append(m.Models, s.untaught(t, c, metrics)...)
			}
			if curve := models.CurveOf(model.Name); curve != nil {
				m.Curve = curve
			}
		}
		m.Models = append(m.Models, by)
	}
	return m
}

// untaught is the model that fine-tuning began with, where that was a pre-trained
// one that the server has: its own weights, and the head as it was drawn.
func (s *shelf) untaught(t *viz.Tape, taught *ref.Checkpoint, metrics models.Metrics) []classifiedBy {
	base, _, err := s.get(metrics.Model)
	if metrics.FromScratch || err != nil || base.Model.NEmbd != taught.Model.NEmbd || base.Model.VocabSize != taught.Model.VocabSize {
		return nil
	}
	c, model := *base, *base.Model
	model.Task = ref.NewTaskHead(taught.Model.Task.Labels, model.NEmbd, metrics.Recipe.Seed)
	c.Model = &model
	return []classifiedBy{{Classified: viz.ClassifiedBy(t, base.Name, &c), Before: true}}
}

// Taught is the same for a picture.
func (s *shelf) Taught(t *viz.Tape) (taught viz.Taught) {
	said := s.classified(t, viz.ReplyHead{})
	for _, by := range said.Models {
		m := viz.TaughtModel{Classified: by.Classified, Before: by.Before}
		if by.Metrics != nil {
			m.Measured, m.Scratch, m.Confusion = true, by.Metrics.FromScratch, by.Metrics.Test.Confusion
			for _, class := range by.Metrics.Test.Classes {
				m.Classes = append(m.Classes, class.Label)
			}
		}
		taught.Models = append(taught.Models, m)
	}
	for _, p := range said.Curve {
		taught.Curve = append(taught.Curve, viz.LearningPoint{Labels: p.Labels, Tuned: p.Tuned, Scratch: p.Scratch})
	}
	return taught
}
