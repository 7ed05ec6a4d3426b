package viz

import (
	"math"
	"strings"

	"gptlab/ref"
)

// A Stream is the residual stream at one position: what each part of the model
// adds to the vector, and how long the vector is then.
type Stream struct {
	Row   int          `json:"row"`
	Parts []StreamPart `json:"parts"`
}

// A StreamPart is one addition to the stream. Lengths are Euclidean: the root of
// the sum of squares.
type StreamPart struct {
	Step   int    `json:"step"` // what is added: wte, wpe, h.0.attn.c_proj, h.0.mlp.c_proj, …
	Name   string `json:"name"`
	Adds   Number `json:"adds"`   // its length
	After  string `json:"after"`  // the stream with it: wte, embd, h.0.resid_1, h.0.resid_2, …
	Length Number `json:"length"` // the length of that
	Cosine Number `json:"cosine"` // between what is added and the stream before; 0 for the first
}

// StreamOf follows the residual stream at a position from the embedding tables to
// the end of the last block. It fails with index_out_of_range.
func StreamOf(t *Tape, row int) (Stream, error) {
	embd, _ := t.Named("embd") // (T, C)
	if err := checkIndex(embd.Value.Shape, []int{row}, 1); err != nil {
		return Stream{}, err
	}
	s := Stream{Row: row}
	var before []ref.Float
	for _, step := range t.Steps() {
		name, ok := afterAdding(step.Name)
		if !ok {
			continue
		}
		after, ok := t.Named(name)
		if !ok {
			continue
		}
		added, sum := step.Value.Row(row), after.Value.Row(row)
		s.Parts = append(s.Parts, StreamPart{
			Step: step.Index, Name: step.Name, Adds: Number(length(added)),
			After: name, Length: Number(length(sum)), Cosine: Number(cosine(added, before)),
		})
		before = sum
	}
	return s, nil
}

// afterAdding names the stream after a part has been added to it.
func afterAdding(name string) (after string, ok bool) {
	if layer, ok := strings.CutSuffix(name, ".attn.c_proj"); ok {
		return layer + ".resid_1", true
	}
	if layer, ok := strings.CutSuffix(name, ".mlp.c_proj"); ok {
		return layer + ".resid_2", true
	}
	after, ok = map[string]string{"wte": "wte", "wpe": "embd"}[name]
	return after, ok
}

// length is the Euclidean length of a vector.
func length(x []ref.Float) float64 { return math.Sqrt(product(x, x)) }

// cosine is 1 for vectors that point the same way, 0 for a right angle, −1 for
// opposite ones, and 0 where one of them has no direction.
func cosine(a, b []ref.Float) float64 {
	if len(a) != len(b) {
		return 0
	}
	scale := length(a) * length(b)
	if scale == 0 {
		return 0
	}
	return product(a, b) / scale
}

// product is the dot product of two float32 vectors, added up in float64.
func product(a, b []ref.Float) (sum float64) {
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}
