//go:build amd64 && !float64

package kernel

import "runtime"

// The product of a single row reads b once, as fast as memory can, and needs no
// packing. The lengths keep one call of assembly to some ten microseconds; a strip
// of c also stays in the nearest cache while rows of b are added to it.
const (
	rowsAtOnce    = 8  // addRows takes so many, and turnedRow so many columns
	columnsAtOnce = 16 // addRows takes a multiple of 8 or 16
	stripN        = 3072
	stripK        = 4096
	leastShare    = 384 // columns that are worth a piece of their own
	mostShare     = 768 // no more of them help memory to go on reading the same rows
)

// rowProduct computes c = a·b for one row: a has k numbers, c has n.
func (u packed) rowProduct(c []Float, a, b view, k, n int) {
	if !worthSharing(2 * k * n) {
		u.strips(c, a, b, k, 0, n)
		return
	}
	width := pieceOfRow(n, runtime.GOMAXPROCS(0))
	pieces := ceil(n, width)
	shareIn(pieces, pieces, 2*k*width, func(from, to int) { u.strips(c, a, b, k, from*width, min(to*width, n)) })
}

// pieceOfRow returns into how wide pieces a row of n columns is cut, two or more
// for each thread where there are enough.
func pieceOfRow(n, threads int) int {
	width := min(max(ceil(n, 2*threads), leastShare), mostShare)
	return ceil(width, columnsAtOnce) * columnsAtOnce
}

// strips computes columns from..to of c = a·b.
func (u packed) strips(c []Float, a, b view, k, from, to int) {
	for j := from; j < to; j += stripN {
		cols := min(stripN, to-j)
		u.strip(c[j:j+cols], a, b.from(0, j), k, cols)
	}
}

// strip computes c = a·b for n columns. What is no multiple of the assembly's
// measure, in rows or columns of b, goes the way of the other products.
func (u packed) strip(c []Float, a, b view, k, n int) {
	rows, cols := k-k%rowsAtOnce, n-n%columnsAtOnce
	if b.col != 1 && n >= rowsAtOnce {
		cols = n
	}
	if rows == 0 {
		cols = 0
	}
	if cols > 0 {
		clear(c[:cols])
		u.addWhole(c[:cols], a.data, b, rows, cols)
		if rows < k {
			u.part(c, a.from(0, rows), b.from(rows, 0), 1, k-rows, cols, cols, true)
		}
	}
	if cols < n {
		u.part(c[cols:], a, b.from(0, cols), 1, k, n-cols, n-cols, false)
	}
}

// addWhole computes c += a·b where k and n suit the assembly, whichever way b lies.
func (u packed) addWhole(c, a []Float, b view, k, n int) {
	if b.col == 1 {
		for p := 0; p < k; p += rowsAtOnce {
			u.addRows(&c[0], &a[p], &b.data[p*b.row], n, b.row)
		}
		return
	}
	whole := n - n%rowsAtOnce
	for j := 0; j < whole; j += rowsAtOnce {
		u.addTurned(c[j:j+rowsAtOnce], a, b.from(0, j), k)
	}
	if whole < n { // the last columns once more with some before them, which are not kept
		var last [rowsAtOnce]Float
		u.addTurned(last[:], a, b.from(0, n-rowsAtOnce), k)
		copy(c[whole:], last[whole-(n-rowsAtOnce):])
	}
}

// addTurned computes c += a·b for as many columns as turnedRow takes.
func (u packed) addTurned(c, a []Float, b view, k int) {
	for p := 0; p < k; p += stripK {
		turnedRow(&c[0], &a[p], &b.data[p], min(stripK, k-p)/4, b.col)
	}
}
