package web

import (
	"context"
	"sync"

	"gptlab/lessons"
	"gptlab/viz"
)

// ahead makes the run that a lesson opens with while the browser is still busy
// reading the page's scripts, so that the first picture need not wait for it.
// Each lesson is made ready once: a run that is forgotten later is no first one.
type ahead struct {
	mu    sync.Mutex
	begun map[string]bool // by language and lesson
	ctx   context.Context
	end   context.CancelFunc
	gone  sync.WaitGroup
}

func newAhead() *ahead {
	ctx, end := context.WithCancel(context.Background())
	return &ahead{begun: map[string]bool{}, ctx: ctx, end: end}
}

// begin calls make in the background, unless it was called for this lesson before.
func (a *ahead) begin(lang, lesson string, make func(context.Context)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := lang + "/" + lesson
	if a.begun[key] || a.ctx.Err() != nil {
		return
	}
	a.begun[key] = true
	a.gone.Go(func() { make(a.ctx) })
}

// close calls off what has not begun, and waits for what has.
func (a *ahead) close() {
	a.mu.Lock()
	a.end()
	a.mu.Unlock()
	a.gone.Wait()
}

// makeReady records what a lesson opens with. What goes wrong is said to the
// reader who asks for the run.
func (s *Server) makeReady(lang string, lesson *lessons.Lesson) {
	s.ahead.begin(lang, lesson.ID, func(ctx context.Context) {
		_, _ = s.record(ctx, openingOf(lesson.Opening(lang)), nil)
	})
}

// openingOf is the run that the page asks for where its address says nothing.
func openingOf(try lessons.Try) viz.Spec {
	return viz.Spec{Model: try.Model, Text: try.Text, Start: true, Set: try.Set, Draw: try.Draw}
}
