// Package kernel is the one fast room of gptlab: matrix products and the loops
// that share them out over the machine's cores. Everything above it reads like
// the chapter; whatever is clever about speed lives here.
//
// All matrices are row-major slices. A result is the same, bit for bit, for any
// number of threads: threads share out rows, never a sum.
package kernel

// MatMul computes c = a·b:  (m, k) × (k, n) → (m, n).
func MatMul(c, a, b []Float, m, k, n int) {
	check(c, a, b, m, k, n)
	rows(m, 2*k*n, func(from, to int) {
		product(c, a, b, from, to, k, n, k, 1)
	})
}

// MatMulT computes c = a·bᵀ:  (m, k) × (n, k)ᵀ → (m, n).
func MatMulT(c, a, b []Float, m, k, n int) {
	check(c, a, b, m, k, n)
	if m < 8 { // turning b over would cost more than the product
		rows(n, 2*m*k, func(from, to int) { dots(c, a, b, m, k, n, from, to) })
		return
	}
	turned := transpose(b, n, k) // (k, n)
	rows(m, 2*k*n, func(from, to int) {
		product(c, a, turned, from, to, k, n, k, 1)
	})
}

// TMatMul computes c = aᵀ·b:  (k, m)ᵀ × (k, n) → (m, n).
func TMatMul(c, a, b []Float, m, k, n int) {
	check(c, a, b, m, k, n)
	rows(m, 2*k*n, func(from, to int) {
		product(c, a, b, from, to, k, n, 1, m)
	})
}

// product fills rows from..to of c = A·b, where A's cell (i, p) is
// a[i·rowStep + p·colStep]. Four rows of b at a time go into one row of c, so
// that c is read and written a quarter as often.
func product(c, a, b []Float, from, to, k, n, rowStep, colStep int) {
	for i := from; i < to; i++ {
		row := c[i*n : i*n+n]
		clear(row)
		p := 0
		for ; p+4 <= k; p += 4 {
			at := i*rowStep + p*colStep
			a0, a1, a2, a3 := a[at], a[at+colStep], a[at+2*colStep], a[at+3*colStep]
			b0, b1, b2, b3 := b[p*n:p*n+n], b[(p+1)*n:(p+1)*n+n], b[(p+2)*n:(p+2)*n+n], b[(p+3)*n:(p+3)*n+n]
			b0, b1, b2, b3 = b0[:len(row)], b1[:len(row)], b2[:len(row)], b3[:len(row)]
			for j := range row {
				row[j] += a0*b0[j] + a1*b1[j] + a2*b2[j] + a3*b3[j]
			}
		}
		for ; p < k; p++ {
			a0, b0 := a[i*rowStep+p*colStep], b[p*n:p*n+n]
			for j := range row {
				row[j] += a0 * b0[j]
			}
		}
	}
}

// dots fills columns from..to of c = a·bᵀ, each cell as one dot product in four partial sums.
func dots(c, a, b []Float, m, k, n, from, to int) {
	for j := from; j < to; j++ {
		col := b[j*k : j*k+k]
		for i := range m {
			row := a[i*k : i*k+k][:len(col)]
			var s0, s1, s2, s3 Float
			p := 0
			for ; p+4 <= len(col); p += 4 {
				s0 += row[p] * col[p]
				s1 += row[p+1] * col[p+1]
				s2 += row[p+2] * col[p+2]
				s3 += row[p+3] * col[p+3]
			}
			for ; p < len(col); p++ {
				s0 += row[p] * col[p]
			}
			c[i*n+j] = (s0 + s1) + (s2 + s3)
		}
	}
}

// transpose returns bᵀ: (n, k) → (k, n).
func transpose(b []Float, n, k int) []Float {
	const tile = 32 // both a tile of b and of its transpose stay in the nearest cache
	out := make([]Float, n*k)
	for i0 := 0; i0 < n; i0 += tile {
		for j0 := 0; j0 < k; j0 += tile {
			for i := i0; i < min(i0+tile, n); i++ {
				for j := j0; j < min(j0+tile, k); j++ {
					out[j*n+i] = b[i*k+j]
				}
			}
		}
	}
	return out
}

func check(c, a, b []Float, m, k, n int) {
	if len(a) != m*k || len(b) != k*n || len(c) != m*n {
		panic("kernel: slices do not fit the shapes of the product")
	}
}
