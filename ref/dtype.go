package ref

import (
	"encoding/binary"
	"math"
)

// DType names how a safetensors file stores one number.
type DType string

// The types this package can turn into numbers. Files may hold others, as long
// as nobody asks for them.
const (
	F64  DType = "F64"
	F32  DType = "F32"
	F16  DType = "F16"  // IEEE half: 5 bits of exponent, 10 of fraction
	BF16 DType = "BF16" // the upper half of a float32
	I64  DType = "I64"
)

// dtypeBytes is the width of every type the format knows.
var dtypeBytes = map[DType]int64{
	"BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1,
	"U16": 2, "I16": 2, F16: 2, BF16: 2,
	"U32": 4, "I32": 4, F32: 4,
	"U64": 8, I64: 8, F64: 8, "C64": 8,
}

// isFloat reports whether decode and encode know the type.
func (d DType) isFloat() bool { return d == F64 || d == F32 || d == F16 || d == BF16 }

// decode turns little-endian bytes into numbers. The bytes may lie at any
// address: a header of odd length puts the data of a file where no float32 may be.
func (d DType) decode(dst []Float, src []byte) {
	switch d {
	case F64:
		for i := range dst {
			dst[i] = Float(math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:])))
		}
	case F32:
		for i := range dst {
			dst[i] = Float(math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:])))
		}
	case F16:
		for i := range dst {
			dst[i] = Float(fromF16(binary.LittleEndian.Uint16(src[2*i:])))
		}
	case BF16:
		for i := range dst {
			dst[i] = Float(fromBF16(binary.LittleEndian.Uint16(src[2*i:])))
		}
	default:
		panic("ref: no numbers in " + string(d))
	}
}

// encode turns numbers into little-endian bytes, rounding to the nearest value
// the type holds, ties to even. What is too large becomes infinite.
func (d DType) encode(dst []byte, src []Float) {
	switch d {
	case F64:
		for i, x := range src {
			binary.LittleEndian.PutUint64(dst[8*i:], math.Float64bits(float64(x)))
		}
	case F32:
		for i, x := range src {
			binary.LittleEndian.PutUint32(dst[4*i:], math.Float32bits(float32(x)))
		}
	case F16:
		for i, x := range src {
			binary.LittleEndian.PutUint16(dst[2*i:], toF16(float32(x)))
		}
	case BF16:
		for i, x := range src {
			binary.LittleEndian.PutUint16(dst[2*i:], toBF16(float32(x)))
		}
	default:
		panic("ref: no numbers in " + string(d))
	}
}

// largest returns the largest finite number of a type.
func (d DType) largest() float64 {
	switch d {
	case F16:
		return 65504
	case BF16:
		return 0x1.fep127
	case F32:
		return math.MaxFloat32
	default:
		return math.MaxFloat64
	}
}

// fromF16 is exact: every half-precision number is a float32.
func fromF16(h uint16) float32 {
	sign := uint32(h>>15) << 31
	exponent := uint32(h>>10) & 0x1f
	fraction := uint32(h) & 0x3ff
	switch exponent {
	case 0: // zero and the subnormal numbers: fraction · 2⁻²⁴
		magnitude := math.Float32bits(float32(fraction) * 0x1p-24)
		return math.Float32frombits(sign | magnitude)
	case 0x1f: // infinity and NaN
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	default: // exponents count from 15 there and from 127 here
		return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
	}
}

func toF16(x float32) uint16 {
	bits := math.Float32bits(x)
	sign := uint16(bits>>16) & 0x8000
	bits &= 0x7fffffff
	switch {
	case bits > 0x7f800000: // NaN
		return sign | 0x7e00
	case bits >= math.Float32bits(65520): // half-way past the largest, 65504
		return sign | 0x7c00
	case bits < math.Float32bits(0x1p-14): // zero and the subnormal numbers
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(bits))*0x1p24))
	default:
		bits = roundToEven(bits, 13)
		return sign | uint16(bits>>13-(127-15)<<10)
	}
}

// fromBF16 is exact: a bfloat16 is the upper half of a float32.
func fromBF16(b uint16) float32 { return math.Float32frombits(uint32(b) << 16) }

func toBF16(x float32) uint16 {
	bits := math.Float32bits(x)
	if x != x { // rounding could carry a NaN's fraction away
		return uint16(bits>>16) | 0x0040
	}
	return uint16(roundToEven(bits, 16) >> 16)
}

// roundToEven rounds bits so that its low n bits may be cut off. A carry out of
// the fraction raises the exponent, which is just the next number up.
func roundToEven(bits uint32, n int) uint32 {
	half, odd := uint32(1)<<(n-1), bits>>n&1
	return bits + half - 1 + odd
}
