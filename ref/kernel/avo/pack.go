package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// copyPanel generates the copying of a strip of a matrix, two vectors wide, to
// where its rows lie end to end.
func (f family) copyPanel() {
	TEXT("copyPanel"+f.name, NOSPLIT, "func(dst, src *float32, rows, srcRow int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("copyPanel%s copies rows > 0 rows of %d numbers, the one at p from src[p·srcRow] to dst[%[2]d·p].", f.name, 2*f.lanes))

	dst := Load(Param("dst"), GP64())
	src := Load(Param("src"), GP64())
	rows := Load(Param("rows"), GP64())
	srcRow := stride("srcRow")

	Label("loop")
	v := f.vectors(2)
	for j := range v {
		VMOVUPS(Mem{Base: src, Disp: j * f.bytes()}, v[j])
	}
	for j := range v {
		VMOVUPS(v[j], Mem{Base: dst, Disp: j * f.bytes()})
	}
	ADDQ(srcRow, src)
	ADDQ(u8(2*f.bytes()), dst)
	DECQ(rows)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// transpose8 generates the turning over of 8 rows, 8 columns at a time, within
// registers: three rounds that swap ever larger halves, 1, 2 and 4 numbers wide.
// One number at a time it would take as long as a small product itself.
func transpose8() {
	TEXT("transpose8", NOSPLIT, "func(dst, src *float32, blocks, dstRow, srcRow int)")
	Pragma("noescape")
	Doc("transpose8 turns 8 rows of 8·blocks > 0 numbers over: dst[p·dstRow + i] = src[i·srcRow + p] for i < 8.")

	dst := Load(Param("dst"), GP64())
	src := Load(Param("src"), GP64())
	blocks := Load(Param("blocks"), GP64())
	dstRow := stride("dstRow")
	srcRow := stride("srcRow")
	from := rowsAt(src, srcRow, 8)

	Label("loop")
	rows := avx2.vectors(8)
	for i := range rows {
		VMOVUPS(from.cell(i), rows[i])
	}
	pairs := avx2.vectors(8)
	for i := 0; i < 8; i += 2 {
		VUNPCKLPS(rows[i+1], rows[i], pairs[i])
		VUNPCKHPS(rows[i+1], rows[i], pairs[i+1])
	}
	fours := avx2.vectors(8)
	for i := 0; i < 8; i += 4 {
		VSHUFPS(u8(0x44), pairs[i+2], pairs[i], fours[i])
		VSHUFPS(u8(0xEE), pairs[i+2], pairs[i], fours[i+1])
		VSHUFPS(u8(0x44), pairs[i+3], pairs[i+1], fours[i+2])
		VSHUFPS(u8(0xEE), pairs[i+3], pairs[i+1], fours[i+3])
	}
	to := rowsAt(dst, dstRow, 8)
	turned := avx2.vectors(8)
	for i := range 4 {
		VPERM2F128(u8(0x20), fours[i+4], fours[i], turned[i])
		VPERM2F128(u8(0x31), fours[i+4], fours[i], turned[i+4])
	}
	for i := range turned {
		VMOVUPS(turned[i], to.cell(i))
	}
	LEAQ(Mem{Base: dst, Index: dstRow, Scale: 8}, dst)
	for _, base := range from.bases {
		ADDQ(u8(32), base)
	}
	DECQ(blocks)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
