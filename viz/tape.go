package viz

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"gptlab/ref"
	"gptlab/ref/kernel"
)

// A Tape records the steps of one run in the order in which they were
// evaluated. One goroutine writes, as ref.Observer; any number may read, before
// the run has ended too. What is on the tape never changes.
//
// The zero Tape is empty and ready.
type Tape struct {
	// MaxBytes is the most that Run may record; 0 is no limit.
	MaxBytes int64

	// Begun, if not nil, is called by Run when all words are known, the drawn
	// ones too, and what follows has an outline.
	Begun func()

	ctx context.Context // of the run; nil where none can be called off

	mu      sync.RWMutex
	input   Input
	steps   []Step
	byName  map[string]int
	outline []Step // the steps that a run under way will have, those to come without their numbers
	bytes   int64
	ended   bool
	err     error
	news    chan struct{} // closed at the next step or the end; nil while nobody waits
}

// A Step is one evaluated equation with what a reader wants to know about it.
type Step struct {
	Index int        // its place on the tape, from 0
	Name  string     // h.3.attn.q
	Kind  string     // h.N.attn.q
	Value ref.Tensor // shared with the computation, which never writes it again

	// Min and Max are the smallest and the largest finite cell, NaN where
	// there is none. (Masked scores are −Inf and are left out.)
	Min, Max float64

	// Changed says that the run's set changes the step; Value is what it became.
	Changed bool

	pc uintptr
}

// Observe records a step and keeps its value as it is.
func (t *Tape) Observe(s ref.Step) ref.Tensor {
	t.goOn()
	low, high := finiteRange(s.Value.Data)

	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byName == nil {
		t.byName = map[string]int{}
	}
	i := len(t.steps)
	t.steps = append(t.steps, Step{
		Index: i, Name: s.Name, Kind: KindOf(s.Name),
		Value: s.Value, Min: low, Max: high, Changed: len(t.input.Set.Of(s.Name)) > 0, pc: s.PC,
	})
	t.byName[s.Name] = i
	t.bytes += int64(len(s.Value.Data)) * bytesPerNumber
	t.announce()
	return ref.Tensor{}
}

// An abandoned run is one that nobody waits for any more. The equations of ref
// know nothing of readers who leave, so the tape ends them by a panic, which Run
// catches.
type abandoned struct{ cause error }

// goOn ends a run whose context is done.
func (t *Tape) goOn() {
	if t.ctx != nil && t.ctx.Err() != nil {
		panic(abandoned{context.Cause(t.ctx)})
	}
}

// catchAbandoned makes an error of the panic of an abandoned run.
func catchAbandoned(err *error) {
	switch p := recover().(type) {
	case nil:
	case abandoned:
		*err = p.cause
	default:
		panic(p)
	}
}

// bytesPerNumber is the size of ref.Float where a user waits.
const bytesPerNumber = 4

// Len returns how many steps have been recorded so far.
func (t *Tape) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.steps)
}

// Bytes returns how much memory the recorded values hold.
func (t *Tape) Bytes() int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.bytes
}

// Input returns what the run reads; it is zero before the run has begun.
func (t *Tape) Input() Input {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.input
}

// Steps returns the steps recorded so far, in order. The caller may keep the
// slice; steps that come later are not in it.
func (t *Tape) Steps() []Step {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return slices.Clip(t.steps)
}

// Step returns step i, or the error step_out_of_range where the tape has none so far.
func (t *Tape) Step(i int) (Step, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if i < 0 || i >= len(t.steps) {
		return Step{}, ref.Fail("step_out_of_range", ref.Args{"step": i, "steps": len(t.steps)})
	}
	return t.steps[i], nil
}

// Named returns the latest step of that name.
func (t *Tape) Named(name string) (Step, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	i, ok := t.byName[name]
	if !ok {
		return Step{}, false
	}
	return t.steps[i], true
}

// Wait returns step i as soon as it has been recorded. Where the tape ends
// before step i, ok is false and err is what ended the run, nil for a run that
// went well. Where ctx is done first, err is its cause.
func (t *Tape) Wait(ctx context.Context, i int) (step Step, ok bool, err error) {
	for {
		t.mu.Lock()
		if i >= 0 && i < len(t.steps) {
			step = t.steps[i]
			t.mu.Unlock()
			return step, true, nil
		}
		if t.ended || i < 0 {
			err = t.err
			t.mu.Unlock()
			return Step{}, false, err
		}
		if t.news == nil {
			t.news = make(chan struct{})
		}
		news := t.news
		t.mu.Unlock()

		select {
		case <-news:
		case <-ctx.Done():
			return Step{}, false, context.Cause(ctx)
		}
	}
}

// WaitEnd returns when the run has ended, with its error, or when ctx is done.
func (t *Tape) WaitEnd(ctx context.Context) error {
	_, _, err := t.Wait(ctx, math.MaxInt)
	return err
}

// Ended reports whether the run is over, and its error.
func (t *Tape) Ended() (bool, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.ended, t.err
}

// begin says what the run reads, before its first step, and again when draws
// have made it longer.
func (t *Tape) begin(in Input) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.input = in
}

// outlined says which steps will follow, and tells whoever waits to hear it.
func (t *Tape) outlined(coming []Step) {
	t.mu.Lock()
	t.outline = slices.Clone(t.steps) // the draws
	for i := range coming {
		coming[i].Index = len(t.outline) + i
	}
	t.outline = append(t.outline, coming...)
	t.mu.Unlock()
	if t.Begun != nil {
		t.Begun()
	}
}

// Outline returns the steps of the whole run: while it is under way from when its
// words are known, those to come with names, kinds and axes alone.
func (t *Tape) Outline() []Step {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.outline == nil || t.ended {
		return slices.Clip(t.steps)
	}
	return t.outline
}

// end says that no step will follow.
func (t *Tape) end(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended, t.err, t.outline = true, err, nil
	t.announce()
}

// announce wakes whoever waits; the caller holds the lock.
func (t *Tape) announce() {
	if t.news != nil {
		close(t.news)
		t.news = nil
	}
}

// KindOf returns what a step shares with its like in other layers and at other
// words: h.3.attn.q is of the kind h.N.attn.q, chain.5.factor of chain.t.factor.
func KindOf(name string) string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		switch {
		case !isIndex(part):
		case i > 0 && parts[i-1] == "chain":
			parts[i] = "t"
		default:
			parts[i] = "N"
		}
	}
	return strings.Join(parts, ".")
}

func isIndex(part string) bool {
	return part != "" && strings.Trim(part, "0123456789") == ""
}

// finiteRange returns the smallest and the largest finite number, NaN and NaN
// where there is none. Each thread looks through a part of a large tensor.
func finiteRange(data []ref.Float) (low, high float64) {
	var mu sync.Mutex
	low, high = math.Inf(1), math.Inf(-1)
	const part, costOfLooking = 1 << 13, 8
	kernel.Parallel((len(data)+part-1)/part, part*costOfLooking, func(from, to int) {
		l, h := kernel.FiniteRange(data[from*part : min(to*part, len(data))])
		mu.Lock()
		defer mu.Unlock()
		low, high = min(low, float64(l)), max(high, float64(h))
	})
	if low > high {
		return math.NaN(), math.NaN()
	}
	return low, high
}
