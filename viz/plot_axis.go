package viz

import "math"

// An axis maps numbers onto a stretch of the picture and has round numbers
// marked on it.
type axis struct {
	low, high float64 // numbers
	from, to  float64 // where they lie, in points
	ticks     []tick
}

type tick struct {
	value float64
	label string
}

// newAxis returns an axis that holds low and high, marked at round numbers.
func newAxis(low, high, from, to float64) axis {
	if !(low < high) { // all numbers are equal, or there are none
		low, high = low-0.5, low+0.5
	}
	a := axis{low: low, high: high, from: from, to: to}
	for _, v := range roundNumbers(low, high, 6) {
		a.ticks = append(a.ticks, tick{v, roundNumber(v)})
	}
	return a
}

// newRoundAxis is newAxis, drawn out to the round numbers outside low and high.
func newRoundAxis(low, high, from, to float64) axis {
	a := newAxis(low, high, from, to)
	step := roundStep((a.high - a.low) / 6)
	return newAxis(step*math.Floor(a.low/step+1e-9), step*math.Ceil(a.high/step-1e-9), from, to)
}

// roundNumbers returns the multiples of a round step between low and high, at
// most n steps apart from end to end.
func roundNumbers(low, high float64, n int) (numbers []float64) {
	step := roundStep((high - low) / float64(n))
	for i := math.Ceil(low/step - 1e-9); i <= math.Floor(high/step+1e-9); i++ {
		numbers = append(numbers, i*step)
	}
	return numbers
}

// roundStep returns the smallest of 1, 2, 2.5, 5 and 10 times a power of ten
// that is not less than least.
func roundStep(least float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, digit := range []float64{1, 2, 2.5, 5} {
		if digit*power >= least*(1-1e-9) {
			return digit * power
		}
	}
	return 10 * power
}

func (a axis) at(v float64) float64 {
	return a.from + (v-a.low)/(a.high-a.low)*(a.to-a.from)
}

const tickSize = 10.0

// scaleLeft paints an upright axis: numbers to the left of x, and thin rules
// from x to the right.
func (a axis) scaleLeft(p pen, x, width float64) {
	for _, t := range a.ticks {
		y := a.at(t.value)
		p.line(0.75, rule, x, y, x+width, y)
		p.text(t.label, x-8, y, tickSize, right, muted)
	}
}

// scaleBelow paints a level axis: a rule at y, numbers below it.
func (a axis) scaleBelow(p pen, y float64) {
	p.line(0.75, muted, a.from, y, a.to, y)
	every, zero := a.labelled()
	for i, t := range a.ticks {
		x := a.at(t.value)
		p.line(0.75, muted, x, y, x, y+4)
		if (i-zero)%every == 0 {
			p.text(t.label, x, y+6+tickSize/2, tickSize, middle, muted)
		}
	}
}

// labelled says which ticks there is room to label: one in every so many, counted from
// the tick at zero where there is one.
func (a axis) labelled() (every, zero int) {
	widest := 0.0
	for i, t := range a.ticks {
		widest = max(widest, textWidth(t.label, tickSize))
		if t.value == 0 {
			zero = i
		}
	}
	if len(a.ticks) < 2 {
		return 1, zero
	}
	apart := math.Abs(a.at(a.ticks[1].value) - a.at(a.ticks[0].value))
	return max(1, int(math.Ceil((widest+4)/apart))), zero
}
