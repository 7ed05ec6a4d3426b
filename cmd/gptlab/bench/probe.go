package bench

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

// A probe tells whether the machine's cores are there for us at this moment. A
// virtual machine may lose one for minutes, and other programs take them for
// milliseconds; what is measured meanwhile says nothing about the programs compared.
type probe struct {
	threads int
	best    time.Duration // of the fixed work on one thread
}

func newProbe(threads int) *probe {
	p := &probe{threads: threads, best: time.Hour}
	for range 50 {
		begun := time.Now()
		spin()
		p.best = min(p.best, time.Since(begun))
	}
	return p
}

// slack is how much longer the fixed work may take on all threads at once than
// it does at best on one.
const slack = 1.15

// probed is how many pieces of it a probe does: six milliseconds, in which a
// program that shares the core gets its slice of it, of three or four.
const probed = 12

// calm reports whether all threads could work side by side undisturbed just now.
func (p *probe) calm() bool {
	took := make([]time.Duration, p.threads)
	var all sync.WaitGroup
	for i := range took {
		all.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			spin() // the first is for waking up
			begun := time.Now()
			for range probed {
				spin()
			}
			took[i] = time.Since(begun)
		})
	}
	all.Wait()
	return float64(slices.Max(took)) < slack*float64(probed*p.best)
}

// spin is work that no cache and no memory makes slower: a chain of
// multiplications, of about half a millisecond.
func spin() uint64 {
	x := uint64(3)
	for range 500_000 {
		x *= x
	}
	runtime.KeepAlive(x) // keeps the compiler from leaving the work out
	return x
}
