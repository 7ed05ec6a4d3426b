package kernel

// The three products overwrite all of c, which must not share memory with a or b.
// They panic if a slice does not have the length its shape says. Any of m, k and n
// may be 0.

// MatMul computes c = a·b:  (m, k) × (k, n) → (m, n).
func MatMul(c, a, b []Float, m, k, n int) {
	product(c, view{a, k, 1}, view{b, n, 1}, m, k, n)
}

// MatMulT computes c = a·bᵀ:  (m, k) × (n, k)ᵀ → (m, n).
func MatMulT(c, a, b []Float, m, k, n int) {
	product(c, view{a, k, 1}, view{b, 1, k}, m, k, n)
}

// TMatMul computes c = aᵀ·b:  (k, m)ᵀ × (k, n) → (m, n).
func TMatMul(c, a, b []Float, m, k, n int) {
	product(c, view{a, 1, m}, view{b, n, 1}, m, k, n)
}

// A view is a matrix laid over a slice: its cell (i, j) is data[i·row + j·col].
// A transposed matrix is the same slice with the strides exchanged.
type view struct {
	data     []Float
	row, col int
}

// from is the view whose cell (0, 0) is the cell (i, j) of v.
func (v view) from(i, j int) view { return view{v.data[i*v.row+j*v.col:], v.row, v.col} }

// product computes c = a·b for views of (m, k) and (k, n), by the kernel of this machine.
func product(c []Float, a, b view, m, k, n int) {
	if len(a.data) != m*k || len(b.data) != k*n || len(c) != m*n {
		panic("kernel: slices do not fit the shapes of the product")
	}
	if m*k*n == 0 {
		clear(c) // an empty sum is 0
		return
	}
	current.product(c, a, b, m, k, n)
}
