package viz

import (
	"math"
	"strconv"
	"strings"
)

// number writes a number with four significant digits, or fewer where they are zeros.
func number(v float64) string {
	switch {
	case v == 0:
		return "0" // never "-0"
	case math.IsInf(v, 0):
		return signOf(v) + "∞"
	case math.IsNaN(v):
		return "NaN"
	}
	return shortExponent(strconv.FormatFloat(v, 'g', 4, 64))
}

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
	switch {
	case limit < 0.1:
		return func(v float64) string { return tiny(v) }
	case limit <= 1 && !negative:
		return fraction
	case limit < 10:
		return func(v float64) string { return decimals(v, 2) }
	case limit < 100:
		return func(v float64) string { return decimals(v, 1) }
	}
	return number
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
	if v == 0 {
		return "0"
	}
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
