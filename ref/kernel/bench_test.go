package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// The products of a GPT-2 of 124 M parameters at 64 positions, of nanoGPT's
// training recipe for a CPU (768 = 12·64 positions, 128 channels, 65 characters),
// and of single heads of attention.
var benchmarks = []struct {
	op      int // among operations
	m, k, n int
}{
	{0, 64, 768, 2304}, {0, 64, 768, 768}, {0, 64, 768, 3072}, {0, 64, 3072, 768}, {1, 64, 768, 50257},
	{0, 768, 128, 384}, {1, 768, 384, 128}, {2, 128, 768, 384},
	{0, 768, 128, 128}, {1, 768, 128, 128}, {2, 128, 768, 128},
	{0, 768, 128, 512}, {1, 768, 512, 128}, {2, 128, 768, 512},
	{0, 768, 512, 128}, {1, 768, 128, 512}, {2, 512, 768, 128},
	{1, 768, 128, 65}, {0, 768, 65, 128}, {2, 65, 768, 128}, {0, 768, 128, 65}, {2, 128, 768, 65},
	{1, 64, 32, 64}, {0, 64, 64, 32}, {2, 64, 64, 32}, {1, 128, 36, 128}, {0, 128, 128, 36}, {2, 128, 128, 36},
}

// BenchmarkProduct reports billions of operations a second, for each kernel.
// GOMAXPROCS=1 chooses the threads (with -cpu 1,2 the first value is not honoured by
// b.Loop); benchstat reads the output.
func BenchmarkProduct(b *testing.B) {
	for _, s := range benchmarks {
		eachKernel(b, fmt.Sprintf("%s/m=%d/k=%d/n=%d", operations[s.op].name, s.m, s.k, s.n), func(b *testing.B) {
			x, y, z := operands(s.m*s.k, s.k*s.n, s.m*s.n)
			for b.Loop() {
				operations[s.op].product(z, x, y, s.m, s.k, s.n)
			}
			flop := 2 * float64(s.m) * float64(s.k) * float64(s.n)
			b.ReportMetric(flop*float64(b.N)/1e9/b.Elapsed().Seconds(), "GFLOP/s")
		})
	}
}

// BenchmarkRow reports how fast the weights are read when one token is generated,
// in billions of bytes a second. They take turns, so that no cache holds them all.
func BenchmarkRow(b *testing.B) {
	const weights = 64 << 20
	for _, s := range []struct{ op, k, n int }{{0, 768, 2304}, {0, 3072, 768}, {1, 768, 50257}} {
		eachKernel(b, fmt.Sprintf("%s/m=1/k=%d/n=%d", operations[s.op].name, s.k, s.n), func(b *testing.B) {
			size := s.k * s.n
			x, y, z := operands(s.k, max(1, weights/size)*size, s.n)
			for i := 0; b.Loop(); i = (i + size) % len(y) {
				operations[s.op].product(z, x, y[i:i+size], 1, s.k, s.n)
			}
			b.ReportMetric(4*float64(size)*float64(b.N)/1e9/b.Elapsed().Seconds(), "GB/s")
		})
	}
}

// BenchmarkParallel reports what sharing out costs.
func BenchmarkParallel(b *testing.B) {
	for b.Loop() {
		Parallel(8, leastWork, func(from, to int) {})
	}
}

func eachKernel(b *testing.B, name string, f func(b *testing.B)) {
	defer func(was method) { current = was }(current)
	for _, current = range methods {
		b.Run(name+"/"+current.name, f)
	}
}

func operands(x, y, z int) (a, b, c []Float) {
	rng := rand.New(rand.NewPCG(1, 1))
	return random(rng, x), random(rng, y), make([]Float, z)
}
