package lessons

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestUntrained(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abacad"), "untrained", last)
	assert.Equal(t, "log", p.answer)
	assert.Len(t, p.options, 4)
	assert.InDelta(t, math.Log(float64(c.Model.VocabSize)), p.numbers[0].Value, 0.05, "of a new model, not of this one")
}

func TestLogitGradient(t *testing.T) {
	p := ask(t, runOf(t, tinyCheckpoint(t, nil), "abacad"), "logit-gradient", last)
	assert.Equal(t, "one", p.answer)
	assert.Equal(t, "1", p.values["below"])
	assert.Equal(t, "d", p.values["word"])
	assert.Equal(t, "●abaca", p.values["context"])
}

func TestWeightsMoved(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abacad"), "weights-moved", last)
	assert.Equal(t, "all", p.answer)
	moved, _ := strconv.Atoi(p.values["moved"])
	assert.LessOrEqual(t, moved, c.Model.NumParams())
	assert.Equal(t, strconv.Itoa(7*c.Model.NEmbd), p.values["words"], "the start token included")
}

func TestLossAfter(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abacad")
	p := ask(t, run, "loss-after", last)
	assert.Equal(t, "less", p.answer)
	nll, _ := run.Step("chain.mean_nll")
	assert.Equal(t, digits(float64(nll.Data[0])), p.values["loss"])
	assert.Less(t, p.numbers[0].Value, float64(nll.Data[0]))
}

func TestTaskQuestions(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	for _, kind := range []string{"head-size", "reads-where", "unsure-loss"} {
		_, err := askKinds[kind].ask(runOf(t, c, "abc"), last)
		assert.Equal(t, "task_missing", codeOf(t, err), kind)
	}
	c.Model.Task = ref.NewTaskHead([]string{"yes", "no", "neither"}, c.Model.NEmbd, 1)
	run := runOf(t, c, "abcab")
	p := ask(t, run, "head-size", last)
	assert.Equal(t, strconv.Itoa(3*c.Model.NEmbd), p.values["size"])

	p = ask(t, run, "reads-where", last)
	assert.Equal(t, "last", p.answer)
	assert.Equal(t, "6", p.values["n"], "the start token included")
	state, _ := run.Step("task.state")
	require.InDelta(t, float64(state.At(0, 0)), p.numbers[0].Value, 0)

	p = ask(t, run, "unsure-loss", last)
	assert.Equal(t, "log", p.answer)
	assert.Len(t, p.options, 4)
	assert.InDelta(t, math.Log(3), p.numbers[0].Value, 1e-6)
}
