package web

import (
	"container/list"
	"context"
	"sync"

	"gptlab/viz"
)

// A recording is a run that has ended: its tape, and what it is told of.
type recording struct {
	tape      *viz.Tape
	catalogue viz.Catalogue    // without the id of a request
	space     func() viz.Space // computed when it is first asked for
}

func newRecording(run string, tape *viz.Tape) *recording {
	space := sync.OnceValue(func() viz.Space { return viz.SpaceOf(tape) })
	return &recording{tape, catalogueOf(run, tape), space}
}

// bytes returns what it costs to keep a recording; a catalogue quotes much of ref.
func (r *recording) bytes() int64 {
	const catalogue = 64 << 10
	return r.tape.Bytes() + catalogue
}

// runs remembers the latest recordings by run id, up to a number of bytes, and
// lets only so many runs be computed at a time.
//
// A run is a value, so one that was forgotten is not lost: it is computed
// again, with the same numbers, when somebody asks for it.
type runs struct {
	budget int64
	places chan struct{} // one for each run that may be computed at the same time

	mu      sync.Mutex
	used    int64
	latest  *list.List // of *kept, the one used last in front
	byID    map[string]*list.Element
	flights map[string]*flight
}

// kept is a recording with the id it is kept under.
type kept struct {
	id string
	*recording
}

// A computation makes a recording. It is not begun where ctx is done.
type computation func(ctx context.Context) (*recording, error)

// A flight is a run that is being computed, once, for all who wait for it.
type flight struct {
	done    chan struct{} // closed when the recording or err is there
	result  *recording
	err     error
	waiting int
	abandon context.CancelFunc
}

func newRuns(budget int64, atATime int) *runs {
	return &runs{
		budget: budget, places: make(chan struct{}, atATime),
		latest: list.New(), byID: map[string]*list.Element{}, flights: map[string]*flight{},
	}
}

// get returns the recording of a run, which compute makes where it is not
// remembered. Thirty students who open the same link cost one computation. A
// run that all have stopped waiting for before it began is not computed.
func (r *runs) get(ctx context.Context, id string, compute computation) (*recording, error) {
	r.mu.Lock()
	if e, ok := r.byID[id]; ok {
		r.latest.MoveToFront(e)
		r.mu.Unlock()
		return e.Value.(*kept).recording, nil
	}
	f, ok := r.flights[id]
	if !ok {
		f = r.depart(id, compute)
	}
	f.waiting++
	r.mu.Unlock()

	select {
	case <-f.done:
		return f.result, f.err
	case <-ctx.Done():
		r.leave(id, f)
		return nil, context.Cause(ctx)
	}
}

// depart begins a flight; the caller holds the lock.
func (r *runs) depart(id string, compute computation) *flight {
	ctx, cancel := context.WithCancel(context.Background())
	f := &flight{done: make(chan struct{}), abandon: cancel}
	r.flights[id] = f
	go func() {
		defer cancel()
		f.result, f.err = r.compute(ctx, compute)
		r.land(id, f)
	}()
	return f
}

// compute makes the recording when a place is free.
func (r *runs) compute(ctx context.Context, compute computation) (made *recording, err error) {
	err = r.within(ctx, func() error {
		made, err = compute(ctx)
		return err
	})
	return made, err
}

// within does something as costly as a run when a place is free, unless ctx is
// done before. A panic becomes an error.
func (r *runs) within(ctx context.Context, do func() error) (err error) {
	select {
	case r.places <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-r.places }()
	defer rescue(&err)
	return do()
}

// land keeps the recording of a flight and tells those who wait.
func (r *runs) land(id string, f *flight) {
	r.mu.Lock()
	if r.flights[id] == f {
		delete(r.flights, id)
	}
	if f.err == nil {
		r.keep(id, f.result)
	}
	r.mu.Unlock()
	close(f.done)
}

// leave takes one who waits off a flight, and calls it off when it was the last.
func (r *runs) leave(id string, f *flight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f.waiting--
	if f.waiting == 0 && r.flights[id] == f {
		delete(r.flights, id) // whoever comes now begins another
		f.abandon()
	}
}

// keep remembers a recording and forgets those used longest ago until all fit;
// the caller holds the lock. One that is too large alone is not remembered.
func (r *runs) keep(id string, made *recording) {
	if _, ok := r.byID[id]; ok {
		return
	}
	if made.bytes() > r.budget {
		return
	}
	r.byID[id] = r.latest.PushFront(&kept{id, made})
	r.used += made.bytes()
	for r.used > r.budget {
		oldest := r.latest.Remove(r.latest.Back()).(*kept)
		delete(r.byID, oldest.id)
		r.used -= oldest.bytes()
	}
}
