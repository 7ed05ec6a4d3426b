package web

import (
	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// Others are the models of a list for those who draw pictures without a server.
func Others(list []Model) viz.Others { return newShelf(list) }

// Cuts cuts a run's text by its own model's tokenizer, by the others on the shelf,
// the best of each kind, and into bytes.
func (s *shelf) Cuts(t *viz.Tape) ([]viz.Cut, error) {
	own := t.Input().Checkpoint
	text, ok := t.Input().Text()
	if own.Tokenizer == nil || !ok {
		return nil, ref.Fail("tokenizer_missing", ref.Args{"model": own.Name})
	}
	others := []viz.Cut{viz.CutOf("", models.WordPiece(), text), viz.CutIntoBytes(text)}
	for _, m := range s.list {
		tokenizer, err := s.tokenizer(m.Name)
		if err != nil || tokenizer == nil {
			continue // a folder that cannot be read says so when it is chosen
		}
		others = append(others, viz.CutOf(m.Name, tokenizer, text))
	}
	return viz.BestCuts(viz.CutOf(own.Name, own.Tokenizer, text), others), nil
}
