package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// planted returns n points in c dimensions that vary along two known directions
// a lot, in that order, and a little along all others.
func planted(n, c int) (x ref.Tensor, first, second []float64) {
	noise := someNumbers(n, c, 3)
	ways := orthonormal([][]float64{toFloat64(someNumbers(1, c, 7).Data), toFloat64(someNumbers(1, c, 8).Data)})
	x = ref.NewTensor(n, c)
	amounts := someNumbers(n, 2, 9)
	for i := range n {
		for j := range c {
			v := 5 + 0.1*float64(noise.At(i, j)) // 5: far from zero, as no mean must be
			v += 3*float64(amounts.At(i, 0))*ways[0][j] + 1.5*float64(amounts.At(i, 1))*ways[1][j]
			x.Row(i)[j] = ref.Float(v)
		}
	}
	return x, ways[0], ways[1]
}

func toFloat64(x []ref.Float) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

func TestPrincipalComponentsFindWhatWasPlanted(t *testing.T) {
	x, first, second := planted(400, 20)
	points, share := PrincipalComponents(x)
	rows, _ := centred(x)
	for k, way := range [][]float64{first, second} {
		// Up to sign, a point's place is its part along the planted direction.
		along := 0.0
		for i, row := range rows {
			along += dot(row, way) * points[i][k]
		}
		sign := math.Copysign(1, along)
		for i, row := range rows {
			assert.InDelta(t, sign*dot(row, way), points[i][k], 0.6, "point %d, direction %d", i, k)
		}
	}
	assert.Greater(t, share[0], share[1])
	assert.InDelta(t, 9/(9+2.25+20*0.01), share[0], 0.06)
	assert.Less(t, share[0]+share[1], 1.0)
}

// Jacobi's method on the whole covariance is slow and certain.
func TestPrincipalComponentsAgreeWithTheWholeCovariance(t *testing.T) {
	x := someNumbers(30, 12, 21) // no direction stands out
	rows, total := centred(x)
	identity := make([][]float64, 12)
	for i := range identity {
		identity[i] = make([]float64, 12)
		identity[i][i] = 1
	}
	axes, variances := symmetricAxes(covarianceTimes(rows, identity))
	points, share := PrincipalComponents(x)
	for k := range 2 {
		assert.InDelta(t, variances[k]/total, share[k], 1e-6)
		for i, row := range rows {
			assert.InDelta(t, math.Abs(dot(row, axes[k])), math.Abs(points[i][k]), 1e-3)
		}
	}
}

func TestPrincipalComponentsOfLittle(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {1, 5}, {2, 1}, {2, 5}, {5, 2}} {
		points, share := PrincipalComponents(someNumbers(shape[0], shape[1], 3))
		require.Len(t, points, shape[0])
		for _, at := range points {
			assert.False(t, math.IsNaN(at[0]) || math.IsNaN(at[1]), "%v", shape)
		}
		assert.LessOrEqual(t, share[0]+share[1], 1+1e-9, "%v", shape)
	}
	line := ref.FromSlice([]ref.Float{0, 0, 1, 2, 2, 4, 3, 6}, 4, 2)
	points, share := PrincipalComponents(line)
	assert.InDelta(t, 1, share[0], 1e-9)
	assert.InDelta(t, math.Sqrt(5), points[1][0]-points[0][0], 1e-6, "equal steps, to the right")
	constant, share := PrincipalComponents(ref.NewTensor(4, 3))
	assert.Equal(t, make([][2]float64, 4), constant)
	assert.Zero(t, share)
}

func TestPrincipalComponentsAreTheSameEachTime(t *testing.T) {
	x, _, _ := planted(50, 10)
	a, _ := PrincipalComponents(x)
	b, _ := PrincipalComponents(x.Clone())
	assert.Equal(t, a, b)
}
