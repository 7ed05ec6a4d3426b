package web

import (
	"context"

	"gptlab/lessons"
	"gptlab/ref"
	"gptlab/viz"
)

// run computes a run beside the session, which goes on with other requests. The
// catalogue is sent as soon as the run can be followed. The session counts as
// waiting until the run has ended, the run is closed, or the connection is; a run
// that nobody waits for is given up.
func (c *session) run(r *viz.RunRequest) error {
	select {
	case c.inFlight <- struct{}{}:
	default:
		return ref.Fail("busy", ref.Args{"limit": maxInFlight})
	}
	c.computed.Go(func() {
		defer func() { <-c.inFlight }()
		ctx, leave := context.WithCancel(c.ctx)
		defer leave()
		told := false
		_, err := c.server.record(ctx, r.Spec, func(made *recording) {
			told = true
			c.open.add(made.catalogue.Run, openRun{r.Spec, leave})
			c.reply(catalogued{made, r.ID})
		})
		if err != nil && !told { // whoever pulls the run is told there
			c.fail(r.ID, err)
		}
	})
	return nil
}

// record returns the recording of a run, computed now unless it is remembered.
// Where begun is not nil, it gets the recording as soon as that can be followed.
func (s *Server) record(ctx context.Context, spec viz.Spec, begun func(*recording)) (*recording, error) {
	checkpoint, fingerprint, err := s.models.get(spec.Model)
	if err != nil {
		return nil, err
	}
	id := spec.ID(fingerprint)
	return s.runs.get(ctx, id, recorder(id, checkpoint, spec), begun)
}

// recorder makes the recording of a run.
func recorder(id string, checkpoint *ref.Checkpoint, spec viz.Spec) computation {
	return func(ctx context.Context, begun func(*recording)) (made *recording, err error) {
		tape := &viz.Tape{MaxBytes: tapeBytes}
		tape.Begun = func() {
			made = newRecording(id, tape)
			begun(made)
		}
		err = viz.Run(ctx, checkpoint, spec, tape)
		return made, err
	}
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

// recording returns an open run, which may be under way. One that the server has
// forgotten meanwhile is computed again: its id, and every number, stay what they were.
func (c *session) recording(run string) (*recording, error) {
	open, err := c.open.get(run)
	if err != nil {
		return nil, err
	}
	if made, ok := c.server.runs.known(run); ok {
		return made, nil
	}
	return c.server.record(c.ctx, open.spec, nil)
}
