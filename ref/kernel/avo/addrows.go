package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// atOnce is how many rows of b one pass of addRows reads: enough that loading and
// storing c between passes costs little beside them, few enough for the processor
// to recognise each row as a stream and fetch ahead of it.
const atOnce = 8

// addRows and turnedRow generate the product of one row with a matrix, for a model
// that generates token by token. Every weight is used once, so memory sets the
// pace: rows of b are read from end to end, as memory likes it. The chain of each
// cell is the same as in tile, so that a token generated alone gets the bits it
// would get in a text.

// fetchAhead is how many bytes before their use addRows asks for numbers of b:
// long enough for memory to answer, short enough that little is asked for in vain
// behind the end of a row. Each is used once and need not stay in any cache but
// the nearest.
const fetchAhead = 256

// In addRows c, which is short, goes in and out of the nearest cache.
func (f family) addRows() {
	TEXT("addRows"+f.name, NOSPLIT, "func(c, a, b *float32, n, bRow int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("addRows%s adds a[0]·row 0 … a[%d]·row %[2]d of b to c[:n], where row p begins at b[p·bRow];", f.name, atOnce-1),
		fmt.Sprintf("n > 0 is a multiple of %d.", f.lanes))

	c := Load(Param("c"), GP64())
	a := Load(Param("a"), GP64())
	n := Load(Param("n"), GP64())
	bRow := stride("bRow")
	b := rowsAt(Load(Param("b"), GP64()), bRow, atOnce)

	spread := f.vectors(atOnce)
	for p, v := range spread {
		VBROADCASTSS(Mem{Base: a, Disp: 4 * p}, v)
	}
	Label("loop")
	sum := f.vector()
	VMOVUPS(Mem{Base: c}, sum)
	for p, v := range spread {
		VFMADD231PS(b.cell(p), v, sum)
		PREFETCHNTA(b.cell(p).Offset(fetchAhead))
	}
	VMOVUPS(sum, Mem{Base: c})
	ADDQ(imm(f.bytes()), c)
	b.advance(imm(f.bytes()))
	SUBQ(imm(f.lanes), n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// turnedRow is for a matrix whose columns lie in one piece. Dot products would be
// the usual way, but add up in another order; turning over within registers is
// still faster than memory. It reads as many columns at once as addRows rows, and
// asks for the next eight, which begin where these end: a column is too short for
// the processor to see in time where it goes on.
func turnedRow() {
	TEXT("turnedRow", NOSPLIT, "func(c, a, b *float32, fours, bCol int)")
	Pragma("noescape")
	Doc("turnedRow adds a·b to c[:8], where a has 4·fours > 0 numbers and column j of b begins at b[j·bCol].")

	c := Load(Param("c"), GP64())
	a := Load(Param("a"), GP64())
	fours := Load(Param("fours"), GP64())
	bCol := stride("bCol")
	b := rowsAt(Load(Param("b"), GP64()), bCol, atOnce)
	next := GP64()
	LEAQ(Mem{Base: b.bases[0], Index: bCol, Scale: atOnce}, next)

	sum, spread := YMM(), YMM()
	VMOVUPS(Mem{Base: c}, sum)
	Label("loop")
	PREFETCHNTA(Mem{Base: next})
	PREFETCHNTA(Mem{Base: next, Disp: 64})
	ADDQ(imm(4*4*atOnce), next)
	for p, column := range turnFour(b, 0) {
		VBROADCASTSS(Mem{Base: a, Disp: 4 * p}, spread)
		VFMADD231PS(column, spread, sum)
	}
	ADDQ(imm(4*4), a)
	b.advance(imm(4 * 4))
	DECQ(fours)
	JNE(LabelRef("loop"))
	VMOVUPS(sum, Mem{Base: c})
	VZEROUPPER()
	RET()
}
