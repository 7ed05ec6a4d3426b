package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

// recordingOf returns a recording that holds n numbers.
func recordingOf(n int) *recording {
	t := new(viz.Tape)
	t.Observe(ref.Step{Name: "wte", Value: ref.NewTensor(n)})
	return &recording{tape: t}
}

func computes(n int, count *atomic.Int32) computation {
	return func(context.Context, func(*recording)) (*recording, error) {
		count.Add(1)
		return recordingOf(n), nil
	}
}

func TestRunsAreForgottenByBytes(t *testing.T) {
	one := recordingOf(100).bytes()
	r := newRuns(3*one, 1)
	var count atomic.Int32
	ask := func(id string) {
		_, err := r.get(t.Context(), id, computes(100, &count), nil)
		require.NoError(t, err)
	}
	for _, id := range []string{"a", "b", "c"} {
		ask(id)
	}
	ask("a") // the one used longest ago is now b
	ask("d")
	require.EqualValues(t, 4, count.Load())

	ask("a")
	ask("c")
	ask("d")
	assert.EqualValues(t, 4, count.Load(), "a, c and d are still there")
	ask("b")
	assert.EqualValues(t, 5, count.Load(), "b was forgotten and is computed again")
	assert.LessOrEqual(t, r.used, r.budget)
	assert.Equal(t, r.latest.Len(), len(r.byID))
}

func TestATapeLargerThanTheBudgetIsStillAnswered(t *testing.T) {
	r := newRuns(recordingOf(10).bytes(), 1)
	var count atomic.Int32
	small, err := r.get(t.Context(), "small", computes(10, &count), nil)
	require.NoError(t, err)
	large, err := r.get(t.Context(), "large", computes(11, &count), nil)
	require.NoError(t, err)
	assert.Equal(t, 1, large.tape.Len())

	again, err := r.get(t.Context(), "small", computes(10, &count), nil)
	require.NoError(t, err)
	assert.Same(t, small, again, "a tape that cannot be kept drives no other out")
}

func TestThirtyWhoAskTogetherCostOneComputation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRuns(1<<20, 1)
		var count atomic.Int32
		release := make(chan struct{})
		tapes := make(chan *recording, 30)
		for range 30 {
			go func() {
				tape, err := r.get(t.Context(), "same", func(context.Context, func(*recording)) (*recording, error) {
					count.Add(1)
					<-release
					return recordingOf(1), nil
				}, nil)
				assert.NoError(t, err)
				tapes <- tape
			}()
		}
		synctest.Wait() // all thirty wait
		close(release)
		first := <-tapes
		for range 29 {
			assert.Same(t, first, <-tapes)
		}
		assert.EqualValues(t, 1, count.Load())
	})
}

func TestOnlySoManyAreComputedAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRuns(1<<20, 2)
		var now, most atomic.Int32
		release := make(chan struct{})
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				_, err := r.get(t.Context(), fmt.Sprint(i), func(context.Context, func(*recording)) (*recording, error) {
					most.Store(max(most.Load(), now.Add(1)))
					<-release
					now.Add(-1)
					return recordingOf(1), nil
				}, nil)
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		assert.EqualValues(t, 2, now.Load())
		close(release)
		all.Wait()
		assert.EqualValues(t, 2, most.Load())
	})
}

func TestARunThatNobodyWaitsForIsNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRuns(1<<20, 1)
		release := make(chan struct{})
		go r.get(t.Context(), "slow", func(context.Context, func(*recording)) (*recording, error) {
			<-release
			return recordingOf(1), nil
		}, nil)
		synctest.Wait()

		var count atomic.Int32
		ctx, leave := context.WithCancel(t.Context())
		refused := make(chan error)
		go func() {
			_, err := r.get(ctx, "queued", computes(1, &count), nil)
			refused <- err
		}()
		synctest.Wait()
		leave()
		require.ErrorIs(t, <-refused, context.Canceled)
		close(release)
		synctest.Wait()
		assert.EqualValues(t, 0, count.Load(), "its reader had left before its turn came")

		tape, err := r.get(t.Context(), "queued", computes(1, &count), nil)
		require.NoError(t, err)
		assert.Equal(t, 1, tape.tape.Len(), "and a new reader gets it")
	})
}

func TestAFailedRunIsNotRemembered(t *testing.T) {
	r := newRuns(1<<20, 1)
	_, err := r.get(t.Context(), "x", func(context.Context, func(*recording)) (*recording, error) { return nil, errors.New("no") }, nil)
	require.EqualError(t, err, "no")
	_, err = r.get(t.Context(), "x", func(context.Context, func(*recording)) (*recording, error) { panic("a fault") }, nil)
	require.ErrorContains(t, err, "a fault")

	var count atomic.Int32
	_, err = r.get(t.Context(), "x", computes(1, &count), nil)
	require.NoError(t, err)
	assert.EqualValues(t, 1, count.Load())
}

// A run can be followed while it grows, by whoever asks for it, and ends when the
// last of them has left.
func TestARunIsFollowedWhileItGrowsAndEndsWithItsLastReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRuns(1<<20, 1)
		growing := recordingOf(1)
		var ended error
		compute := func(ctx context.Context, begun func(*recording)) (*recording, error) {
			begun(growing)
			<-ctx.Done()
			ended = ctx.Err()
			return nil, ended
		}
		var readers sync.WaitGroup
		leave := make([]context.CancelFunc, 2)
		for i := range leave {
			var ctx context.Context
			ctx, leave[i] = context.WithCancel(t.Context())
			readers.Go(func() {
				begun := false
				_, err := r.get(ctx, "long", compute, func(early *recording) {
					assert.Same(t, growing, early)
					begun = true
				})
				assert.ErrorIs(t, err, context.Canceled)
				assert.True(t, begun)
			})
		}
		synctest.Wait()
		early, ok := r.known("long")
		assert.True(t, ok)
		assert.Same(t, growing, early)

		leave[0]()
		synctest.Wait()
		require.NoError(t, ended, "one reader is left")
		leave[1]()
		synctest.Wait()
		require.ErrorIs(t, ended, context.Canceled)
		readers.Wait()
		_, ok = r.known("long")
		assert.False(t, ok)
	})
}
