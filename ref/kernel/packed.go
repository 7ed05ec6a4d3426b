//go:build amd64 && !float64

package kernel

import "runtime"

// The blocks of the product, in numbers. A block of b, blockK × blockN, stays in
// the second-level cache while it is used for blockM rows of a, a block of which
// stays there too; a panel of b, blockK × the width of a tile, just about fits the
// first level. Tile rows and widths (6, 8; 8, 16, 32) divide blockM and blockN.
const (
	blockM = 384
	blockK = 256
	blockN = 256
)

// packed is the product in blocks, around the micro-kernels of one instruction set.
type packed struct {
	rows       int    // of a tile
	tiles      []tile // the widest first
	rowTiles   []tile // the one for a single row
	copyPanels func(dst, src *Float, rows, panels, srcRow int)
	addRows    func(c, a, b *Float, n, bRow int)
}

// A tile is a micro-kernel: run computes all of a tile of c at once, as described
// at tileAVX2. The narrower ones are for what is left over at the right edge of c.
type tile struct {
	cols int
	run  func(c, a, b *Float, k, cRow, aRow, aCol int, add bool)
}

// A panel is as many columns of b as a tile is wide, some perhaps only padding.
type panel struct {
	tile
	data []Float // row after row, cols numbers each
	at   int     // the column of the block that is its first
	used int     // columns that are in b
}

// product computes c = a·b. It is shared out by columns where there are enough of
// them, so that no two threads pack the same part of b; else by rows, in pieces so
// high that packing b for each is little beside the product.
func (u packed) product(c []Float, a, b view, m, k, n int) {
	if m == 1 {
		u.rowProduct(c, a, b, k, n)
		return
	}
	if !worthSharing(2 * m * k * n) { // most products are small: do not even make the function to share
		u.part(c, a, b, m, k, n, n, false)
		return
	}
	cols, rows := u.tiles[0].cols, 8*u.rows
	if n >= m || ceil(n, cols) >= 2*runtime.GOMAXPROCS(0) {
		share(ceil(n, cols), 2*m*k*cols, func(from, to int) {
			j0, j1 := from*cols, min(to*cols, n)
			u.part(c[j0:], a, b.from(0, j0), m, k, j1-j0, n, false)
		})
		return
	}
	share(ceil(m, rows), 2*n*k*rows, func(from, to int) {
		i0, i1 := from*rows, min(to*rows, m)
		u.part(c[i0*n:], a.from(i0, 0), b, i1-i0, k, n, n, false)
	})
}

func ceil(n, by int) int { return (n + by - 1) / by }

// part computes c = a·b, or c += a·b, on one thread. Row i of c begins at c[i·cRow].
func (u packed) part(c []Float, a, b view, m, k, n, cRow int, add bool) {
	if m == 1 {
		u.rows, u.tiles = 1, u.rowTiles
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for i0 := 0; i0 < m; i0 += blockM {
		rows := min(blockM, m-i0)
		for j0 := 0; j0 < n; j0 += blockN {
			cols := min(blockN, n-j0)
			for p0 := 0; p0 < k; p0 += blockK { // innermost: a block of c is finished before the next is begun
				depth := min(blockK, k-p0)
				panels := u.pack(s, b.from(p0, j0), depth, cols)
				u.block(s, c[i0*cRow+j0:], s.apart(a.from(i0, p0), rows, depth, len(panels)), panels, rows, depth, cRow, add || p0 > 0)
			}
		}
	}
}

// block computes c = a·b, or c += a·b, for one block of a and one of b, tile by
// tile. What remains below the last whole tile goes through a padded copy.
func (u packed) block(s *scratch, c []Float, a view, panels []panel, m, k, cRow int, add bool) {
	whole := m - m%u.rows
	if whole < m {
		s.padRows(a.from(whole, 0), m-whole, k, u.rows)
	}
	for _, b := range panels {
		c := c[b.at:]
		for i := 0; i < whole; i += u.rows {
			if b.used == b.cols {
				b.run(&c[i*cRow], &a.data[i*a.row], &b.data[0], k, cRow, a.row, a.col, add)
			} else {
				s.edge(c[i*cRow:], a.from(i, 0), b, u.rows, k, cRow, add)
			}
		}
		if whole < m {
			s.edge(c[whole*cRow:], view{s.rows[:], 1, u.rows}, b, m-whole, k, cRow, add)
		}
	}
}
