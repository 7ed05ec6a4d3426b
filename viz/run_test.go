package viz

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

func TestRunRecordsTheForwardPassAndTheChainRule(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "bad", Start: true})

	want := append(ref.StepNames(c.Model.Config),
		"chain.1.factor", "chain.1.product", "chain.1.log_p", "chain.1.sum",
		"chain.2.factor", "chain.2.product", "chain.2.log_p", "chain.2.sum",
		"chain.3.factor", "chain.3.product", "chain.3.log_p", "chain.3.sum",
		"chain.mean_nll", "chain.perplexity")
	var names []string
	for _, s := range tape.Steps() {
		names = append(names, s.Name)
	}
	assert.Equal(t, want, names)
	assert.True(t, tape.Input().Start)
	assert.Equal(t, []int{0, 3, 2, 5}, tape.Input().IDs())
	assert.Len(t, tape.Input().Words(), 3)

	// The very numbers of gptlab score.
	score := c.Model.Score(ref.Scope{}, []int{3, 2, 5}, nil)
	mean, _ := tape.Named("chain.mean_nll")
	assert.InDelta(t, score.MeanNLL(), mean.Value.At(), 1e-5)
	for i, name := range []string{"chain.1.log_p", "chain.2.log_p", "chain.3.log_p"} {
		step, _ := tape.Named(name)
		assert.InDelta(t, score.Factors[i].LogP, step.Value.At(), 1e-6)
	}
}

// TestWithoutStartToken: nothing stands before w_1, so the chain begins at w_2.
func TestWithoutStartToken(t *testing.T) {
	for _, c := range []*ref.Checkpoint{
		tinyCheckpoint(t, true, func(c *ref.Config) { c.BOS = -1 }),
		tinyCheckpoint(t, true, nil),
	} {
		tape := tinyTape(t, c, Spec{Text: "bad", Start: c.Model.BOS < 0})
		assert.False(t, tape.Input().Start)
		assert.Equal(t, []int{3, 2, 5}, tape.Input().IDs())
		_, first := tape.Named("chain.1.factor")
		assert.False(t, first)
		factor, ok := tape.Named("chain.2.factor")
		require.True(t, ok)
		probs, _ := tape.Named("probs")
		assert.Equal(t, probs.Value.At(0, 2), factor.Value.At())
	}
}

// A word outside the vocabulary has no factor; the chain passes over it, and what
// it says of itself still adds up.
func TestUnknownWordsAreLeftOut(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "b🙂d", Start: true})
	_, has := tape.Named("chain.2.factor")
	assert.False(t, has)
	first, _ := tape.Named("chain.1.log_p")
	last, _ := tape.Named("chain.3.log_p")
	mean, _ := tape.Named("chain.mean_nll")
	assert.InDelta(t, -(first.Value.At()+last.Value.At())/2, mean.Value.At(), 1e-6)
	for _, name := range []string{"chain.3.product", "chain.3.sum", "chain.mean_nll"} {
		step, _ := tape.Named(name)
		explained, err := Explain(tape, step.Index, []int{}, DefaultTerms)
		require.NoError(t, err)
		assert.True(t, explained.Equal, name)
	}
	plot, err := FactorsOf(tape)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(plot.Factors[1].P))
	assert.InDelta(t, float64(first.Value.At()+last.Value.At()), plot.Sum, 1e-6)

	tape = tinyTape(t, c, Spec{Tokens: []int{2, 1, 4}, Start: true})
	_, has = tape.Named("chain.2.factor")
	assert.True(t, has, "a token given by its number is that token")
}

func TestStartTokenIsNotPutInTwice(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	given := tinyTape(t, c, Spec{Tokens: []int{0, 3, 2}, Start: true})
	put := tinyTape(t, c, Spec{Tokens: []int{3, 2}, Start: true})
	assert.False(t, given.Input().Start)
	assert.True(t, put.Input().Start)
	assert.Equal(t, put.Input().IDs(), given.Input().IDs())
	assert.Len(t, given.Input().Words(), 2)
	assert.Equal(t, put.Len(), given.Len())
}

func TestALoneTokenHasNoFactor(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	tape := tinyTape(t, c, Spec{Text: "a"})
	assert.Equal(t, len(ref.StepNames(c.Model.Config)), tape.Len())
}

func TestUnknownCharactersAreRead(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "a\x07é🙂", Start: true})
	var known []bool
	for _, tok := range tape.Input().Tokens {
		known = append(known, tok.Known)
	}
	assert.Equal(t, []bool{true, true, false, false, false}, known)
	assert.Equal(t, "●", tape.Input().Label(0))
	assert.Equal(t, "é", tape.Input().Label(3))
}

func TestRunRefuses(t *testing.T) {
	tiny := tinyCheckpoint(t, true, nil)
	mute := &ref.Checkpoint{Name: "mute", Model: tiny.Model}
	for _, c := range []struct {
		code string
		on   *ref.Checkpoint
		spec Spec
		says string
	}{
		{"text_empty", tiny, Spec{Start: true}, "empty"},
		{"text_empty", mute, Spec{Tokens: []int{}}, "empty"},
		{"text_too_long", tiny, Spec{Text: "abcdefghi", Start: true}, "9 tokens long, 1 more than the 8"},
		{"text_too_long", tiny, Spec{Text: "abcdefghij"}, "10 tokens long, 1 more than the 9"},
		{"text_too_long", tiny, Spec{Tokens: make([]int, 12), Start: true}, "12 tokens long, 3 more than the 9"},
		{"text_not_utf8", tiny, Spec{Text: "ab\xff"}, "byte 2"},
		{"text_or_tokens", tiny, Spec{Text: "a", Tokens: []int{1}}, "both"},
		{"token_out_of_range", tiny, Spec{Tokens: []int{1, 13}}, "no token 13; this model has 13"},
		{"token_out_of_range", tiny, Spec{Tokens: []int{-1}}, "no token -1"},
		{"tokenizer_missing", mute, Spec{Text: "a"}, "mute"},
	} {
		tape := new(Tape)
		err := Run(t.Context(), c.on, c.spec, tape)
		assert.Equal(t, c.code, codeOf(t, err), "%+v", c.spec)
		assert.Contains(t, err.Error(), c.says)
		assert.Zero(t, tape.Len())
	}
	assert.NoError(t, Run(t.Context(), tiny, Spec{Text: "abcdefgh", Start: true}, new(Tape)), "as long as it may be")
	assert.NoError(t, Run(t.Context(), mute, Spec{Tokens: []int{12, 1}}, new(Tape)), "tokens need no tokenizer")
}

func TestRunDoesNotBeginForSomebodyWhoHasLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tape := new(Tape)
	assert.ErrorIs(t, Run(ctx, tinyCheckpoint(t, true, nil), Spec{Text: "a"}, tape), context.Canceled)
	assert.Zero(t, tape.Len())
}

func TestTapeBytesIsKnownBefore(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	for _, text := range []string{"a", "badge", "abcdefgh"} {
		tape := tinyTape(t, c, Spec{Text: text, Start: true})
		need := TapeBytes(c.Model, len(text)+1)
		assert.EqualValues(t, 4*4, need-tape.Bytes(), "all but the four chain steps of the start token")

		small := &Tape{MaxBytes: need - 1}
		err := Run(t.Context(), c, Spec{Text: text, Start: true}, small)
		assert.Equal(t, "run_too_large", codeOf(t, err))
		assert.Zero(t, small.Len())
	}
}

func TestTokensWithoutATokenizerHaveNumbers(t *testing.T) {
	mute := &ref.Checkpoint{Name: "mute", Model: tinyCheckpoint(t, true, nil).Model}
	tape := tinyTape(t, mute, Spec{Tokens: []int{3, 12}, Start: true})
	assert.Equal(t, []string{"#0", "#3", "#12"}, []string{tape.Input().Label(0), tape.Input().Label(1), tape.Input().Label(2)})
	catalogue := NewCatalogue(1, "r", tape)
	assert.Nil(t, catalogue.Text)
	assert.False(t, strings.Contains(catalogue.Tokens[2].Label, "□"))
}
