//go:build amd64 && !float64

package kernel

import (
	"math"
	"sync"
)

// vectors are the loops of one instruction set. The assembly takes whole vectors of
// lanes numbers only.
type vectors struct {
	lanes       int
	addAsm      func(y, a, b *Float, n int)
	scaleAsm    func(y, x *Float, n int, factor Float)
	expSumAsm   func(y, x *Float, n int, top Float, sums *float64)
	geluAsm     func(y, x *Float, n int)
	geluBackAsm func(dx, x, dy *Float, n int)
	adamWAsm    func(w, m, v, g *Float, n int, clip, keep1, take1, keep2, take2, correct1, correct2, eps, decay, rate Float)
	rowVectors
}

// stretch is how many numbers assembly gets at once: some ten microseconds, as
// Go cannot interrupt it.
const stretch = 1 << 13

const maxLanes = 16

// A margin holds what is left over at the end of up to four slices, padded to whole vectors.
type margin [4][maxLanes]Float

// A loopScratch is the memory one thread needs for a loop: little, since there is
// a loop for every row, and the pool forgets what it holds at each collection.
type loopScratch struct {
	margin margin
	sums   [maxLanes]float64
}

var loopScratches = sync.Pool{New: func() any { return new(loopScratch) }}

// each calls f for stretches of the slices, of which the first so many are
// written to. What is left over at the end goes through padded copies.
func (l *vectors) each(outputs int, padding Float, f func(at [4]*Float, n int), slices ...[]Float) {
	var at [4]*Float
	n := len(slices[0])
	whole := n - n%l.lanes
	for from := 0; from < whole; from += stretch {
		for i, s := range slices {
			at[i] = &s[from]
		}
		f(at, min(stretch, whole-from))
	}
	if whole == n {
		return
	}
	s := loopScratches.Get().(*loopScratch)
	defer loopScratches.Put(s)
	for i, x := range slices {
		pad := &s.margin[i]
		for j := copy(pad[:], x[whole:]); j < l.lanes; j++ {
			pad[j] = padding
		}
		at[i] = &pad[0]
	}
	f(at, l.lanes)
	for i, x := range slices[:outputs] {
		copy(x[whole:], s.margin[i][:])
	}
}

func (l *vectors) add(y, a, b []Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.addAsm(at[0], at[1], at[2], n) }, y, a, b)
}

func (l *vectors) scale(y, x []Float, factor Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.scaleAsm(at[0], at[1], n, factor) }, y, x)
}

func (l *vectors) expSum(y, x []Float, top Float) (sum float64) {
	s := loopScratches.Get().(*loopScratch)
	defer loopScratches.Put(s)
	clear(s.sums[:])
	nothing := Float(math.Inf(-1)) // adds nothing to the sum
	l.each(1, nothing, func(at [4]*Float, n int) { l.expSumAsm(at[0], at[1], n, top, &s.sums[0]) }, y, x)
	for _, lane := range s.sums {
		sum += lane
	}
	return sum
}

func (l *vectors) gelu(y, x []Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.geluAsm(at[0], at[1], n) }, y, x)
}

func (l *vectors) geluBackward(dx, x, dy []Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.geluBackAsm(at[0], at[1], at[2], n) }, dx, x, dy)
}

func (l *vectors) adamW(a AdamW, w, m, v, g []Float) {
	l.each(3, 0, func(at [4]*Float, n int) {
		l.adamWAsm(at[0], at[1], at[2], at[3], n, Float(a.Clip), Float(a.Beta1), Float(1-a.Beta1), Float(a.Beta2), Float(1-a.Beta2),
			Float(1/a.Correct1), Float(1/a.Correct2), Float(a.Eps), Float(a.Decay), Float(a.Rate))
	}, w, m, v, g)
}
