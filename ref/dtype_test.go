package ref

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestF16Values(t *testing.T) {
	for bits, want := range map[uint16]float32{
		0x0000: 0, 0x3c00: 1, 0xc000: -2, 0x3555: 0.333251953125, 0x7bff: 65504, 0xfbff: -65504,
		0x0400: 0x1p-14, 0x03ff: 1023 * 0x1p-24, 0x0001: 0x1p-24, 0x8001: -0x1p-24,
		0x7c00: float32(math.Inf(1)), 0xfc00: float32(math.Inf(-1)),
	} {
		assert.Equal(t, want, fromF16(bits), "%#04x", bits)
		assert.Equal(t, bits, toF16(want), "%v", want)
	}
	assert.True(t, math.Signbit(float64(fromF16(0x8000))), "−0")
	assert.True(t, math.IsNaN(float64(fromF16(0x7e01))))
}

func TestBF16Values(t *testing.T) {
	for bits, want := range map[uint16]float32{
		0x0000: 0, 0x3f80: 1, 0xc000: -2, 0x3eab: 0.333984375, 0x7f7f: 0x1.fep127, 0x0001: 0x1p-133,
		0x7f80: float32(math.Inf(1)),
	} {
		assert.Equal(t, want, fromBF16(bits), "%#04x", bits)
		assert.Equal(t, bits, toBF16(want), "%v", want)
	}
	assert.True(t, math.IsNaN(float64(fromBF16(toBF16(float32(math.NaN()))))))
	assert.True(t, math.IsNaN(float64(fromBF16(toBF16(math.Float32frombits(0x7fffffff))))), "a NaN of ones stays one")
}

// Every 16-bit pattern is some number, and comes back as itself.
func TestHalvesRoundTrip(t *testing.T) {
	for h := range 1 << 16 {
		bits := uint16(h)
		if x := fromF16(bits); x == x {
			require.Equal(t, bits, toF16(x), "F16 %#04x", bits)
		} else {
			y := fromF16(toF16(x))
			require.NotEqual(t, y, y, "F16 %#04x is NaN", bits)
		}
		if x := fromBF16(bits); x == x {
			require.Equal(t, bits, toBF16(x), "BF16 %#04x", bits)
		} else {
			y := fromBF16(toBF16(x))
			require.NotEqual(t, y, y, "BF16 %#04x is NaN", bits)
		}
	}
}

// Between two neighbours the nearer is taken, half-way the even one, and past
// half a step beyond the largest there is only infinity.
func TestHalvesRoundToNearestEven(t *testing.T) {
	check := func(name string, to func(float32) uint16, from func(uint16) float32, low uint16) {
		a, b := float64(from(low)), float64(from(low+1))
		even := low + low&1
		middle := float32((a + b) / 2) // exact: a float32 has more digits than both
		assert.Equal(t, even, to(middle), "%s between %v and %v", name, a, b)
		assert.Equal(t, low, to(math.Nextafter32(middle, float32(a))), "%s below the middle of %v and %v", name, a, b)
		assert.Equal(t, low+1, to(math.Nextafter32(middle, float32(b))), "%s above the middle of %v and %v", name, a, b)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		check("F16", toF16, fromF16, uint16(random.IntN(0x7bff)))
		check("BF16", toBF16, fromBF16, uint16(1+random.IntN(0x7f7e)))
	}
	for _, low := range []uint16{0, 1, 0x3fe, 0x3ff, 0x400, 0x7bfe} { // where the subnormal numbers end
		check("F16", toF16, fromF16, low)
	}
	assert.Equal(t, uint16(0x7bff), toF16(math.Nextafter32(65520, 0)))
	assert.Equal(t, uint16(0x7c00), toF16(65520))
	assert.Equal(t, uint16(0x7c00), toF16(math.MaxFloat32))
}

func TestEncodeDecode(t *testing.T) {
	numbers := []Float{0, 1, -2.5, 0.0078125, 65504, -0x1p-14, Float(math.Inf(-1))}
	for _, d := range []DType{F64, F32, F16} {
		bytes := make([]byte, 1+len(numbers)*int(dtypeBytes[d])) // one byte off: unaligned
		d.encode(bytes[1:], numbers)
		got := make([]Float, len(numbers))
		d.decode(got, bytes[1:])
		assert.Equal(t, numbers, got, d)
	}
	for _, d := range []DType{F32, F16, BF16} {
		assert.Equal(t, Float(d.largest()), roundTo(d, Float(d.largest())), "%s's largest is finite", d)
	}
	assert.Panics(t, func() { I64.decode(nil, nil) })
	assert.Panics(t, func() { DType("F8_E4M3").encode(nil, nil) })
}

// roundTo returns x as it comes back from a file.
func roundTo(d DType, x Float) Float {
	bytes, got := make([]byte, dtypeBytes[d]), make([]Float, 1)
	d.encode(bytes, []Float{x})
	d.decode(got, bytes)
	return got[0]
}
