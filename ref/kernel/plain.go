package kernel

import "math"

// plain are the vector loops in plain Go.
type plain struct{}

func (plain) add(y, a, b []Float) {
	for i := range y {
		y[i] = a[i] + b[i]
	}
}

func (plain) scale(y, x []Float, factor Float) {
	for i := range y {
		y[i] = factor * x[i]
	}
}

func (plain) expSum(y, x []Float, top Float) (sum float64) {
	for i, v := range x {
		e := math.Exp(float64(v) - float64(top))
		y[i] = Float(e)
		sum += e
	}
	return sum
}

var sqrt2OverPi = math.Sqrt(2 / math.Pi)

func (plain) gelu(y, x []Float) {
	for i, v := range x {
		x := float64(v)
		y[i] = Float(0.5 * x * (1 + math.Tanh(sqrt2OverPi*(x+0.044715*x*x*x))))
	}
}

func (plain) geluBackward(dx, x, dy []Float) {
	for i, v := range x {
		x := float64(v)
		tanh := math.Tanh(sqrt2OverPi * (x + 0.044715*x*x*x))
		inner := sqrt2OverPi * (1 + 3*0.044715*x*x)
		dx[i] = Float((0.5*(1+tanh) + 0.5*x*(1-tanh*tanh)*inner) * float64(dy[i]))
	}
}

func (plain) adamW(a AdamW, w, m, v, g []Float) {
	for i := range w {
		gi := a.Clip * float64(g[i])
		mi := a.Beta1*float64(m[i]) + (1-a.Beta1)*gi
		vi := a.Beta2*float64(v[i]) + (1-a.Beta2)*gi*gi
		step := (mi/a.Correct1)/(math.Sqrt(vi/a.Correct2)+a.Eps) + a.Decay*float64(w[i])
		m[i], v[i], w[i] = Float(mi), Float(vi), Float(float64(w[i])-a.Rate*step)
	}
}
