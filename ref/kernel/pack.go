//go:build amd64 && !float64

package kernel

import "sync"

const (
	maxTileRows = 8
	maxTileCols = 32

	crowded  = 512         // rows of a multiple of this begin in few sets of the nearest cache
	apartRow = blockK + 16 // rows so far apart do not
)

// A scratch is the memory one thread needs for a product.
type scratch struct {
	block     [blockK * blockN]Float // panels of b
	panels    [blockN / 8]panel
	apartRows [blockM * apartRow]Float         // a block of a whose rows would displace each other
	rows      [blockK * maxTileRows]Float      // the rows of a below the last whole tile, padded
	tile      [maxTileRows * maxTileCols]Float // a tile of c that is not all in c
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// pack cuts a block of b, k × n, into panels.
func (u packed) pack(s *scratch, b view, k, n int) []panel {
	panels := s.panels[:0]
	dst := s.block[:]
	widest := u.tiles[0].cols
	if whole := n / widest; b.col == 1 && whole > 0 {
		u.copyPanels(&dst[0], &b.data[0], k, whole, b.row)
	}
	for j := 0; j < n; {
		t := u.tileFor(n - j)
		used := min(t.cols, n-j)
		switch src := b.from(0, j); {
		case b.col != 1:
			turn(dst, src, k, used, t.cols)
		case used < widest:
			copyPadded(dst, src, k, used, t.cols)
		}
		panels = append(panels, panel{t, dst[:k*t.cols], j, used})
		dst = dst[k*t.cols:]
		j += used
	}
	return panels
}

// tileFor returns the widest tile that n columns fill, or else the narrowest.
func (u packed) tileFor(n int) tile {
	for _, t := range u.tiles {
		if n >= t.cols {
			return t
		}
	}
	return u.tiles[len(u.tiles)-1]
}

// copyPadded copies k rows of used numbers and fills them up with zeros to cols.
func copyPadded(dst []Float, src view, k, used, cols int) {
	for p := range k {
		row := dst[p*cols : (p+1)*cols]
		clear(row[copy(row, src.data[p*src.row:][:used]):])
	}
}

// turn copies k rows of used numbers, each of which stands in a row of its own in
// src's memory, and fills them up with zeros to cols: it turns src over.
func turn(dst []Float, src view, k, used, cols int) {
	j := 0
	for ; j+8 <= used && k >= 4; j += 8 {
		transpose8(&dst[j], &src.data[j*src.col], k/4, cols, src.col)
		for p := k &^ 3; p < k; p++ {
			for i := j; i < j+8; i++ {
				dst[p*cols+i] = src.data[p+i*src.col]
			}
		}
	}
	for p := range k {
		row := dst[p*cols : (p+1)*cols]
		for i := j; i < used; i++ {
			row[i] = src.data[p+i*src.col]
		}
		clear(row[used:])
	}
}

// padRows copies m rows of a, fewer than a tile has, and fills up with zeros:
// cell (i, p) goes to rows[p·tileRows + i].
func (s *scratch) padRows(a view, m, k, tileRows int) {
	for p := range k {
		col := s.rows[p*tileRows : (p+1)*tileRows]
		for i := range m {
			col[i] = a.data[i*a.row+p*a.col]
		}
		clear(col[m:])
	}
}

// apart returns a, or a copy whose rows begin in different sets of the nearest
// cache. Where a row is a large power of two long, all rows of a tile begin in the
// same few sets and displace each other before they are used up.
func (s *scratch) apart(a view, m, k, times int) view {
	if a.col != 1 || a.row%crowded != 0 || times < 2 || m < maxTileRows {
		return a
	}
	for i := range m {
		copy(s.apartRows[i*apartRow:], a.data[i*a.row:][:k])
	}
	return view{s.apartRows[:], apartRow, 1}
}

// edge computes a tile of which only m rows and b.used columns are in c.
func (s *scratch) edge(c []Float, a view, b panel, m, k, cRow int, add bool) {
	if add {
		for i := range m {
			copy(s.tile[i*b.cols:], c[i*cRow:][:b.used])
		}
	}
	b.run(&s.tile[0], &a.data[0], &b.data[0], k, b.cols, a.row, a.col, add)
	for i := range m {
		copy(c[i*cRow:][:b.used], s.tile[i*b.cols:])
	}
}
