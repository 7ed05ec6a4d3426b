package web

import (
	"context"
	"errors"
	"fmt"

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

// answer answers at once what can be answered at once. What is asked about a run
// that is under way waits for it beside the session, which goes on meanwhile.
func (c *session) answer(request viz.Request) error {
	run := request.About()
	made, growing := c.growing(run)
	if !growing || answeredWith(made.tape.Len(), request) {
		return c.respond(request)
	}
	return c.beside(request, func() error {
		if _, follows := request.(*viz.PullRequest); !follows {
			if err := made.tape.WaitEnd(c.ctx); err != nil {
				return err
			}
		}
		return c.respond(request)
	})
}

// growing returns an open run that is under way.
func (c *session) growing(run string) (*recording, bool) {
	if _, err := c.open.get(run); err != nil {
		return nil, false
	}
	made, ok := c.server.runs.known(run)
	return made, ok && made.grows()
}

// answeredWith reports whether the first steps of a run suffice for a request.
func answeredWith(steps int, request viz.Request) bool {
	switch r := request.(type) {
	case *viz.CloseRequest:
		return true
	case *viz.TensorRequest:
		return r.Step < steps
	case *viz.ExplainRequest:
		return r.Step < steps
	case *viz.TopRequest:
		return r.Step < steps
	}
	return false
}

// beside answers a request while the session goes on with others.
func (c *session) beside(request viz.Request, answer func() error) error {
	select {
	case c.pending <- struct{}{}:
	default:
		return ref.Fail("busy", ref.Args{"limit": maxPending})
	}
	c.computed.Go(func() {
		defer func() { <-c.pending }()
		err := answer()
		if errors.Is(err, context.Canceled) {
			err = ref.Fail("run_unknown", ref.Args{"run": request.About()}) // closed meanwhile
		}
		if err != nil {
			c.fail(request.RequestID(), err)
		}
	})
	return nil
}

func (c *session) respond(request viz.Request) (err error) {
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

// pull sends steps, those of a run under way as they are recorded.
func (c *session) pull(r *viz.PullRequest) error {
	made, err := c.recording(r.Run)
	if err != nil {
		return err
	}
	steps := made.catalogue.Steps
	if r.From < 0 || r.From > steps {
		return ref.Fail("step_out_of_range", ref.Args{"step": r.From, "steps": steps})
	}
	last := min(r.From+r.Credits, steps)
	for i := r.From; i < last; i++ {
		step, ok, err := made.tape.Wait(c.ctx, i)
		if !ok {
			return err
		}
		if !c.reply(message{viz.NewStepMessage(r.ID, r.Run, made.catalogue.Kinds, step)}) {
			return nil
		}
	}
	if last == steps {
		c.reply(message{viz.NewEndMessage(r.ID, r.Run, steps)})
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
	distribution, err := viz.Top(made.tape, r.Step, r.Row, r.N, wordOr(r.Also))
	if err != nil {
		return err
	}
	c.reply(message{viz.NewTop(r.ID, r.Run, distribution)})
	return nil
}

// wordOr returns a word that is to be listed wherever it ranks, -1 for none.
func wordOr(also *int) int {
	if also == nil {
		return -1
	}
	return *also
}

func (c *session) close(r *viz.CloseRequest) error {
	if err := c.open.remove(r.Run); err != nil {
		return err
	}
	c.reply(message{viz.NewClosed(r.ID, r.Run)})
	return nil
}
