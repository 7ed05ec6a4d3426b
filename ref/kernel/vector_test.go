package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// halfUnit is half a unit in the last place of a Float, relative to its value.
var halfUnit = tolerance(0) / 2

// lengths end in every way within a vector, and in and after a stretch.
var lengths = []int{0, 1, 2, 7, 8, 9, 15, 16, 17, 23, 31, 33, 100, 8192, 8195, 16400}

func TestExpSum(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths {
			rng := rand.New(rand.NewPCG(20, uint64(n)))
			x := random(rng, n)
			top := Float(3 * rng.Float64())
			for i := range x {
				x[i] = top - 30*x[i]*x[i] // down to where powers vanish
			}
			y := make([]Float, n)
			sum, want := ExpSum(y, x, top), 0.0
			for i, v := range x {
				e := math.Exp(float64(v) - float64(top))
				require.InDelta(t, e, float64(y[i]), 2*halfUnit*e+1e-45, "e^(%v − %v)", v, top)
				want += e
			}
			assert.InDelta(t, want, sum, 2*halfUnit*want+1e-45*float64(n), "%d numbers", n)
		}
	})
}

func TestExpSumAtTheEdges(t *testing.T) {
	inf, nan := Float(math.Inf(1)), Float(math.NaN())
	eachMethod(t, func(t *testing.T) {
		for _, top := range []Float{0, 1, -80, 1e30, -1e30, inf, -inf, nan} {
			for _, x := range []Float{0, 1, -1, -87.3, -87.4, -95, -103.9, -104, -110, -1000, 80, 88.7, 1e30, -1e30, 3e38, -3e38, inf, -inf, nan} {
				y := []Float{0, 0, 0}
				sum := ExpSum(y, []Float{top, x, x}, top)
				if d := float64(x) - float64(top); d < 80 || d > 95 {
					assertNear(t, math.Exp(d), y[2], 2*halfUnit, fmt.Sprintf("e^(%v − %v)", x, top))
				}
				assert.Equal(t, math.IsNaN(float64(y[0]+y[1]+y[2])), math.IsNaN(sum))
			}
		}
	})
}

// assertNear compares with a tolerance relative to want, and knows NaN, Inf and numbers too small for want's relative digits.
func assertNear(t *testing.T, want float64, got Float, tolerance float64, what string) {
	t.Helper()
	w, g := Float(want), float64(got)
	switch {
	case math.IsNaN(want):
		assert.True(t, math.IsNaN(g), "%s is %v, not NaN", what, got)
	case math.IsInf(float64(w), 0):
		assert.Equal(t, w, got, what)
	default:
		assert.InDelta(t, want, g, tolerance*math.Abs(want)+3e-45, what)
	}
}

func TestGELU(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths {
			rng := rand.New(rand.NewPCG(21, uint64(n)))
			x, dy, y, dx, want, dwant := random(rng, n), random(rng, n), make([]Float, n), make([]Float, n), make([]Float, n), make([]Float, n)
			for i := range x {
				x[i] *= 4
			}
			plain{}.gelu(want, x)
			plain{}.geluBackward(dwant, x, dy)
			GELU(y, x)
			GELUBackward(dx, x, dy)
			for i, v := range x {
				size := math.Abs(float64(v))
				require.InDelta(t, want[i], y[i], 3*halfUnit*size, "GELU(%v)", v)
				require.InDelta(t, dwant[i], dx[i], 8*halfUnit*math.Abs(float64(dy[i]))*(1+size), "GELU′(%v)", v)
			}
		}
		for _, v := range []float64{0, math.Copysign(0, -1), 1e-30, -1e-30, 1e-45, 50, -50, 1e20, -1e20, math.Inf(1), math.Inf(-1), math.NaN()} {
			x, want, y := []Float{Float(v)}, []Float{0}, []Float{0}
			plain{}.gelu(want, x)
			GELU(y, x)
			assertNear(t, float64(want[0]), y[0], 3*halfUnit, fmt.Sprintf("GELU(%v)", v))
			plain{}.geluBackward(want, x, []Float{1})
			GELUBackward(y, x, []Float{1})
			assertNear(t, float64(want[0]), y[0], 3*halfUnit, fmt.Sprintf("GELU′(%v)", v))
		}
	})
}

func TestAdamW(t *testing.T) {
	a := AdamW{Clip: 0.7, Beta1: 0.9, Beta2: 0.99, Correct1: 1 - 0.9*0.9, Correct2: 1 - 0.99*0.99, Eps: 1e-8, Decay: 0.1, Rate: 1e-3}
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths {
			rng := rand.New(rand.NewPCG(22, uint64(n)))
			w, m, v, g := random(rng, n), random(rng, n), random(rng, n), random(rng, n)
			for i := range v {
				v[i] *= v[i]
			}
			w2, m2, v2, g2 := slices.Clone(w), slices.Clone(m), slices.Clone(v), slices.Clone(g)
			plain{}.adamW(a, w2, m2, v2, g2)
			before := slices.Clone(w)
			a.Update(w, m, v, g)
			for i := range w {
				require.InDelta(t, m2[i], m[i], 4*halfUnit*(math.Abs(float64(m2[i]))+math.Abs(float64(g[i]))), "m")
				require.InEpsilon(t, v2[i], v[i], 6*halfUnit, "v")
				step := math.Abs(float64(w2[i] - before[i]))
				require.InDelta(t, w2[i], w[i], 2*halfUnit*(math.Abs(float64(w2[i]))+4*step), "w")
			}
			assert.True(t, slices.Equal(g2, g), "the gradient is kept")
		}
		w, m, v, g := []Float{1}, []Float{0}, []Float{0}, []Float{0}
		a.Update(w, m, v, g)
		assert.InDelta(t, 1-a.Rate*a.Decay, w[0], 2*halfUnit, "no gradient: only decay")
	})
}

func TestAddAndScale(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, n := range lengths {
			rng := rand.New(rand.NewPCG(23, uint64(n)))
			a, b, y := random(rng, n), random(rng, n), make([]Float, n)
			Add(y, a, b)
			for i := range y {
				require.Equal(t, a[i]+b[i], y[i])
			}
			Add(a, a, b)
			assert.Equal(t, y, a, "in place")
			Scale(y, b, 3)
			for i := range y {
				require.Equal(t, 3*b[i], y[i])
			}
		}
	})
}

// What becomes of a number must not depend on where in a slice it stands, how long
// the slice is or how wide the vectors are.
func TestLoopsAreTheSameEverywhere(t *testing.T) {
	x := random(rand.New(rand.NewPCG(24, 1)), 200)
	byMethod := map[string][]Float{}
	eachMethod(t, func(t *testing.T) {
		whole, y := make([]Float, len(x)), make([]Float, len(x))
		for name, f := range map[string]func(y, x []Float){
			"exp":  func(y, x []Float) { ExpSum(y, x, 2) },
			"gelu": GELU,
			"back": func(y, x []Float) { GELUBackward(y, x, x) },
		} {
			f(whole, x)
			for from := range 20 {
				to := len(x) - 3*from
				f(y[from:to], x[from:to])
				assert.Equal(t, whole[from:to], y[from:to], "%s from %d", name, from)
			}
			if current.name == "go" {
				continue // computes in float64
			}
			if other, ok := byMethod[name]; ok {
				assert.Equal(t, other, whole, "%s by %s", name, current.name)
			}
			byMethod[name] = slices.Clone(whole)
		}
	})
}

func TestLoopsRefuseSlicesOfDifferentLengths(t *testing.T) {
	x, y := make([]Float, 8), make([]Float, 9)
	for _, f := range []func(){
		func() { Add(x, x, y) }, func() { Scale(x, y, 1) }, func() { ExpSum(x, y, 0) }, func() { GELU(y, x) },
		func() { GELUBackward(x, y, x) }, func() { AdamW{}.Update(x, x, x, y) }, func() { Dot(x, y) },
		func() { Mul(x, x, y) }, func() { MulAdd(x, x, x, y) }, func() { MulLess(x, y, x, 0) }, func() { Divide(x, y, 1) },
		func() { Normalise(x, y, 0, 1) }, func() { Straighten(x, x, y, 0, 0, 1) },
	} {
		assert.Panics(t, f)
	}
}
