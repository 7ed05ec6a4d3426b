package kernel

import (
	"runtime"
	"sync"
)

// worthSharing is the work, in floating-point operations, below which waking a
// second thread costs more than it saves.
const worthSharing = 1 << 20

// Parallel calls f for disjoint ranges that together cover 0..n, on as many
// threads as Go may use where the work of n·cost operations is worth it.
func Parallel(n, cost int, f func(from, to int)) { rows(n, cost, f) }

func rows(n, cost int, f func(from, to int)) {
	threads := min(runtime.GOMAXPROCS(0), n)
	if threads < 2 || n*cost < worthSharing {
		f(0, n)
		return
	}
	var others sync.WaitGroup
	for i := 1; i < threads; i++ {
		others.Go(func() { f(i*n/threads, (i+1)*n/threads) })
	}
	f(0, n/threads)
	others.Wait()
}
