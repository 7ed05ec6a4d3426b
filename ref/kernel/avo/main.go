// The generator of ../asm_amd64.s: gptlab's inner loops, written with avo
// (github.com/mmcloughlin/avo), which allots the registers and checks the
// operands. It is a module of its own, so that nobody who only builds gptlab
// needs avo. Run `go generate ./ref/kernel` after a change, and commit both.
//
// Every function is a leaf: it calls nothing, allocates nothing and is done
// within some ten microseconds, because Go cannot interrupt assembly and the
// garbage collector waits for it. No parameter may be called g: Go's assembler
// takes that name for its goroutine register.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("amd64,!float64")
	for _, f := range []family{avx2, avx512} {
		f.tile("tile", f.rows, 2)
		f.tile("half", f.rows, 1)
		f.tile("row", 1, 2)
		f.addRows()
		f.copyPanels()
		f.sum()
		f.scale()
		f.expSum()
		f.gelu()
		f.geluBackward()
		f.adamW()
		f.extremes()
		f.sums()
		f.products()
		f.normalisers()
	}
	quarter := family{avx512.name, avx2.lanes, avx512.rows, avx2.vector}
	quarter.tile("quarter", quarter.rows, 1)
	transpose8()
	turnedRow()
	Generate()
}
