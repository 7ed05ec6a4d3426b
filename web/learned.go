package web

import (
	"cmp"
	"path/filepath"
	"slices"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// Along lists those checkpoints of the training run of a run's model that stand
// on the shelf, from the first update to the end.
func (s *shelf) Along(in viz.Input) (along []viz.Kept) {
	run, _, _ := models.Along(in.Checkpoint.Name)
	for _, m := range s.list {
		of, update, kept := models.Along(m.Name)
		if of != run {
			continue
		}
		c, _, err := s.get(m.Name)
		if err != nil || c.Model.VocabSize != in.Checkpoint.Model.VocabSize || c.Model.NPositions < len(in.Tokens) {
			continue // a folder that cannot be read says so when it is chosen
		}
		if !kept {
			update = endOf(c.Log)
		}
		along = append(along, viz.Kept{Model: m.Name, Update: update, Checkpoint: c})
	}
	slices.SortStableFunc(along, func(a, b viz.Kept) int { return cmp.Compare(uint(a.Update), uint(b.Update)) }) // one without a log is the end
	return along
}

// endOf returns the update at which a run's model was kept: that of its lowest
// validation loss, −1 where there is no log to know it from.
func endOf(log *ref.TrainingLog) int {
	if log == nil || len(log.Rows) == 0 {
		return -1
	}
	best, _ := log.Best()
	return best.Step
}

// openAlong opens a checkpoint folder. One that was kept along a run has the log
// of the run, which lies beside it.
func openAlong(folder string) (*ref.Checkpoint, error) {
	c, err := ref.Open(folder)
	if err != nil || c.Log != nil {
		return c, err
	}
	if _, _, kept := models.Along(filepath.ToSlash(folder)); kept {
		if log, err := ref.LoadTrainingLog(filepath.Dir(folder)); err == nil {
			c.Log = &log // a run without a log has no curve, and is a model all the same
		}
	}
	return c, nil
}
