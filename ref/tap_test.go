package ref

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// recording keeps every step and changes none.
type recording struct {
	steps []Step
}

func (r *recording) Observe(step Step) Tensor {
	r.steps = append(r.steps, step)
	return Tensor{}
}

func (r *recording) names() []string {
	var names []string
	for _, step := range r.steps {
		names = append(names, step.Name)
	}
	return names
}

func (r *recording) value(name string) Tensor {
	for _, step := range r.steps {
		if step.Name == name {
			return step.Value
		}
	}
	panic("no step " + name)
}

// TestStepNames pins the public names of a forward, a backward and a training
// step. They are in files, links and lessons: a change here breaks those.
func TestStepNames(t *testing.T) {
	cfg := oddConfig()
	m := randomGPT(cfg, true)
	var r recording
	m.Probs(Watch(&r), oddTokens[:1], nil)
	require.Equal(t, StepNames(cfg), r.names(), "StepNames and the forward pass disagree")

	var all recording
	m.Score(Watch(&all), []int{4, 2, 9}, nil)
	m.Gradients(Watch(&all).In("pass"), oddTokens[:1], oddTargets[:1], m.ZeroLike())
	NewAdamW(m, 0.9, 0.99, 0.1, 1).Update(Watch(&all), m, m.ZeroLike(), 1e-3)
	for range m.Generate(Watch(&all), []int{0}, Sampling{Temperature: 0.8, MaxTokens: 1}) {
	}
	labeller := randomClassifier(cfg, true)
	var task recording
	labeller.Classify(Watch(&task), []int{0, 4})
	labeller.TaskGradients(Watch(&task), oddBatch(), 0.5, labeller.ZeroLike())
	for _, step := range task.steps {
		if strings.Contains(step.Name, "task.") || strings.Contains(step.Name, "score.") {
			all.steps = append(all.steps, step) // the others are those of every pass
		}
	}
	var got []string
	for _, name := range all.names() {
		got = append(got, strings.TrimPrefix(name, "pass."))
	}
	if *update {
		require.NoError(t, os.WriteFile("testdata/steps.golden", []byte(strings.Join(got, "\n")+"\n"), 0o644))
	}
	golden, err := os.ReadFile("testdata/steps.golden")
	require.NoError(t, err)
	require.Equal(t, string(golden), strings.Join(got, "\n")+"\n")
}

// TestSilentTapIsFree: nobody watches, nothing is allocated.
func TestSilentTapIsFree(t *testing.T) {
	x := NewTensor(2, 3)
	allocations := testing.AllocsPerRun(100, func() {
		s := Scope{}.In("attn").At("h", 3).Nth(2)
		s.Tap("scores", x)
		s.TapCopy("m", x)
	})
	require.Zero(t, allocations)
}

// TestWatchingChangesNothing: an observed run equals a silent one bit for bit,
// forward and backward.
func TestWatchingChangesNothing(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	silent, watched := m.ZeroLike(), m.ZeroLike()
	a := m.Gradients(Scope{}, oddTokens, oddTargets, silent)
	b := m.Gradients(Watch(&recording{}), oddTokens, oddTargets, watched)
	require.Equal(t, a.Data, b.Data)
	for i, p := range silent.Params() {
		require.Equal(t, p.Tensor.Data, watched.Params()[i].Tensor.Data, p.Name)
	}
}

// TestReplacedStepIsUsed: what an observer puts in place of a step is what the
// rest of the pass computes with.
func TestReplacedStepIsUsed(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	var r recording
	m.Probs(Watch(&r), oddTokens[:1], nil)
	weights := r.value("h.1.attn.weights")
	uniform := Scale(weights, 0)
	for h := range uniform.Dim(0) {
		for i := range uniform.Dim(1) {
			uniform.Row(h, i)[0] = 1 // everybody looks at the first token only
		}
	}
	seen := &replacing{name: "h.1.attn.weights", put: uniform, seen: map[string]Tensor{}}
	m.Probs(Watch(seen), oddTokens[:1], nil)
	require.Equal(t, r.value("h.1.attn.scores").Data, seen.seen["h.1.attn.scores"].Data)
	heads, v := seen.seen["h.1.attn.heads"], seen.seen["h.1.attn.v"]
	for h := range heads.Dim(0) {
		for i := range heads.Dim(1) {
			require.Equal(t, v.Row(h, 0), heads.Row(h, i))
		}
	}
	require.NotEqual(t, r.value("probs").Data, seen.seen["probs"].Data)
}

// TestAttentionInvariants: every row of weights is a distribution over the past,
// the future gets exactly 0, and what comes later changes nothing before it.
func TestAttentionInvariants(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	var r, other recording
	m.Probs(Watch(&r), [][]int{{1, 2, 3, 4, 5}}, nil)
	m.Probs(Watch(&other), [][]int{{1, 2, 3, 9, 10}}, nil)
	for layer := range m.NLayer {
		weights := r.value(fmt.Sprintf("h.%d.attn.weights", layer))
		for h := range weights.Dim(0) {
			for i := range weights.Dim(1) {
				sum := 0.0
				for j, w := range weights.Row(h, i) {
					sum += float64(w)
					if j > i {
						require.Zero(t, w, "the future of token %d", i)
					}
				}
				require.InDelta(t, 1, sum, 1e-6)
			}
		}
	}
	for i := range 3 {
		require.Equal(t, r.value("probs").Row(i), other.value("probs").Row(i), "position %d saw the future", i)
	}
	require.True(t, math.IsInf(float64(r.value("h.0.attn.masked").At(0, 0, 1)), -1))
}

// TestBatchOfOneIsRecordedWithoutItsAxis and larger batches keep it.
func TestBatchOfOneIsRecordedWithoutItsAxis(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	var one, four recording
	m.Probs(Watch(&one), oddTokens[:1], nil)
	m.Probs(Watch(&four), oddTokens, nil)
	require.Equal(t, []int{3, 5, 5}, one.value("h.0.attn.scores").Shape)
	require.Equal(t, []int{4, 3, 5, 5}, four.value("h.0.attn.scores").Shape)
	for i, p := range one.value("probs").Data {
		require.InDelta(t, p, four.value("probs").Data[i], 1e-6, "batching changed more than rounding")
	}
}
