package kernel

import "math"

// A conversion between a product and a sum keeps the compiler from rounding both
// at once, which it may do on some machines and not on others.

// dot keeps four sums: with one, every addition would wait for the last.
func (plain) dot(x, y []Float) float64 {
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

func (plain) sum(x []Float) float64 {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		s0 += float64(x[0])
		s1 += float64(x[1])
		s2 += float64(x[2])
		s3 += float64(x[3])
	}
	for _, v := range x {
		s0 += float64(v)
	}
	return (s0 + s1) + (s2 + s3)
}

func (plain) squares(x []Float, mean float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		d0, d1, d2, d3 := float64(x[0])-mean, float64(x[1])-mean, float64(x[2])-mean, float64(x[3])-mean
		s0 += d0 * d0
		s1 += d1 * d1
		s2 += d2 * d2
		s3 += d3 * d3
	}
	for _, v := range x {
		s0 += (float64(v) - mean) * (float64(v) - mean)
	}
	return (s0 + s1) + (s2 + s3)
}

func (plain) top(x []Float) Float {
	top := Float(math.Inf(-1))
	for _, v := range x {
		if v > top {
			top = v
		}
	}
	return top
}

func (plain) finite(x []Float) (low, high Float) {
	low, high = Float(math.Inf(1)), Float(math.Inf(-1))
	for _, v := range x {
		if v-v != 0 { // NaN and Inf
			continue
		}
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	return low, high
}

func (plain) mul(y, a, b []Float) {
	for i := range y {
		y[i] = a[i] * b[i]
	}
}

func (plain) mulAdd(y, a, b, c []Float) {
	for i := range y {
		y[i] = Float(a[i]*b[i]) + c[i]
	}
}

func (plain) mulLess(y, a, b []Float, less Float) {
	for i := range y {
		y[i] = a[i] * (b[i] - less)
	}
}

func (plain) divide(y, x []Float, by float64) {
	for i, v := range x {
		y[i] = Float(float64(v) / by)
	}
}

func (plain) normalise(y, x []Float, mean, factor float64) {
	for i, v := range x {
		y[i] = Float((float64(v) - mean) * factor)
	}
}

func (plain) straighten(y, x, hat []Float, mean, slope, factor float64) {
	for i, v := range x {
		y[i] = Float((float64(v) - mean - float64(slope*float64(hat[i]))) * factor)
	}
}
