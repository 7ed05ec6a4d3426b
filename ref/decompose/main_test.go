package main

import (
	"os"
	"testing"
)

func TestTheTableIsTheGenerators(t *testing.T) {
	committed, err := os.ReadFile("../decomposed.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(committed) != string(table()) {
		t.Error("ref/decomposed.go is not what decompose writes: run go generate ./ref")
	}
}
