package viz

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// eachCell visits every index of a shape, in order.
func eachCell(shape []int, f func(cell []int)) {
	cell := make([]int, len(shape))
	for {
		f(slices.Clone(cell))
		axis := len(shape) - 1
		for ; axis >= 0; axis-- {
			if cell[axis]++; cell[axis] < shape[axis] {
				break
			}
			cell[axis] = 0
		}
		if axis < 0 {
			return
		}
	}
}

// variants are models and texts that take every way through the arithmetic.
func variants(t *testing.T) map[string]*Tape {
	config := func(f func(*ref.Config)) *ref.Checkpoint { return tinyCheckpoint(t, true, f) }
	return map[string]*Tape{
		"start token":    tinyTape(t, config(nil), Spec{Text: "badge", Start: true}),
		"bare":           tinyTape(t, config(nil), Spec{Text: "badge"}),
		"untied":         tinyTape(t, tinyCheckpoint(t, false, nil), Spec{Tokens: []int{0, 5, 5, 12}, Start: true}),
		"no start token": tinyTape(t, config(func(c *ref.Config) { c.BOS = -1 }), Spec{Text: "café", Start: true}),
		"one token":      tinyTape(t, config(nil), Spec{Text: "a"}),
		"erf":            tinyTape(t, config(func(c *ref.Config) { c.Activation = "gelu" }), Spec{Text: "jig"}),
		"relu, no scale": tinyTape(t, config(func(c *ref.Config) { c.Activation, c.ScaleAttnWeights = "relu", false }), Spec{Text: "jig"}),
		"one head, wide": tinyTape(t, config(func(c *ref.Config) { c.NHead, c.NEmbd, c.NInner = 1, 48, 192 }), Spec{Text: "ad"}),
		"labelled":       tinyTape(t, labeller(t), Spec{Text: "badge", Start: true}),
		"underflow":      tinyTape(t, certain(t), Spec{Text: "abcdefgh", Start: true}),
	}
}

// labeller is a model with a task head.
func labeller(t *testing.T) *ref.Checkpoint {
	c := tinyCheckpoint(t, true, nil)
	c.Model.Task = ref.NewTaskHead([]string{"good", "bad"}, c.Model.NEmbd, 3)
	return c
}

// certain is a model so sure of the start token that any text underflows.
func certain(t *testing.T) *ref.Checkpoint {
	c := tinyCheckpoint(t, false, nil)
	for i, w := range c.Model.Head.Data {
		c.Model.Head.Data[i] = 20 * w
	}
	return c
}

func TestEveryCellOfEveryStepIsExplained(t *testing.T) {
	for name, tape := range variants(t) {
		t.Run(name, func(t *testing.T) {
			for _, step := range tape.Steps() {
				eachCell(step.Value.Shape, func(cell []int) {
					x, err := Explain(tape, step.Index, cell, 5)
					require.NoError(t, err)
					if !x.Equal {
						t.Errorf("%s%v: recorded %v, recomputed %v, tolerance %v", step.Name, cell, x.Value, x.Recomputed, x.Tolerance)
					}
					checkTerms(t, tape, x)
				})
			}
		})
	}
}

// checkTerms follows every operand of an explanation back to where it was read.
func checkTerms(t *testing.T, tape *Tape, x Explanation) {
	t.Helper()
	params := map[string]ref.Tensor{}
	for _, p := range tape.Input().Checkpoint.Model.Params() {
		params[p.Name] = *p.Tensor
	}
	require.NotEmpty(t, x.Terms)
	require.Len(t, x.Labels, len(x.Cell))
	for _, term := range x.Terms {
		for _, o := range term.From {
			read, ok := params[o.Name]
			if o.Step != nil {
				earlier, err := tape.Step(o.Step.Index)
				require.NoError(t, err)
				require.Equal(t, o.Name, earlier.Name)
				require.Less(t, earlier.Index, x.Step.Index, "a cell is computed from earlier steps")
				read, ok = earlier.Value, true
			}
			require.True(t, ok, o.Name)
			require.Equal(t, float64(read.At(o.Cell...)), o.Value)
		}
	}
}

// TestTermsAddUp does the arithmetic that docs/protocol.md names for each kind
// with the terms alone, as a reader of the page would.
func TestTermsAddUp(t *testing.T) {
	for name, tape := range variants(t) {
		for _, step := range tape.Steps() {
			eachCell(step.Value.Shape, func(cell []int) {
				x, err := Explain(tape, step.Index, cell, 3)
				require.NoError(t, err)
				got := fromTerms(t, x)
				if !agree(got, x.Recomputed, 1e-12*(1+math.Abs(x.Recomputed))) {
					t.Errorf("%s: %s%v: terms give %v, recomputed is %v", name, step.Name, cell, got, x.Recomputed)
				}
			})
		}
	}
}

// fromTerms evaluates the formula of a kind.
func fromTerms(t *testing.T, x Explanation) float64 {
	t.Helper()
	by := map[string]float64{}
	total := 0.0
	for _, term := range x.Terms {
		by[term.Role] += term.Value
		total += term.Value
	}
	switch x.Kind {
	case "lookup", "copy":
		return by["input"]
	case "mask":
		if _, future := by["future"]; future {
			return math.Inf(-1)
		}
		return by["input"]
	case "add", "sum", "dot":
		return total
	case "scale":
		return by["input"] * by["scale"]
	case "softmax":
		assert.InEpsilon(t, by["sum"], by["exp"]+by["self"]+by["rest"], 1e-12)
		return by["self"] / by["sum"]
	case "layernorm":
		hat := (by["input"] - by["mean"]) / math.Sqrt(by["variance"]+by["epsilon"])
		assert.InDelta(t, by["normalised"], hat, 1e-12)
		return by["gamma"]*hat + by["beta"]
	case "gelu_new":
		assert.InDelta(t, math.Tanh(by["inner"]), by["tanh"], 1e-15)
		return by["input"] / 2 * (1 + by["tanh"])
	case "gelu":
		return by["input"] / 2 * (1 + math.Erf(by["input"]/math.Sqrt2))
	case "relu":
		return math.Max(0, by["input"])
	case "product":
		return by["before"] * by["factor"]
	case "log":
		assert.InDelta(t, math.Log(by["sum"]), by["log_sum"], 1e-15)
		return by["self"] - by["max"] - by["log_sum"]
	case "mean":
		return -by["sum"] / by["count"]
	case "exp":
		return math.Exp(by["input"])
	}
	t.Fatalf("no formula for the kind %s", x.Kind)
	return 0
}

// TestAlteredCellIsNotExplained changes recorded cells by little more than the
// tolerance: an explanation must notice.
func TestAlteredCellIsNotExplained(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for _, step := range tape.Steps() {
		cell := make([]int, len(step.Value.Shape))
		x, err := Explain(tape, step.Index, cell, 5)
		require.NoError(t, err)
		require.True(t, x.Equal)

		for _, sign := range []float64{1, -1} {
			wrong := ref.Float(x.Recomputed + sign*2.5*x.Tolerance)
			wrong = math.Nextafter32(math.Nextafter32(wrong, ref.Float(math.Inf(int(sign)))), ref.Float(math.Inf(int(sign))))
			x, err := Explain(altered(tape, step.Index, 0, wrong), step.Index, cell, 5)
			require.NoError(t, err)
			assert.False(t, x.Equal, "%s: %v instead of %v", step.Name, x.Value, x.Recomputed)
		}
	}
}

func TestMaskedCellThatIsSeenIsNotExplained(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	masked, _ := tape.Named("h.0.attn.masked")
	x, err := Explain(altered(tape, masked.Index, 1, 0.25), masked.Index, []int{0, 0, 1}, 5)
	require.NoError(t, err)
	assert.Equal(t, "future", x.Terms[0].Role)
	assert.False(t, x.Equal)
}

// altered copies a tape with one number of one step changed.
func altered(tape *Tape, step, at int, x ref.Float) *Tape {
	changed := new(Tape)
	changed.begin(tape.Input())
	for _, s := range tape.Steps() {
		value := s.Value
		if s.Index == step {
			value = value.Clone()
			value.Data[at] = x
		}
		changed.Observe(ref.Step{Name: s.Name, Value: value, PC: s.pc})
	}
	changed.end(nil)
	return changed
}

func TestLongSumsAreBounded(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	probs, _ := tape.Named("probs")
	cell := []int{2, 7}
	x, err := Explain(tape, probs.Index, cell, 4)
	require.NoError(t, err)

	require.Len(t, x.Terms, 1+4+1+1, "max, four entries, the rest, the sum")
	assert.Equal(t, "self", x.Terms[1].Role, "the cell's own entry stays, however small")
	assert.Equal(t, "rest", x.Terms[5].Role)
	assert.Equal(t, 13-4, x.Terms[5].Count)
	for i := 3; i < 5; i++ {
		assert.GreaterOrEqual(t, x.Terms[i-1].Value, x.Terms[i].Value)
	}
	assert.Equal(t, []string{"a", "f"}, x.Labels)

	whole, err := Explain(tape, probs.Index, cell, MaxTerms)
	require.NoError(t, err)
	assert.Len(t, whole.Terms, 13+2)
	for i, term := range whole.Terms[1:14] {
		assert.Equal(t, []int{2, i}, term.From[0].Cell, "in the order of the vocabulary")
	}
}

func TestExplainRefusesWhatItCannotShow(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	for _, cell := range [][]int{nil, {0}, {0, 0, 0}, {6, 0}, {0, -1}, {0, 12}} {
		_, err := Explain(tape, 0, cell, 5)
		assert.Equal(t, "index_out_of_range", codeOf(t, err), "%v", cell)
	}
	for _, step := range []int{-1, tape.Len()} {
		_, err := Explain(tape, step, []int{0, 0}, 5)
		assert.Equal(t, "step_out_of_range", codeOf(t, err))
	}
	training := new(Tape)
	c.Model.Gradients(ref.Watch(training), [][]int{{0, 1, 2}}, [][]int{{1, 2, 3}}, c.Model.ZeroLike())
	loss, _ := training.Named("loss")
	_, err := Explain(training, loss.Index, []int{}, 5)
	assert.Equal(t, "not_explained", codeOf(t, err))
}

func FuzzExplain(f *testing.F) {
	tape := tinyTape(f, tinyCheckpoint(f, true, nil), Spec{Text: "badge", Start: true})
	f.Add(0, 0, 0, 0, 2, 5)
	f.Add(8, 2, 5, 5, 3, 1)
	f.Add(40, -1, 1<<30, 0, 0, -7)
	f.Fuzz(func(t *testing.T, step, i, j, k, axes, terms int) {
		cell := []int{i, j, k}[:min(max(axes, 0), 3)]
		x, err := Explain(tape, step, cell, terms)
		if err != nil {
			codeOf(t, err)
			return
		}
		if !x.Equal {
			t.Fatal(fmt.Sprint(x.Step.Name, cell, x.Value, x.Recomputed))
		}
	})
}
