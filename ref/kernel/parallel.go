package kernel

import "runtime"

// leastWork is the work, in floating-point operations, below which handing a part
// of it to another thread costs more than it saves.
const leastWork = 1 << 20

func worthSharing(work int) bool { return work >= leastWork && runtime.GOMAXPROCS(0) > 1 }

// piecesPerThread is into how many pieces a thread's share is cut: a helper that
// comes late, or whose core is busy with something else, then takes fewer of them.
const piecesPerThread = 4

// Parallel calls f for disjoint ranges that together cover 0..n, on as many
// threads as Go may use where the work of n·cost operations is worth it. A call
// from within f, or while another goroutine is in Parallel, runs on the caller's
// thread alone. A panic of f reaches the caller.
func Parallel(n, cost int, f func(from, to int)) { share(n, cost, f) }

func share(n, cost int, f func(from, to int)) {
	shareIn(min(n, piecesPerThread*runtime.GOMAXPROCS(0)), n, cost, f)
}

// shareIn is share in so many pieces.
func shareIn(pieces, n, cost int, f func(from, to int)) {
	if n < 2 || !worthSharing(n*cost) || !team.TryLock() {
		f(0, n)
		return
	}
	defer team.Unlock()
	team.work(f, n, pieces, runtime.GOMAXPROCS(0)-1)
}
