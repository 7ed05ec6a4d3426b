package ref

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Checkpoint is what a checkpoint folder holds: a model, and the tokenizer it
// was trained with. The folder is an ordinary Hugging Face GPT-2:
//
//	config.json            its shape
//	model.safetensors      its weights, or model.safetensors.index.json and the files named there
//	vocab.json merges.txt  its tokenizer, if it has one: byte-level BPE,
//	vocab.txt              or WordPiece,
//	char_tokenizer.json    or our character-level one,
//	word_tokenizer.json    or our word-level one
//	bigrams.json           optional: how often each token, and each pair, was in its training text
//	training-log.json      optional: how it was trained
type Checkpoint struct {
	Name      string
	Model     *GPT
	Tokenizer Tokenizer // nil where the folder has none
	Bigrams   *Bigrams  // counts of what the model learned from; nil where the folder has none

	// Log is the log of the training run. It reaches to the run's end, even where
	// the model was kept at an earlier update; nil where the folder has none.
	Log *TrainingLog
}

const maxJSON = 64 << 20 // bytes; a tokenizer of every Unicode character is smaller

// Open reads a checkpoint folder. Whatever is wrong with it is an *Error that
// names the file.
func Open(dir string) (*Checkpoint, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, Fail("folder_missing", Args{"folder": dir})
	}
	c, err := openFolder(folder{os.DirFS(dir), filepath.ToSlash(dir)})
	if err != nil {
		return nil, err
	}
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole // "." has a name too
	}
	c.Name = filepath.Base(dir)
	return c, nil
}

// OpenFS reads a checkpoint from the root of a file system, such as one
// embedded in the program. Errors call the folder by the name given.
func OpenFS(fsys fs.FS, name string) (*Checkpoint, error) {
	c, err := openFolder(folder{fsys, name})
	if err != nil {
		return nil, err
	}
	c.Name = name
	return c, nil
}

func openFolder(f folder) (*Checkpoint, error) {
	if err := f.refuseOtherKinds(); err != nil {
		return nil, err
	}
	text, err := f.read(ConfigFile, maxJSON)
	if err != nil {
		return nil, err
	}
	cfg, err := parseConfig(f.called(ConfigFile), text)
	if err != nil {
		return nil, err
	}
	tokenizer, err := openTokenizer(f, cfg)
	if err != nil {
		return nil, err
	}
	model, err := openWeights(f, cfg)
	if err != nil {
		return nil, err
	}
	c := &Checkpoint{Model: model, Tokenizer: tokenizer}
	if f.has(BigramsFile) {
		c.Bigrams, err = openBigrams(f, cfg.VocabSize)
	}
	if f.has(TrainingLogFile) && err == nil {
		c.Log, err = openTrainingLog(f)
	}
	return c, err
}

// Save writes the folder so that Open, and transformers, can load it. The files
// take their places together, when all are on the disk. Weights that are too
// large for the type, or not finite, are refused.
func (c *Checkpoint) Save(dir string, dtype DType) error {
	if err := checkWeights(c.Model, dtype); err != nil {
		return err
	}
	if err := MakeFolder(dir); err != nil {
		return err
	}
	files := []FileToWrite{
		{filepath.Join(dir, ConfigFile), contents(formatConfig(c.Model, dtype))},
		{filepath.Join(dir, WeightsFile), func(w io.Writer) error { return writeWeights(w, c.Model, dtype) }},
	}
	switch t := c.Tokenizer.(type) {
	case *BPETokenizer:
		for _, f := range t.files() {
			files = append(files, FileToWrite{filepath.Join(dir, f.name), contents(f.text)})
		}
	case *CharTokenizer:
		files = append(files, FileToWrite{filepath.Join(dir, CharTokenizerFile), contents(t.JSON())})
	case *WordTokenizer:
		files = append(files, FileToWrite{filepath.Join(dir, WordTokenizerFile), contents(t.JSON())})
	}
	if c.Bigrams != nil {
		files = append(files, FileToWrite{filepath.Join(dir, BigramsFile), contents(c.Bigrams.JSON())})
	}
	return WriteFiles(files...)
}

func contents(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}
