package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// moods are 120 short texts, labelled by the character they begin with.
func moods(t *testing.T) string {
	t.Helper()
	rest := []rune("前看月光疑是地上霜舉頭望山低思故鄉")
	var b strings.Builder
	b.WriteString("label\tn\ttext\n")
	for i := range 120 {
		first, label := "床", "bed"
		if i%3 == 0 {
			first, label = "，", "comma"
		}
		fmt.Fprintf(&b, "%s\t%d\t%s%c%c%c\n", label, i, first, rest[i%len(rest)], rest[i*5%len(rest)], rest[i*7%len(rest)])
	}
	name := filepath.Join(t.TempDir(), "moods.tsv")
	require.NoError(t, os.WriteFile(name, []byte(b.String()), 0o666))
	return name
}

func tsvFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "it.tsv")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	return name
}

func TestFinetuneAndClassify(t *testing.T) {
	model, data, dir := checkpoint(t), moods(t), filepath.Join(t.TempDir(), "mood")
	got := gptlab("finetune", "--model", model, "--data", data, "--rate", "0.01", "--lambda", "0", "--steps", "300", "--seed", "3", "--out", dir)
	require.Equal(t, exitOK, got.code, got.stderr)
	assert.Contains(t, got.stderr, "2 labels, 77 texts to learn from, 19 to stop by, 24 to test on")
	assert.Contains(t, got.stderr, "accuracy 100.0 %  best so far")
	assert.Contains(t, got.stdout, "texts 24   accuracy ")
	assert.Contains(t, got.stdout, "true \\ said  bed  comma")

	var report taskReport
	text, err := os.ReadFile(filepath.Join(dir, metricsFile))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &report))
	assert.Equal(t, "moods.tsv", report.Data)
	assert.Equal(t, 77, report.Train)
	assert.Equal(t, 16, report.Test.Classes[0].Texts, "the split keeps the proportions")
	assert.Equal(t, 8, report.Test.Classes[1].Texts)
	assert.GreaterOrEqual(t, float64(report.Test.Accuracy), 0.9)
	assert.Zero(t, report.Recipe.Lambda)

	log, err := ref.LoadTrainingLog(dir)
	require.NoError(t, err)
	assert.Equal(t, 10, log.Rows[0].Step)
	assert.NotNil(t, log.Rows[0].Validation)

	// A classifier, and still a language model.
	answer := decoded(t, "classify", "--model", dir, "--text", "，月月月", "--json")
	assert.Equal(t, "comma", answer["label"])
	labels := answer["labels"].([]any)
	require.Len(t, labels, 2)
	sum := 0.0
	for _, l := range labels {
		sum += l.(map[string]any)["p"].(float64)
	}
	assert.InDelta(t, 1, sum, 1e-6)
	assert.Equal(t, 5.0, answer["tokens"])
	assert.Equal(t, 0.0, answer["cut"])
	assert.Contains(t, output(t, "classify", "--model", dir, "--text", "床月月月"), "bed    ")
	assert.Contains(t, output(t, "score", "--model", dir, "--text", "床前"), "log-likelihood")
	c, err := ref.Open(dir)
	require.NoError(t, err)
	assert.True(t, c.Model.Tied())

	measured := decoded(t, "classify", "--model", dir, "--data", data, "--json")
	assert.Equal(t, 120.0, measured["texts"])
	assert.GreaterOrEqual(t, measured["accuracy"], 0.9)

	long := output(t, "classify", "--model", dir, "--text", strings.Repeat("床", 20))
	assert.Contains(t, long, "its first 5 tokens were left out")
}

// The same seed gives the same folder; --from-scratch and another seed do not.
func TestFinetuneIsDecidedByItsFlags(t *testing.T) {
	model, data := checkpoint(t), moods(t)
	weights := func(more ...string) []byte {
		dir := filepath.Join(t.TempDir(), "out")
		output(t, append([]string{"finetune", "--model", model, "--data", data, "--steps", "10", "--out", dir}, more...)...)
		text, err := os.ReadFile(filepath.Join(dir, ref.WeightsFile))
		require.NoError(t, err)
		return text
	}
	usual := weights()
	assert.Equal(t, usual, weights("--lambda", "0.5"))
	assert.NotEqual(t, usual, weights("--seed", "5"))
	assert.NotEqual(t, usual, weights("--from-scratch"))
	assert.NotEqual(t, usual, weights("--lambda", "0"))
	assert.NotEqual(t, usual, weights("--labels", "20"))
	assert.Less(t, len(weights("--dtype", "f16")), len(usual)*7/10)
}

func TestFinetuneInterrupted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	pressed := &ctrlC{t: t}
	code := run(context.Background(), []string{"finetune", "--model", checkpoint(t), "--data", moods(t), "--steps", "100000", "--patience", "100000", "--out", dir},
		strings.NewReader(""), &bytes.Buffer{}, pressed)
	require.Equal(t, exitOK, code, pressed.String())
	assert.Contains(t, pressed.String(), "the folder has the best model so far")
	c, err := ref.Open(dir)
	require.NoError(t, err)
	assert.Equal(t, []string{"bed", "comma"}, c.Model.Task.Labels)
}

// Without labels the model goes on predicting, now on another text.
func TestFinetuneOnText(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	text := written(t, strings.Repeat("床前看月光\n", 40))
	got := gptlab("finetune", "--model", checkpoint(t), "--data", text, "--rate", "0.01", "--steps", "60", "--out", dir)
	require.Equal(t, exitOK, got.code, got.stderr)
	var before, after float64
	var steps int
	_, err := fmt.Sscanf(got.stdout, "validation loss %f before, %f after %d steps", &before, &after, &steps)
	require.NoError(t, err)
	assert.Less(t, after, before/2)
	c, err := ref.Open(dir)
	require.NoError(t, err)
	assert.False(t, c.Model.Task.Exists())
	log, err := ref.LoadTrainingLog(dir)
	require.NoError(t, err)
	assert.Len(t, log.Rows, 6)
	_, err = os.Stat(filepath.Join(dir, ref.TrainingStateFile))
	assert.ErrorIs(t, err, os.ErrNotExist, "a fine-tuned folder stays small")
}

// Stories of the world are labelled data without end.
func TestFinetuneOnTheWorld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	got := gptlab("finetune", "--model", checkpoint(t), "--data", "world-en", "--label", "holder", "--labels", "40", "--steps", "1", "--out", dir)
	require.Equal(t, exitOK, got.code, got.stderr)
	assert.Contains(t, got.stderr, "3 labels, 32 texts to learn from, 8 to stop by, 1000 to test on")
	assert.Contains(t, got.stderr, "longer than the 16 tokens")
	assert.Contains(t, got.stdout, "texts 1000 ")
	measured := decoded(t, "classify", "--model", dir, "--data", "world-en", "--json")
	assert.Equal(t, 1000.0, measured["texts"])
}

func TestFinetuneRefuses(t *testing.T) {
	model, data, out := checkpoint(t), moods(t), filepath.Join(t.TempDir(), "out")
	for _, c := range []struct {
		says string
		code int
		args []string
	}{
		{"--lambda -1: expected 0 to 100", exitUsedWrongly, []string{"--lambda", "-1"}},
		{"--rate NaN: expected more than 0", exitUsedWrongly, []string{"--rate", "NaN"}},
		{"--steps 0: expected 1 or more", exitUsedWrongly, []string{"--steps", "0"}},
		{"--patience 0: expected", exitUsedWrongly, []string{"--patience", "0"}},
		{"--labels -1: expected 0", exitUsedWrongly, []string{"--labels", "-1"}},
		{"--labels 97: ", exitUsedWrongly, []string{"--labels", "97"}},
		{"--labels 2: none of the 1 texts to learn from is labelled", exitUsedWrongly, []string{"--labels", "2"}},
		{"--dtype f8", exitUsedWrongly, []string{"--dtype", "f8"}},
		{"no text is labelled sofa", exitFailed, []string{"--classes", "bed,sofa"}},
		{"every text is labelled bed", exitFailed, []string{"--classes", "bed"}},
		{"--label mood: expected one of feeling, holder, place, thing", exitUsedWrongly, []string{"--data", "world-en", "--label", "mood"}},
		{"it.tsv, line 7: the number of texts labelled b is 1; expected at least 3", exitFailed, []string{"--data", tsvFile(t, strings.Repeat("床\ta\n", 6)+"月\tb\n")}},
		{"it.tsv, line 2: the number of columns is 1", exitFailed, []string{"--data", tsvFile(t, "床\ta\n床\n")}},
		{"nowhere.tsv is missing", exitFailed, []string{"--data", "nowhere.tsv"}},
		{"is too short", exitFailed, []string{"--data", written(t, "床")}},
		{"has no tokenizer", exitFailed, []string{"--model", bare(t)}},
	} {
		got := gptlab(append([]string{"finetune", "--model", model, "--data", data, "--out", out}, c.args...)...)
		assert.Equal(t, c.code, got.code, "%v: %s", c.args, got.stderr)
		assert.Contains(t, got.stderr, c.says)
		assert.Empty(t, got.stdout)
	}
	_, err := os.Stat(out)
	assert.ErrorIs(t, err, os.ErrNotExist, "what is refused leaves nothing behind")
}

func TestClassifyRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mood")
	output(t, "finetune", "--model", checkpoint(t), "--data", moods(t), "--steps", "1", "--out", dir)
	for _, c := range []struct {
		says string
		args []string
	}{
		{"has not learnt to label texts", []string{"--model", checkpoint(t), "--text", "床"}},
		{"the text is empty", []string{"--model", dir, "--text", ""}},
		{"not valid UTF-8", []string{"--model", dir, "--text", "\xff"}},
		{"it.tsv, line 2: mood knows no label joy; expected bed, comma", []string{"--model", dir, "--data", tsvFile(t, "床\tbed\n床\tjoy\n")}},
		{"the stories of world-en are labelled by feeling", []string{"--model", dir, "--data", "world-en"}},
	} {
		got := gptlab(append([]string{"classify"}, c.args...)...)
		assert.Equal(t, exitFailed, got.code, c.says)
		assert.Contains(t, got.stderr, c.says)
		assert.Equal(t, 1, strings.Count(got.stderr, "\n"))
	}
}
