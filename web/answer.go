package web

import (
	"context"
	"fmt"

	"gptlab/lessons"
	"gptlab/ref"
	"gptlab/viz"
)

// handle answers one message. A panic on the way is the end of that request alone.
func (c *session) handle(text []byte) {
	request, err := viz.DecodeRequest(text)
	if err == nil {
		err = c.answer(request)
	}
	if err != nil {
		c.fail(idOf(request), err)
	}
}

func idOf(r viz.Request) uint32 {
	if r == nil {
		return 0
	}
	return r.RequestID()
}

// fail answers with an error, unless it is only that the session ends.
func (c *session) fail(id uint32, err error) {
	if c.ctx.Err() == nil {
		c.reply(message{viz.NewError(id, c.server.asError(err))})
	}
}

func (c *session) answer(request viz.Request) (err error) {
	defer rescue(&err)
	switch r := request.(type) {
	case *viz.RunRequest:
		return c.run(r)
	case *viz.PullRequest:
		return c.pull(r)
	case *viz.TensorRequest:
		return c.tensor(r)
	case *viz.ExplainRequest:
		return c.explain(r)
	case *viz.TopRequest:
		return c.top(r)
	case *viz.GuessRequest:
		return c.guess(r)
	case *viz.CloseRequest:
		return c.close(r)
	case viz.ViewRequest:
		return c.view(r)
	}
	return fmt.Errorf("web: no answer to a %T", request)
}

// run computes a run beside the session, which goes on with other requests.
func (c *session) run(r *viz.RunRequest) error {
	select {
	case c.inFlight <- struct{}{}:
	default:
		return ref.Fail("busy", ref.Args{"limit": maxInFlight})
	}
	c.computed.Go(func() {
		defer func() { <-c.inFlight }()
		made, err := c.server.record(c.ctx, r.Spec)
		if err != nil {
			c.fail(r.ID, err)
			return
		}
		catalogue := made.catalogue
		catalogue.ID = r.ID
		c.open.add(catalogue.Run, r.Spec)
		c.reply(message{catalogue})
	})
	return nil
}

// record returns the recording of a run, computed now unless it is remembered.
func (s *Server) record(ctx context.Context, spec viz.Spec) (*recording, error) {
	checkpoint, fingerprint, err := s.models.get(spec.Model)
	if err != nil {
		return nil, err
	}
	id := spec.ID(fingerprint)
	return s.runs.get(ctx, id, func(ctx context.Context) (*recording, error) {
		tape := &viz.Tape{MaxBytes: tapeBytes}
		if err := viz.Run(ctx, checkpoint, spec, tape); err != nil {
			return nil, err
		}
		return newRecording(id, tape), nil
	})
}

// catalogueOf adds to a run's catalogue what the course says of its steps.
func catalogueOf(run string, tape *viz.Tape) viz.Catalogue {
	catalogue := viz.NewCatalogue(0, run, tape)
	for i := range catalogue.Kinds {
		kind := &catalogue.Kinds[i]
		if said, ok := lessons.KindOf(kind.Kind); ok {
			kind.Formula, kind.Part, kind.Caption = said.Formula, said.Part, said.Caption
		}
	}
	return catalogue
}

// recording returns an open run. One that the server has forgotten meanwhile is
// computed again: its id, and every number, stay what they were.
func (c *session) recording(run string) (*recording, error) {
	spec, err := c.open.get(run)
	if err != nil {
		return nil, err
	}
	return c.server.record(c.ctx, spec)
}

func (c *session) pull(r *viz.PullRequest) error {
	made, err := c.recording(r.Run)
	if err != nil {
		return err
	}
	steps := made.tape.Steps()
	if r.From < 0 || r.From > len(steps) {
		return ref.Fail("step_out_of_range", ref.Args{"step": r.From, "steps": len(steps)})
	}
	last := min(r.From+r.Credits, len(steps))
	for _, step := range steps[r.From:last] {
		if !c.reply(message{viz.NewStepMessage(r.ID, r.Run, made.catalogue.Kinds, step)}) {
			return nil
		}
	}
	if last == len(steps) {
		c.reply(message{viz.NewEndMessage(r.ID, r.Run, len(steps))})
	}
	return nil
}

func (c *session) tensor(r *viz.TensorRequest) error {
	made, err := c.recording(r.Run)
	if err != nil {
		return err
	}
	c.reply(tensor{r.ID, made.tape, r.Step, r.Index})
	return nil
}

func (c *session) explain(r *viz.ExplainRequest) error {
	made, err := c.recording(r.Run)
	if err != nil {
		return err
	}
	terms := r.Terms
	if terms == 0 {
		terms = viz.DefaultTerms
	}
	explanation, err := viz.Explain(made.tape, r.Step, r.Cell, terms)
	if err != nil {
		return err
	}
	c.reply(message{viz.NewExplained(r.ID, r.Run, explanation)})
	return nil
}

func (c *session) top(r *viz.TopRequest) error {
	made, err := c.recording(r.Run)
	if err != nil {
		return err
	}
	also := -1
	if r.Also != nil {
		also = *r.Also
	}
	distribution, err := viz.Top(made.tape, r.Step, r.Row, r.N, also)
	if err != nil {
		return err
	}
	c.reply(message{viz.NewTop(r.ID, r.Run, distribution)})
	return nil
}

func (c *session) close(r *viz.CloseRequest) error {
	if err := c.open.remove(r.Run); err != nil {
		return err
	}
	c.reply(message{viz.NewClosed(r.ID, r.Run)})
	return nil
}
