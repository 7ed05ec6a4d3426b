//go:build !amd64 || float64

package kernel

// fastMethods is empty where there is no assembly: on other processors, and in
// the float64 build.
func fastMethods() []method { return nil }
