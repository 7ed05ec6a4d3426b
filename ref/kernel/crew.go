package kernel

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// A crew shares out the pieces of one job at a time. Waking a core that sleeps
// takes about as long as a whole product of a training step, so a helper who finds
// no piece left stays awake, watching for the next job, and only goes home (ends)
// when none has come for as long as patience. Nobody is waited for who has not
// taken a piece: if no helper comes, the caller does all pieces itself.
type crew struct {
	sync.Mutex // held by the caller whose job it is

	// The job: written before left, which publishes it.
	f      func(from, to int)
	n      int
	pieces int

	left    atomic.Int64 // pieces nobody has taken yet; negative when more were asked for
	open    atomic.Int64 // pieces not finished yet
	helpers atomic.Int64
	trouble atomic.Pointer[string] // how f panicked on a helper

	aloneUntil time.Time
	alone      time.Duration // how long the last solitude was
}

const (
	// patience is how long a helper watches for a next job: longer than the pauses
	// within a training step, too short to be noticed as load after the last one.
	patience = time.Millisecond

	// grace is how much longer than the caller has worked itself it waits for a
	// helper before it thinks that something keeps the helper from working.
	grace = 100 * time.Microsecond

	// solitude is how long the caller does without help after a helper was kept from
	// its core in the middle of a piece. Nobody else can finish that piece, and on a
	// machine busy with other programs waiting for it takes longer than help saves.
	// While that happens again and again, each solitude is twice as long as the last.
	solitude        = 10 * time.Millisecond
	longestSolitude = 320 * time.Millisecond
)

var team crew

// work calls f for all of 0..n in so many pieces, with so many helpers. The caller holds the lock.
func (c *crew) work(f func(from, to int), n, pieces, helpers int) {
	begun := time.Now()
	if begun.Before(c.aloneUntil) {
		f(0, n)
		return
	}
	c.f, c.n, c.pieces = f, n, pieces
	c.open.Store(int64(pieces))
	c.left.Store(int64(pieces))
	for int(c.helpers.Load()) < helpers {
		c.helpers.Add(1)
		go c.help()
	}
	defer c.finish()
	for i, ok := c.take(); ok; i, ok = c.take() {
		c.do(i)
	}
	c.wait(time.Since(begun))
}

// wait waits for the helpers who are still at a piece. The caller has worked for
// so long itself; a helper at its last piece should need only a part of that. One
// who needs more was kept from its core, perhaps by this very loop: then the caller
// sleeps, and will do without help for a while. It must not sleep sooner, for the
// shortest sleep takes a millisecond, which is two products.
func (c *crew) wait(worked time.Duration) {
	begun, late := time.Now(), false
	for c.open.Load() > 0 {
		for looks := 0; looks < 1024 && c.open.Load() > 0; looks++ { // looks at the clock take longer than looks at the job
		}
		if late = time.Since(begun) > worked+grace; late {
			time.Sleep(grace)
		}
	}
	if late {
		c.stayAlone(time.Now())
	}
}

// stayAlone begins a solitude: longer than the last one, unless help has done well
// for as long as that was.
func (c *crew) stayAlone(now time.Time) {
	if now.Sub(c.aloneUntil) > c.alone {
		c.alone = 0
	}
	c.alone = min(max(solitude, 2*c.alone), longestSolitude)
	c.aloneUntil = now.Add(c.alone)
}

// finish ends the job. If f panicked on the caller's thread, the pieces nobody has
// taken are dropped and those that helpers are at are waited for.
func (c *crew) finish() {
	if dropped := c.left.Swap(0); dropped > 0 {
		c.open.Add(-dropped)
	}
	c.wait(0)
	c.f = nil
	if how := c.trouble.Swap(nil); how != nil {
		panic(*how)
	}
}

// take returns the number of a piece for the taker to do, or false when none is left.
func (c *crew) take() (i int, ok bool) {
	if c.left.Load() <= 0 { // many may look at the same time without disturbing each other
		return 0, false
	}
	i = int(c.left.Add(-1))
	return i, i >= 0
}

func (c *crew) do(i int) {
	defer c.open.Add(-1)
	c.f(i*c.n/c.pieces, (i+1)*c.n/c.pieces)
}

// help is a helper's working life.
func (c *crew) help() {
	defer c.helpers.Add(-1)
	for idle := time.Now(); time.Since(idle) < patience; {
		for range 128 { // looks at the clock take longer than looks at the job
			if i, ok := c.take(); ok {
				c.doForCaller(i)
				idle = time.Now()
			}
		}
	}
}

// doForCaller hands a panic to the caller, who may know what to do about it,
// before the piece counts as finished.
func (c *crew) doForCaller(i int) {
	defer c.open.Add(-1)
	defer func() {
		if what := recover(); what != nil {
			how := fmt.Sprintf("%v\n\non a helper of kernel.Parallel:\n%s", what, debug.Stack())
			c.trouble.Store(&how)
		}
	}()
	c.f(i*c.n/c.pieces, (i+1)*c.n/c.pieces)
}
