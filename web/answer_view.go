package web

import (
	"fmt"

	"gptlab/viz"
)

// view answers a request of a lesson's view. It is worked out where runs are
// computed, because some cost as much.
func (c *session) view(request viz.ViewRequest) error {
	made, err := c.recording(request.Reply().Run)
	if err != nil {
		return err
	}
	var answer message
	err = c.server.runs.within(c.ctx, func() (err error) {
		answer.value, err = c.server.viewed(made, request)
		return err
	})
	if err == nil {
		c.reply(answer) // not above: a client that does not read would keep the place
	}
	return err
}

// viewed computes what a view shows of a recording.
func (s *Server) viewed(made *recording, request viz.ViewRequest) (answer any, err error) {
	head := request.Reply()
	switch r := request.(type) {
	case *viz.SeekersRequest:
		m := viz.SeekersMessage{ReplyHead: head}
		m.Seekers, err = viz.SeekersOf(made.tape, r.Row, r.Columns, r.N)
		return m, err
	case *viz.AblateRequest:
		m := viz.AblateMessage{ReplyHead: head}
		m.Ablations, err = viz.AblateHeads(made.tape, r.Row)
		return m, err
	case *viz.HideRequest:
		m := viz.HideMessage{ReplyHead: head}
		m.Hidings, err = viz.HideWords(made.tape, r.Row)
		return m, err
	case *viz.SpreadRequest:
		return viz.SpreadMessage{ReplyHead: head, Spread: viz.SpreadOf(made.tape)}, nil
	case *viz.CutsRequest:
		m := viz.CutsMessage{ReplyHead: head}
		m.Cuts, err = s.models.Cuts(made.tape)
		return m, err
	case *viz.SpaceRequest:
		return viz.SpaceMessage{ReplyHead: head, Space: made.space()}, nil
	case *viz.NeighboursRequest:
		m := viz.NeighboursMessage{ReplyHead: head}
		m.Neighbours, err = viz.NeighboursOf(made.tape.Input().Checkpoint, r.Token, r.N)
		return m, err
	case *viz.StreamRequest:
		m := viz.StreamMessage{ReplyHead: head}
		m.Stream, err = viz.StreamOf(made.tape, r.Row)
		return m, err
	case *viz.LayerNormRequest:
		m := viz.LayerNormMessage{ReplyHead: head}
		m.Normalised, err = viz.NormalisedOf(made.tape, r.Step, r.Row)
		return m, err
	case *viz.CurveRequest:
		m := viz.CurveMessage{ReplyHead: head}
		m.Curve, err = viz.CurveOf(made.tape, r.Step, r.Row)
		return m, err
	case *viz.LensRequest:
		m := viz.LensMessage{ReplyHead: head}
		m.Lens, err = viz.LensOf(made.tape, r.Row, r.N)
		return m, err
	case *viz.TruthRequest:
		return viz.TruthMessage{ReplyHead: head, Truth: viz.TruthOf(made.tape)}, nil
	case *viz.GuessersRequest:
		return viz.GuessersMessage{ReplyHead: head, Guessers: viz.GuessersOf(made.tape)}, nil
	case *viz.ClassifyRequest:
		return s.models.classified(made.tape, head), nil
	case *viz.LearnedRequest:
		m := viz.LearnedMessage{ReplyHead: head}
		m.Learned, err = viz.LearnedOf(made.tape, s.models.Along(made.tape.Input()))
		return m, err
	case *viz.SamplesRequest:
		m := viz.SamplesMessage{ReplyHead: head}
		m.Samples, err = viz.SamplesOf(made.tape, s.models.Along(made.tape.Input()), r.Nth)
		return m, err
	case *viz.HeadRequest:
		m := viz.HeadMessage{ReplyHead: head}
		m.Labelling, err = viz.LabellingOf(made.tape)
		return m, err
	case *viz.UpdateRequest:
		m := viz.UpdateMessage{ReplyHead: head}
		m.Update, err = viz.UpdateOf(made.tape, r.Param, r.Cell)
		return m, err
	case *viz.NextRequest:
		m := viz.NextMessage{ReplyHead: head}
		m.NextWords, err = viz.NextWordsOf(made.tape, r.Row)
		return m, err
	case *viz.BlankRequest:
		m := viz.BlankMessage{ReplyHead: head}
		m.Blank, err = viz.BlankOf(made.tape, r.Row, r.N)
		return m, err
	case *viz.GameRequest:
		m := viz.GameMessage{ReplyHead: head}
		m.Game, err = viz.GameOf(made.tape.Input().Checkpoint, r.Seed, r.Said)
		return m, err
	case *viz.DrawsRequest:
		return viz.DrawsMessage{ReplyHead: head, Draws: viz.DrawsOf(made.tape)}, nil
	case *viz.SamplingRequest:
		m := viz.SamplingMessage{ReplyHead: head}
		m.Sampling, err = viz.SamplingOf(made.tape, r.Draw, r.N)
		if r.Undrawn {
			m.Sampling = m.Sampling.Undrawn(r.N)
		}
		return m, err
	case *viz.CacheRequest:
		return viz.CacheMessage{ReplyHead: head, Cache: viz.CacheOf(made.tape)}, nil
	case *viz.ScoresRequest:
		m := viz.ScoresMessage{ReplyHead: head}
		m.Scores, err = viz.ScoresOf(made.tape, r.Row, r.N, wordOr(r.Also))
		return m, err
	case *viz.WithoutRequest:
		m := viz.WithoutMessage{ReplyHead: head}
		m.Without, err = viz.WithoutNorm(made.tape, r.Row, r.N)
		return m, err
	case *viz.CompareRequest:
		m := viz.CompareMessage{ReplyHead: head}
		m.Comparison, err = viz.CompareNext(made.tape, r.Row, r.N)
		return m, err
	}
	return nil, fmt.Errorf("web: no answer to a %T", request)
}
