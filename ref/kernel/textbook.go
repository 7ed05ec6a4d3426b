package kernel

import "sync"

// strip is how many columns of a transposed matrix are turned over at a time.
const strip = 64

// textbook computes c = a·b as one would by hand, row by row, in plain Go.
func textbook(c []Float, a, b view, m, k, n int) {
	switch {
	case b.col == 1:
		share(m, 2*k*n, func(from, to int) { rows(c[from*n:], a.from(from, 0), b, to-from, k, n, n) })
	case m < 8 && a.col == 1: // turning b over would cost more than the product
		share(n, 2*m*k, func(from, to int) { dots(c, a, b, m, k, n, from, to) })
	default:
		share((n+strip-1)/strip, 2*m*k*strip, func(from, to int) {
			turned := turnedStrips.Get().(*[]Float)
			defer turnedStrips.Put(turned)
			for j := from * strip; j < min(to*strip, n); j += strip {
				cols := min(strip, n-j)
				rows(c[j:], a, transpose(turned, b.from(0, j), k, cols), m, k, cols, n)
			}
		})
	}
}

var turnedStrips = sync.Pool{New: func() any { return new([]Float) }}

// rows computes c = a·b, where b's rows lie in one piece and row i of c begins at
// c[i·cRow]. Four rows of b at a time go into one row of c, so that c is read and
// written a quarter as often.
func rows(c []Float, a, b view, m, k, n, cRow int) {
	for i := range m {
		row := c[i*cRow : i*cRow+n]
		clear(row)
		p := 0
		for ; p+4 <= k; p += 4 {
			ai := a.from(i, p)
			a0, a1, a2, a3 := ai.data[0], ai.data[ai.col], ai.data[2*ai.col], ai.data[3*ai.col]
			b0, b1, b2, b3 := b.from(p, 0).data, b.from(p+1, 0).data, b.from(p+2, 0).data, b.from(p+3, 0).data
			b0, b1, b2, b3 = b0[:len(row)], b1[:len(row)], b2[:len(row)], b3[:len(row)]
			for j := range row {
				row[j] += a0*b0[j] + a1*b1[j] + a2*b2[j] + a3*b3[j]
			}
		}
		for ; p < k; p++ {
			a0, b0 := a.from(i, p).data[0], b.from(p, 0).data[:len(row)]
			for j := range row {
				row[j] += a0 * b0[j]
			}
		}
	}
}

// dots fills columns from..to of c = a·b, where a's rows and b's columns lie in
// one piece, each cell as one dot product in four partial sums.
func dots(c []Float, a, b view, m, k, n, from, to int) {
	for j := from; j < to; j++ {
		col := b.from(0, j).data[:k]
		for i := range m {
			row := a.from(i, 0).data[:len(col)]
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

// transpose copies b, (k, n), into memory where its rows lie in one piece.
func transpose(memory *[]Float, b view, k, n int) view {
	if cap(*memory) < k*n {
		*memory = make([]Float, k*n)
	}
	out := (*memory)[:k*n]
	const side = 32 // a square of b and its transpose both stay in the nearest cache
	for p0 := 0; p0 < k; p0 += side {
		for j := range n {
			for p := p0; p < min(p0+side, k); p++ {
				out[p*n+j] = b.data[p*b.row+j*b.col]
			}
		}
	}
	return view{out, n, 1}
}
