package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What is committed is what the generator writes, but for the command line in the first line.
func TestCommittedAssemblyIsUpToDate(t *testing.T) {
	dir := t.TempDir()
	asm, stubs := filepath.Join(dir, "asm_amd64.s"), filepath.Join(dir, "asm_amd64.go")
	if out, err := exec.Command("go", "run", ".", "-pkg", "kernel", "-out", asm, "-stubs", stubs).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, file := range []string{asm, stubs} {
		if read(t, file) != read(t, filepath.Join("..", filepath.Base(file))) {
			t.Errorf("%s is out of date: run go generate ./ref/kernel", filepath.Base(file))
		}
	}
}

func read(t *testing.T, file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(text), "\n")
	return body
}
