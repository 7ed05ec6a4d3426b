//go:build amd64 && !float64

package kernel

import "golang.org/x/sys/cpu"

// fastMethods are the kernels in assembly that this processor can run, the
// fastest first. The processor says what it can do, and through OSXSAVE, which
// x/sys/cpu looks at, that the operating system keeps the wide registers.
func fastMethods() []method {
	var able []method
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		able = append(able, method{"avx512", avx512.product, &avx512Vectors})
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		able = append(able, method{"avx2", avx2.product, &avx2Vectors})
	}
	return able
}

var avx512 = packed{
	rows:       8,
	tiles:      []tile{{32, tileAVX512}, {16, halfAVX512}, {8, quarterAVX512}},
	rowTiles:   []tile{{32, rowAVX512}},
	copyPanels: copyPanelsAVX512,
	addRows:    addRowsAVX512,
}

var avx2 = packed{
	rows:       6,
	tiles:      []tile{{16, tileAVX2}, {8, halfAVX2}},
	rowTiles:   []tile{{16, rowAVX2}},
	copyPanels: copyPanelsAVX2,
	addRows:    addRowsAVX2,
}

var avx512Vectors = vectors{
	lanes:       16,
	addAsm:      addAVX512,
	scaleAsm:    scaleAVX512,
	expSumAsm:   expSumAVX512,
	geluAsm:     geluAVX512,
	geluBackAsm: geluBackwardAVX512,
	adamWAsm:    adamWAVX512,
	rowVectors: rowVectors{
		sumAsm:        sumAVX512,
		squaresAsm:    squaresAVX512,
		dotAsm:        dotAVX512,
		topAsm:        topAVX512,
		finiteAsm:     finiteAVX512,
		mulAsm:        mulAVX512,
		mulAddAsm:     mulAddAVX512,
		mulLessAsm:    mulLessAVX512,
		divideAsm:     divideAVX512,
		normaliseAsm:  normaliseAVX512,
		straightenAsm: straightenAVX512,
	},
}

var avx2Vectors = vectors{
	lanes:       8,
	addAsm:      addAVX2,
	scaleAsm:    scaleAVX2,
	expSumAsm:   expSumAVX2,
	geluAsm:     geluAVX2,
	geluBackAsm: geluBackwardAVX2,
	adamWAsm:    adamWAVX2,
	rowVectors: rowVectors{
		sumAsm:        sumAVX2,
		squaresAsm:    squaresAVX2,
		dotAsm:        dotAVX2,
		topAsm:        topAVX2,
		finiteAsm:     finiteAVX2,
		mulAsm:        mulAVX2,
		mulAddAsm:     mulAddAVX2,
		mulLessAsm:    mulLessAVX2,
		divideAsm:     divideAVX2,
		normaliseAsm:  normaliseAVX2,
		straightenAsm: straightenAVX2,
	},
}
