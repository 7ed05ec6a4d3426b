package web

import (
	"container/list"
	"context"
	"sync"

	"gptlab/viz"
)

// A recording is a run: its tape, which may still be growing, and what it is told of.
type recording struct {
	tape      *viz.Tape
	catalogue viz.Catalogue    // without the id of a request
	space     func() viz.Space // computed when it is first asked for
	said      catalogues
}

func newRecording(run string, tape *viz.Tape) *recording {
	space := sync.OnceValue(func() viz.Space { return viz.SpaceOf(tape) })
	return &recording{tape: tape, catalogue: catalogueOf(run, tape), space: space}
}

// grows reports whether steps are still to come.
func (r *recording) grows() bool {
	ended, _ := r.tape.Ended()
	return !ended
}

// bytes returns what it costs to keep a recording; a catalogue quotes much of ref.
func (r *recording) bytes() int64 {
	const catalogue = 384 << 10 // and its frames
	return r.tape.Bytes() + catalogue
}

// runs remembers the latest recordings by run id, up to a number of bytes, and
// limits how many are computed at a time.
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

// A computation makes a recording, and calls begun as soon as it can be followed
// while it grows. It is called off when ctx is done.
type computation func(ctx context.Context, begun func(*recording)) (*recording, error)

// A flight is a run that is being computed, once, for all who wait for it.
type flight struct {
	begun   chan struct{} // closed when early is there
	early   *recording    // what is being made
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
// remembered. Thirty students who open the same link cost one computation. One
// that all have stopped waiting for is called off. Where begun is not nil, it gets
// the recording as soon as that can be followed, before get returns it.
func (r *runs) get(ctx context.Context, id string, compute computation, begun func(*recording)) (*recording, error) {
	if begun == nil {
		begun = func(*recording) {}
	}
	r.mu.Lock()
	if e, ok := r.byID[id]; ok {
		r.latest.MoveToFront(e)
		r.mu.Unlock()
		known := e.Value.(*kept).recording
		begun(known)
		return known, nil
	}
	f, ok := r.flights[id]
	if !ok {
		f = r.depart(id, compute)
	}
	f.waiting++
	r.mu.Unlock()

	for news := f.begun; ; {
		select {
		case <-news:
			begun(f.early)
			news = nil // once
		case <-f.done:
			if f.err == nil && news != nil {
				begun(f.result)
			}
			return f.result, f.err
		case <-ctx.Done():
			r.leave(id, f)
			return nil, context.Cause(ctx)
		}
	}
}

// known returns a run that is remembered, or that can be followed while it grows.
func (r *runs) known(id string) (*recording, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.byID[id]; ok {
		r.latest.MoveToFront(e)
		return e.Value.(*kept).recording, true
	}
	if f, ok := r.flights[id]; ok {
		select {
		case <-f.begun:
			return f.early, true
		default:
		}
	}
	return nil, false
}

// depart begins a flight; the caller holds the lock.
func (r *runs) depart(id string, compute computation) *flight {
	ctx, cancel := context.WithCancel(context.Background())
	f := &flight{begun: make(chan struct{}), done: make(chan struct{}), abandon: cancel}
	r.flights[id] = f
	go func() {
		defer cancel()
		f.err = r.within(ctx, func() (err error) {
			f.result, err = compute(ctx, func(early *recording) {
				f.early = early
				close(f.begun)
			})
			return err
		})
		r.land(id, f)
	}()
	return f
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
