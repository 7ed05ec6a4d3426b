package kernel

// Loops over a row of a softmax or a LayerNorm: what is known of it as a whole,
// and what it then goes through. Sums are kept in float64; what is written is
// computed operation by operation as its formula says, rounded once at the end
// where it goes through float64, with the same bits in every kernel.

type rowLoops interface {
	sum(x []Float) float64
	squares(x []Float, mean float64) float64
	dot(x, y []Float) float64
	top(x []Float) Float
	finite(x []Float) (low, high Float)

	mul(y, a, b []Float)
	mulAdd(y, a, b, c []Float)
	mulLess(y, a, b []Float, less Float)
	divide(y, x []Float, by float64)
	normalise(y, x []Float, mean, factor float64)
	straighten(y, x, hat []Float, mean, slope, factor float64)
}

// Dot returns Σ x·y.
func Dot(x, y []Float) float64 {
	fit(len(x), len(y))
	return current.loops.dot(x, y)
}

// Sum returns Σ x.
func Sum(x []Float) float64 { return current.loops.sum(x) }

// Moments returns the mean of x and the mean of (x − mean)².
func Moments(x []Float) (mean, variance float64) {
	n := float64(len(x))
	mean = current.loops.sum(x) / n
	return mean, current.loops.squares(x, mean) / n
}

// Max returns the greatest of x, passing over NaN; −Inf where there is none.
func Max(x []Float) Float { return current.loops.top(x) }

// FiniteRange returns the least and the greatest finite number of x; where there
// is none, +Inf and −Inf.
func FiniteRange(x []Float) (low, high Float) { return current.loops.finite(x) }

// Mul computes y = a ⊙ b.
func Mul(y, a, b []Float) {
	fit(len(y), len(a), len(b))
	current.loops.mul(y, a, b)
}

// MulAdd computes y = a ⊙ b + c, rounded twice.
func MulAdd(y, a, b, c []Float) {
	fit(len(y), len(a), len(b), len(c))
	current.loops.mulAdd(y, a, b, c)
}

// MulLess computes y = a ⊙ (b − less).
func MulLess(y, a, b []Float, less Float) {
	fit(len(y), len(a), len(b))
	current.loops.mulLess(y, a, b, less)
}

// Divide computes y = x/by.
func Divide(y, x []Float, by float64) {
	fit(len(y), len(x))
	current.loops.divide(y, x, by)
}

// Normalise computes y = (x − mean)·factor.
func Normalise(y, x []Float, mean, factor float64) {
	fit(len(y), len(x))
	current.loops.normalise(y, x, mean, factor)
}

// Straighten computes y = (x − mean − slope·hat)·factor: what is left of x
// without its mean and without its part along hat.
func Straighten(y, x, hat []Float, mean, slope, factor float64) {
	fit(len(y), len(x), len(hat))
	current.loops.straighten(y, x, hat, mean, slope, factor)
}
