package lessons

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

// tinyCheckpoint is a model with random weights, large enough that its
// attention is not flat, which reads the letters a to k.
func tinyCheckpoint(t testing.TB, change func(*ref.Config)) *ref.Checkpoint {
	t.Helper()
	tokenizer, err := ref.TrainCharTokenizer("abcdefghijk", ref.CharOptions{})
	require.NoError(t, err)
	cfg := ref.Config{
		VocabSize: tokenizer.Size(), NPositions: 60, NEmbd: 12, NLayer: 2, NHead: 3, NInner: 20,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: 0,
	}
	if change != nil {
		change(&cfg)
	}
	model := ref.NewZeroGPT(cfg, true)
	random := rand.New(rand.NewPCG(3, 1))
	for _, p := range model.Params() {
		for i := range p.Tensor.Data {
			p.Tensor.Data[i] = ref.Float(random.NormFloat64() * 0.6)
		}
	}
	return &ref.Checkpoint{Name: "tiny", Model: model, Tokenizer: tokenizer}
}

func runOf(t testing.TB, c *ref.Checkpoint, text string) Run { return runDrawn(t, c, text, nil) }

// runDrawn is the run of a text that goes on, where draw is not nil.
func runDrawn(t testing.TB, c *ref.Checkpoint, text string, draw *viz.Draw) Run {
	t.Helper()
	tape := new(viz.Tape)
	require.NoError(t, viz.Run(t.Context(), c, viz.Spec{Model: c.Name, Text: text, Start: true, Draw: draw}, tape))
	return OfTape(tape)
}

func ask(t *testing.T, run Run, kind string, at place) puzzle {
	t.Helper()
	p, err := askKinds[kind].ask(run, at)
	require.NoError(t, err)
	ids := map[string]bool{}
	for _, o := range p.options {
		assert.False(t, ids[o.id], "%s: option %s twice", kind, o.id)
		ids[o.id] = true
	}
	assert.True(t, ids[p.answer], "%s: the answer %q is among the options %v", kind, p.answer, p.options)
	for _, n := range p.numbers {
		value, ok := run.Step(n.Step)
		require.True(t, ok, "%s: %s was recorded", kind, n.Step)
		assert.LessOrEqual(t, len(n.Cell), len(value.Shape))
	}
	return p
}

var last = place{row: -1}

// value reads the cell that a number says it was read from.
func value(t *testing.T, run Run, n Number) float64 {
	t.Helper()
	step, ok := run.Step(n.Step)
	require.True(t, ok)
	return float64(step.At(n.Cell...))
}

func TestSmallestFactor(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abacadabbk")
	p := ask(t, run, "smallest-factor", last)
	least := math.Inf(1)
	var where int
	for word := 1; word <= 10; word++ {
		f, _ := run.Step(chainStep(word, "factor"))
		if float64(f.Data[0]) < least {
			least, where = float64(f.Data[0]), word
		}
	}
	assert.Equal(t, strconv.Itoa(where), p.answer)
	assert.Equal(t, digits(least), p.values["value"])
	labels := map[string]bool{}
	for i, o := range p.options {
		assert.False(t, labels[o.label], "every option can be told from the others")
		labels[o.label] = true
		assert.InDelta(t, value(t, run, p.numbers[i]), p.numbers[i].Value, 0)
		if o.id != p.answer {
			assert.Greater(t, p.numbers[i].Value, least)
		}
	}
}

func TestNextWord(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abcab")
	p := ask(t, run, "next-word", last)
	probs, _ := run.Step("probs")
	best := 0
	for id, v := range probs.Row(5) {
		if v > probs.At(5, best) {
			best = id
		}
	}
	assert.Equal(t, strconv.Itoa(best), p.answer)
	assert.Equal(t, "●abcab", p.values["context"])
	for _, n := range p.numbers {
		assert.InDelta(t, value(t, run, n), n.Value, 0)
	}
	_, err := askKinds["next-word"].ask(run, place{row: 6})
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}

// Changing a word moves its own factor and later ones, and no earlier one: not
// because the lesson says so, but because the run says so.
func TestChangeWord(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abcdefg"), "change-word", last)
	assert.Equal(t, "later", p.answer)
	assert.NotContains(t, []string{"a", "g"}, p.values["word"], "it has words on both sides")
	assert.Contains(t, "abcdefghijk", p.values["other"], "another letter, not a special token")
	assert.NotEqual(t, p.values["word"], p.values["other"])
	assert.Equal(t, "0", p.values["before"])

	// Without attention the word just after it still moves: it is the last one read.
	for _, w := range c.Model.Params() {
		if strings.Contains(w.Name, "attn") {
			clear(w.Tensor.Data)
		}
	}
	p = ask(t, runOf(t, c, "abcdefg"), "change-word", last)
	assert.Equal(t, "later", p.answer)
}

// Were there no mask, the answer would be another one.
func TestChangeWordAnswersFromTheExperiment(t *testing.T) {
	run := peekingRun{runOf(t, tinyCheckpoint(t, nil), "abcdefg")}
	assert.Equal(t, "all", ask(t, run, "change-word", last).answer)
}

// A peekingRun is a model in which every factor depends on every word.
type peekingRun struct{ Run }

func (r peekingRun) Again([]int) (Run, error) { return movedRun(r), nil }

type movedRun struct{ Run }

func (r movedRun) Step(name string) (ref.Tensor, bool) {
	value, ok := r.Run.Step(name)
	if ok && strings.HasSuffix(name, ".factor") {
		value = ref.Scalar(value.Data[0] / 2)
	}
	return value, ok
}

func TestWhatMoved(t *testing.T) {
	assert.Equal(t, "all", whatMoved(true, true))
	assert.Equal(t, "earlier", whatMoved(true, false))
	assert.Equal(t, "later", whatMoved(false, true))
	assert.Equal(t, "only", whatMoved(false, false))
}

func TestUnderflow(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	short := ask(t, runOf(t, c, "abc"), "underflow", last)
	assert.Equal(t, "number", short.answer)
	assert.Positive(t, short.numbers[0].Value)

	long := runOf(t, c, strings.Repeat("kjihgfedcba", 5))
	p := ask(t, long, "underflow", last)
	product, _ := long.Step("chain.55.product")
	sum, _ := long.Step("chain.55.sum")
	require.Less(t, float64(sum.Data[0]), -104.0, "this text is unlikely enough for the test")
	assert.Zero(t, product.Data[0])
	assert.Equal(t, "zero", p.answer)
	assert.Equal(t, "0", p.values["product"])
}

func TestUniform(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	p := ask(t, runOf(t, c, "abc"), "uniform", last)
	assert.Equal(t, "size", p.answer)
	assert.Equal(t, strconv.Itoa(c.Model.VocabSize), p.values["size"])

	// A model of zeros really does give every word the same probability.
	for _, w := range c.Model.Params() {
		clear(w.Tensor.Data)
	}
	p = ask(t, runOf(t, c, "abc"), "uniform", last)
	assert.InDelta(t, c.Model.VocabSize, p.numbers[0].Value, 1e-4)
}

func TestScale(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abcdefg")
	p := ask(t, run, "scale", place{layer: 1, head: 2, row: -1})
	assert.Equal(t, "root", p.answer)
	assert.Equal(t, "4", p.values["dk"])
	assert.InDelta(t, 2, p.numbers[0].Value/p.numbers[1].Value, 1e-5)
	assert.InDelta(t, value(t, run, p.numbers[1]), p.numbers[1].Value, 0)
	scores, _ := run.Step("h.1.attn.scores") // (nh, T, T)
	n := scores.Dim(-1) * scores.Dim(-2)
	assert.InDelta(t, float64(slices.Max(scores.Data[2*n:3*n])), p.numbers[0].Value, 0, "the largest on the screen, which shows the future too")

	unscaled := runOf(t, tinyCheckpoint(t, func(c *ref.Config) { c.ScaleAttnWeights = false }), "abcdefg")
	if a := ask(t, unscaled, "scale", last); a.numbers[0].Value == a.numbers[1].Value {
		assert.Equal(t, "same", a.answer, "the answer follows the run, not the formula")
	}
}

func TestMaskedCells(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abcdef")
	p := ask(t, run, "masked-cells", last)
	assert.Equal(t, "21", p.answer, "7·6/2, the start token included")
	assert.Equal(t, []string{"21", "28", "49"}, []string{p.options[0].label, p.options[1].label, p.options[2].label})
}

func TestFirstRow(t *testing.T) {
	p := ask(t, runOf(t, tinyCheckpoint(t, nil), "abc"), "first-row", last)
	assert.Equal(t, "one", p.answer)
	assert.Equal(t, "●", p.values["word"])
	assert.Equal(t, "1", p.values["weight"])
}

func TestRowMax(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abcab")
	for layer := range 2 {
		for head := range 3 {
			for row := 1; row <= 5; row++ {
				p := ask(t, run, "row-max", place{layer, head, row})
				weights, _ := run.Step(attnStep(layer, "weights"))
				for j := range row + 1 {
					best, _ := strconv.Atoi(p.answer)
					assert.LessOrEqual(t, weights.At(head, row, j), weights.At(head, row, best))
				}
				for _, n := range p.numbers {
					assert.InDelta(t, value(t, run, n), n.Value, 0)
				}
			}
		}
	}
	p := ask(t, run, "row-max", last)
	assert.Equal(t, "b | …ca", p.values["query"], "there are two b; the label says which")

	_, err := askKinds["row-max"].ask(run, place{head: 3})
	assert.Equal(t, "head_unknown", codeOf(t, err))
	_, err = askKinds["row-max"].ask(run, place{layer: 2})
	assert.EqualError(t, err, ref.Fail("layer_unknown", ref.Args{"layer": 2, "layers": 2}).Error())
	_, err = askKinds["row-max"].ask(run, place{row: 0})
	assert.Equal(t, "guess_too_short", codeOf(t, err), "the first row has nothing to choose")
}

func TestHeadsAgree(t *testing.T) {
	c := tinyCheckpoint(t, nil)
	run := runOf(t, c, "abcdefg")
	p := ask(t, run, "heads-agree", last)
	assert.Len(t, p.numbers, 3)
	agree := p.numbers[0].Cell[2] == p.numbers[1].Cell[2] && p.numbers[1].Cell[2] == p.numbers[2].Cell[2]
	assert.Equal(t, map[bool]string{true: "yes", false: "no"}[agree], p.answer)

	single := runOf(t, tinyCheckpoint(t, func(c *ref.Config) { c.NHead = 1 }), "abc")
	assert.Equal(t, "yes", ask(t, single, "heads-agree", last).answer, "one head agrees with itself")
}

// Questions about what one position predicts, and about what was drawn.
var (
	ofOnePlace = []string{"second-table", "logit-gap", "never", "without-norm", "twice-as-long"}
	ofDraws    = []string{"drawn-word", "always-likeliest", "twice-as-warm", "top-k-keeps", "same-again", "why-stopped"}
)

// A text of one word, for a model without a start token, has no factor at all.
func TestGuessesOfATextTooShort(t *testing.T) {
	c := tinyCheckpoint(t, func(c *ref.Config) { c.BOS, c.EOS = -1, -1 })
	run := runOf(t, c, "a")
	assert.Empty(t, factors(run))
	for kind, k := range askKinds {
		p, err := k.ask(run, last)
		if kind == "next-word" || kind == "scale" || kind == "most-parameters" {
			assert.NoError(t, err, kind)
			assert.NotEmpty(t, p.answer)
			continue
		}
		if slices.Contains(ofOnePlace, kind) {
			assert.NoError(t, err, kind)
			continue
		}
		require.Error(t, err, kind)
		if slices.Contains(ofDraws, kind) {
			assert.Equal(t, "guess_no_draw", codeOf(t, err), kind)
			continue
		}
		assert.Equal(t, "guess_too_short", codeOf(t, err), kind)
	}
}

// Without a start token the first word has no factor, and t still counts from it.
func TestFactorsWithoutAStartToken(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, func(c *ref.Config) { c.BOS, c.EOS = -1, -1 }), "abc")
	all := factors(run)
	require.Len(t, all, 2)
	assert.Equal(t, 2, all[0].t)
	assert.Equal(t, "b", label(run, all[0].at))

	started := factors(runOf(t, tinyCheckpoint(t, nil), "abc"))
	require.Len(t, started, 3)
	assert.Equal(t, 1, started[0].t)
	assert.Equal(t, "a", label(runOf(t, tinyCheckpoint(t, nil), "abc"), started[0].at))
}

func TestAskAndReveal(t *testing.T) {
	run := runOf(t, tinyCheckpoint(t, nil), "abcdefg")
	l, ok := Find("attention")
	require.True(t, ok)
	for _, lang := range Languages {
		asked, err := l.Ask(lang, run, Guess{Ask: "masked-cells"})
		require.NoError(t, err)
		assert.Len(t, asked.Options, 3)
		assert.Contains(t, asked.Question, "8", "the run's numbers are in the words")

		right, err := l.Reveal(lang, run, Guess{Ask: "masked-cells"}, "28")
		require.NoError(t, err)
		assert.True(t, right.Right)
		assert.Empty(t, right.Note)
		assert.Contains(t, right.Text, "28")

		wrong, err := l.Reveal(lang, run, Guess{Ask: "masked-cells"}, "36")
		require.NoError(t, err)
		assert.False(t, wrong.Right)
		assert.Equal(t, "28", wrong.Answer)
		assert.Equal(t, l.prose[lang].page("mask").asks["masked-cells"].wrong["diagonal"], wrong.Note)
	}
	_, err := l.Ask("en", run, Guess{Ask: "uniform"})
	assert.Equal(t, "ask_unknown", codeOf(t, err), "that is asked in another lesson")
	_, err = l.Reveal("en", run, Guess{Ask: "masked-cells"}, "1000")
	assert.Equal(t, "choice_unknown", codeOf(t, err))

	// A lesson that asks about head 3 of layer 2 is not refused by a model without
	// such a head: the question moves to its last one. A place that the reader
	// chose does not move.
	far := *l
	far.Pages = slices.Clone(l.Pages)
	for i, page := range far.Pages {
		if page.ID == "softmax" {
			far.Pages[i].Asks = []Ask{{Kind: "row-max", Params: map[string]int{"layer": 2, "head": 3, "row": -2}}}
		}
	}
	moved, err := far.Reveal("en", run, Guess{Ask: "row-max"}, "0")
	require.NoError(t, err)
	assert.Equal(t, "h.1.attn.weights", moved.Numbers[0].Step)
	assert.Equal(t, []int{2, 6}, moved.Numbers[0].Cell[:2])
	beyond := 3
	_, err = l.Ask("en", run, Guess{Ask: "row-max", Head: &beyond})
	assert.Equal(t, "head_unknown", codeOf(t, err))

	head, row := 2, 3
	here, err := l.Reveal("en", run, Guess{Ask: "row-max", Head: &head, Row: &row}, "3")
	require.NoError(t, err)
	assert.Equal(t, []int{2, 3}, here.Numbers[0].Cell[:2], "the reader's own place")
}

// Text that a reader typed is filled in once, and never read as a template.
func TestFillDoesNotFillTwice(t *testing.T) {
	q := question{puzzle: puzzle{values: map[string]string{"a": "{b}", "b": "x"}}}
	assert.Equal(t, "{b} x", q.fill("{a} {b}"))
}

func TestDigits(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0", 1: "1", 0.5: "0.5000", 0.32851: "0.3285", -12.1082: "−12.11", 1234.6: "1235", 9.99996: "10.00", -0.99999: "−1.000", 123.456: "123.5",
		5.5213e-6: "5.521e−6", 0.001: "0.001000", 0.04321987: "0.04322", 32: "32", 999940.3: "999940", 2.5e7: "2.500e7",
	} {
		assert.Equal(t, want, digits(x))
	}
}

func codeOf(t testing.TB, err error) string {
	t.Helper()
	var known *ref.Error
	require.ErrorAs(t, err, &known)
	require.Contains(t, ref.Sentences, known.Code)
	return known.Code
}
