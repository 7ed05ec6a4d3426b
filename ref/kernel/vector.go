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

// Dot returns Σ x·y in float64. One sum would make every addition wait for the
// last; four can be under way together.
func Dot(x, y []Float) float64 {
	fit(len(x), len(y))
	var s0, s1, s2, s3 float64
	for len(x) >= 4 && len(y) >= 4 {
		s0 += float64(x[0]) * float64(y[0])
		s1 += float64(x[1]) * float64(y[1])
		s2 += float64(x[2]) * float64(y[2])
		s3 += float64(x[3]) * float64(y[3])
		x, y = x[4:], y[4:]
	}
	for i := range x {
		s0 += float64(x[i]) * float64(y[i])
	}
	return (s0 + s1) + (s2 + s3)
}

// Moments returns the mean of x and the mean of (x − mean)², in float64.
func Moments(x []Float) (mean, variance float64) {
	n := float64(len(x))
	var s0, s1, s2, s3 float64
	rest := x
	for ; len(rest) >= 4; rest = rest[4:] {
		s0 += float64(rest[0])
		s1 += float64(rest[1])
		s2 += float64(rest[2])
		s3 += float64(rest[3])
	}
	for _, v := range rest {
		s0 += float64(v)
	}
	mean = ((s0 + s1) + (s2 + s3)) / n

	s0, s1, s2, s3 = 0, 0, 0, 0
	for rest = x; len(rest) >= 4; rest = rest[4:] {
		d0, d1, d2, d3 := float64(rest[0])-mean, float64(rest[1])-mean, float64(rest[2])-mean, float64(rest[3])-mean
		s0 += d0 * d0
		s1 += d1 * d1
		s2 += d2 * d2
		s3 += d3 * d3
	}
	for _, v := range rest {
		s0 += (float64(v) - mean) * (float64(v) - mean)
	}
	return mean, ((s0 + s1) + (s2 + s3)) / n
}

func fit(n int, lengths ...int) {
	for _, l := range lengths {
		if l != n {
			panic("kernel: slices of one call have different lengths")
		}
	}
}
