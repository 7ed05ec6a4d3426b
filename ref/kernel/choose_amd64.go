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
	wide:      tile{8, 32, tileAVX512},
	narrow:    tile{8, 16, narrowAVX512},
	row:       tile{1, 32, rowAVX512},
	copyPanel: copyPanelAVX512,
	addRows:   addRowsAVX512,
}

var avx2 = packed{
	wide:      tile{6, 16, tileAVX2},
	narrow:    tile{6, 8, narrowAVX2},
	row:       tile{1, 16, rowAVX2},
	copyPanel: copyPanelAVX2,
	addRows:   addRowsAVX2,
}

var avx512Vectors = vectors{
	lanes:       16,
	addAsm:      addAVX512,
	scaleAsm:    scaleAVX512,
	expSumAsm:   expSumAVX512,
	geluAsm:     geluAVX512,
	geluBackAsm: geluBackwardAVX512,
	adamWAsm:    adamWAVX512,
}

var avx2Vectors = vectors{
	lanes:       8,
	addAsm:      addAVX2,
	scaleAsm:    scaleAVX2,
	expSumAsm:   expSumAVX2,
	geluAsm:     geluAVX2,
	geluBackAsm: geluBackwardAVX2,
	adamWAsm:    adamWAVX2,
}
