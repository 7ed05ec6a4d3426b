package ref

import (
	"math"

	"gptlab/ref/kernel"
)

// An Activation is the non-linear function between the two layers of the MLP,
// with its derivative. A checkpoint's activation_function chooses one at load.
type Activation struct {
	Name       string // as in config.json
	Value      func(x float64) float64
	Derivative func(x float64) float64

	// The same for many numbers at once, where the kernel has a fast form.
	all         func(y, x []Float)
	allBackward func(dx, x, dy []Float)
}

// GELU is GPT-2's activation, in the tanh form of Hendrycks & Gimpel 2016:
//
//	GELU(x) = x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))
var GELU = Activation{
	Name: "gelu_new",
	Value: func(x float64) float64 {
		return 0.5 * x * (1 + math.Tanh(sqrt2OverPi*(x+0.044715*x*x*x)))
	},
	Derivative: func(x float64) float64 {
		tanh := math.Tanh(sqrt2OverPi * (x + 0.044715*x*x*x))
		inner := sqrt2OverPi * (1 + 3*0.044715*x*x)
		return 0.5*(1+tanh) + 0.5*x*(1-tanh*tanh)*inner
	},
	all: kernel.GELU, allBackward: kernel.GELUBackward,
}

// ExactGELU is x·Φ(x), with Φ the normal distribution function.
var ExactGELU = Activation{
	Name: "gelu",
	Value: func(x float64) float64 {
		return 0.5 * x * (1 + math.Erf(x/math.Sqrt2))
	},
	Derivative: func(x float64) float64 {
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		return 0.5*(1+math.Erf(x/math.Sqrt2)) + x*density
	},
}

// ReLU is max(0, x).
var ReLU = Activation{
	Name:  "relu",
	Value: func(x float64) float64 { return max(0, x) },
	Derivative: func(x float64) float64 {
		if x > 0 {
			return 1
		}
		return 0
	},
}

// Activations are the activation functions a checkpoint may name.
var Activations = []Activation{GELU, ExactGELU, ReLU}

// costOfPower is the cost of one e^x with the work around it, on the scale on
// which costOfMoving is 16.
const costOfPower = 80

var sqrt2OverPi = math.Sqrt(2 / math.Pi)

// Forward: (…) → (…), element by element.
func (f Activation) Forward(x Tensor) Tensor {
	y := x.result(x.Shape...)
	eachRange(x, costOfPower, func(i, j int) { f.forward(y.Data[i:j], x.Data[i:j]) })
	return y
}

// Backward inverts Forward.
//
//	forward: y = f(x)   backward: dx = f′(x) ⊙ dy
func (f Activation) Backward(x, dy Tensor) Tensor {
	mustMatch("Activation.Backward", x, dy)
	dx := x.result(x.Shape...)
	eachRange(x, costOfPower, func(i, j int) { f.backward(dx.Data[i:j], x.Data[i:j], dy.Data[i:j]) })
	return dx
}

func (f Activation) forward(y, x []Float) {
	if f.all != nil {
		f.all(y, x)
		return
	}
	for j, v := range x {
		y[j] = Float(f.Value(float64(v)))
	}
}

func (f Activation) backward(dx, x, dy []Float) {
	if f.allBackward != nil {
		f.allBackward(dx, x, dy)
		return
	}
	for j, v := range x {
		dx[j] = Float(f.Derivative(float64(v))) * dy[j]
	}
}
