package viz

import (
	"math"
	"strconv"
	"strings"
)

// number writes a number with four significant digits; a whole number stays one.
func number(v float64) string {
	switch {
	case math.IsInf(v, 0):
		return signOf(v) + "∞"
	case math.IsNaN(v):
		return "NaN"
	case v == math.Trunc(v) && math.Abs(v) < 1e6:
		return roundNumber(v)
	}
	scientific := strconv.FormatFloat(v, 'e', 3, 64)
	_, exponent, _ := strings.Cut(scientific, "e") // of the rounded number: 9.99999 is 10.00
	size, _ := strconv.Atoi(exponent)
	if size < -4 || size > 3 {
		return shortExponent(scientific)
	}
	return strconv.FormatFloat(v, 'f', 3-size, 64)
}

// roundNumber writes a number whose digits are few, such as a mark on an axis.
func roundNumber(v float64) string {
	if v == 0 {
		return "0" // never "-0"
	}
	return shortExponent(strconv.FormatFloat(v, 'g', 6, 64))
}

// exact writes all digits of a number, for metadata.
func exact(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// shortExponent writes e-6 for e-06.
func shortExponent(s string) string {
	s = strings.Replace(s, "e-0", "e-", 1)
	return strings.Replace(s, "e+0", "e+", 1)
}

func signOf(v float64) string {
	if v < 0 {
		return "-"
	}
	return ""
}

// shortNumbers returns how numbers are written inside cells, where the largest
// magnitude is limit: .33 where all lie between 0 and 1, 0.33 or -12.3 where
// they do not, 3.3e-5 where two decimals would make them all zero.
func shortNumbers(limit float64, negative bool) func(float64) string {
	write := func(v float64) string { return decimals(v, 0) }
	switch {
	case limit < 0.1:
		write = tiny
	case limit <= 1 && !negative:
		write = fraction
	case limit < 10:
		write = func(v float64) string { return decimals(v, 2) }
	case limit < 100:
		write = func(v float64) string { return decimals(v, 1) }
	}
	return func(v float64) string {
		if v == 0 {
			return "0" // exactly; what only rounds to it keeps its decimals
		}
		return write(v)
	}
}

// probability writes a number between 0 and 1 in two or three places, .33, .0021
// or 2.1e-7: never as zero where it is not.
func probability(v float64) string {
	if v <= 0 || v >= 0.01 {
		return fraction(v)
	}
	return strings.TrimPrefix(shortExponent(strconv.FormatFloat(v, 'g', 2, 64)), "0")
}

// tiny writes a number with two digits and its exponent.
func tiny(v float64) string {
	return shortExponent(strconv.FormatFloat(v, 'e', 1, 64))
}

// fraction writes a number between 0 and 1 as .33; only the ends are 0 and 1.
func fraction(v float64) string {
	if v == 0 || v == 1 {
		return decimals(v, 0)
	}
	return strings.TrimPrefix(decimals(v, 2), "0")
}

func decimals(v float64, places int) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-") // no negative zero
	}
	return s
}
