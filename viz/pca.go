package viz

import (
	"math"
	"slices"

	"gptlab/ref"
)

// PrincipalComponents looks at the rows of x (n, C) from the side on which they
// lie furthest apart: it returns each row's place along the two directions of
// greatest variance, and what share of the whole variance each direction holds.
// A direction points to where its largest part is positive, so that equal
// numbers give equal pictures.
//
// It is orthogonal iteration on the covariance with Rayleigh–Ritz steps (Golub &
// Van Loan, Matrix Computations, §8.2.4): some vectors are multiplied by XᵀX again
// and again, and turn towards the directions in which X is largest.
func PrincipalComponents(x ref.Tensor) (points [][2]float64, share [2]float64) {
	rows, total := centred(x)
	points = make([][2]float64, len(rows))
	if total == 0 {
		return points, share
	}
	axes, variances := largestAxes(rows, x.Dim(1))
	for k := range min(2, len(axes)) {
		share[k] = variances[k] / total
		direction := pointUp(axes[k])
		for i, row := range rows {
			points[i][k] = dot(row, direction)
		}
	}
	return points, share
}

// centred returns the rows of x less their mean, in float64, and the sum of
// their squares.
func centred(x ref.Tensor) (rows [][]float64, total float64) {
	n, c := x.Dim(0), x.Dim(1)
	mean := make([]float64, c)
	rows = make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, c)
		for j, v := range x.Row(i) {
			rows[i][j] = float64(v)
			mean[j] += float64(v) / float64(n)
		}
	}
	for _, row := range rows {
		for j := range row {
			row[j] -= mean[j]
		}
		total += dot(row, row)
	}
	return rows, total
}

// largestAxes returns a few orthonormal directions of falling variance; the
// first two have settled.
func largestAxes(rows [][]float64, c int) (axes [][]float64, variances []float64) {
	const width, rounds, settled = 8, 500, 1e-10
	q := startVectors(min(width, c, len(rows)), c)
	var before []float64
	for range rounds {
		z := covarianceTimes(rows, q)
		turn, values := symmetricAxes(products(q, z))
		axes, variances = combine(turn, q), values
		if before != nil && math.Abs(values[0]-before[0])+math.Abs(values[min(1, len(values)-1)]-before[min(1, len(values)-1)]) <= settled*values[0] {
			break
		}
		q, before = orthonormal(combine(turn, z)), values
	}
	return axes, variances
}

// startVectors returns k different directions, the same each time. No real data
// are orthogonal to sines of such odd frequencies.
func startVectors(k, c int) [][]float64 {
	q := make([][]float64, k)
	for i := range q {
		q[i] = make([]float64, c)
		for j := range q[i] {
			q[i][j] = math.Sin(float64(i+1) + math.Sqrt2*float64((i+1)*(j+1)))
		}
	}
	return orthonormal(q)
}

// covarianceTimes returns XᵀX·v for each v of q, without making the matrix XᵀX.
func covarianceTimes(rows, q [][]float64) [][]float64 {
	out := make([][]float64, len(q))
	for k, v := range q {
		out[k] = make([]float64, len(v))
		for _, row := range rows {
			addScaled(out[k], dot(row, v), row)
		}
	}
	return out
}

// orthonormal is modified Gram–Schmidt, in place. A vector that lies among those
// before it becomes zero.
func orthonormal(q [][]float64) [][]float64 {
	for i, v := range q {
		long := math.Sqrt(dot(v, v))
		for _, u := range q[:i] {
			addScaled(v, -dot(u, v), u)
		}
		scale := 0.0
		if norm := math.Sqrt(dot(v, v)); norm > 1e-12*long {
			scale = 1 / norm
		}
		for j := range v {
			v[j] *= scale
		}
	}
	return q
}

// products returns the matrix of a_i·b_j.
func products(a, b [][]float64) [][]float64 {
	m := make([][]float64, len(a))
	for i := range a {
		m[i] = make([]float64, len(b))
		for j := range b {
			m[i][j] = dot(a[i], b[j])
		}
	}
	return m
}

// combine returns Σ_j turn[i][j]·q_j for each i.
func combine(turn, q [][]float64) [][]float64 {
	out := make([][]float64, len(turn))
	for i, weights := range turn {
		out[i] = make([]float64, len(q[0]))
		for j, w := range weights {
			addScaled(out[i], w, q[j])
		}
	}
	return out
}

// symmetricAxes returns the eigenvectors of a small symmetric matrix as rows, by
// falling eigenvalue. Jacobi's method: rotate away one off-diagonal element after
// the other (Golub & Van Loan, §8.5).
func symmetricAxes(a [][]float64) (vectors [][]float64, values []float64) {
	n := len(a)
	v := make([][]float64, n)
	for i := range v {
		v[i] = make([]float64, n)
		v[i][i] = 1
	}
	for range 30 { // sweeps; they converge quadratically
		for p := range n {
			for q := p + 1; q < n; q++ {
				jacobiRotate(a, v, p, q)
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if a[i][i] > a[j][j] {
			return -1
		}
		return 1
	})
	for _, i := range order {
		vectors, values = append(vectors, v[i]), append(values, a[i][i])
	}
	return vectors, values
}

// jacobiRotate makes a[p][q] zero and applies the rotation to the rows of v.
func jacobiRotate(a, v [][]float64, p, q int) {
	if a[p][q] == 0 {
		return
	}
	theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	cos := 1 / math.Sqrt(t*t+1)
	sin := t * cos
	for _, m := range [][][]float64{a, v} {
		for k := range m[p] {
			m[p][k], m[q][k] = cos*m[p][k]-sin*m[q][k], sin*m[p][k]+cos*m[q][k]
		}
	}
	for k := range a {
		a[k][p], a[k][q] = cos*a[k][p]-sin*a[k][q], sin*a[k][p]+cos*a[k][q]
	}
}

// pointUp returns v or its opposite, whichever has its largest part positive.
func pointUp(v []float64) []float64 {
	largest := 0.0
	for _, x := range v {
		if math.Abs(x) > math.Abs(largest)*(1+1e-9) {
			largest = x
		}
	}
	if largest >= 0 {
		return v
	}
	opposite := make([]float64, len(v))
	addScaled(opposite, -1, v)
	return opposite
}

func dot(a, b []float64) (sum float64) {
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// addScaled adds s·b to a.
func addScaled(a []float64, s float64, b []float64) {
	for i, x := range b {
		a[i] += s * x
	}
}
