package main

import (
	"encoding/json"
	"io"
	"math"
)

// A number is a float64 in JSON, null where it is not finite: JSON has no −∞.
type number float64

func (x number) MarshalJSON() ([]byte, error) {
	if v := float64(x); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// writeJSON writes v as one line, Chinese and < as they are.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
