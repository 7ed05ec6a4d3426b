package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// copyPanels generates the packing of rows that lie in one piece. It goes along the
// rows, as memory likes it, and deals each out to the panels, two vectors at a time.
func (f family) copyPanels() {
	width := 2 * f.lanes
	TEXT("copyPanels"+f.name, NOSPLIT, "func(dst, src *float32, rows, panels, srcRow int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("copyPanels%s packs a matrix of rows > 0 rows, the one at p from src[p·srcRow], into panels > 0 panels", f.name),
		fmt.Sprintf("of %d columns, which lie behind each other in dst.", width))

	dst := Load(Param("dst"), GP64())
	src := Load(Param("src"), GP64())
	panels := Load(Param("panels"), GP64())
	srcRow := stride("srcRow")
	rows := Load(Param("rows"), GP64())
	panel := GP64() // bytes of a panel
	IMUL3Q(imm(2*f.bytes()), rows, panel)

	Label("row")
	from, to, left := GP64(), GP64(), GP64()
	MOVQ(src, from)
	MOVQ(dst, to)
	MOVQ(panels, left)
	Label("piece")
	for line := 0; line < 2*f.bytes(); line += 64 {
		PREFETCHT0(Mem{Base: from, Index: srcRow, Scale: 4, Disp: line}) // four rows on
	}
	v := f.vectors(2)
	for j := range v {
		VMOVUPS(Mem{Base: from, Disp: j * f.bytes()}, v[j])
	}
	for j := range v {
		VMOVUPS(v[j], Mem{Base: to, Disp: j * f.bytes()})
	}
	ADDQ(imm(2*f.bytes()), from)
	ADDQ(panel, to)
	DECQ(left)
	JNE(LabelRef("piece"))
	ADDQ(srcRow, src)
	ADDQ(imm(2*f.bytes()), dst)
	DECQ(rows)
	JNE(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// transpose8 generates the turning over of 8 rows, 4 columns at a time, within
// registers. One number at a time it would take as long as a small product itself.
func transpose8() {
	TEXT("transpose8", NOSPLIT, "func(dst, src *float32, fours, dstRow, srcRow int)")
	Pragma("noescape")
	Doc("transpose8 turns 8 rows of 4·fours > 0 numbers over: dst[p·dstRow + i] = src[i·srcRow + p] for i < 8.")

	dst := Load(Param("dst"), GP64())
	src := Load(Param("src"), GP64())
	fours := Load(Param("fours"), GP64())
	dstRow := stride("dstRow")
	srcRow := stride("srcRow")
	from := rowsAt(src, srcRow, 8)
	to := rowsAt(dst, dstRow, 4)

	Label("loop")
	for p, column := range turnFour(from, 0) {
		VMOVUPS(column, to.cell(p))
	}
	for _, base := range to.bases {
		LEAQ(Mem{Base: base, Index: dstRow, Scale: 4}, base)
	}
	from.advance(imm(16))
	DECQ(fours)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// turnFour turns 8 rows × 4 columns over, beginning with the given row: 4 vectors,
// a column each. A register of AVX2 is two halves of four numbers, and shuffles
// work within halves: loading row i into the low half and row i+4 into the high
// one leaves two squares of 4 × 4 to be turned, both at once, by exchanging single
// numbers and then pairs.
func turnFour(from rowPointers, first int) []reg.VecVirtual {
	rows, pairs, columns := avx2.vectors(4), avx2.vectors(4), avx2.vectors(4)
	for i := range rows {
		VMOVUPS(from.cell(first+i), rows[i].AsX())
		VINSERTF128(u8(1), from.cell(first+i+4), rows[i], rows[i])
	}
	for i := 0; i < 4; i += 2 {
		VUNPCKLPS(rows[i+1], rows[i], pairs[i])
		VUNPCKHPS(rows[i+1], rows[i], pairs[i+1])
	}
	for i := range 2 {
		VSHUFPS(u8(0x44), pairs[2+i], pairs[i], columns[2*i])
		VSHUFPS(u8(0xEE), pairs[2+i], pairs[i], columns[2*i+1])
	}
	return columns
}
