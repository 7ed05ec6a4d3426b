package ref

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref/kernel"
)

// tinyRecipe trains in a fraction of a second.
func tinyRecipe() Recipe {
	return Recipe{Name: "tiny", NLayer: 2, NHead: 2, NEmbd: 16, BlockSize: 12, Documents: DocumentsLines,
		BatchSize: 8, Steps: 200, LR: 1e-2, MinLR: 1e-3, Warmup: 5, Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 20, Seed: 5}
}

// letters is a tokenizer of a–z, with 0 for start and end.
type letters struct{}

func (letters) Encode(text string) (tokens []Token, err error) {
	for _, r := range text {
		tokens = append(tokens, Token{ID: int(r-'a') + 1, Text: string(r), Known: true})
	}
	return tokens, nil
}
func (letters) Decode(ids []int) string { return "" }
func (letters) Token(id int) Token      { return Token{} }
func (letters) Size() int               { return 27 }

func tinyCorpus(t *testing.T) *Corpus {
	random := rand.New(rand.NewPCG(1, 1))
	lines := make([]string, 200)
	for i := range lines {
		lines[i] = []string{"abcdefgh", "hgfedcba", "acegaceg", "bdfhbdfh"}[random.IntN(4)]
	}
	corpus, err := NewCorpus(lines, letters{}, 0)
	require.NoError(t, err)
	return corpus
}

func tinyTrainer(t *testing.T, recipe Recipe) *Trainer {
	return NewTrainer(recipe, tinyCorpus(t), recipe.Config(27, 0, 0))
}

// TestTrainingLearns: the validation loss of a regular language falls far below
// that of guessing uniformly.
func TestTrainingLearns(t *testing.T) {
	trainer := tinyTrainer(t, tinyRecipe())
	before, _ := trainer.Validate()
	require.InDelta(t, math.Log(27), before, 0.2, "an untrained model guesses uniformly")
	var kept int
	var lines []Progress
	err := trainer.Run(context.Background(), t.TempDir(), func(p Progress) { lines = append(lines, p) }, func(*GPT) error { kept++; return nil })
	require.NoError(t, err)
	require.Len(t, lines, 200)
	require.NotNil(t, lines[19].Validation)
	require.Less(t, trainer.Best, 1.2)
	require.Positive(t, kept)
}

// TestResumedRunEndsInTheSameWeights as one that was never interrupted, bit for bit.
func TestResumedRunEndsInTheSameWeights(t *testing.T) {
	whole := tinyTrainer(t, tinyRecipe())
	require.NoError(t, whole.Run(context.Background(), t.TempDir(), func(Progress) {}, func(*GPT) error { return nil }))

	dir := t.TempDir()
	ctx, interrupt := context.WithCancel(context.Background())
	first := tinyTrainer(t, tinyRecipe())
	err := first.Run(ctx, dir, func(p Progress) {
		if p.Step == 33 {
			interrupt()
		}
	}, func(*GPT) error { return nil })
	require.NoError(t, err)
	require.Equal(t, 33, first.Step())

	second := tinyTrainer(t, tinyRecipe())
	require.NoError(t, second.LoadState(dir))
	require.Equal(t, 33, second.Step())
	require.NoError(t, second.Run(context.Background(), dir, func(Progress) {}, func(*GPT) error { return nil }))
	for i, p := range whole.Model.Params() {
		require.Equal(t, p.Tensor.Data, second.Model.Params()[i].Tensor.Data, p.Name)
	}
	require.Equal(t, whole.Best, second.Best)
}

// TestStateOfAnotherRunIsRefused, and says which part differs.
func TestStateOfAnotherRunIsRefused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, tinyTrainer(t, tinyRecipe()).SaveState(dir))
	other := tinyRecipe()
	other.LR = 1
	require.ErrorContains(t, tinyTrainer(t, other).LoadState(dir), "recipe")

	corpus := tinyCorpus(t)
	corpus.Train[3] = 9
	require.ErrorContains(t, NewTrainer(tinyRecipe(), corpus, tinyRecipe().Config(27, 0, 0)).LoadState(dir), "data")

	require.ErrorContains(t, tinyTrainer(t, tinyRecipe()).LoadState(t.TempDir()), TrainingStateFile)
	require.NoError(t, os.Truncate(dir+"/"+TrainingStateFile, 900))
	require.Error(t, tinyTrainer(t, tinyRecipe()).LoadState(dir))
}

// FuzzTrainingState continues a run from any metadata at all. What is accepted can
// be gone on with, and says nothing that a terminal would obey.
func FuzzTrainingState(f *testing.F) {
	corpus, err := NewCorpus([]string{"abcdefgh", "hgfedcba"}, letters{}, 0)
	require.NoError(f, err)
	recipe := tinyRecipe()
	recipe.NLayer, recipe.NHead, recipe.NEmbd, recipe.BlockSize, recipe.Steps = 1, 1, 2, 4, 9
	begin := func() *Trainer { return NewTrainer(recipe, corpus, recipe.Config(27, 0, 0)) }
	first := begin()
	first.Update(Scope{})
	first.Validate()
	dir := f.TempDir()
	require.NoError(f, first.SaveState(dir))
	file := filepath.Join(dir, TrainingStateFile)
	stored, err := os.ReadFile(file)
	require.NoError(f, err)
	state, err := readRaw(stored)
	require.NoError(f, err)
	good := state.Metadata["training"]
	for _, change := range [][2]string{
		{}, {`"step":1`, `"step":-1`}, {`"step":1`, `"step":10`}, {`"best_at":1`, `"best_at":2`}, {`"best":`, `"best":null,"was":`},
		{`"kernel":"`, `"kernel":"\u001b[31m`}, {`"random":"`, `"random":"00`}, {`{"name"`, `[{"name"`},
	} {
		f.Add(strings.Replace(good, change[0], change[1], 1))
	}
	var tensors []NamedTensor
	for _, info := range state.Tensors {
		x, err := state.Floats(info.Name)
		require.NoError(f, err)
		tensors = append(tensors, FloatTensor(info.Name, exact, x))
	}
	f.Fuzz(func(t *testing.T, metadata string) {
		if !utf8.ValidString(metadata) {
			return // a header is JSON
		}
		var text bytes.Buffer
		require.NoError(t, WriteSafetensors(&text, tensors, map[string]string{"training": metadata}))
		again := begin()
		if err := again.readState(opened(t, text.Bytes())); err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
			return
		}
		require.Equal(t, strings.ToValidUTF8(again.OtherKernel, ""), again.OtherKernel)
		require.NotContains(t, again.OtherKernel, "\x1b")
		require.True(t, 0 <= again.BestAt && again.BestAt <= again.Step() && again.Step() <= recipe.Steps)
		loss := again.Update(Scope{})
		require.True(t, loss > 0 && loss < 9, "%v", loss)
		for _, p := range again.Model.Params() {
			for _, w := range p.Tensor.Data {
				require.False(t, math.IsNaN(float64(w)), p.Name)
			}
		}
	})
}

// opened is a file that holds the bytes.
func opened(t *testing.T, data []byte) fs.File {
	file, err := fstest.MapFS{"it": {Data: data}}.Open("it")
	require.NoError(t, err)
	return file
}

// TestAdamW compares one parameter's path with the formulas written out.
func TestAdamW(t *testing.T) {
	model := randomGPT(oddConfig(), true)
	grad := model.ZeroLike()
	o := NewAdamW(model, 0.9, 0.95, 0.1, 0)
	w, m, v := float64(model.WTE.Data[5]), 0.0, 0.0
	for step := 1; step <= 4; step++ {
		g := 0.3 * float64(step)
		grad.WTE.Data[5] = Float(g)
		o.Update(Scope{}, model, grad, 0.01)
		m, v = 0.9*m+0.1*g, 0.95*v+0.05*g*g
		w -= 0.01 * (m/(1-math.Pow(0.9, float64(step)))/(math.Sqrt(v/(1-math.Pow(0.95, float64(step))))+1e-8) + 0.1*w)
		require.InDelta(t, w, float64(model.WTE.Data[5]), 1e-6)
	}
}

// TestClipping shortens a long gradient and leaves a short one alone.
func TestClipping(t *testing.T) {
	grad := randomGPT(oddConfig(), true).ZeroLike()
	grad.WTE.Data[0], grad.WPE.Data[0] = 3, 4 // length 5
	require.InDelta(t, 0.2, (&AdamW{ClipNorm: 1}).clip(grad), 1e-6)
	require.Equal(t, 1.0, (&AdamW{ClipNorm: 6}).clip(grad))
	require.Equal(t, 1.0, (&AdamW{}).clip(grad))
}

func TestLearningRate(t *testing.T) {
	r := Recipe{Steps: 110, Warmup: 10, LR: 1, MinLR: 0.1}
	require.InDelta(t, 1.0/11, r.LearningRate(0), 1e-9)
	require.InDelta(t, 1, r.LearningRate(10), 1e-9)
	require.InDelta(t, 0.55, r.LearningRate(60), 1e-9) // half-way down the cosine
	require.InDelta(t, 0.1, r.LearningRate(110), 1e-9)
}

// TestCorpus: documents are framed by the boundary token, every tenth validates,
// and windows hold what they should.
func TestCorpus(t *testing.T) {
	docs := strings.Fields("a b c d e f g h i j k")
	corpus, err := NewCorpus(docs, letters{}, 0)
	require.NoError(t, err)
	require.Equal(t, []int{0, 10, 0}, corpus.Validation) // j, the tenth
	require.Equal(t, []int{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 11, 0}, corpus.Train)

	single, err := NewCorpus([]string{"abcdefghij"}, letters{}, -1)
	require.NoError(t, err)
	require.Equal(t, []int{10}, single.Validation)
	require.Equal(t, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, single.Train)

	require.Equal(t, []string{"a b", "c"}, SplitDocuments("\na b\n \nc\n\n", DocumentsParagraphs))
	require.Equal(t, []string{"a b", " ", "c"}, SplitDocuments("\na b\n \nc\n\n", DocumentsLines))
}

// TestMeanNLL predicts every token but the first once, however the windows fall.
func TestMeanNLL(t *testing.T) {
	cfg := oddConfig()
	cfg.BOS = -1
	m := randomGPT(cfg, true)
	short := []int{3, 1, 4, 1, 5, 9} // one window
	l := m.Score(Scope{}, short, nil)
	require.InDelta(t, l.MeanNLL(), m.MeanNLL(Scope{}, short), 1e-5)

	long := []int{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9} // 12 predictions: windows of 7 and 5
	second := m.Score(Scope{}, long[7:], nil)
	first := m.Logits(Scope{}, [][]int{long[:7]}, nil, nil)
	sum := float64(CrossEntropy(first, [][]int{long[1:8]}).Data[0]) * 7
	require.InDelta(t, (sum-second.Sum)/12, m.MeanNLL(Scope{}, long), 1e-5)
}

// A run that was begun with another kernel goes on, and says so.
func TestResumingWithAnotherKernelIsNoted(t *testing.T) {
	dir := t.TempDir()
	trainer := tinyTrainer(t, tinyRecipe())
	require.NoError(t, trainer.SaveState(dir))
	same := tinyTrainer(t, tinyRecipe())
	require.NoError(t, same.LoadState(dir))
	assert.Empty(t, same.OtherKernel)

	file := filepath.Join(dir, TrainingStateFile)
	state, err := os.ReadFile(file)
	require.NoError(t, err)
	was := fmt.Sprintf(`\"kernel\":\"%s\"`, kernel.Name())
	other := fmt.Sprintf(`\"kernel\":\"%s\"`, strings.Repeat("x", len(kernel.Name())))
	require.Contains(t, string(state), was)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(state), was, other, 1)), 0o600))
	require.NoError(t, same.LoadState(dir))
	assert.Equal(t, strings.Repeat("x", len(kernel.Name())), same.OtherKernel)
}
