package bench

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed comparator/openblas.c
var openBLASSource []byte

// buildOpenBLAS compiles the comparator into dir against the OpenBLAS of this
// machine, which may have none.
func buildOpenBLAS(ctx context.Context, dir string) (program string, err error) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		return "", fmt.Errorf("no C compiler (cc) on this machine to build the comparator")
	}
	source := filepath.Join(dir, "openblas.c")
	program = filepath.Join(dir, "openblas")
	if err := os.WriteFile(source, openBLASSource, 0o600); err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, cc, "-O2", "-o", program, source, "-lopenblas").CombinedOutput()
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		return "", fmt.Errorf("no OpenBLAS to compile against, such as Debian's libopenblas-dev (%s)", first)
	}
	return program, nil
}

// coreTypes are the instruction sets of OpenBLAS that stand beside our kernels.
var coreTypes = map[string]string{"avx2": "Haswell", "avx512": "SkylakeX"}

// openBLASEnvironment makes OpenBLAS use one instruction set and so many threads.
// The time-out, 2²² cycles, sends its helpers to sleep a millisecond after the last
// product; by default they keep a core busy for the next contender's whole turn.
func openBLASEnvironment(kernel string, threads int) []string {
	return []string{
		"OPENBLAS_CORETYPE=" + coreTypes[kernel],
		fmt.Sprint("OPENBLAS_NUM_THREADS=", threads),
		"OPENBLAS_THREAD_TIMEOUT=22",
	}
}
