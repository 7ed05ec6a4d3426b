//go:build amd64 && !float64

package kernel

import "slices"

// rowVectors are the loops over rows of one instruction set.
type rowVectors struct {
	sumAsm        func(x *Float, n int, sums *float64)
	squaresAsm    func(x *Float, n int, mean float64, sums *float64)
	dotAsm        func(x, y *Float, n int, sums *float64)
	topAsm        func(x *Float, n int, tops *Float)
	finiteAsm     func(x *Float, n int, lows, tops *Float)
	mulAsm        func(y, a, b *Float, n int)
	mulAddAsm     func(y, a, b, c *Float, n int)
	mulLessAsm    func(y, a, b *Float, n int, less Float)
	divideAsm     func(y, x *Float, n int, by float64)
	normaliseAsm  func(y, x *Float, n int, mean, factor float64)
	straightenAsm func(y, x, hat *Float, n int, mean, slope, factor float64)
}

// addUp calls f for stretches of 0..n, which add to one sum for each lane, and
// returns the sum of sums.
func (l *vectors) addUp(n int, f func(from, n int, sums *float64)) (sum float64) {
	if n == 0 {
		return 0
	}
	s := loopScratches.Get().(*loopScratch)
	defer loopScratches.Put(s)
	clear(s.sums[:])
	for from := 0; from < n; from += stretch {
		f(from, min(stretch, n-from), &s.sums[0])
	}
	for _, lane := range s.sums {
		sum += lane
	}
	return sum
}

// whole returns how many of n numbers fill vectors; plain Go takes the rest.
func (l *vectors) whole(n int) int { return n - n%l.lanes }

func (l *vectors) sum(x []Float) float64 {
	n := l.whole(len(x))
	return l.addUp(n, func(from, n int, sums *float64) { l.sumAsm(&x[from], n, sums) }) + plain{}.sum(x[n:])
}

func (l *vectors) squares(x []Float, mean float64) float64 {
	n := l.whole(len(x))
	return l.addUp(n, func(from, n int, sums *float64) { l.squaresAsm(&x[from], n, mean, sums) }) + plain{}.squares(x[n:], mean)
}

func (l *vectors) dot(x, y []Float) float64 {
	n := l.whole(len(x))
	return l.addUp(n, func(from, n int, sums *float64) { l.dotAsm(&x[from], &y[from], n, sums) }) + plain{}.dot(x[n:], y[n:])
}

func (l *vectors) top(x []Float) Float {
	n := l.whole(len(x))
	top := plain{}.top(x[n:])
	if n == 0 {
		return top
	}
	s := loopScratches.Get().(*loopScratch)
	defer loopScratches.Put(s)
	tops := s.margin[0][:]
	fill(tops, top)
	for from := 0; from < n; from += stretch {
		l.topAsm(&x[from], min(stretch, n-from), &tops[0])
	}
	return plain{}.top(tops)
}

func (l *vectors) finite(x []Float) (low, high Float) {
	n := l.whole(len(x))
	low, high = plain{}.finite(x[n:])
	if n == 0 {
		return low, high
	}
	s := loopScratches.Get().(*loopScratch)
	defer loopScratches.Put(s)
	lows, highs := s.margin[0][:], s.margin[1][:]
	fill(lows, low)
	fill(highs, high)
	for from := 0; from < n; from += stretch {
		l.finiteAsm(&x[from], min(stretch, n-from), &lows[0], &highs[0])
	}
	return slices.Min(lows), slices.Max(highs)
}

func fill(lanes []Float, v Float) {
	for i := range lanes {
		lanes[i] = v
	}
}

func (l *vectors) mul(y, a, b []Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.mulAsm(at[0], at[1], at[2], n) }, y, a, b)
}

func (l *vectors) mulAdd(y, a, b, c []Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.mulAddAsm(at[0], at[1], at[2], at[3], n) }, y, a, b, c)
}

func (l *vectors) mulLess(y, a, b []Float, less Float) {
	l.each(1, 0, func(at [4]*Float, n int) { l.mulLessAsm(at[0], at[1], at[2], n, less) }, y, a, b)
}

func (l *vectors) divide(y, x []Float, by float64) {
	l.each(1, 0, func(at [4]*Float, n int) { l.divideAsm(at[0], at[1], n, by) }, y, x)
}

func (l *vectors) normalise(y, x []Float, mean, factor float64) {
	l.each(1, 0, func(at [4]*Float, n int) { l.normaliseAsm(at[0], at[1], n, mean, factor) }, y, x)
}

func (l *vectors) straighten(y, x, hat []Float, mean, slope, factor float64) {
	l.each(1, 0, func(at [4]*Float, n int) { l.straightenAsm(at[0], at[1], at[2], n, mean, slope, factor) }, y, x, hat)
}
