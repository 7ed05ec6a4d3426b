//go:build !race

package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// These are not for -race, under which a sync.Pool forgets on purpose.

// A training step consists of thousands of small products: they must leave no garbage.
func TestSmallProductsAllocateNothing(t *testing.T) {
	eachMethod(t, func(t *testing.T) {
		if current.name == "go" {
			t.Skip("plain Go makes a function for each product")
		}
		for _, op := range operations {
			for _, s := range [][3]int{{64, 64, 32}, {1, 128, 512}, {7, 30, 65}} {
				a, b, c := operands(s[0]*s[1], s[1]*s[2], s[0]*s[2])
				product := func() { op.product(c, a, b, s[0], s[1], s[2]) }
				assert.Zero(t, testing.AllocsPerRun(100, product), "%s%v", op.name, s)
			}
		}
	})
}

func TestLoopsAllocateNothing(t *testing.T) {
	x, y, z := operands(65, 65, 65)
	eachMethod(t, func(t *testing.T) {
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			ExpSum(z, x, 1)
			Scale(z, z, 2)
			GELU(z, x)
			GELUBackward(z, x, y)
			Add(z, x, y)
		}))
	})
}
