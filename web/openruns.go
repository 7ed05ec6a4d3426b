package web

import (
	"slices"
	"sync"

	"gptlab/ref"
	"gptlab/viz"
)

// openRuns are the runs of one connection by run id. They hold no tape, so what
// a server remembers is bounded by its runs alone, however many are connected.
type openRuns struct {
	limit int
	mu    sync.Mutex
	runs  map[string]openRun
	order []string // the one used longest ago first
}

// An openRun is what to run, and how to wait for it no longer.
type openRun struct {
	spec  viz.Spec
	leave func()
}

func newOpenRuns(limit int) *openRuns {
	return &openRuns{limit: limit, runs: map[string]openRun{}}
}

// add opens a run; beyond the limit it closes the one used longest ago. Where the
// run is open already, the new one waits for it instead of the old.
func (o *openRuns) add(id string, run openRun) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if old, ok := o.runs[id]; ok {
		old.leave()
	}
	o.runs[id] = run
	o.use(id)
	if len(o.order) > o.limit {
		o.close(o.order[0])
	}
}

// get returns an open run, or the error run_unknown.
func (o *openRuns) get(id string) (openRun, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	run, ok := o.runs[id]
	if !ok {
		return openRun{}, ref.Fail("run_unknown", ref.Args{"run": id})
	}
	o.use(id)
	return run, nil
}

// remove closes a run, or fails with run_unknown.
func (o *openRuns) remove(id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.runs[id]; !ok {
		return ref.Fail("run_unknown", ref.Args{"run": id})
	}
	o.close(id)
	return nil
}

// close forgets a run; the caller holds the lock.
func (o *openRuns) close(id string) {
	o.runs[id].leave()
	delete(o.runs, id)
	o.order = slices.DeleteFunc(o.order, func(open string) bool { return open == id })
}

// use moves a run to the end of the order; the caller holds the lock.
func (o *openRuns) use(id string) {
	o.order = append(slices.DeleteFunc(o.order, func(open string) bool { return open == id }), id)
}
