package kernel

import (
	"testing"
)

// BenchmarkLoop reports nanoseconds for each number; a row of 512 is that of an MLP
// in nanoGPT's recipe.
func BenchmarkLoop(b *testing.B) {
	const n = 512
	x, y, z := operands(n, n, n)
	v, _, _ := operands(n, 0, 0)
	loops := []struct {
		name string
		f    func()
	}{
		{"Add", func() { Add(z, x, y) }},
		{"Scale", func() { Scale(z, x, 3) }},
		{"ExpSum", func() { ExpSum(z, x, 4) }},
		{"GELU", func() { GELU(z, x) }},
		{"GELUBackward", func() { GELUBackward(z, x, y) }},
		{"AdamW", func() { AdamW{1, 0.9, 0.99, 0.5, 0.5, 1e-8, 0, 0}.Update(x, z, v, y) }},
		{"Dot", func() { Dot(x, y) }},
		{"Moments", func() { Moments(x) }},
		{"Max", func() { Max(x) }},
		{"FiniteRange", func() { FiniteRange(x) }},
		{"MulAdd", func() { MulAdd(z, x, y, v) }},
		{"MulLess", func() { MulLess(z, x, y, 3) }},
		{"Divide", func() { Divide(z, x, 3) }},
		{"Normalise", func() { Normalise(z, x, 3, 2) }},
		{"Straighten", func() { Straighten(z, x, y, 3, 2, 1) }},
	}
	for _, l := range loops {
		eachKernel(b, l.name, func(b *testing.B) {
			for b.Loop() {
				l.f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/number")
		})
	}
}
