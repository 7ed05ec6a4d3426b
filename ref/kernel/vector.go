package kernel

// Loops over vectors, each on the thread that calls; Parallel shares them out.
// Slices given to one call have the same length. Where results and arguments are
// the same slice they may be: y = a + y.
//
// Plain Go computes in float64 and rounds once; assembly in float32, to within one
// or two units in the last place. vector_test.go states and holds how near each is.

// loops are the vector loops of one kernel; the functions below say what they do.
type loops interface {
	add(y, a, b []Float)
	scale(y, x []Float, factor Float)
	expSum(y, x []Float, top Float) float64
	gelu(y, x []Float)
	geluBackward(dx, x, dy []Float)
	adamW(a AdamW, w, m, v, g []Float)
	rowLoops
}

// Add computes y = a + b.
func Add(y, a, b []Float) {
	fit(len(y), len(a), len(b))
	current.loops.add(y, a, b)
}

// Scale computes y = factor·x.
func Scale(y, x []Float, factor Float) {
	fit(len(y), len(x))
	current.loops.scale(y, x, factor)
}

// ExpSum computes y = e^(x − top) and returns Σ y, added up in float64.
// e^−Inf is exactly 0.
func ExpSum(y, x []Float, top Float) (sum float64) {
	fit(len(y), len(x))
	return current.loops.expSum(y, x, top)
}

// GELU computes y = x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))), GPT-2's activation.
func GELU(y, x []Float) {
	fit(len(y), len(x))
	current.loops.gelu(y, x)
}

// GELUBackward computes dx = GELU′(x) ⊙ dy.
func GELUBackward(dx, x, dy []Float) {
	fit(len(dx), len(x), len(dy))
	current.loops.geluBackward(dx, x, dy)
}

// AdamW is what one update is told, the same for every number of a parameter.
type AdamW struct {
	Clip               float64 // gradients are multiplied by it
	Beta1, Beta2       float64
	Correct1, Correct2 float64 // 1−β₁ᵗ and 1−β₂ᵗ
	Eps, Decay, Rate   float64 // ε, λ and the learning rate lr
}

// Update moves the weights w against their gradient g and brings the running
// means m and v up to date.
//
//	g ← clip·g             (what g holds is left as it is)
//	m ← β₁m + (1−β₁)g      m̂ = m/(1−β₁ᵗ)
//	v ← β₂v + (1−β₂)g²     v̂ = v/(1−β₂ᵗ)
//	w ← w − lr·(m̂/(√v̂ + ε) + λw)
func (a AdamW) Update(w, m, v, g []Float) {
	fit(len(w), len(m), len(v), len(g))
	current.loops.adamW(a, w, m, v, g)
}

func fit(n int, lengths ...int) {
	for _, l := range lengths {
		if l != n {
			panic("kernel: slices of one call have different lengths")
		}
	}
}
