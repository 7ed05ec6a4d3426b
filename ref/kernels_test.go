package ref

import (
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"gptlab/ref/kernel"
)

// TestKernelsDifferByRounding: the kernels of this machine come to the same steps,
// gradients and losses within 1e-4 of the greatest number in each. A process keeps
// its kernel, so every kernel runs this test in a process of its own, which only
// writes its numbers down.
func TestKernelsDifferByRounding(t *testing.T) {
	const fileVariable = "GPTLAB_TEST_NUMBERS"
	if file := os.Getenv(fileVariable); file != "" {
		require.NoError(t, WriteFile(file, func(w io.Writer) error { return WriteSafetensors(w, numbersOfARun(), nil) }))
		return
	}
	want := numbersOfARun()
	for _, name := range kernel.Names() {
		file := filepath.Join(t.TempDir(), "numbers")
		other := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		other.Env = append(os.Environ(), "GPTLAB_KERNEL="+name, fileVariable+"="+file)
		out, err := other.CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
		stored, err := os.ReadFile(file)
		require.NoError(t, err)
		numbers, err := readRaw(stored)
		require.NoError(t, err)
		require.Len(t, numbers.Tensors, len(want))
		for _, tensor := range want {
			got, err := numbers.Floats(tensor.Name)
			require.NoError(t, err)
			requireWithin(t, tensor.Floats, got.Data, name+": "+tensor.Name)
		}
	}
}

// numbersOfARun are the steps of a pass, the gradients of a loss, and the losses
// of a few updates.
func numbersOfARun() (numbers []NamedTensor) {
	recipe := wideRecipe()
	recipe.BatchSize = 2
	m := NewGPT(recipe.Config(300, -1, -1), 4)
	add := func(name string, x Tensor) { numbers = append(numbers, FloatTensor(name, exact, x)) }
	var r recording
	tokens := [][]int{noise(m.VocabSize, m.NPositions, 1)}
	m.Probs(Watch(&r), tokens, nil)
	for _, step := range r.steps {
		add(step.Name, step.Value)
	}
	grad := m.ZeroLike()
	m.Gradients(Scope{}, tokens, [][]int{NextTokens(tokens[0])}, grad)
	for _, p := range grad.Params() {
		add("grad."+p.Name, *p.Tensor)
	}
	losses := NewTensor(4)
	trainer := NewTrainer(recipe, &Corpus{Train: noise(300, 2000, 1)}, m.Config)
	for i := range losses.Data {
		losses.Data[i] = Float(trainer.Update(Scope{}))
	}
	add("losses", losses)
	return numbers
}

// requireWithin compares within 1e-4 of the greatest number. Masked cells are −Inf in both.
func requireWithin(t *testing.T, want, got []Float, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	low, high := kernel.FiniteRange(want)
	near := 1e-4 * max(math.Abs(float64(low)), math.Abs(float64(high)))
	for i, x := range want {
		if x != got[i] && !(math.Abs(float64(x)-float64(got[i])) <= near) {
			t.Fatalf("%s: cell %d is %v, not %v", what, i, got[i], x)
		}
	}
}
