package kernel

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// Assembly that reads or writes beyond a slice goes unseen until it meets a page
// that is not there. Here one begins right behind every operand.
func TestProductsStayWithinTheirOperands(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		for _, op := range operations {
			for _, s := range [][3]int{{1, 9, 17}, {1, 40, 33}, {7, 5, 35}, {8, 16, 32}, {13, 37, 48}, {6, 300, 23}} {
				m, k, n := s[0], s[1], s[2]
				rng := rand.New(rand.NewPCG(12, 13))
				a, b, c := atThePrecipice(t, m*k), atThePrecipice(t, k*n), atThePrecipice(t, m*n)
				copy(a, random(rng, m*k))
				copy(b, random(rng, k*n))
				op.product(c, a, b, m, k, n)
			}
		}
	})
}

// atThePrecipice returns n numbers behind which there is no memory.
func atThePrecipice(t *testing.T, n int) []Float {
	page := syscall.Getpagesize()
	size := n * int(unsafe.Sizeof(Float(0)))
	whole := (size + page - 1) / page * page
	memory, err := syscall.Mmap(-1, 0, whole+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { _ = syscall.Munmap(memory) })
	require.NoError(t, syscall.Mprotect(memory[whole:], syscall.PROT_NONE))
	return unsafe.Slice((*Float)(unsafe.Pointer(&memory[whole-size])), n)
}
