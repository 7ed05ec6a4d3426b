package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// Helpers go home by themselves.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// threads lets Go use n threads during a test.
func threads(t *testing.T, n int) {
	was := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(was) })
}

func TestParallelCoversTheRangeOnce(t *testing.T) {
	for _, cpus := range []int{1, 2, 5} {
		threads(t, cpus)
		for _, n := range []int{0, 1, 2, 3, 7, 100, 1001} {
			times := make([]atomic.Int32, n)
			Parallel(n, leastWork, func(from, to int) {
				for i := from; i < to; i++ {
					times[i].Add(1)
				}
			})
			for i := range times {
				require.EqualValues(t, 1, times[i].Load(), "%d of %d on %d threads", i, n, cpus)
			}
		}
	}
}

// The result of a job is complete when Parallel returns; -race watches.
func TestParallelHandsOverItsResults(t *testing.T) {
	threads(t, 3)
	squares := make([]int, 64)
	for round := range 300 {
		Parallel(len(squares), leastWork, func(from, to int) {
			for i := from; i < to; i++ {
				squares[i] = round * i
			}
		})
		for i, s := range squares {
			require.Equal(t, round*i, s)
		}
	}
}

func TestParallelWithinParallelAndFromManyGoroutines(t *testing.T) {
	threads(t, 4)
	var sum atomic.Int64
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			Parallel(10, leastWork, func(from, to int) {
				for range to - from {
					Parallel(5, leastWork, func(from, to int) { sum.Add(int64(to - from)) })
				}
			})
		})
	}
	callers.Wait()
	assert.EqualValues(t, 8*10*5, sum.Load())
}

// A panic reaches the caller, wherever it happened, and leaves Parallel usable.
func TestParallelHandsPanicsToTheCaller(t *testing.T) {
	threads(t, 2)
	for range 20 {
		for bad := range 8 {
			said := func() (said any) {
				defer func() { said = recover() }()
				Parallel(8, leastWork, func(from, to int) {
					time.Sleep(10 * time.Microsecond) // so that the helper gets its share
					if from <= bad && bad < to {
						panic("piece fell")
					}
				})
				return nil
			}()
			assert.Contains(t, said, "piece fell")
		}
	}
	done := 0
	Parallel(1, leastWork, func(from, to int) { done += to - from })
	assert.Equal(t, 1, done)
}

func TestHelpersGoHome(t *testing.T) {
	threads(t, 3)
	Parallel(100, leastWork, func(from, to int) { time.Sleep(time.Millisecond) })
	assert.Eventually(t, func() bool { return team.helpers.Load() == 0 }, 10*time.Second, time.Millisecond)
}
