package viz

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// What the opened update says is what ref's own trainer does: the same loss, and
// after AdamW's first step the same weight and the same lower loss.
func TestUpdateIsTheTrainers(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	before := Fingerprint(c.Model)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	ids := tape.Input().IDs()
	u, err := UpdateOf(tape, "", 0)
	require.NoError(t, err)
	assert.Equal(t, before, Fingerprint(c.Model), "the run's model stays as it is")

	model := copyOf(c.Model)
	grad := model.ZeroLike()
	batch, targets := [][]int{ids}, [][]int{ref.NextTokens(ids)}
	loss := model.Gradients(ref.Scope{}, batch, targets, grad)
	assert.EqualValues(t, loss.Data[0], u.Loss)
	assert.InDelta(t, tape.scalar("chain.mean_nll"), float64(u.Loss), 1e-5, "which is the mean NLL of the chain rule")

	r := UpdateRecipe
	ref.NewAdamW(model, r.Beta1, r.Beta2, r.WeightDecay, r.ClipNorm).Update(ref.Scope{}, model, grad, r.LR)
	after := model.Gradients(ref.Scope{}, batch, targets, model.ZeroLike())
	assert.EqualValues(t, after.Data[0], u.After)
	assert.Less(t, u.After, u.Loss)
	at := slices.IndexFunc(model.Params(), func(p ref.Param) bool { return p.Name == u.Param })
	assert.EqualValues(t, model.Params()[at].Tensor.Data[u.Index], u.Weight.New)
	assert.EqualValues(t, grad.Params()[at].Tensor.Data[u.Index], u.Weight.Grad)
	assert.Equal(t, moved(c.Model, model), u.Moved)
	assert.Equal(t, model.NumParams(), u.Of)

	// AdamW by hand, at its first step.
	w := u.Weight
	g := float64(w.Grad * w.Clip)
	assert.InDelta(t, 0.1*g, float64(w.M), 1e-7)
	assert.InDelta(t, 0.01*g*g, float64(w.V), 1e-7)
	assert.InDelta(t, float64(w.Old)-1e-3*(g/(math.Abs(g)+1e-8)+0.01*float64(w.Old)), float64(w.New), 1e-6)
}

// Going back comes to the same as measuring, for weights of every sort.
func TestUpdateChecksItsGradient(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, false, nil), Spec{Text: "badge", Start: true})
	for _, param := range tape.Input().Checkpoint.Model.Params() {
		index := len(param.Tensor.Data) / 2
		u, err := UpdateOf(tape, param.Name, index)
		require.NoError(t, err)
		assert.InDelta(t, float64(u.Weight.Grad), float64(u.Check.Measured), 2e-3, "%s[%d]", param.Name, index)
		assert.EqualValues(t, param.Tensor.Data[index], u.Weight.Old)
		assert.EqualValues(t, param.Tensor.At(u.Cell...), u.Weight.Old, "the cell is the index")
	}
}

// The sum over the words is the gradient, in W_Q, W_K and W_V alike; and the
// logits' gradients are (P − onehot)/N.
func TestUpdateAddsUp(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	const c = 12
	for _, column := range []int{5, c + 7, 2*c + 1} {
		u, err := UpdateOf(tape, "h.1.attn.c_attn.weight", 3*3*c+column)
		require.NoError(t, err)
		sum := 0.0
		for _, term := range u.Terms {
			sum += float64(term.In) * float64(term.Grad)
		}
		assert.Len(t, u.Terms, 6)
		assert.InDelta(t, float64(u.Weight.Grad), sum, 1e-5)
		came := 0
		for _, l := range u.Logits {
			assert.InDelta(t, (float64(l.P)-float64(l.Came))/float64(u.Words), float64(l.Grad), 1e-6)
			came += l.Came
		}
		assert.Equal(t, 1, came, "the word that came is among them")
		assert.Equal(t, "grad.logits", u.Path[0].Name)
		assert.Equal(t, "grad.h.1.attn.q", u.Path[len(u.Path)-1].Name)
	}
	u, err := UpdateOf(tape, "ln_f.bias", 2)
	require.NoError(t, err)
	assert.Empty(t, u.Terms)
	assert.Zero(t, u.Weight.Decay, "vectors are not decayed")
}

func TestUpdateRefuses(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	_, err := UpdateOf(tape, "h.7.attn.c_attn.weight", 0)
	assert.Equal(t, "parameter_wrong", codeOf(t, err))
	_, err = UpdateOf(tape, "ln_f.bias", 12)
	assert.Equal(t, "parameter_wrong", codeOf(t, err))
	_, err = UpdateOf(tinyTape(t, c, Spec{Tokens: []int{0}}), "", 0)
	assert.Equal(t, "no_loss", codeOf(t, err))
}
