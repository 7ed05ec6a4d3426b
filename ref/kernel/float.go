//go:build !float64

package kernel

// Float is the number every tensor is made of: float32 wherever a user waits.
// Build with -tags float64 to run the very same source in double precision,
// as the finite-difference gradient checks do.
type Float = float32
