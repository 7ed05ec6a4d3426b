package bench

import (
	"fmt"
	"strings"

	"gptlab/ref"
)

// A product is one matrix product: c (m, n) = a·b, a·bᵀ or aᵀ·b, inner length k.
type product struct {
	op      string // MatMul, MatMulT or TMatMul
	m, k, n int
}

func (p product) flop() float64 { return 2 * float64(p.m) * float64(p.k) * float64(p.n) }

func (p product) String() string { return fmt.Sprintf("%s %d×%d×%d", p.op, p.m, p.k, p.n) }

// work is a piece of work for both kinds of contender: products, each on operands
// of its own and so many times.
func work(products ...timesProduct) string {
	var fields []string
	for _, p := range products {
		fields = append(fields, fmt.Sprintf("%s %d %d %d %d", p.op, p.m, p.k, p.n, p.times))
	}
	return strings.Join(fields, " ")
}

type timesProduct struct {
	product
	times int
}

// gptProducts are those of GPT-2's 124 M parameters at 64 positions.
var gptProducts = []product{
	{"MatMul", 64, 768, 2304}, {"MatMul", 64, 768, 768}, {"MatMul", 64, 768, 3072},
	{"MatMul", 64, 3072, 768}, {"MatMulT", 64, 768, 50257},
}

// trainingProducts are those of nanoGPT's recipe for a CPU: 768 = 12·64 positions,
// 128 channels, 65 characters.
var trainingProducts = []product{
	{"MatMul", 768, 128, 384}, {"MatMulT", 768, 384, 128}, {"TMatMul", 128, 768, 384},
	{"MatMul", 768, 128, 128}, {"MatMulT", 768, 128, 128}, {"TMatMul", 128, 768, 128},
	{"MatMul", 768, 128, 512}, {"MatMulT", 768, 512, 128}, {"TMatMul", 128, 768, 512},
	{"MatMul", 768, 512, 128}, {"MatMulT", 768, 128, 512}, {"TMatMul", 512, 768, 128},
	{"MatMulT", 768, 128, 65}, {"MatMul", 768, 65, 128}, {"TMatMul", 65, 768, 128},
	{"MatMul", 768, 128, 65}, {"TMatMul", 128, 768, 65},
}

// forwardProducts are all products of a forward pass over (batch, time) tokens.
func forwardProducts(c ref.Config, batch, time int) []timesProduct {
	rows, heads, size := batch*time, batch*c.NHead, c.NEmbd/c.NHead
	var list []timesProduct
	for range c.NLayer {
		list = append(list,
			timesProduct{product{"MatMul", rows, c.NEmbd, 3 * c.NEmbd}, 1},
			timesProduct{product{"MatMulT", time, size, time}, heads}, // QKᵀ
			timesProduct{product{"MatMul", time, time, size}, heads},  // weights·V
			timesProduct{product{"MatMul", rows, c.NEmbd, c.NEmbd}, 1},
			timesProduct{product{"MatMul", rows, c.NEmbd, c.NInner}, 1},
			timesProduct{product{"MatMul", rows, c.NInner, c.NEmbd}, 1},
		)
	}
	return append(list, timesProduct{product{"MatMulT", rows, c.NEmbd, c.VocabSize}, 1})
}

// stepProducts are all products of a training step: each of the forward pass, and
// for the gradients of its two factors two more of the same size.
func stepProducts(c ref.Config, batch, time int) []timesProduct {
	var list []timesProduct
	for _, p := range forwardProducts(c, batch, time) {
		list = append(list, p)
		for _, back := range p.backward() {
			list = append(list, timesProduct{back, p.times})
		}
	}
	return list
}

// backward returns the products that give the gradients of a and b.
func (p product) backward() [2]product {
	if p.op == "MatMulT" { // dA = dC·B, dB = dCᵀ·A
		return [2]product{{"MatMul", p.m, p.n, p.k}, {"TMatMul", p.n, p.m, p.k}}
	}
	return [2]product{{"MatMulT", p.m, p.n, p.k}, {"TMatMul", p.k, p.m, p.n}} // dA = dC·Bᵀ, dB = Aᵀ·dC
}
