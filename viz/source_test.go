package viz

import (
	"os"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// everything is a recording of every computation that taps, with the length of
// each axis that its shape comments name.
type everything struct {
	tape *Tape
	dims map[string]int
}

// everyTap runs all that ref can do: with one text and with a batch of two, in
// whole and continued from kept keys, forward, backward, update and sampling.
func everyTap(t *testing.T) []everything {
	c := tinyCheckpoint(t, true, nil)
	m := c.Model
	m.Task = ref.NewTaskHead([]string{"x", "y"}, m.NEmbd, 1)
	dims := func(batch, time, keys int) map[string]int {
		return map[string]int{
			"B": batch, "T": time, "Tk": keys, "C": m.NEmbd, "nh": m.NHead, "hs": m.NEmbd / m.NHead,
			"inner": m.NInner, "V": m.VocabSize, "K": len(m.Task.Labels),
		}
	}
	record := func(dims map[string]int, f func(s ref.Scope)) everything {
		tape := new(Tape)
		f(ref.Watch(tape))
		return everything{tape, dims}
	}
	one, two := [][]int{{0, 3, 4, 5, 6}}, [][]int{{0, 3, 4, 5, 6}, {0, 9, 8, 7, 1}}
	labelled := func(tokens [][]int) ref.TaskBatch {
		var texts []ref.LabelledText
		for _, row := range tokens {
			texts = append(texts, ref.LabelledText{Tokens: row, Label: 1})
		}
		return m.TaskBatch(texts)
	}
	next := func(tokens [][]int) (targets [][]int) {
		for _, row := range tokens {
			targets = append(targets, ref.NextTokens(row))
		}
		return targets
	}
	return []everything{
		record(dims(1, 5, 5), func(s ref.Scope) { m.Score(s, one[0][1:], nil) }),
		record(dims(1, 5, 5), func(s ref.Scope) { m.Probs(s, one, nil) }),
		record(dims(2, 5, 5), func(s ref.Scope) { m.Probs(s, two, nil) }),
		record(dims(2, 1, 6), func(s ref.Scope) {
			past := m.NewPast()
			m.Logits(ref.Scope{}, two, past, nil)
			m.Logits(s, [][]int{{1}, {2}}, past, nil)
		}),
		record(dims(1, 5, 5), func(s ref.Scope) { m.Gradients(s, one, next(one), m.ZeroLike()) }),
		record(dims(2, 5, 5), func(s ref.Scope) { m.Gradients(s, two, next(two), m.ZeroLike()) }),
		record(dims(1, 5, 5), func(s ref.Scope) { m.Classify(s, one[0]) }),
		record(dims(2, 5, 5), func(s ref.Scope) { m.TaskGradients(s, labelled(two), 0.5, m.ZeroLike()) }),
		record(nil, func(s ref.Scope) {
			ref.NewAdamW(m, 0.9, 0.95, 0.1, 1).Update(s, m, m.ZeroLike(), 0)
		}),
		record(dims(1, 1, 1), func(s ref.Scope) {
			for range m.Generate(s, []int{0}, ref.Sampling{Temperature: 0.8, MaxTokens: 2}) {
			}
			for range m.Generate(s, []int{0}, ref.Sampling{MaxTokens: 1}) {
			}
		}),
	}
}

// TestEveryTapIsSeen holds T4 and T8 of style.md: each tap in ref occurs on a
// tape, where its line leads back to the statement that holds its name.
func TestEveryTapIsSeen(t *testing.T) {
	seen := map[*statement]bool{}
	for _, run := range everyTap(t) {
		require.NotZero(t, run.tape.Len())
		for _, step := range run.tape.Steps() {
			st, ok := statementOf(step)
			require.True(t, ok, step.Name)
			frame, _ := runtime.CallersFrames([]uintptr{step.pc}).Next()
			assert.Equal(t, st.file, path.Base(frame.File))
			assert.LessOrEqual(t, st.from, frame.Line)
			assert.GreaterOrEqual(t, st.to, frame.Line)
			if len(st.taps) > 0 {
				assert.Contains(t, st.taps, step.Name[strings.LastIndexByte(step.Name, '.')+1:])
			}
			seen[st] = true
		}
	}
	taps := 0
	for _, st := range refSource().statements {
		if !st.tapsAny {
			continue
		}
		taps++
		assert.True(t, seen[st], "%s:%d taps, but no test tape has that step: %s", st.file, st.from, st.raw)
		if strings.Contains(st.raw, ".Tap(") {
			assert.Len(t, st.taps, 1, "%s:%d: a tap's name is a literal, and a statement taps once: %s", st.file, st.from, st.raw)
		}
	}
	assert.Greater(t, taps, 50)
}

// TestShapeCommentsAreTrue holds T5: the comment behind a tap says the recorded shape.
func TestShapeCommentsAreTrue(t *testing.T) {
	checked := map[*statement]bool{}
	for _, run := range everyTap(t) {
		for _, step := range run.tape.Steps() {
			st, _ := statementOf(step)
			if !strings.Contains(st.raw, ".Tap(") {
				continue // a copied parameter has its own shape
			}
			require.NotEmpty(t, st.shape, "%s:%d has no shape comment: %s", st.file, st.from, st.raw)
			assert.Equal(t, evaluate(t, st.shape, run.dims), step.Value.Shape, "%s:%d: %s is said to be %s", st.file, st.from, step.Name, st.shape)
			checked[st] = true
		}
	}
	assert.Greater(t, len(checked), 50)
}

// evaluate turns "(B, nh, T, Tk)" into numbers; a batch of one is not recorded.
func evaluate(t *testing.T, comment string, dims map[string]int) []int {
	t.Helper()
	var shape []int
	for _, axis := range splitShape(comment) {
		n, ok := dims[axis]
		if literal, err := strconv.Atoi(axis); err == nil {
			n, ok = literal, true
		}
		require.True(t, ok, "axis %s in %s", axis, comment)
		shape = append(shape, n)
	}
	if len(shape) > 2 && shape[0] == 1 {
		shape = shape[1:]
	}
	return shape
}

// TestSourceWithoutInlining repeats the tests above with Tap and its callers as
// functions of their own, as a debugger wants them. (Of a file's path only the
// last element is looked at, so -trimpath changes nothing.)
func TestSourceWithoutInlining(t *testing.T) {
	const inside = "GPTLAB_SOURCE_TEST"
	if os.Getenv(inside) != "" {
		return
	}
	command := exec.Command("go", "test", "-gcflags=gptlab/ref=-l", "-count=1",
		"-run=^(TestEveryTapIsSeen|TestShapeCommentsAreTrue|TestSourceOfAStep)$", ".")
	command.Env = append(os.Environ(), inside+"=1")
	out, err := command.CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

func sourceOf(t *testing.T, tape *Tape, name string) (Source, Line) {
	t.Helper()
	step, ok := tape.Named(name)
	require.True(t, ok, name)
	src, ok := SourceOf(step)
	require.True(t, ok, name)
	i := slices.IndexFunc(src.Lines, func(l Line) bool { return l.N == src.Line })
	require.NotEqual(t, -1, i)
	return src, src.Lines[i]
}

func TestSourceOfAStep(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for name, want := range map[string]struct{ file, function, text, op string }{
		"wte":              {"ref/gpt.go", "GPT.Transformer", "wte := Embed(m.WTE, tokens)", "Embed"},
		"h.1.attn.scores":  {"ref/attention.go", "Attention.Forward", "scores := MatMulT(q, k)", "MatMulT"},
		"h.0.attn.weights": {"ref/attention.go", "Attention.Forward", "weights := Softmax(masked)", "Softmax"},
		"h.0.attn.c_proj":  {"ref/attention.go", "Attention.Forward", "y := a.CProj.Forward(concat)", "Linear.Forward"},
		"h.0.resid_1":      {"ref/block.go", "Block.Forward", "resid := Add(x, b.Attn.Forward(ln1, past, attn))", "Add"},
		"h.1.ln_2":         {"ref/block.go", "Block.Forward", "ln2 := b.Ln2.Forward(resid)", "LayerNorm.Forward"},
		"h.1.mlp.c_proj":   {"ref/mlp.go", "MLP.Forward", "y := m.CProj.Forward(act)", "Linear.Forward"},
		"h.1.mlp.gelu":     {"ref/mlp.go", "MLP.Forward", "act := m.Act.Forward(fc)", "Activation.Forward"},
		"logits":           {"ref/gpt.go", "GPT.Logits", "logits := m.Project(h)", "GPT.Project"},
		"probs":            {"ref/gpt.go", "GPT.Probs", "return Softmax(logits)", "Softmax"},
		"chain.2.factor":   {"ref/likelihood.go", "ChainRule", "factor := Scalar(probs.At(0, t, w))", "Scalar"},
	} {
		src, line := sourceOf(t, tape, name)
		assert.Equal(t, want.file, src.File, name)
		assert.Equal(t, want.function, src.Func, name)
		assert.Equal(t, want.text, line.Text, name)
		assert.Contains(t, line.Raw, "Tap(", name)
		step, _ := tape.Named(name)
		op, ok := OpOf(step)
		require.True(t, ok, name)
		assert.Equal(t, want.op, op.Name, name)
	}
	_, line := sourceOf(t, tape, "h.0.attn.scores")
	assert.Equal(t, "(B, nh, T, Tk)", line.Shape)
	assert.Equal(t, "QKᵀ", line.Note)
}

func TestOpHasItsOwnSource(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge"})
	for _, step := range tape.Steps() {
		op, ok := OpOf(step)
		require.True(t, ok, step.Name)
		text, err := ref.Source.ReadFile(path.Base(op.File))
		require.NoError(t, err)
		lines := strings.Split(string(text), "\n")[op.From-1 : op.To]
		assert.Equal(t, strings.Join(lines, "\n"), op.Text, op.Name)
		assert.True(t, strings.HasPrefix(op.Text, "// "), "%s begins with its comment", op.Name)
		assert.True(t, strings.HasSuffix(op.Text, "}"), op.Name)
	}
}

func TestStepsFromElsewhereHaveNoSource(t *testing.T) {
	tape := new(Tape)
	ref.Watch(tape).Tap("mine", ref.Scalar(1))
	step, _ := tape.Named("mine")
	_, ok := SourceOf(step)
	assert.False(t, ok)
	_, ok = OpOf(step)
	assert.False(t, ok)
	assert.Nil(t, AxesOf(step))
}

// TestKindsLightUpTheRightLine: every kind's own line carries the kind, and so
// do its neighbours theirs.
func TestKindsLightUpTheRightLine(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	kinds, ops := KindsOf(tape.Steps())
	var names []string
	for _, k := range kinds {
		names = append(names, k.Kind)
		var own []string
		for _, l := range k.Source.Lines {
			if l.Kind == k.Kind {
				own = append(own, l.Text)
				assert.Equal(t, k.Source.Line, l.N, k.Kind)
			}
			if l.Tap != "" {
				assert.True(t, strings.HasSuffix(l.Kind, l.Tap), "%s: the line of %s is marked %s", k.Kind, l.Tap, l.Kind)
			}
		}
		assert.Len(t, own, 1, k.Kind)
		assert.True(t, contains(ops, k.Op), k.Op)
		assert.True(t, contains(ops, k.Source.Func), "the function that %s stands in can be opened", k.Kind)
	}
	assert.Equal(t, slices.Compact(slices.Clone(names)), names)
	assert.True(t, contains(ops, "Linear.Forward"))
	assert.True(t, contains(ops, "AddBias") || contains(ops, "MatMul"), "what the functions call can be opened in turn")
	assert.Contains(t, names, "h.N.attn.weights")
	assert.Len(t, names, 3+17+3+4+2)

	for kind, axes := range map[string]string{
		"wpe": "T C", "h.N.attn.q": "nh T hs", "h.N.attn.k": "nh T hs", "h.N.attn.weights": "nh T T",
		"h.N.mlp.gelu": "T F", "probs": "T V", "chain.t.factor": "", "h.N.attn.concat": "T C",
	} {
		i := slices.Index(names, kind)
		assert.Equal(t, axes, strings.Join(kinds[i].Axes, " "), kind)
		assert.NotNil(t, kinds[i].Axes)
	}
}

// TestNothingOfTheTracingIsShown: a learner reads the mathematics alone.
func TestNothingOfTheTracingIsShown(t *testing.T) {
	for _, st := range refSource().statements {
		at := st.file + ":" + strconv.Itoa(st.from)
		assert.NotRegexp(t, `\bTap(Copy)?\(|\bs\.(In|At|Nth)\(|[(, ]s[,)]`, st.text, at)
		assert.NotEmpty(t, strings.TrimSpace(st.text), at)
	}
}

func TestStripping(t *testing.T) {
	const scope = `package ref
type Tensor struct{}
type Scope struct{}
func (s Scope) Tap(name string, t Tensor) Tensor
func (s Scope) In(part string) Scope
func F(s Scope, x Tensor) Tensor
func G(x Tensor, s Scope) Tensor
func H(s Scope) Tensor
func body(s Scope, x Tensor) {
	`
	for code, want := range map[string]string{
		`y := s.Tap("y", F(s, x)) // (T)`:                   `y := F(x)`,
		`y := G(x, s.In("part")) // (T)`:                    `y := G(x)`,
		`y := s.Tap("y", G(s.Tap("x", H(s)), s)) // (T)`:    `y := G(H())`,
		"y := s.Tap(\"y\",\n\t\tF(s,\n\t\t\tx)) // (T)":     "y := F(x)",
		"y := G(\n\t\tx,\n\t\ts.In(\"a\"),\n\t) // (T)":     "y := G(\n\tx,\n)",
		`other.Tap("y", F(s, x)) // (T)   a tap of nothing`: `other.Tap("y", F(x))`,
	} {
		x, err := newIndex(fstest.MapFS{"a.go": {Data: []byte(scope + code + "\n}\n")}})
		require.NoError(t, err, code)
		require.Len(t, x.statements, 1, code)
		assert.Equal(t, want, x.statements[0].text, code)
	}
}
