package web

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

// BenchmarkWire says what each message of a lesson costs the server: how many
// bytes it is, and how long it takes to encode. docs/performance.md has the table.
//
//	go test -run xxx -bench Wire ./web
func BenchmarkWire(b *testing.B) {
	list, _ := Models()
	s := New(Options{Models: list})
	defer s.Close()
	lesson, err := lessonOf("attention")
	require.NoError(b, err)
	made, err := s.record(b.Context(), openingOf(lesson.Opening("en")), nil)
	require.NoError(b, err)
	tape, kinds := made.tape, made.catalogue.Kinds
	at := func(name string) viz.Step {
		step, ok := tape.Named(name)
		require.True(b, ok, name)
		return step
	}
	weights, probs := at("h.0.attn.weights"), at("probs")
	last := probs.Value.Dim(0) - 1

	asJSON := func(message func() any) func() int {
		return func() int {
			text, _ := json.Marshal(message())
			return len(text)
		}
	}
	frame := func(t *viz.Tape, step int, index ...int) func() int {
		return func() int {
			body, _ := viz.TensorFrame(1, t, step, index)
			return len(body)
		}
	}
	var large viz.Tape // the attention of GPT-2 small over 64 words
	large.Observe(ref.Step{Name: "h.0.attn.weights", Value: ref.NewTensor(12, 64, 64)})

	for _, m := range []struct {
		name   string
		encode func() int
	}{
		{"catalogue", asJSON(func() any { return made.catalogue })},
		{"step", asJSON(func() any { return viz.NewStepMessage(1, made.catalogue.Run, kinds, weights) })},
		{"all steps", func() (n int) {
			for _, step := range tape.Steps() {
				n += asJSON(func() any { return viz.NewStepMessage(1, made.catalogue.Run, kinds, step) })()
			}
			return n
		}},
		{"explained", asJSON(func() any {
			x, _ := viz.Explain(tape, weights.Index, []int{0, last, last - 1}, viz.DefaultTerms)
			return viz.NewExplained(1, made.catalogue.Run, x)
		})},
		{"top 20", asJSON(func() any {
			top, _ := viz.Top(tape, probs.Index, last, 20, -1)
			return viz.NewTop(1, made.catalogue.Run, top)
		})},
		{"truth", asJSON(func() any { return viz.TruthMessage{Truth: viz.TruthOf(tape)} })},
		{"tensor, one head", frame(tape, weights.Index, 0)},
		{"tensor, one head of 64 words", frame(&large, 0, 0)},
		{"tensor, 12 heads of 64 words", frame(&large, 0)},
	} {
		b.Run(m.name, func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				bytes = m.encode()
			}
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
	b.Run("catalogue, encoded before", func(b *testing.B) {
		for b.Loop() {
			_, _ = catalogued{made, 1}.frame()
		}
	})
}
