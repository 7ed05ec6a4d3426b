package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDotSumAndMoments(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths[1:] {
			rng := rand.New(rand.NewPCG(25, uint64(n)))
			x, y := random(rng, n), random(rng, n)
			dot, sum, variance := 0.0, 0.0, 0.0
			for i := range x {
				dot += float64(x[i]) * float64(y[i])
				sum += float64(x[i])
			}
			mean := sum / float64(n)
			for _, v := range x {
				variance += (float64(v) - mean) * (float64(v) - mean) / float64(n)
			}
			assert.InDelta(t, dot, Dot(x, y), 1e-12*float64(n))
			assert.InDelta(t, sum, Sum(x), 1e-12*float64(n))
			gotMean, gotVariance := Moments(x)
			assert.InDelta(t, mean, gotMean, 1e-12)
			assert.InDelta(t, variance, gotVariance, 1e-12)
		}
	})
}

// awkward returns numbers among which are the ones that rules are broken by.
func awkward(rng *rand.Rand, n int) []Float {
	x := random(rng, n)
	odd := []Float{Float(math.NaN()), Float(math.Inf(1)), Float(math.Inf(-1)), 0, Float(math.Copysign(0, -1)), math.MaxFloat32, -math.MaxFloat32, 1e-40}
	for i := range x {
		if rng.IntN(4) == 0 {
			x[i] = odd[rng.IntN(len(odd))]
		}
	}
	return x
}

// What lessons show of a row has the same bits in every kernel, in place too.
func TestRowsAreTheSameInEveryKernel(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths {
			rng := rand.New(rand.NewPCG(26, uint64(n)))
			a, b, c := awkward(rng, n), awkward(rng, n), awkward(rng, n)
			l := current.loops
			for name, f := range map[string]func(l loops, y, a []Float){
				"mul":        func(l loops, y, a []Float) { l.mul(y, a, b) },
				"mulAdd":     func(l loops, y, a []Float) { l.mulAdd(y, a, b, c) },
				"mulLess":    func(l loops, y, a []Float) { l.mulLess(y, a, b, 0.7) },
				"divide":     func(l loops, y, a []Float) { l.divide(y, a, 0.3) },
				"normalise":  func(l loops, y, a []Float) { l.normalise(y, a, 0.3, 1.7) },
				"straighten": func(l loops, y, a []Float) { l.straighten(y, a, b, 0.3, 0.2, 1.7) },
			} {
				want, got, inPlace := make([]Float, n), make([]Float, n), slices.Clone(a)
				f(plain{}, want, a)
				f(l, got, a)
				f(l, inPlace, inPlace)
				require.True(t, slices.EqualFunc(want, got, same), "%s of %d numbers", name, n)
				require.True(t, slices.EqualFunc(want, inPlace, same), "%s of %d numbers, in place", name, n)
			}
		}
	})
}

// same tells 0 from −0, but not one NaN from another.
func same(a, b Float) bool {
	return a == b && math.Signbit(float64(a)) == math.Signbit(float64(b)) || a != a && b != b
}

func TestExtremesPassOverWhatIsNoNumber(t *testing.T) {
	inf := Float(math.Inf(1))
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths {
			x := awkward(rand.New(rand.NewPCG(27, uint64(n))), n)
			top, low, high := -inf, inf, -inf
			for _, v := range x {
				if v > top {
					top = v
				}
				if !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) {
					low, high = min(low, v), max(high, v)
				}
			}
			gotLow, gotHigh := FiniteRange(x)
			require.Equal(t, []Float{top, low, high}, []Float{Max(x), gotLow, gotHigh}, "%d numbers", n)
		}
	})
}
