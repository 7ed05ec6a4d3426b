package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// traced runs trace and reads the file back.
func traced(t *testing.T, args ...string) *ref.Safetensors {
	t.Helper()
	out := filepath.Join(t.TempDir(), "trace.safetensors")
	assert.Empty(t, output(t, append([]string{"trace", "--out", out}, args...)...))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	file, err := ref.ReadSafetensors(out, bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return file
}

func floats(t *testing.T, file *ref.Safetensors, name string) ref.Tensor {
	t.Helper()
	tensor, err := file.Floats(name)
	require.NoError(t, err)
	return tensor
}

func TestTrace(t *testing.T) {
	dir := bare(t)
	file := traced(t, "--model", dir, "--tokens", "7,8,9")

	ids, err := file.Ints("tokens")
	require.NoError(t, err)
	assert.Equal(t, []int64{7, 8, 9}, ids, "exactly the tokens it was given")

	c, err := ref.Open(dir)
	require.NoError(t, err)
	for _, name := range ref.StepNames(c.Model.Config) {
		info, ok := file.Info(name)
		assert.True(t, ok && info.DType == ref.F32, name)
	}
	assert.Equal(t, []int{2, 3, 4}, floats(t, file, "h.0.attn.q").Shape)
	probs := c.Model.Probs(ref.Scope{}, [][]int{{7, 8, 9}}, nil)
	assert.Equal(t, probs.Data, floats(t, file, "probs").Data)
	assert.True(t, math.IsInf(float64(floats(t, file, "h.1.attn.masked").At(1, 0, 2)), -1))
	assert.Zero(t, floats(t, file, "h.1.attn.weights").At(1, 0, 2))
	assert.Equal(t, probs.At(0, 1, 9), floats(t, file, "chain.3.factor").Data[0])

	assert.Equal(t, "tiny", file.Metadata["model"])
	assert.NotEmpty(t, file.Metadata["version"])
	var config map[string]any
	require.NoError(t, json.Unmarshal([]byte(file.Metadata["config"]), &config))
	assert.EqualValues(t, 2, config["n_layer"])
}

func TestTraceBackward(t *testing.T) {
	file := traced(t, "--model", bare(t), "--tokens", "7,8,9", "--backward")
	loss := floats(t, file, "loss")
	assert.Empty(t, loss.Shape)
	assert.InDelta(t, floats(t, file, "chain.mean_nll").Data[0], loss.Data[0], 1e-6)

	c, err := ref.Open(bare(t))
	require.NoError(t, err)
	for _, name := range ref.StepNames(c.Model.Config) {
		if name != "probs" {
			assert.Equal(t, floats(t, file, name).Shape, floats(t, file, "grad."+name).Shape, name)
		}
	}
	for _, p := range c.Model.Params() {
		assert.Equal(t, p.Tensor.Shape, floats(t, file, "grad."+p.Name).Shape, p.Name)
	}
	assert.Zero(t, floats(t, file, "grad.h.0.attn.masked").At(0, 0, 1), "no gradient where the mask is")
	_, untied := file.Info("grad.lm_head.weight")
	assert.False(t, untied, "a tied head has one gradient, under wte.weight")
}

// The trace of a factor that was clicked has the factor's number.
func TestTraceStart(t *testing.T) {
	dir := checkpoint(t)
	file := traced(t, "--model", dir, "--text", "床前", "--start")
	ids, err := file.Ints("tokens")
	require.NoError(t, err)
	assert.Len(t, ids, 3)
	assert.EqualValues(t, 0, ids[0])

	scored := decoded(t, "score", "--model", dir, "--text", "床前", "--json")
	for i, token := range scored["tokens"].([]any) {
		factor := floats(t, file, []string{"chain.1.factor", "chain.2.factor"}[i])
		assert.InDelta(t, token.(map[string]any)["p"], factor.Data[0], 1e-6)
	}
}

func TestTraceList(t *testing.T) {
	got := strings.Split(strings.TrimSpace(output(t, "trace", "--model", bare(t), "--tokens", "7", "--list")), "\n")
	assert.Equal(t, "wte\t[1 8]", got[0])
	config := tiny
	var names []string
	for _, line := range got {
		name, _, _ := strings.Cut(line, "\t")
		names = append(names, name)
	}
	assert.True(t, slices.Equal(ref.StepNames(config), names), "a lone token has no factor: %v", names)
}

// What cannot be written whole is not written.
func TestTraceLeavesNothingHalfWritten(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "taken")
	require.NoError(t, os.Mkdir(out, 0o777))
	got := gptlab("trace", "--model", bare(t), "--tokens", "7", "--out", out)
	assert.Equal(t, exitFailed, got.code)
	assert.Contains(t, got.stderr, out)
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "only the folder that stood in the way")
}

// TestTraceSet writes the changed pass: a head that is 0, no mask, and what they
// do to the gradients.
func TestTraceSet(t *testing.T) {
	args := []string{"--model", bare(t), "--tokens", "7,8,9", "--backward"}
	plain := traced(t, args...)
	file := traced(t, append(args, "--set", "h.*.attn.masked=identity", "--set", "h.1.attn.heads=[1]=0", "--set", "h.0.ln_2=identity")...)
	assert.Equal(t, "h.*.attn.masked=identity h.0.ln_2=identity h.1.attn.heads=[1]=0", file.Metadata["set"])
	assert.NotContains(t, plain.Metadata, "set")

	assert.Equal(t, floats(t, file, "h.0.attn.scaled").Data, floats(t, file, "h.0.attn.masked").Data)
	assert.NotZero(t, floats(t, file, "h.0.attn.weights").At(1, 0, 2), "the future is looked at")
	assert.NotZero(t, floats(t, file, "grad.h.1.attn.scaled").At(0, 0, 2), "and the gradient goes there")
	for _, x := range floats(t, file, "h.1.attn.heads").Row(1, 2) {
		assert.Zero(t, x)
	}
	for _, name := range []string{"grad.h.0.ln_2.weight", "grad.h.0.ln_2.bias"} {
		for _, x := range floats(t, file, name).Data {
			assert.Zero(t, x, "an identity has no γ and no β")
		}
	}
	assert.NotEqual(t, floats(t, plain, "loss").Data, floats(t, file, "loss").Data)
}

// TestTraceSetList says how far each step is from the unchanged one.
func TestTraceSetList(t *testing.T) {
	got := output(t, "trace", "--model", bare(t), "--tokens", "7,8", "--set", "h.1.ln_1=[0]=x2", "--list")
	assert.Contains(t, got, "h.0.resid_2\t[2 8]\tmax|Δ| 0\n")
	assert.NotContains(t, got, "h.1.ln_1\t[2 8]\tmax|Δ| 0\n")
	assert.Contains(t, gptlab("trace", "--model", bare(t), "--tokens", "7,8", "--set", "h.1.ln_3=0", "--list").stderr, "h.1.ln_3 is no step")
}
