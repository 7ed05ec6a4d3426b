package viz

import (
	"math"
	"strconv"
)

// A Number is written to JSON in the shortest decimal form that gives the same
// float32 back, or the same float64 where float32 would change it. JSON knows
// no infinities: a Number that is not finite is null, and a field named special
// beside it says which it was.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	x := float64(n)
	if special(x) != "" {
		return []byte("null"), nil
	}
	bits := 64
	if float64(float32(x)) == x {
		bits = 32
	}
	return strconv.AppendFloat(nil, x, 'g', -1, bits), nil
}

// special names a number that JSON cannot hold; "" for one that it can.
func special(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	return ""
}
