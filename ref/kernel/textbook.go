package kernel

// textbook computes c = a·b as one would by hand, row by row, in plain Go.
func textbook(c []Float, a, b view, m, k, n int) {
	if m < 8 && a.col == 1 && b.row == 1 { // turning b over would cost more than the product
		share(n, 2*m*k, func(from, to int) { dots(c, a, b, m, k, n, from, to) })
		return
	}
	if b.col != 1 {
		b = transpose(b, k, n)
	}
	share(m, 2*k*n, func(from, to int) { rows(c, a, b, from, to, k, n) })
}

// rows fills rows from..to of c = a·b; b's rows lie in one piece. Four rows of b
// at a time go into one row of c, so that c is read and written a quarter as often.
func rows(c []Float, a, b view, from, to, k, n int) {
	for i := from; i < to; i++ {
		row := c[i*n : i*n+n]
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

// transpose returns a copy of b, (k, n), whose rows lie in one piece.
func transpose(b view, k, n int) view {
	const side = 32 // both a square of b and of its transpose stay in the nearest cache
	out := make([]Float, k*n)
	for p0 := 0; p0 < k; p0 += side {
		for j0 := 0; j0 < n; j0 += side {
			for j := j0; j < min(j0+side, n); j++ {
				for p := p0; p < min(p0+side, k); p++ {
					out[p*n+j] = b.data[p*b.row+j*b.col]
				}
			}
		}
	}
	return view{out, n, 1}
}
