package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A family is what the kernels of one instruction set share: a vector register
// holds lanes numbers, and the set has enough registers for a tile of rows × 2
// vectors. AVX2 has 16 registers: 6×2 sums, 2 vectors of b and 1 number of a
// spread out leave one. AVX-512 has 32, of which 8×2 sums leave plenty; more rows
// would hardly be faster, since 16 sums already hide the latency of the FMA.
type family struct {
	name   string
	lanes  int
	rows   int
	vector func() reg.VecVirtual
}

var (
	avx2   = family{"AVX2", 8, 6, YMM}
	avx512 = family{"AVX512", 16, 8, ZMM}
)

func (f family) bytes() int { return 4 * f.lanes }

// vectors allots n vector registers.
func (f family) vectors(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = f.vector()
	}
	return v
}

// stride loads a distance counted in numbers and turns it into bytes.
func stride(param string) reg.Register {
	s := Load(Param(param), GP64())
	SHLQ(u8(2), s)
	return s
}

func u8(n int) Constant { return U8(uint8(n)) }

// imm is a constant that is added or subtracted: 8 bits if it fits, else 32.
func imm(n int) Constant {
	if n < 128 {
		return U8(uint8(n))
	}
	return U32(uint32(n))
}
