package models

import (
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/world"
)

// Every bundled model opens, has an alphabet, a start token and a card, and can
// read what it will be asked to read.
func TestBundledModelsOpen(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			c, err := Open(name)
			require.NoError(t, err)
			assert.Equal(t, name, c.Name)
			require.NotNil(t, c.Tokenizer)
			assert.Equal(t, c.Model.VocabSize, c.Tokenizer.Size(), "no row without a character")
			require.GreaterOrEqual(t, c.Model.BOS, 0)
			assert.Equal(t, "●", ref.Label(c.Tokenizer.Token(c.Model.BOS)))
			assert.Equal(t, c.Model.BOS, c.Model.EOS)
			assert.NotEmpty(t, Card(name))

			text, read := "A Crow 山\n", ""
			tokens, err := c.Tokenizer.Encode(text)
			require.NoError(t, err)
			for _, token := range tokens {
				read += token.Text
			}
			assert.Equal(t, text, read)
		})
	}
}

// What lies here goes into every copy of the program.
func TestBundledFoldersAreSmallAndClean(t *testing.T) {
	known := []string{
		ref.ConfigFile, ref.WeightsFile, CardFile, ref.TrainingLogFile, ref.BigramsFile,
		ref.CharTokenizerFile, ref.WordTokenizerFile, "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", MetricsFile, CurveFile,
	}
	for _, name := range Names() {
		files, err := fs.ReadDir(bundled, name)
		require.NoError(t, err)
		var size int64
		for _, file := range files {
			assert.Contains(t, known, file.Name(), name)
			info, err := file.Info()
			require.NoError(t, err)
			size += info.Size()
		}
		assert.Less(t, size, int64(6_000_000), name)
	}
}

// A word's place in the grammar is its row in the model: a grammar whose words
// change, in number or order, needs its model trained again.
func TestWorldModelsKnowTheirGrammar(t *testing.T) {
	for _, lang := range world.Languages() {
		g, _ := world.For(lang)
		c, err := Open(g.Name())
		require.NoError(t, err)
		require.IsType(t, &ref.WordTokenizer{}, c.Tokenizer)
		assert.Equal(t, g.Words(), c.Tokenizer.(*ref.WordTokenizer).Words(), g.Name())

		log, err := TrainingLog(g.Name())
		require.NoError(t, err)
		require.NotNil(t, log.Entropy, "the floor of the curve")
		last := log.Rows[len(log.Rows)-1]
		require.NotNil(t, last.Validation)
		assert.Less(t, *last.Validation-*log.Entropy, 0.1, g.Name())
		assert.Greater(t, *last.Validation, *log.Entropy, "nothing beats the truth")
	}
}

// The checkpoints along a run are those of the run: the same shape and words,
// and each has learnt more than the one before.
func TestCheckpointsAlongTheRun(t *testing.T) {
	for _, lang := range world.Languages() {
		g, _ := world.For(lang)
		end, err := Open(g.Name())
		require.NoError(t, err)
		var stories [][]int
		for s := range g.Stories(1) { // odd seeds are not trained on
			if stories = append(stories, s.IDs); len(stories) == 32 {
				break
			}
		}
		meanNLL := func(c *ref.Checkpoint) float64 {
			sum, words := 0.0, 0
			for i, nll := range c.Model.TextNLLs(ref.Scope{}, stories) {
				sum += nll
				words += len(stories[i])
			}
			return sum / float64(words)
		}
		kept := map[int]string{} // by the update
		for _, name := range Names() {
			if run, update, ok := Along(name); ok && run == g.Name() {
				kept[update] = name
			}
		}
		before := math.Inf(1)
		for _, update := range slices.Sorted(maps.Keys(kept)) {
			name := kept[update]
			c, err := Open(name)
			require.NoError(t, err)
			assert.Equal(t, end.Model.Config, c.Model.Config, name)
			assert.Equal(t, end.Tokenizer, c.Tokenizer, name)
			assert.Equal(t, end.Log, c.Log, "the log of the run")
			nll := meanNLL(c)
			assert.Less(t, nll, before, name)
			before = nll
			if update == 0 {
				assert.InDelta(t, math.Log(float64(c.Model.VocabSize)), nll, 0.2, "nothing learnt: every word is as likely as any other")
			}
		}
		assert.GreaterOrEqual(t, len(kept), 2, g.Name())
		assert.Less(t, meanNLL(end), before, "the end")
	}
}

// What was measured is of the model beside it: its labels, and counts that add up.
func TestMeasured(t *testing.T) {
	for _, lang := range world.Languages() {
		g, _ := world.For(lang)
		name := g.Name() + "-feeling"
		tuned, ok := MetricsOf(name)
		require.True(t, ok, name)
		scratch, ok := MetricsOf(name + "-scratch")
		require.True(t, ok, name)
		assert.True(t, scratch.FromScratch)
		assert.False(t, tuned.FromScratch)
		for called, m := range map[string]Metrics{name: tuned, name + "-scratch": scratch} {
			c, err := Open(called)
			require.NoError(t, err)
			n, right := 0, 0
			for y, row := range m.Test.Confusion {
				assert.Equal(t, c.Model.Task.Labels[y], m.Test.Classes[y].Label)
				for said, count := range row {
					n += count
					if said == y {
						right += count
					}
				}
			}
			assert.Equal(t, m.Test.Texts, n)
			assert.InDelta(t, m.Test.Accuracy, float64(right)/float64(n), 1e-9)
		}
		found := false
		for _, p := range CurveOf(name) {
			assert.Greater(t, p.Tuned, p.Scratch, "%s with %d labels", name, p.Labels)
			if p.Labels == 200 {
				found = true
				assert.InDelta(t, tuned.Test.Accuracy, p.Tuned, 5e-4)
				assert.InDelta(t, scratch.Test.Accuracy, p.Scratch, 5e-4)
			}
		}
		assert.True(t, found, "the bundled pair is a point of the curve")
	}
	_, ok := MetricsOf("aesop")
	assert.False(t, ok)
}

// The checkpoints of a run stand in the order in which they were kept, the untrained first.
func TestKeptAlong(t *testing.T) {
	for _, run := range []string{"world-en", "world-zh"} {
		kept := KeptAlong(run)
		require.GreaterOrEqual(t, len(kept), 2, run)
		last := -1
		for _, name := range kept {
			of, update, ok := Along(name)
			assert.True(t, ok && of == run, name)
			assert.Greater(t, update, last)
			last = update
		}
		_, first, _ := Along(kept[0])
		assert.Zero(t, first)
	}
	assert.Empty(t, KeptAlong("aesop"))
}

func TestAlong(t *testing.T) {
	for name, want := range map[string]struct {
		run    string
		update int
		ok     bool
	}{
		"world-en-step-100": {"world-en", 100, true}, "mine/step-0002000": {"mine", 2000, true},
		"world-en": {"world-en", 0, false}, "step-5": {"step-5", 0, false}, "a-step-1x": {"a-step-1x", 0, false},
	} {
		run, update, ok := Along(name)
		assert.Equal(t, want, struct {
			run    string
			update int
			ok     bool
		}{run, update, ok}, name)
	}
}

func TestOpenSaysWhatThereIs(t *testing.T) {
	_, err := Open("no-such-model")
	var e *ref.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "model_not_found", e.Code)
	assert.Equal(t, "no-such-model", e.Args["model"])
	for _, name := range Names() {
		assert.Contains(t, e.Args["bundled"], name)
	}
}

func TestOpenTakesAFolder(t *testing.T) {
	dir := path.Join(t.TempDir(), "mine")
	require.NoError(t, tiny().Save(dir, ref.F16))
	c, err := Open(dir)
	require.NoError(t, err)
	assert.Equal(t, "mine", c.Name)
	assert.Equal(t, 3, c.Model.VocabSize)
}

// Any set of subfolders will do: none, models, and folders that are none.
func TestNames(t *testing.T) {
	file := &fstest.MapFile{}
	assert.Empty(t, namesIn(fstest.MapFS{"models.go": file, "README.md": file}))
	assert.Equal(t, []string{"a", "b"}, namesIn(fstest.MapFS{
		"b/config.json": file, "a/config.json": file, "notes/README.md": file, "config.json": file,
	}))
	assert.Equal(t, []string{"a", "a-step-500", "a-step-2000", "b"}, namesIn(fstest.MapFS{
		"a/config.json": file, "a-step-2000/config.json": file, "a-step-500/config.json": file, "b/config.json": file,
	}), "by their updates")
	assert.Equal(t, []string{"world-en-step-0", "world-en-step-100", "world-en-step-500", "world-en-step-2000"}, KeptAlong("world-en"))
}

func TestErrorsNameTheBundledFile(t *testing.T) {
	_, err := openIn(fstest.MapFS{"a/config.json": &fstest.MapFile{Data: []byte("{")}}, "a")
	assert.ErrorContains(t, err, "a/config.json")
}

func TestCardOfNothing(t *testing.T) { assert.Empty(t, Card("no-such-model")) }

func tiny() *ref.Checkpoint {
	return &ref.Checkpoint{Model: ref.NewGPT(ref.Config{
		VocabSize: 3, NPositions: 4, NEmbd: 4, NLayer: 1, NHead: 2, NInner: 16,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: -1, EOS: -1,
	}, 1)}
}
