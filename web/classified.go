package web

import (
	"gptlab/ref/models"
	"gptlab/viz"
)

// A classifiedMessage answers classify: the text's label in the eyes of every
// model of the server that was taught labels in the run's own words.
type classifiedMessage struct {
	viz.ReplyHead
	Models []classifiedBy      `json:"models"`
	Curve  []models.CurvePoint `json:"curve"` // measured beforehand; null where it was not
}

type classifiedBy struct {
	viz.Classified
	Metrics *models.Metrics `json:"metrics"` // on fresh stories, measured beforehand; null where it was not
}

func (s *Server) classified(made *recording, head viz.ReplyHead) classifiedMessage {
	in := made.tape.Input()
	m := classifiedMessage{ReplyHead: head, Models: []classifiedBy{}}
	world, _ := viz.WorldOf(in.Checkpoint)
	for _, model := range s.models.list {
		c, _, err := s.models.get(model.Name)
		if err != nil || !c.Model.Task.Exists() || c.Model.NPositions < len(in.Tokens) {
			continue // a folder that cannot be read says so when it is chosen
		}
		other, known := viz.WorldOf(c)
		if model.Name != in.Spec.Model && (!known || other != world) {
			continue // it reads other words
		}
		by := classifiedBy{Classified: viz.ClassifiedBy(made.tape, model.Name, c)}
		if model.Bundled {
			if metrics, ok := models.MetricsOf(model.Name); ok {
				by.Metrics = &metrics
			}
			if curve := models.CurveOf(model.Name); curve != nil {
				m.Curve = curve
			}
		}
		m.Models = append(m.Models, by)
	}
	return m
}
