package whatif

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// A Set is the changes of one run in the order in which they are made: whole
// tensors before their parts, numbers before factors, every layer before one.
// So it does not matter in which order they were written.
type Set []Change

// ParseSet reads changes, as Parse does each. It also fails with
//
//	set_many   {got} changes; {limit} are the most
//	set_twice  {first} and {second} are about the same numbers
func ParseSet(texts []string) (Set, error) {
	if len(texts) > MaxChanges {
		return nil, ref.Fail("set_many", ref.Args{"got": len(texts), "limit": MaxChanges})
	}
	var set Set
	for _, text := range texts {
		c, err := Parse(text)
		if err != nil {
			return nil, err
		}
		set = append(set, c)
	}
	slices.SortFunc(set, Change.compare)
	set = slices.CompactFunc(set, func(a, b Change) bool { return a.compare(b) == 0 })
	for i, a := range set {
		for _, b := range set[i+1:] {
			if a.rivals(b) {
				return nil, ref.Fail("set_twice", ref.Args{"first": a.String(), "second": b.String()})
			}
		}
	}
	return set, nil
}

// Strings returns the one way to write the set.
func (s Set) Strings() []string {
	var texts []string
	for _, c := range s {
		texts = append(texts, c.String())
	}
	return texts
}

// Fits reports a layer, or a place in a step over so many tokens, that a model
// does not have: layer_unknown or index_out_of_range.
func (s Set) Fits(c ref.Config, time int) error {
	for _, change := range s {
		if layer, ok := layerOf(change.Step); ok && layer != "*" {
			if n, _ := strconv.Atoi(layer); n >= c.NLayer {
				return ref.Fail("layer_unknown", ref.Args{"layer": n, "layers": c.NLayer})
			}
		}
		shape := Shape(change.Step, c, time)
		outside := len(change.Index) > len(shape)
		for axis := 0; axis < len(change.Index) && !outside; axis++ {
			outside = change.Index[axis] >= shape[axis]
		}
		if outside {
			return ref.Fail("index_out_of_range", ref.Args{"index": change.Index, "shape": shape})
		}
	}
	return nil
}

// Of returns the changes of one step, in order.
func (s Set) Of(step string) []Change {
	var of []Change
	for _, c := range s {
		if c.Step == step || strings.Contains(c.Step, "*") && c.Step == everyLayer(step) {
			of = append(of, c)
		}
	}
	return of
}

// Causal reports whether a word still depends on the words before it alone. A
// number in the masked scores or in the weights can let the future be seen.
func (s Set) Causal() bool {
	return !slices.ContainsFunc(s, func(c Change) bool {
		switch kind := everyLayer(c.Step); kind {
		case "h.*.attn.masked":
			return c.Kind != Factor
		case "h.*.attn.weights":
			return c.Kind == Number && c.Value != 0
		}
		return false
	})
}

func (a Change) compare(b Change) int {
	return cmp.Or(
		cmp.Compare(len(a.Index), len(b.Index)),
		cmp.Compare(a.rank(), b.rank()),
		-cmp.Compare(strings.Count(a.Step, "*"), strings.Count(b.Step, "*")),
		cmp.Compare(a.String(), b.String()),
	)
}

// rank puts what replaces before what scales.
func (a Change) rank() int {
	if a.Kind == Factor {
		return 1
	}
	return 0
}

// rivals reports whether two changes would have to be made in an order that
// nobody gave.
func (a Change) rivals(b Change) bool {
	sameStep := a.Step == b.Step || everyLayer(a.Step) == everyLayer(b.Step) && strings.Contains(a.Step+b.Step, "*")
	return sameStep && a.rank() == b.rank() && slices.Equal(a.Index, b.Index)
}
