package web

import (
	"slices"
	"sync"

	"gptlab/ref"
	"gptlab/viz"
)

// openRuns are the runs of one connection: what to run, by run id. They hold no
// tape, so what a server remembers is bounded by its runs alone, however many
// are connected.
type openRuns struct {
	limit int
	mu    sync.Mutex
	specs map[string]viz.Spec
	order []string // the one used longest ago first
}

func newOpenRuns(limit int) *openRuns {
	return &openRuns{limit: limit, specs: map[string]viz.Spec{}}
}

// add opens a run; beyond the limit it closes the one used longest ago.
func (o *openRuns) add(id string, spec viz.Spec) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.specs[id] = spec
	o.use(id)
	if len(o.order) > o.limit {
		delete(o.specs, o.order[0])
		o.order = slices.Delete(o.order, 0, 1)
	}
}

// get returns what an open run runs, or the error run_unknown.
func (o *openRuns) get(id string) (viz.Spec, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	spec, ok := o.specs[id]
	if !ok {
		return viz.Spec{}, ref.Fail("run_unknown", ref.Args{"run": id})
	}
	o.use(id)
	return spec, nil
}

// remove closes a run, or fails with run_unknown.
func (o *openRuns) remove(id string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.specs[id]; !ok {
		return ref.Fail("run_unknown", ref.Args{"run": id})
	}
	delete(o.specs, id)
	o.order = slices.DeleteFunc(o.order, func(open string) bool { return open == id })
	return nil
}

// use moves a run to the end of the order; the caller holds the lock.
func (o *openRuns) use(id string) {
	o.order = append(slices.DeleteFunc(o.order, func(open string) bool { return open == id }), id)
}
