package ref

import "slices"

// An Arena is memory for what operations compute, reused after each Reset. Every
// training step makes the same tensors as the step before, so from the second
// step on nothing is allocated, and no garbage is left.
//
// A tensor knows the arena it lies in, and what is computed from it is put there
// too: operations keep their plain signatures. Nothing in an arena outlives its
// Reset, so an observed run, whose steps somebody keeps, uses none.
type Arena struct {
	numbers stack[Float]
	shapes  stack[int]
}

// Reset makes the memory of all tensors in the arena free for new ones.
func (a *Arena) Reset() { a.release(mark{}) }

// Within returns the scope with an arena for what is computed there. Where the
// scope is observed it stays as it is.
func (s Scope) Within(a *Arena) Scope {
	if s.observer == nil {
		s.arena = a
	}
	return s
}

// place returns t so that what is computed from it is put into the scope's arena.
func (s Scope) place(t Tensor) Tensor {
	t.arena = s.arena
	return t
}

// briefly returns f(x), a result that is no step and is read only once. An
// observed run keeps the memory of all its steps; this result does not add to it
// but reuses the memory of the last one of its kind.
func (s Scope) briefly(x Tensor, f func(Tensor) Tensor) Tensor {
	if s.brief == nil {
		return f(x)
	}
	s.brief.Reset()
	x.arena = s.brief
	y := f(x)
	y.arena = nil // what is computed from it is kept
	return y
}

// result returns a tensor for what is computed from t, in t's arena. Its numbers
// are whatever was there before: the operation must write every one of them.
func (t Tensor) result(shape ...int) Tensor {
	if t.arena == nil {
		return NewTensor(slices.Clone(shape)...)
	}
	kept := t.arena.shapes.take(len(shape))
	copy(kept, shape)
	return Tensor{Shape: kept, Data: t.arena.numbers.take(size(shape)), arena: t.arena}
}

// zeros is result with every number 0, for sums.
func (t Tensor) zeros(shape ...int) Tensor {
	y := t.result(shape...)
	if t.arena != nil {
		clear(y.Data)
	}
	return y
}

// A mark is how full an arena was.
type mark struct{ numbers, shapes place }

// mark returns how full t's arena is now.
func (t Tensor) mark() mark {
	if t.arena == nil {
		return mark{}
	}
	return mark{t.arena.numbers.at, t.arena.shapes.at}
}

func (a *Arena) release(m mark) { a.numbers.at, a.shapes.at = m.numbers, m.shapes }

// keepOnly frees everything put into t's arena since the mark, except t itself,
// which is copied to the mark. Memory that is reused soon is still in the
// processor's caches.
func (t Tensor) keepOnly(since mark) Tensor {
	if t.arena == nil {
		return t
	}
	t.arena.release(since)
	kept := t.result(t.Shape...)
	copy(kept.Data, t.Data)
	return kept
}

// A stack hands out pieces of large slabs, one behind the other.
type stack[E any] struct {
	slabs [][]E
	at    place
}

// A place is a slab and an offset into it.
type place struct{ slab, from int }

const (
	leastSlab  = 1 << 12 // the first; each is twice as long as the one before
	slabLength = 1 << 20 // up to this
	lineLength = 16      // a piece begins where a line of the processor's caches does
)

// take returns n elements, which have not been cleared.
func (s *stack[E]) take(n int) []E {
	room := (n + lineLength - 1) / lineLength * lineLength
	for ; ; s.at = (place{s.at.slab + 1, 0}) {
		if s.at.slab == len(s.slabs) {
			s.slabs = append(s.slabs, make([]E, max(room, min(leastSlab<<min(len(s.slabs), 20), slabLength))))
		}
		if slab := s.slabs[s.at.slab]; s.at.from+room <= len(slab) {
			piece := slab[s.at.from : s.at.from+n : s.at.from+n]
			s.at.from += room
			return piece
		}
	}
}
