package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile generates the micro-kernel: a tile of c, rows × (columns·lanes), stays in
// registers while p runs over the inner dimension. Each turn loads one row of the
// panel of b, and for every row of the tile spreads one number of a over a
// register and multiplies and adds it: rows·columns FMAs for columns + rows loads.
//
// Each cell is one chain of fused multiply-adds over p = 0, 1, 2 …, begun at 0 or
// at what c holds. Cutting the chain and going on later therefore changes no bit,
// nor does the width of the vectors: AVX2 and AVX-512 give the same numbers.
func (f family) tile(name string, rows, columns int) {
	width := columns * f.lanes
	TEXT(name+f.name, NOSPLIT, "func(c, a, b *float32, k, cRow, aRow, aCol int, add bool)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s%s computes c = a·b, or c += a·b, for %d × %d cells of c.", name, f.name, rows, width),
		fmt.Sprintf("Row i of c begins at c[i·cRow], row p of b at b[p·%d]; a's cell (i, p) is a[i·aRow + p·aCol]; k > 0.", width))

	k := Load(Param("k"), GP64())
	b := Load(Param("b"), GP64())
	aCol := stride("aCol")
	aRow := stride("aRow")
	a := rowsAt(Load(Param("a"), GP64()), aRow, rows)
	sums := make([][]reg.VecVirtual, rows)
	for i := range sums {
		sums[i] = f.vectors(columns)
	}

	add := Load(Param("add"), GP8())
	TESTB(add, add)
	JNE(LabelRef("goOn"))
	for _, row := range sums {
		for _, sum := range row {
			VXORPS(sum, sum, sum)
		}
	}
	JMP(LabelRef("loop"))
	Label("goOn")
	f.eachOfC(sums, func(cell Mem, sum reg.VecVirtual) { VMOVUPS(cell, sum) })

	Label("loop")
	bs := f.vectors(columns)
	for j, v := range bs {
		VMOVUPS(Mem{Base: b, Disp: j * f.bytes()}, v)
	}
	for i, row := range sums {
		spread := f.vector()
		VBROADCASTSS(a.cell(i), spread)
		for j, sum := range row {
			VFMADD231PS(bs[j], spread, sum)
		}
	}
	ADDQ(imm(columns*f.bytes()), b)
	a.advance(aCol)
	DECQ(k)
	JNE(LabelRef("loop"))

	f.eachOfC(sums, func(cell Mem, sum reg.VecVirtual) { VMOVUPS(sum, cell) })
	VZEROUPPER() // or every SSE instruction of Go's after this one would be slow
	RET()
}

// eachOfC calls do with every vector of the tile and its place in c.
func (f family) eachOfC(sums [][]reg.VecVirtual, do func(Mem, reg.VecVirtual)) {
	cRow := stride("cRow")
	c := rowsAt(Load(Param("c"), GP64()), cRow, len(sums))
	for i, row := range sums {
		for j, sum := range row {
			do(c.cell(i).Offset(j*f.bytes()), sum)
		}
	}
}

// rowPointers reach the rows of a matrix whose stride is only known when the
// kernel runs. An address can be base + stride·{1, 2, 4}, so every third row gets
// a pointer of its own and the two after it are reached from there.
type rowPointers struct {
	bases []reg.Register
	row   reg.Register
}

func rowsAt(first, row reg.Register, rows int) rowPointers {
	p := rowPointers{[]reg.Register{first}, row}
	for len(p.bases)*3 < rows {
		last, next := p.bases[len(p.bases)-1], GP64()
		LEAQ(Mem{Base: last, Index: row, Scale: 2}, next)
		ADDQ(row, next)
		p.bases = append(p.bases, next)
	}
	return p
}

// cell is the place where row i begins, or the column reached by advance.
func (p rowPointers) cell(i int) Mem {
	at := Mem{Base: p.bases[i/3]}
	if i%3 > 0 {
		at.Index, at.Scale = p.row, uint8(i%3)
	}
	return at
}

// advance moves on by a distance in bytes, a register or a constant.
func (p rowPointers) advance(by Op) {
	for _, base := range p.bases {
		ADDQ(by, base)
	}
}
