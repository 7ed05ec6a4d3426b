package viz

import (
	"math"
	"slices"
	"strconv"
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
	u, err := UpdateOf(tape, "", nil)
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
	require.Len(t, u.Reread, u.Words)
	sumBefore, sumAfter := 0.0, 0.0
	for i, word := range u.Reread {
		assert.InDelta(t, tape.scalar("chain."+strconv.Itoa(i+1)+".factor"), float64(word.Before), 1e-6, "the factor on the tape")
		assert.Equal(t, tape.Input().Label(i+1), word.Label)
		sumBefore, sumAfter = sumBefore+math.Log(float64(word.Before)), sumAfter+math.Log(float64(word.After))
	}
	assert.InDelta(t, float64(u.Loss), -sumBefore/float64(u.Words), 1e-5, "the losses are those of the words")
	assert.InDelta(t, float64(u.After), -sumAfter/float64(u.Words), 1e-5)
	at := slices.IndexFunc(model.Params(), func(p ref.Param) bool { return p.Name == u.Param })
	assert.EqualValues(t, model.Params()[at].Tensor.Data[u.Index], u.Weight.New)
	assert.EqualValues(t, grad.Params()[at].Tensor.Data[u.Index], u.Weight.Grad)
	assert.InDelta(t, float64(u.Weight.Old-u.Weight.Move), float64(u.Weight.New), 1e-7, "the formula of AdamW on what is shown")
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
		cell := middleOf(param.Tensor.Shape)
		u, err := UpdateOf(tape, param.Name, cell)
		require.NoError(t, err)
		assert.InDelta(t, float64(u.Weight.Grad), float64(u.Check.Measured), 2e-3, "%s%d", param.Name, cell)
		assert.EqualValues(t, param.Tensor.At(cell...), u.Weight.Old)
		assert.EqualValues(t, param.Tensor.Data[u.Index], u.Weight.Old, "the index is the cell")
	}
}

// The sum over the words is the gradient, of every parameter that has one; and
// the logits' gradients are (P − onehot)/N.
func TestUpdateAddsUp(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	sums := 0
	for _, param := range tape.Input().Checkpoint.Model.Params() {
		last := []int{}
		for _, n := range param.Tensor.Shape {
			last = append(last, n-1)
		}
		for _, cell := range [][]int{make([]int, len(last)), middleOf(param.Tensor.Shape), last, nil} {
			u, err := UpdateOf(tape, param.Name, cell)
			require.NoError(t, err)
			assert.Equal(t, "grad.logits", u.Path[0].Name)
			if u.Terms == nil {
				continue
			}
			sums++
			sum := 0.0
			for _, term := range u.Terms {
				sum += float64(term.In) * float64(term.Grad)
			}
			assert.Len(t, u.Terms, 6)
			assert.InDelta(t, float64(u.Weight.Grad), sum, 1e-5, "%s %v", param.Name, u.Cell)
			if cell == nil {
				assert.NotZero(t, u.Weight.Grad)
			}
		}
	}
	assert.Equal(t, 4*(2*(2*4+2)+1), sums, "weights and biases of four layers in two blocks, β of all LayerNorms")

	u, err := UpdateOf(tape, "", nil)
	require.NoError(t, err)
	came := 0
	for _, l := range u.Logits {
		assert.InDelta(t, (float64(l.P)-float64(l.Came))/float64(u.Words), float64(l.Grad), 1e-6)
		came += l.Came
	}
	assert.Equal(t, 1, came, "the word that came is among them")
	u, err = UpdateOf(tape, "ln_f.bias", []int{2})
	require.NoError(t, err)
	assert.Zero(t, u.Weight.Decay, "vectors are not decayed")
}

// The way back ends at what the parameter makes.
func TestUpdatePath(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	const c = 12
	for _, way := range []struct {
		param string
		cell  []int
		last  string
	}{
		{"h.1.attn.c_attn.weight", []int{0, 5}, "grad.h.1.attn.q"},
		{"h.1.attn.c_attn.weight", []int{3, c + 7}, "grad.h.1.attn.k"},
		{"h.0.attn.c_attn.bias", []int{2*c + 1}, "grad.h.0.attn.v"},
		{"h.0.attn.c_proj.weight", nil, "grad.h.0.attn.c_proj"},
		{"h.1.mlp.c_fc.bias", nil, "grad.h.1.mlp.c_fc"},
		{"h.0.ln_2.weight", nil, "grad.h.0.ln_2"},
		{"wpe.weight", nil, "grad.wpe"},
		{"ln_f.bias", nil, "grad.ln_f"},
	} {
		u, err := UpdateOf(tape, way.param, way.cell)
		require.NoError(t, err)
		assert.Equal(t, way.last, u.Path[len(u.Path)-1].Name, way.param)
	}
}

func middleOf(shape []int) (cell []int) {
	for _, n := range shape {
		cell = append(cell, n/2)
	}
	return cell
}

func TestUpdateRefuses(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "badge", Start: true})
	for _, wrong := range []struct {
		param string
		cell  []int
	}{{"h.7.attn.c_attn.weight", nil}, {"ln_f.bias", []int{12}}, {"ln_f.bias", []int{-1}}, {"wte.weight", []int{1}}, {"ln_f.bias", []int{1, 1}}} {
		_, err := UpdateOf(tape, wrong.param, wrong.cell)
		assert.Equal(t, "parameter_wrong", codeOf(t, err), wrong)
	}
	_, err := UpdateOf(tinyTape(t, c, Spec{Tokens: []int{0}}), "", nil)
	assert.Equal(t, "no_loss", codeOf(t, err))
}

func TestUpdateOfALargeModelIsRefused(t *testing.T) {
	big := ref.Config{VocabSize: 1 << 18, NPositions: 8, NEmbd: 64, NLayer: 1, NHead: 1, NInner: 8, LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: 0}
	c := &ref.Checkpoint{Name: "big", Model: ref.NewZeroGPT(big, true)}
	_, err := UpdateOf(tinyTape(t, c, Spec{Tokens: []int{1, 2, 3}}), "", nil)
	assert.Equal(t, "update_too_large", codeOf(t, err))
}
