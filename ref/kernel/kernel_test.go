package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// An operation is one of the three exported products, with the three loops of the
// textbook to compare it with.
type operation struct {
	name    string
	product func(c, a, b []Float, m, k, n int)
	a, b    func(m, k, n, i, p, j int) int // where a's cell (i, p) and b's (p, j) stand
}

var operations = []operation{
	{"MatMul", MatMul, aAsIs, bAsIs},
	{"MatMulT", MatMulT, aAsIs, func(m, k, n, i, p, j int) int { return j*k + p }},
	{"TMatMul", TMatMul, func(m, k, n, i, p, j int) int { return p*m + i }, bAsIs},
}

func aAsIs(m, k, n, i, p, j int) int { return i*k + p }
func bAsIs(m, k, n, i, p, j int) int { return p*n + j }

// threeLoops returns the product in float64, and for each cell Σ|a·b|, which its
// rounding errors are in proportion to.
func (op operation) threeLoops(a, b []Float, m, k, n int) (c, size []float64) {
	c, size = make([]float64, m*n), make([]float64, m*n)
	for i := range m {
		for j := range n {
			for p := range k {
				x := float64(a[op.a(m, k, n, i, p, j)]) * float64(b[op.b(m, k, n, i, p, j)])
				c[i*n+j] += x
				size[i*n+j] += math.Abs(x)
			}
		}
	}
	return c, size
}

// tolerance is what k roundings to a Float can add up to, as a part of Σ|a·b|:
// (k+1) half units in the last place, and as much again where the comparison
// itself is rounded, in the float64 build.
func tolerance(k int) float64 {
	unit := float64(1.0 / (1 << 24))
	if Float(1)+Float(unit) != 1 {
		unit = 1.0 / (1 << 53)
	}
	return 2 * float64(k+1) * unit
}

// eachMethod runs a test once with each kernel this machine has.
func eachMethod(t *testing.T, f func(t *testing.T)) {
	defer func(was method) { current = was }(current)
	for _, m := range methods {
		current = m
		t.Run(m.name, f)
	}
}

func random(rng *rand.Rand, n int) []Float {
	x := make([]Float, n)
	for i := range x {
		x[i] = Float(rng.NormFloat64())
	}
	return x
}
