package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Loops over vectors. All take n > 0, a multiple of the family's lanes; Go pads
// what remains. AVX2 and AVX-512 go through the same operations and so round alike.

// each generates a loop over the slices beginning at the given parameters, a
// vector of each at a time; body gets their places.
func (f family) each(params []string, body func(at []Mem)) {
	at := make([]Mem, len(params))
	for i, p := range params {
		at[i] = Mem{Base: Load(Param(p), GP64())}
	}
	n := Load(Param("n"), GP64())
	Label("loop")
	body(at)
	for _, m := range at {
		ADDQ(imm(f.bytes()), m.Base)
	}
	SUBQ(imm(f.lanes), n)
	JNE(LabelRef("loop"))
}

func (f family) function(name, signature, doc string) {
	TEXT(name+f.name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + f.name + " " + doc)
}

func (f family) load(m Mem) reg.VecVirtual {
	v := f.vector()
	VMOVUPS(m, v)
	return v
}

// spread is a number in every lane.
func (f family) spread(param string) reg.VecVirtual {
	v := f.vector()
	addr, err := Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(addr.Addr, v)
	return v
}

// constants are kept in memory, each as often as the widest vector has lanes, so
// that any instruction can name them as an operand.
var constants = map[uint32]Mem{}

func number(x float64) Mem { return bits(math.Float32bits(float32(x))) }

func bits(b uint32) Mem {
	m, ok := constants[b]
	if !ok {
		m = GLOBL(fmt.Sprintf("bits%08x", b), RODATA|NOPTR)
		for i := range 8 {
			DATA(8*i, U64(uint64(b)<<32|uint64(b)))
		}
		constants[b] = m
	}
	return m
}

func (f family) sum() {
	f.function("add", "func(y, a, b *float32, n int)", "computes y = a + b.")
	f.each([]string{"y", "a", "b"}, func(at []Mem) {
		v := f.load(at[1])
		VADDPS(at[2], v, v)
		VMOVUPS(v, at[0])
	})
	VZEROUPPER()
	RET()
}

func (f family) scale() {
	f.function("scale", "func(y, x *float32, n int, factor float32)", "computes y = factor·x.")
	factor := f.spread("factor")
	f.each([]string{"y", "x"}, func(at []Mem) {
		v := f.vector()
		VMULPS(at[1], factor, v)
		VMOVUPS(v, at[0])
	})
	VZEROUPPER()
	RET()
}

// products round after the multiplication and after the addition, as Go does.
func (f family) products() {
	f.function("mul", "func(y, a, b *float32, n int)", "computes y = a ⊙ b.")
	f.each([]string{"y", "a", "b"}, func(at []Mem) {
		v := f.load(at[1])
		VMULPS(at[2], v, v)
		VMOVUPS(v, at[0])
	})
	VZEROUPPER()
	RET()

	f.function("mulAdd", "func(y, a, b, c *float32, n int)", "computes y = a ⊙ b + c.")
	f.each([]string{"y", "a", "b", "c"}, func(at []Mem) {
		v := f.load(at[1])
		VMULPS(at[2], v, v)
		VADDPS(at[3], v, v)
		VMOVUPS(v, at[0])
	})
	VZEROUPPER()
	RET()

	f.function("mulLess", "func(y, a, b *float32, n int, less float32)", "computes y = a ⊙ (b − less).")
	less := f.spread("less")
	f.each([]string{"y", "a", "b"}, func(at []Mem) {
		v := f.load(at[2])
		VSUBPS(less, v, v)
		VMULPS(at[1], v, v)
		VMOVUPS(v, at[0])
	})
	VZEROUPPER()
	RET()
}

// extremes pass over NaN, for MAX and MIN return their first operand here, the
// last in Intel's order, where one is NaN.
func (f family) extremes() {
	f.function("top", "func(x *float32, n int, tops *float32)", "raises one number for each lane to the greatest of x, NaN apart.")
	tops := Mem{Base: Load(Param("tops"), GP64())}
	top := f.load(tops)
	f.each([]string{"x"}, func(at []Mem) {
		VMAXPS(top, f.load(at[0]), top)
	})
	VMOVUPS(top, tops)
	VZEROUPPER()
	RET()

	f.function("finite", "func(x *float32, n int, lows, tops *float32)", "spreads one range for each lane over the finite numbers of x.")
	lows := Mem{Base: Load(Param("lows"), GP64())}
	tops = Mem{Base: Load(Param("tops"), GP64())}
	low := f.load(lows)
	top = f.load(tops)
	f.each([]string{"x"}, func(at []Mem) {
		v, t := f.load(at[0]), f.vector()
		VSUBPS(v, v, t) // 0, or NaN for what is not finite
		VADDPS(t, v, v)
		VMINPS(low, v, low)
		VMAXPS(top, v, top)
	})
	VMOVUPS(low, lows)
	VMOVUPS(top, tops)
	VZEROUPPER()
	RET()
}

// expSum is the heart of softmax. Where |x − top| is large, rounding the
// difference to float32 would already spoil the last digits of its power, so the
// rounding error, which can be computed exactly (Knuth's two-sum), goes along.
func (f family) expSum() {
	f.function("expSum", "func(y, x *float32, n int, top float32, sums *float64)",
		"computes y = e^(x − top) and adds it, in float64, to one sum for each lane.")
	top := f.spread("top")
	sums := Mem{Base: Load(Param("sums"), GP64())}
	low, high := f.vector(), f.vector()
	VMOVUPS(sums, low)
	VMOVUPS(sums.Offset(f.bytes()), high)

	f.each([]string{"y", "x"}, func(at []Mem) {
		x := f.load(at[1])
		d, back, lost, t := f.vector(), f.vector(), f.vector(), f.vector()
		VSUBPS(top, x, d)     // d = x − top, rounded
		VSUBPS(x, d, back)    // −top, as far as it got into d
		VSUBPS(back, d, t)    //  x,   as far as it got into d
		VSUBPS(t, x, lost)    //
		VADDPS(back, top, t)  //
		VSUBPS(t, lost, lost) // what d lost of both
		// A difference of −Inf has lost NaN: any small number will do there.
		VMAXPS(number(-1e-5), lost, lost)
		VMINPS(number(1e-5), lost, lost)
		e := f.exp(d, lost)
		VMOVUPS(e, at[0])
		f.addDoubles(low, high, e)
	})
	VMOVUPS(low, sums)
	VMOVUPS(high, sums.Offset(f.bytes()))
	VZEROUPPER()
	RET()
}

// addDoubles adds the lower half of v's lanes to low, the upper half to high.
func (f family) addDoubles(low, high, v reg.VecVirtual) {
	t := f.vector()
	if f.lanes == 16 {
		VCVTPS2PD(v.AsY(), t)
		VADDPD(t, low, low)
		VEXTRACTF64X4(u8(1), v, v.AsY())
		VCVTPS2PD(v.AsY(), t)
	} else {
		VCVTPS2PD(v.AsX(), t)
		VADDPD(t, low, low)
		VEXTRACTF128(u8(1), v, v.AsX())
		VCVTPS2PD(v.AsX(), t)
	}
	VADDPD(t, high, high)
}

// exp computes e^(d + lost) to about one unit in the last place: with d = n·ln 2 + r,
// |r| ≤ ln 2/2, it is 2ⁿ·eʳ, where 2ⁿ is made of exponent bits and eʳ is Taylor's
// polynomial up to r⁷, whose error is 5·10⁻⁹. What is too small becomes exactly 0,
// too large Inf, NaN stays NaN. lost may be nil. d is overwritten.
func (f family) exp(d, lost reg.VecVirtual) reg.VecVirtual {
	// MAX and MIN return their first operand here, the last in Intel's order, where one is NaN.
	low, high := f.vector(), f.vector()
	VMOVUPS(number(-110), low) // e^−110 is below every float32, and Inf would do no good
	VMAXPS(d, low, d)
	VMOVUPS(number(90), high)
	VMINPS(d, high, d)

	// Adding 1.5·2²³ leaves no room for a fraction: the sum ends in n, rounded.
	const magic = 3 << 22
	n, whole := f.vector(), f.vector()
	VMOVUPS(number(magic), n)
	VFMADD231PS(number(math.Log2E), d, n)
	VSUBPS(number(magic), n, whole)
	VPSUBD(number(magic), n, n)

	// r = d − n·ln 2, with ln 2 in two parts: the first has few enough digits that
	// multiplying it by n is exact.
	const ln2High = 0.693359375
	r := d
	VFNMADD231PS(number(ln2High), whole, r)
	VFNMADD231PS(number(math.Ln2-ln2High), whole, r)
	if lost != nil {
		VADDPS(lost, r, r)
	}

	e := f.vector()
	VMOVUPS(number(1./5040), e)
	for _, c := range []float64{1. / 720, 1. / 120, 1. / 24, 1. / 6, 1. / 2, 1, 1} {
		VFMADD213PS(number(c), r, e)
	}

	// Times 2ⁿ, in two halves, since 2⁻¹⁴⁹ and 2¹²⁸ are not made of exponent bits alone.
	half := f.vector()
	VPSRAD(u8(1), n, half)
	VPSUBD(half, n, n)
	for _, part := range []reg.VecVirtual{half, n} {
		VPADDD(bits(127), part, part)
		VPSLLD(u8(23), part, part)
		VMULPS(part, e, e)
	}
	return e
}

// The GELU of GPT-2, x/2·(1 + tanh u) with u = √(2/π)·(x + 0.044715·x³), is also
// x/(1 + e^(−2u)).
var (
	geluLinear = 2 * math.Sqrt(2/math.Pi)
	geluCubic  = geluLinear * 0.044715
)

func (f family) gelu() {
	f.function("gelu", "func(y, x *float32, n int)", "computes y = GELU(x), in the form with tanh.")
	f.each([]string{"y", "x"}, func(at []Mem) {
		x := f.load(at[1])
		e := f.geluPower(x)
		VADDPS(number(1), e, e)
		VDIVPS(e, x, e)
		VMOVUPS(e, at[0])
	})
	VZEROUPPER()
	RET()
}

// geluPower returns e^(−2u).
func (f family) geluPower(x reg.VecVirtual) reg.VecVirtual {
	u := f.vector()
	VMULPS(x, x, u)
	VMULPS(number(-geluCubic), u, u)
	VADDPS(number(-geluLinear), u, u)
	VMULPS(x, u, u)
	return f.exp(u, nil)
}

// geluBackward: with s = 1/(1 + e^(−2u)) the derivative is s + x·s·(1−s)·2u′.
func (f family) geluBackward() {
	f.function("geluBackward", "func(dx, x, dy *float32, n int)", "computes dx = GELU′(x)·dy.")
	f.each([]string{"dx", "x", "dy"}, func(at []Mem) {
		x := f.load(at[1])
		e := f.geluPower(x)
		s, t, slope := f.vector(), f.vector(), f.vector()
		VADDPS(number(1), e, e)
		VMOVUPS(number(1), s)
		VDIVPS(e, s, s)
		VMULPS(x, x, slope)
		VMULPS(number(3*geluCubic), slope, slope)
		VADDPS(number(geluLinear), slope, slope) // 2u′
		VMINPS(number(1e30), slope, slope)       // Inf would make NaN of the 0 it meets
		VMOVUPS(number(1), t)
		VSUBPS(s, t, t)
		VMULPS(s, t, t)
		VMULPS(x, t, t)
		VMULPS(slope, t, t)
		VADDPS(s, t, t)
		VMULPS(at[2], t, t)
		VMOVUPS(t, at[0])
	})
	VZEROUPPER()
	RET()
}

// adamW is AdamW.Update, with divisions by constants turned into multiplications.
func (f family) adamW() {
	f.function("adamW", "func(w, m, v, grad *float32, n int, clip, keep1, take1, keep2, take2, correct1, correct2, eps, decay, rate float32)",
		"updates w, m and v as AdamW.Update says.")
	keep1, take1, keep2, take2 := f.spread("keep1"), f.spread("take1"), f.spread("keep2"), f.spread("take2")
	clip, rate, decay := f.spread("clip"), f.spread("rate"), f.spread("decay")
	correct1, correct2, eps := f.spread("correct1"), f.spread("correct2"), f.spread("eps")
	f.each([]string{"w", "m", "v", "grad"}, func(at []Mem) {
		w, m, v, g := f.load(at[0]), f.vector(), f.vector(), f.vector()
		VMULPS(at[3], clip, g)
		VMULPS(at[1], keep1, m)
		VFMADD231PS(g, take1, m)
		VMOVUPS(m, at[1])
		VMULPS(g, g, g)
		VMULPS(at[2], keep2, v)
		VFMADD231PS(g, take2, v)
		VMOVUPS(v, at[2])
		VMULPS(correct2, v, v) // v̂
		VSQRTPS(v, v)
		VADDPS(eps, v, v)
		VMULPS(correct1, m, m) // m̂
		VDIVPS(v, m, m)
		VFMADD231PS(w, decay, m)
		VFNMADD231PS(m, rate, w)
		VMOVUPS(w, at[0])
	})
	VZEROUPPER()
	RET()
}
