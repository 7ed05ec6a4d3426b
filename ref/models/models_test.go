package models

import (
	"io/fs"
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
		ref.CharTokenizerFile, ref.WordTokenizerFile, "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json",
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
	assert.True(t, slices.IsSorted(Names()))
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
