package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Loops that compute in float64, where sums over a row or a division would lose
// digits that lessons show. They do what plain Go does, operation by operation, so
// that each number they write has plain Go's bits; only sums are added up in
// another order.

// halves are the two places whose numbers fill a vector as float64.
func (f family) halves(m Mem) [2]Mem { return [2]Mem{m, m.Offset(f.bytes() / 2)} }

// double loads half a vector of numbers as float64.
func (f family) double(m Mem) reg.VecVirtual {
	v := f.vector()
	VCVTPS2PD(m, v)
	return v
}

// single rounds float64 numbers and stores them.
func (f family) single(v reg.VecVirtual, m Mem) {
	if f.lanes == 16 {
		VCVTPD2PS(v, v.AsY())
		VMOVUPS(v.AsY(), m)
		return
	}
	VCVTPD2PSY(v, v.AsX())
	VMOVUPS(v.AsX(), m)
}

func (f family) spreadDouble(param string) reg.VecVirtual {
	v := f.vector()
	addr, err := Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSD(addr.Addr, v)
	return v
}

// addingUp generates a loop that adds to one float64 sum for each lane; body gets
// the places of half a vector and the sums they belong to.
func (f family) addingUp(params []string, body func(at []Mem, sum reg.VecVirtual)) {
	sums := Mem{Base: Load(Param("sums"), GP64())}
	accumulators := [2]reg.VecVirtual{f.load(sums), f.load(sums.Offset(f.bytes()))}
	f.each(params, func(at []Mem) {
		for h, sum := range accumulators {
			part := make([]Mem, len(at))
			for i, m := range at {
				part[i] = f.halves(m)[h]
			}
			body(part, sum)
		}
	})
	VMOVUPS(accumulators[0], sums)
	VMOVUPS(accumulators[1], sums.Offset(f.bytes()))
	VZEROUPPER()
	RET()
}

func (f family) sums() {
	f.function("sum", "func(x *float32, n int, sums *float64)", "adds x to one sum for each lane.")
	f.addingUp([]string{"x"}, func(at []Mem, sum reg.VecVirtual) { VADDPD(f.double(at[0]), sum, sum) })

	f.function("squares", "func(x *float32, n int, mean float64, sums *float64)", "adds (x − mean)² to one sum for each lane.")
	mean := f.spreadDouble("mean")
	f.addingUp([]string{"x"}, func(at []Mem, sum reg.VecVirtual) {
		d := f.double(at[0])
		VSUBPD(mean, d, d)
		VFMADD231PD(d, d, sum)
	})

	f.function("dot", "func(x, y *float32, n int, sums *float64)", "adds x·y to one sum for each lane.")
	f.addingUp([]string{"x", "y"}, func(at []Mem, sum reg.VecVirtual) { VFMADD231PD(f.double(at[0]), f.double(at[1]), sum) })
}

// normalisers are what a row of a softmax or a LayerNorm goes through once its sums are known.
func (f family) normalisers() {
	f.function("divide", "func(y, x *float32, n int, by float64)", "computes y = x/by.")
	by := f.spreadDouble("by")
	f.eachHalf([]string{"y", "x"}, func(at []Mem) {
		v := f.double(at[1])
		VDIVPD(by, v, v)
		f.single(v, at[0])
	})

	f.function("normalise", "func(y, x *float32, n int, mean, factor float64)", "computes y = (x − mean)·factor.")
	mean, factor := f.spreadDouble("mean"), f.spreadDouble("factor")
	f.eachHalf([]string{"y", "x"}, func(at []Mem) {
		v := f.double(at[1])
		VSUBPD(mean, v, v)
		VMULPD(factor, v, v)
		f.single(v, at[0])
	})

	f.function("straighten", "func(y, x, hat *float32, n int, mean, slope, factor float64)", "computes y = (x − mean − slope·hat)·factor.")
	mean, factor = f.spreadDouble("mean"), f.spreadDouble("factor")
	slope := f.spreadDouble("slope")
	f.eachHalf([]string{"y", "x", "hat"}, func(at []Mem) {
		v, t := f.double(at[1]), f.double(at[2])
		VSUBPD(mean, v, v)
		VMULPD(slope, t, t)
		VSUBPD(t, v, v)
		VMULPD(factor, v, v)
		f.single(v, at[0])
	})
}

// eachHalf is each, for loops that compute in float64.
func (f family) eachHalf(params []string, body func(at []Mem)) {
	f.each(params, func(at []Mem) {
		for h := range 2 {
			part := make([]Mem, len(at))
			for i, m := range at {
				part[i] = f.halves(m)[h]
			}
			body(part)
		}
	})
	VZEROUPPER()
	RET()
}
