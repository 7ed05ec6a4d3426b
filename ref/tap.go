package ref

import (
	"runtime"
	"strconv"
)

// A Step is one evaluated equation: its public name, such as
// "h.0.attn.scores", the tensor that came out, and the program counter of the
// line that made it.
type Step struct {
	Name  string
	Value Tensor // batches of one are recorded without their axis B
	PC    uintptr
}

// An Observer sees every step of a run, in order. What Observe returns is what
// the rest of the computation uses: its argument, or another tensor of the same
// shape where somebody asks "what if".
type Observer interface {
	Observe(Step) Tensor
}

// A Scope is a place in the computation, such as h.0.attn. Its zero value is
// silent: nothing is recorded and nothing is allocated.
type Scope struct {
	observer Observer
	path     string
	arena    *Arena // in a silent scope: memory for what is computed there
	brief    *Arena // in an observed scope: memory for results that are no step
}

// Watch returns the outermost scope of a run that o observes.
func Watch(o Observer) Scope { return Scope{observer: o, brief: new(Arena)} }

// In returns the scope of a part: In("attn") of h.0 is h.0.attn.
func (s Scope) In(part string) Scope {
	if s.observer == nil {
		return s
	}
	return Scope{observer: s.observer, path: s.path + part + ".", brief: s.brief}
}

// At returns the scope of one of several equal parts: At("h", 3) is h.3.
func (s Scope) At(part string, i int) Scope { return s.In(part).Nth(i) }

// Nth returns the scope of the i-th of several equal parts: Nth(3) of chain is chain.3.
func (s Scope) Nth(i int) Scope {
	if s.observer == nil {
		return s
	}
	return Scope{observer: s.observer, path: s.path + strconv.Itoa(i) + ".", brief: s.brief}
}

// Tap names an equation. It returns t, or what the observer puts in its place.
func (s Scope) Tap(name string, t Tensor) Tensor {
	if s.observer == nil {
		return t
	}
	return s.observe(name, t)
}

// TapCopy is Tap for a tensor that will be written again, such as a weight: the
// observer gets a copy, and cannot replace it.
func (s Scope) TapCopy(name string, t Tensor) {
	if s.observer != nil {
		s.observe(name, t.Clone())
	}
}

// observe finds the line that called Tap three frames up, past runtime.Callers,
// itself and Tap, which counts even where the compiler has inlined it. observe
// must not be inlined, so that it is always called from the same place.
//
//go:noinline
func (s Scope) observe(name string, t Tensor) Tensor {
	var pc [1]uintptr
	runtime.Callers(3, pc[:])
	step := Step{Name: s.path + name, Value: dropBatchOfOne(t), PC: pc[0]}
	if put := s.observer.Observe(step); put.Data != nil {
		return put.Reshape(t.Shape...)
	}
	return t
}

// dropBatchOfOne shows a learner (T, C) where the code has (1, T, C).
func dropBatchOfOne(t Tensor) Tensor {
	if len(t.Shape) > 2 && t.Shape[0] == 1 {
		return t.Reshape(t.Shape[1:]...)
	}
	return t
}
