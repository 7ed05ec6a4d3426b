package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 1: "1", -3: "-3", 1501: "1501", 0.32849: "0.3285", 0.09: "0.09000",
		1.94: "1.940", -12.108: "-12.11", 0.000512: "0.0005120", 0.00004682: "4.682e-5", 123456.7: "1.235e+5",
		9.99999: "10.00", 0.99996: "1.000", -0.999951: "-1.000", 9999.97: "1.000e+4", math.Inf(1): "∞", math.Inf(-1): "-∞", 1e300: "1.000e+300",
	} {
		assert.Equal(t, want, number(v), "%g", v)
	}
	assert.Equal(t, "NaN", number(math.NaN()))
}

func TestProbability(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", 0.5: ".50", 0.338: ".34", 0.996: "1.00", 0.0100: ".01", 0.0049: ".0049", 0.002: ".002", 1.23e-7: "1.2e-7",
	} {
		assert.Equal(t, want, probability(v), "%g", v)
	}
}

func TestShortNumbers(t *testing.T) {
	for _, c := range []struct {
		limit    float64
		negative bool
		v        float64
		want     string
	}{
		{1, false, 0.334, ".33"}, {1, false, 0.001, ".00"}, {1, false, 0, "0"},
		{1, true, -0.334, "-0.33"}, {8, true, -0.001, "0.00"}, {8, true, 0, "0"}, {8, true, 7.995, "8.00"},
		{42, true, -12.34, "-12.3"}, {4200, true, -1234.5, "-1234"}, {0.002, true, -0.00048, "-4.8e-4"}, {0.002, true, 0, "0"},
	} {
		assert.Equal(t, c.want, shortNumbers(c.limit, c.negative)(c.v), "%+v", c)
	}
}

func TestRoundNumbers(t *testing.T) {
	assert.Equal(t, []float64{0, 0.25, 0.5, 0.75, 1}, roundNumbers(0, 1, 4))
	assert.Equal(t, []float64{-10, -5, 0}, roundNumbers(-12.1, 0, 4))
	assert.Equal(t, []float64{0, 500, 1000, 1500, 2000}, roundNumbers(0, 2000, 6))
	for _, span := range []float64{1e-12, 3e-5, 0.7, 1, 9.9, 12345, 1e12} {
		marks := roundNumbers(0, span, 6)
		assert.GreaterOrEqual(t, len(marks), 3, "%g", span)
		assert.LessOrEqual(t, len(marks), 7, "%g", span)
	}
}

func TestRoundAxisHoldsItsEnds(t *testing.T) {
	a := newRoundAxis(1.31, 4.2, 300, 0)
	assert.LessOrEqual(t, a.low, 1.31)
	assert.GreaterOrEqual(t, a.high, 4.2)
	assert.InDelta(t, 300, a.at(a.low), 1e-9, "upwards")
	assert.InDelta(t, 0, a.at(a.high), 1e-9)
	flat := newRoundAxis(2, 2, 0, 100)
	assert.True(t, flat.at(2) > 0 && flat.at(2) < 100, "all numbers are equal")
}
