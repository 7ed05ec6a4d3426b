package ref

import (
	"encoding/json"
	"maps"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// randomClassifier has as many labels as no other dimension has numbers.
func randomClassifier(cfg Config, tied bool) *GPT {
	m := randomGPT(cfg, tied)
	m.Task = NewTaskHead([]string{"a", "b", "c", "d"}, cfg.NEmbd, 5)
	for i := range m.Task.W.Data {
		m.Task.W.Data[i] *= 30 // far from 0, as the other weights are
	}
	return m
}

// oddBatch has texts of different lengths, one label twice and one never.
func oddBatch() TaskBatch {
	return TaskBatch{
		Tokens:  [][]int{{0, 4, 4, 10, 2}, {7, 1, 0, 0, 0}, {5, 5, 6, 8, 0}},
		Targets: [][]int{{4, 4, 10, 2, 0}, {1, Ignore, Ignore, Ignore, Ignore}, {5, 6, 8, 0, Ignore}},
		Last:    []int{4, 1, 3},
		Labels:  [][]int{{2}, {0}, {2}},
	}
}

// taskLoss is L_task + λ·L_LM, forward alone.
func taskLoss(m *GPT, s Scope, batch TaskBatch, lambda float64) float64 {
	h := m.States(s, batch.Tokens, nil, nil)
	_, logits := m.TaskLogits(s, h, batch.Last)
	loss := float64(TaskLoss(logits, batch.Labels).Data[0])
	return loss + lambda*float64(CrossEntropy(m.Project(h), batch.Targets).Data[0])
}

// TestTaskGradients checks the gradient of every parameter, the head's too,
// with and without the language model's part of the loss.
func TestTaskGradients(t *testing.T) {
	h, _, _ := gradientTolerance()
	for name, c := range map[string]struct {
		lambda float64
		tied   bool
	}{"λ = 0.5": {0.5, true}, "λ = 0.5, untied": {0.5, false}, "λ = 0": {0, true}} {
		t.Run(name, func(t *testing.T) {
			m, batch := randomClassifier(oddConfig(), c.tied), oddBatch()
			grad := m.ZeroLike()
			task, lm := m.TaskGradients(Scope{}, batch, Float(c.lambda), grad)
			loss := func() float64 { return taskLoss(m, Scope{}, batch, c.lambda) }
			require.InDelta(t, loss(), float64(task.Data[0])+c.lambda*float64(lm.Data[0]), 1e-5)
			for i, p := range m.Params() {
				requireGradient(t, p.Name, grad.Params()[i].Tensor.Data, numericGradient(p.Tensor.Data, loss, h))
			}
		})
	}
}

// TestTaskStepGradients moves the steps of the head through the tap.
func TestTaskStepGradients(t *testing.T) {
	m := randomClassifier(oddConfig(), true)
	batch := oddBatch()
	all := &replacing{seen: map[string]Tensor{}}
	m.TaskGradients(Watch(all), batch, 0.5, m.ZeroLike())
	h, _, _ := gradientTolerance()
	for _, name := range []string{"h.0.attn.scaled", "h.1.resid_2", "ln_f", "task.state", "task.logits"} {
		put := all.seen[name].Clone()
		numeric := numericGradient(put.Data, func() float64 {
			return taskLoss(m, Watch(&replacing{name: name, put: put}), batch, 0.5)
		}, h)
		requireGradient(t, name, all.seen["grad."+name].Data, numeric)
	}
}

// TestPaddingIsNotSeen: a text's label and loss are the same alone and beside a longer one.
func TestPaddingIsNotSeen(t *testing.T) {
	m, batch := randomClassifier(oddConfig(), true), oddBatch()
	h := m.States(Scope{}, batch.Tokens, nil, nil)
	_, logits := m.TaskLogits(Scope{}, h, batch.Last)
	together := Softmax(logits)
	for b, tokens := range batch.Tokens {
		alone := m.Classify(Scope{}, tokens[:batch.Last[b]+1])
		require.InDeltaSlice(t, alone.Row(0), together.Row(b), 1e-6)
	}
}

// TestClassifyByHand: one row of ln_f times W_y, and the Softmax of it.
func TestClassifyByHand(t *testing.T) {
	m := randomClassifier(oddConfig(), true)
	var r recording
	got := m.Classify(Watch(&r), []int{0, 4, 9})
	state := r.value("ln_f").Row(2)
	sum, powers := 0.0, make([]float64, len(m.Task.Labels))
	for k := range powers {
		z := 0.0
		for j, x := range state {
			z += float64(x) * float64(m.Task.W.At(k, j))
		}
		powers[k] = math.Exp(z)
		sum += powers[k]
	}
	for k, p := range powers {
		require.InDelta(t, p/sum, float64(got.At(0, k)), 1e-5)
	}
}

// TestTaskHeadInAFolder: what Save writes, Open reads, under the names that
// GPT2ForSequenceClassification has; the language model in it is what it was.
func TestTaskHeadInAFolder(t *testing.T) {
	dir := t.TempDir()
	m := randomClassifier(oddConfig(), true)
	m.Task.Labels = []string{"快樂", "傷心", "a \"b\"", "d"}
	require.NoError(t, (&Checkpoint{Model: m}).Save(dir, exact))
	c, err := Open(dir)
	require.NoError(t, err)
	require.Equal(t, m.Task, c.Model.Task)
	require.True(t, c.Model.Tied())
	require.Equal(t, m.Score(Scope{}, []int{4, 2}, nil), c.Model.Score(Scope{}, []int{4, 2}, nil))

	var config map[string]any
	require.NoError(t, json.Unmarshal(m.ConfigJSON(F32), &config))
	require.Equal(t, []any{"GPT2ForSequenceClassification"}, config["architectures"])
	require.Equal(t, map[string]any{"0": "快樂", "1": "傷心", "2": "a \"b\"", "3": "d"}, config["id2label"])
	require.Equal(t, map[string]any{"快樂": 0., "傷心": 1., "a \"b\"": 2., "d": 3.}, config["label2id"])
	require.NotContains(t, config, "pad_token_id", "transformers then reads the very last token")
}

// TestOpenForeignTaskHead: labels without names, and folders that contradict themselves.
func TestOpenForeignTaskHead(t *testing.T) {
	open := func(change func(*hfFolder)) (*Checkpoint, error) {
		f := gpt2Folder("transformer.")
		change(f)
		return OpenFS(f.files(), "it")
	}
	labels := map[string]string{"0": "x", "1": "y", "2": "z"}

	c, err := open(func(f *hfFolder) { f.put("score.weight", 3, 4) })
	require.NoError(t, err)
	assert.Equal(t, []string{"LABEL_0", "LABEL_1", "LABEL_2"}, c.Model.Task.Labels)

	c, err = open(func(f *hfFolder) { f.put("score.weight", 3, 4); f.config["id2label"] = labels })
	require.NoError(t, err)
	assert.Equal(t, []string{"x", "y", "z"}, c.Model.Task.Labels)

	c, err = open(func(f *hfFolder) { f.config["id2label"] = labels })
	require.NoError(t, err, "names alone are no head")
	assert.False(t, c.Model.Task.Exists())

	_, err = open(func(f *hfFolder) { f.put("score.weight", 2, 4); f.config["id2label"] = labels })
	assert.Equal(t, "(3, 4)", failure(t, err, "tensor_shape").Args["expected"])
	_, err = open(func(f *hfFolder) { f.put("score.weight", 3, 5) })
	assert.Equal(t, "score.weight", failure(t, err, "tensor_shape").Args["tensor"])
	_, err = open(func(f *hfFolder) { f.put("score.weight", 12) })
	failure(t, err, "tensor_unexpected")
	for _, wrong := range []any{[]string{"x"}, "x", map[string]string{"1": "x"}, map[string]string{"0": "x", "1": "x"}, map[string]int{"0": 1}} {
		_, err = open(func(f *hfFolder) { maps.Copy(f.config, map[string]any{"id2label": wrong}) })
		assert.Equal(t, "id2label", failure(t, err, "field_wrong").Args["field"], wrong)
	}
}
