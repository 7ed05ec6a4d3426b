package lessons

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"gptlab/ref"
)

func TestOnePass(t *testing.T) {
	p := ask(t, runOf(t, tinyCheckpoint(t, nil), "abc"), "one-pass", last)
	assert.Equal(t, "one", p.answer)
	assert.Equal(t, "3", p.values["n"])
	assert.InDelta(t, 4, p.numbers[0].Value, 0, "a row for each place, the start token's too")
}

// The last factor depends on the words before it because the run says so; a
// model whose attention is all zeros sees one word alone.
func TestFactorReads(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abcde"), "factor-reads", last)
	assert.Equal(t, "before", p.answer)
	assert.Equal(t, "0", p.values["by_itself"])
	assert.Positive(t, p.numbers[0].Value)

	for i := range c.Model.Blocks {
		clear(c.Model.Blocks[i].Attn.CProj.W.Data)
	}
	assert.Equal(t, "one", ask(t, runOf(t, c, "abcde"), "factor-reads", last).answer)

	_, err := askKinds["factor-reads"].ask(runOf(t, c, "ab"), last)
	assert.EqualError(t, err, ref.Fail("guess_too_short", ref.Args{"least": 3}).Error())
}

// What is counted is the model's own parameters, all of them but LayerNorm's.
func TestMostParameters(t *testing.T) {
	c := tinyCheckpoint(t, func(c *ref.Config) { c.NInner = 4 * c.NEmbd })
	p := ask(t, runOf(t, c, "abc"), "most-parameters", last)
	sum, norms := 0.0, 0
	for _, n := range p.numbers {
		sum += n.Value
	}
	for _, param := range c.Model.Params() {
		if groupOf(param.Name) == "" {
			norms += len(param.Tensor.Data)
			assert.Contains(t, param.Name, "ln_")
		}
	}
	assert.InDelta(t, c.Model.NumParams(), sum+float64(norms), 0)
	assert.Equal(t, "mlp", p.answer, "8C² a block are more than 4C², and more than the tables here")

	narrow := tinyCheckpoint(t, func(c *ref.Config) { c.NInner = c.NEmbd })
	assert.Equal(t, "attention", ask(t, runOf(t, narrow, "abc"), "most-parameters", last).answer)
	wide := tinyCheckpoint(t, func(c *ref.Config) { c.VocabSize = 5000 })
	assert.Equal(t, "tables", ask(t, runOf(t, wide, "abc"), "most-parameters", last).answer)
}
