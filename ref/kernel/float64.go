//go:build float64

package kernel

// Float is the number every tensor is made of: float64 in this build, which
// exists for gradient checks (see float.go).
type Float = float64
