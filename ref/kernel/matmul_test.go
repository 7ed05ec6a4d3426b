package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sizes has every way a product can fail to fill tiles, panels and blocks.
var sizes = [][3]int{ // m, k, n
	{0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {0, 0, 0},
	{1, 1, 1}, {1, 7, 5}, {2, 3, 1}, {1, 300, 700}, {1, 771, 2300}, {3, 768, 40},
	{6, 8, 16}, {8, 8, 32}, {5, 9, 15}, {7, 17, 17}, {13, 31, 33}, {12, 16, 24}, {11, 6, 8},
	{64, 64, 32}, {64, 32, 64}, {48, 65, 96}, {50, 96, 65},
	{33, 257, 70}, {25, 513, 300}, {400, 20, 290}, {391, 260, 9},
}

func TestProductsAreThoseOfTheTextbook(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, op := range operations {
			for _, s := range sizes {
				if testing.Short() && s[0]*s[1]*s[2] > 1<<20 {
					continue // -race takes its time
				}
				t.Run(fmt.Sprint(op.name, s), func(t *testing.T) {
					rng := rand.New(rand.NewPCG(1, 2))
					requireTextbook(t, op, random(rng, s[0]*s[1]), random(rng, s[1]*s[2]), s[0], s[1], s[2])
				})
			}
		}
	})
}

// requireTextbook compares a product with the three loops, cell by cell, and
// checks that nothing beside c is written.
func requireTextbook(t *testing.T, op operation, a, b []Float, m, k, n int) {
	t.Helper()
	const margin, untouched = 64, 12345
	room := make([]Float, margin+m*n+margin)
	for i := range room {
		room[i] = untouched
	}
	c := room[margin : margin+m*n]
	op.product(c, a, b, m, k, n)

	want, size := op.threeLoops(a, b, m, k, n)
	for i, x := range want {
		got := float64(c[i])
		switch {
		case math.IsNaN(x):
			require.True(t, math.IsNaN(got), "cell (%d, %d) is %v, not NaN", i/n, i%n, got)
		case math.IsInf(x, 0):
			require.Equal(t, x, got, "cell (%d, %d)", i/n, i%n)
		default:
			require.LessOrEqual(t, math.Abs(got-x), tolerance(k)*size[i], "cell (%d, %d) is %v, not %v", i/n, i%n, got, x)
		}
	}
	for i := range margin {
		require.EqualValues(t, untouched, room[i], "written before c")
		require.EqualValues(t, untouched, room[margin+m*n+i], "written behind c")
	}
}

// A NaN or an infinity reaches the cells that the textbook says, and no others:
// not through padding, nor by skipping zeros.
func TestNaNAndInfPropagate(t *testing.T) {
	special := []Float{Float(math.NaN()), Float(math.Inf(1)), Float(math.Inf(-1)), 0}
	eachMethod(t, func(t *testing.T) {
		for _, op := range operations {
			for _, s := range [][3]int{{1, 9, 20}, {13, 20, 37}, {8, 300, 33}} {
				rng := rand.New(rand.NewPCG(3, 4))
				a, b := random(rng, s[0]*s[1]), random(rng, s[1]*s[2])
				for _, x := range special {
					a[rng.IntN(len(a))], b[rng.IntN(len(b))] = x, x
					requireTextbook(t, op, a, b, s[0], s[1], s[2])
				}
			}
		}
	})
}

// requireSame compares the bits of two matrices of n columns, and names the first
// cell that differs.
func requireSame(t *testing.T, want, got []Float, n int, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for i, x := range want {
		if !same(x, got[i]) {
			t.Fatalf("%s: cell (%d, %d) is %v, not %v", what, i/n, i%n, got[i], x)
		}
	}
}

// Who computes a cell must not change a bit of it.
func TestAnyNumberOfThreadsGivesTheSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	eachMethod(t, func(t *testing.T) {
		for _, op := range operations {
			for _, s := range [][3]int{{65, 300, 190}, {1, 768, 2304}, {1, 501, 4*384 + 3}, {700, 64, 65}, {200, 700, 33}} {
				rng := rand.New(rand.NewPCG(5, 6))
				a, b := random(rng, s[0]*s[1]), random(rng, s[1]*s[2])
				var one []Float
				for _, threads := range []int{1, 2, 3} {
					runtime.GOMAXPROCS(threads)
					c := make([]Float, s[0]*s[2])
					op.product(c, a, b, s[0], s[1], s[2])
					if threads == 1 {
						one = c
					}
					requireSame(t, one, c, s[2], fmt.Sprintf("%s%v on %d threads", op.name, s, threads))
				}
			}
		}
	})
}

// Each cell is one chain of fused multiply-adds, whatever the vectors' width.
func TestAssemblyKernelsGiveTheSameBits(t *testing.T) {
	if len(methods) < 3 {
		t.Skip("this machine or build has fewer than two kernels in assembly")
	}
	defer func(was method) { current = was }(current)
	for _, op := range operations {
		for _, s := range sizes {
			rng := rand.New(rand.NewPCG(7, 8))
			a, b := random(rng, s[0]*s[1]), random(rng, s[1]*s[2])
			results := make([][]Float, 2)
			for i := range results {
				current = methods[i]
				results[i] = make([]Float, s[0]*s[2])
				op.product(results[i], a, b, s[0], s[1], s[2])
			}
			requireSame(t, results[0], results[1], s[2], fmt.Sprintf("%s%v", op.name, s))
		}
	}
}

// A token generated on its own gets the bits it gets as part of a text, and a row
// of a large product those of a small one.
func TestARowHasTheSameBitsInAnyCompany(t *testing.T) {
	if len(methods) == 1 {
		t.Skip("plain Go adds up single rows in another order")
	}
	defer func(was method) { current = was }(current)
	for _, current = range methods[:len(methods)-1] {
		for _, op := range operations[:2] { // a's rows lie in one piece
			for _, s := range [][3]int{{70, 300, 90}, {9, 64, 2304}, {400, 13, 33}, {2, 771, 64}} {
				m, k, n := s[0], s[1], s[2]
				rng := rand.New(rand.NewPCG(10, 11))
				a, b := random(rng, m*k), random(rng, k*n)
				all := make([]Float, m*n)
				op.product(all, a, b, m, k, n)
				for _, i := range []int{0, m / 2, m - 1} {
					alone := make([]Float, n)
					op.product(alone, a[i*k:(i+1)*k], b, 1, k, n)
					requireSame(t, all[i*n:(i+1)*n], alone, n, fmt.Sprintf("%s: row %d of %s%v", current.name, i, op.name, s))
				}
			}
		}
	}
}

func TestProductsRefuseSlicesThatDoNotFit(t *testing.T) {
	for _, op := range operations {
		assert.Panics(t, func() { op.product(make([]Float, 6), make([]Float, 6), make([]Float, 7), 2, 3, 2) })
	}
}

func FuzzProducts(f *testing.F) {
	f.Add(uint16(5), uint16(9), uint16(33), uint8(1), uint64(1), uint8(3))
	f.Add(uint16(1), uint16(300), uint16(65), uint8(0), uint64(2), uint8(0))
	f.Fuzz(func(t *testing.T, m, k, n uint16, op uint8, seed uint64, specials uint8) {
		rows, inner, cols := int(m%100), int(k%600), int(n%300)
		rng := rand.New(rand.NewPCG(seed, 9))
		a, b := random(rng, rows*inner), random(rng, inner*cols)
		for range specials % 8 {
			if x := math.Inf(rng.IntN(2) - 1); len(a)*len(b) > 0 {
				a[rng.IntN(len(a))], b[rng.IntN(len(b))] = Float(x), Float(x*0)
			}
		}
		defer func(was method) { current = was }(current)
		for _, current = range methods {
			requireTextbook(t, operations[int(op)%len(operations)], a, b, rows, inner, cols)
		}
	})
}
