package kernel

import (
	"fmt"
	"os"
	"strings"
)

// A method is one way to compute what this package offers.
type method struct {
	name    string
	product func(c []Float, a, b view, m, k, n int) // m, k, n > 0
	loops   loops
}

// methods are those this machine can run, the fastest first. The last one is
// plain Go, which every machine can.
var methods = append(fastMethods(), method{"go", textbook, plain{}})

var current = mustChoose(os.Getenv("GPTLAB_KERNEL"))

// Name tells which kernel computes: "avx512", "avx2" or "go".
func Name() string { return current.name }

// Names lists the kernels this machine can run, the fastest first.
func Names() []string {
	var names []string
	for _, m := range methods {
		names = append(names, m.name)
	}
	return names
}

// choose returns the method with the name that is asked for, or the fastest if none is.
func choose(name string) (method, error) {
	if name == "" {
		return methods[0], nil
	}
	for _, m := range methods {
		if m.name == name {
			return m, nil
		}
	}
	return method{}, fmt.Errorf("GPTLAB_KERNEL=%s: this build can run %s on this machine", name, strings.Join(Names(), ", "))
}

// mustChoose ends the program where choose fails: whoever forces a kernel wants
// that one, and a package that is being loaded has nobody to return an error to.
func mustChoose(name string) method {
	m, err := choose(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gptlab:", err)
		os.Exit(2)
	}
	return m
}
