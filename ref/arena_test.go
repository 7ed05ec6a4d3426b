package ref

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A training step in an arena whose memory is full of NaN gives the bits that it
// gives in ordinary memory, where everything begins as 0.
func TestAnArenaChangesNoBit(t *testing.T) {
	silent, observed := smallTrainer(), smallTrainer()
	silent.Update(Scope{})
	observed.Update(Watch(&recording{}))
	for range 3 {
		poison(&silent.memory)
		require.Equal(t, observed.Update(Watch(&recording{})), silent.Update(Scope{}))
	}
	want := observed.Model.Params()
	for i, p := range silent.Model.Params() {
		require.Equal(t, want[i].Tensor.Data, p.Tensor.Data, p.Name)
	}
	assert.Equal(t, observed.Model.MeanNLL(Watch(&recording{}), randomTokens(300)), silent.Model.MeanNLL(Scope{}, randomTokens(300)))
}

// poison fills an arena with what spoils any sum it gets into.
func poison(a *Arena) {
	for _, slab := range a.numbers.slabs {
		for i := range slab {
			slab[i] = Float(math.NaN())
		}
	}
}

// What a training step makes, it makes in the memory of the step before: what is
// left are some closures and names. (A step in which a helper computes for the
// first time also makes its scratch memory; the others count.)
func TestTrainingLeavesNoGarbage(t *testing.T) {
	trainer := smallTrainer()
	trainer.Update(Scope{})
	mallocs, bytes := uint64(math.MaxUint64), uint64(math.MaxUint64)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		trainer.Update(Scope{})
		runtime.ReadMemStats(&after)
		mallocs = min(mallocs, after.Mallocs-before.Mallocs)
		bytes = min(bytes, after.TotalAlloc-before.TotalAlloc)
	}
	assert.Less(t, mallocs, uint64(1500))
	assert.Less(t, bytes, uint64(100_000), "bytes")
}

// Who observes a step keeps its tensor, whatever is computed afterwards.
func TestWhatWasObservedStays(t *testing.T) {
	trainer := smallTrainer()
	trainer.Update(Scope{})
	var seen recording
	trainer.Update(Watch(&seen))
	sums := make([]float64, len(seen.steps))
	for i, step := range seen.steps {
		sums[i] = sumOf(step.Value)
	}
	trainer.Update(Scope{})
	trainer.Update(Watch(&recording{}))
	for i, step := range seen.steps {
		require.Equal(t, sums[i], sumOf(step.Value), step.Name)
	}
}

// sumOf adds up what is finite.
func sumOf(t Tensor) (sum float64) {
	for _, x := range t.Data {
		if !math.IsInf(float64(x), 0) {
			sum += float64(x)
		}
	}
	return sum
}

func TestArenaKeepsOnly(t *testing.T) {
	var a Arena
	first := Scope{}.Within(&a).place(FromSlice([]Float{1, 2, 3}, 3))
	kept := Add(first, first)
	since := kept.mark()
	large := kept.result(3 << 20) // fills a slab of its own
	last := Add(kept, first).keepOnly(since)
	assert.Equal(t, []Float{3, 6, 9}, last.Data)
	assert.Equal(t, []Float{2, 4, 6}, kept.Data)
	assert.Equal(t, []int{3}, last.Shape)
	assert.Len(t, large.Data, 3<<20)
	a.Reset()
	assert.Same(t, &kept.Data[0], &Add(first, first).Data[0], "the memory is used again")
}
