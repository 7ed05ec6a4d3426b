package ref

import (
	"slices"
	"strconv"
	"strings"
)

// This file finds the tokenizer of a checkpoint folder by its files.

// tokenizerKinds are the tokenizers there are, each by the file that shows it,
// in the order in which they are looked for.
var tokenizerKinds = []struct {
	file  string
	class string // what transformers' name for it begins with
	open  func(f folder, cfg hfConfig) (Tokenizer, error)
}{
	{CharTokenizerFile, "", openChars},
	{WordTokenizerFile, "", openWords},
	{BPEVocabFile, "GPT2Tokenizer", openBPE},
	{WordPieceFile, "BertTokenizer", openWordPiece},
	{TokenizerFile, "", openTokenizerJSON},
}

// openTokenizer reads the tokenizer's files, and returns nil where there are
// none. Where there are those of two kinds, the tokenizer_class decides.
func openTokenizer(f folder, cfg hfConfig) (Tokenizer, error) {
	chosen := -1
	for i, kind := range tokenizerKinds {
		if !f.has(kind.file) {
			continue
		}
		if named := kind.class != "" && strings.HasPrefix(cfg.tokenizerClass, kind.class); named || chosen < 0 {
			chosen = i
		}
	}
	if chosen < 0 {
		if f.has(BPEMergesFile) {
			return nil, Fail("file_missing", Args{"file": f.called(BPEVocabFile)})
		}
		return nil, nil
	}
	return tokenizerKinds[chosen].open(f, cfg)
}

func openChars(f folder, cfg hfConfig) (Tokenizer, error) {
	return openOwn(f, CharTokenizerFile, cfg.Config, ParseCharTokenizer)
}

func openWords(f folder, cfg hfConfig) (Tokenizer, error) {
	return openOwn(f, WordTokenizerFile, cfg.Config, ParseWordTokenizer)
}

// openOwn opens a tokenizer that is one file of our own format. It says itself
// which token starts a text.
func openOwn[T startingTokenizer](f folder, name string, cfg Config, parse func(string, []byte) (T, error)) (Tokenizer, error) {
	text, err := f.read(name, maxJSON)
	if err != nil {
		return nil, err
	}
	file := f.called(name)
	t, err := parse(file, text)
	if err != nil {
		return nil, err
	}
	if t.Start() >= 0 && t.Start() != cfg.BOS {
		return nil, Fail("tokenizer_start", Args{"file": file, "got": t.Start(), "expected": noneAsNull(cfg.BOS)})
	}
	return t, checkSize(file, t, cfg)
}

type startingTokenizer interface {
	Tokenizer
	Start() int // the id of the token that begins and ends a text, or −1
}

// checkSize refuses a vocabulary larger than the model's; a smaller one is only padded.
func checkSize(file string, t Tokenizer, cfg Config) error {
	if t.Size() > cfg.VocabSize {
		return Fail("tokenizer_size", Args{"file": file, "got": t.Size(), "expected": cfg.VocabSize})
	}
	return nil
}

// noneAsNull writes a special token as config.json does.
func noneAsNull(id int) string {
	if id < 0 {
		return "null"
	}
	return strconv.Itoa(id)
}

// openBPE opens vocab.json and merges.txt.
func openBPE(f folder, cfg hfConfig) (Tokenizer, error) {
	fields, err := f.tokenizerConfig()
	if err != nil {
		return nil, err
	}
	fields.class(cfg.tokenizerClass, "GPT2Tokenizer")
	fields.mustBeFor("tokenizer_unsupported", "add_prefix_space", "false")
	if err := fields.orNil(); err != nil {
		return nil, err
	}
	vocab, err := f.read(BPEVocabFile, maxJSON)
	if err != nil {
		return nil, err
	}
	merges, err := f.read(BPEMergesFile, maxJSON)
	if err != nil {
		return nil, err
	}
	t, err := ParseBPETokenizer(f.called(BPEVocabFile), vocab, f.called(BPEMergesFile), merges)
	if err != nil {
		return nil, err
	}
	t.silence(cfg.BOS, cfg.EOS)
	return t, checkSize(f.called(BPEVocabFile), t, cfg.Config)
}

// silence makes the tokens that start and end a text stand for nothing.
func (t *BPETokenizer) silence(ids ...int) {
	for _, id := range ids {
		if id >= 0 && !slices.Contains(t.ends, id) {
			t.ends = append(t.ends, id)
		}
	}
}

// openWordPiece opens vocab.txt.
func openWordPiece(f folder, cfg hfConfig) (Tokenizer, error) {
	fields, err := f.tokenizerConfig()
	if err != nil {
		return nil, err
	}
	fields.class(cfg.tokenizerClass, "BertTokenizer")
	fields.mustBeFor("tokenizer_unsupported", "tokenize_chinese_chars", "true")
	fields.mustBeFor("tokenizer_unsupported", "do_basic_tokenize", "true")
	options := WordPieceOptions{LowerCase: fields.boolean("do_lower_case", true)}
	options.StripAccents = fields.boolean("strip_accents", options.LowerCase)
	if err := fields.orNil(); err != nil {
		return nil, err
	}
	text, err := f.read(WordPieceFile, maxJSON)
	if err != nil {
		return nil, err
	}
	t, err := ParseWordPiece(f.called(WordPieceFile), text, options)
	if err != nil {
		return nil, err
	}
	return t, checkSize(f.called(WordPieceFile), t, cfg.Config)
}

// tokenizerConfig reads tokenizer_config.json, which need not be there.
func (f folder) tokenizerConfig() (jsonFields, error) {
	if !f.has(TokenizerConfigFile) {
		return jsonFields{file: f.called(TokenizerConfigFile)}, nil
	}
	text, err := f.read(TokenizerConfigFile, maxJSON)
	if err != nil {
		return jsonFields{}, err
	}
	return readFields(f.called(TokenizerConfigFile), text)
}

// class refuses a tokenizer that only shares its files with the one expected,
// as CLIP's does with GPT-2's. It is named in tokenizer_config.json, or, as
// inConfig, in config.json. PreTrainedTokenizerFast and TokenizersBackend are
// any tokenizer.
func (f *jsonFields) class(inConfig, expected string) {
	class := f.text("tokenizer_class", inConfig)
	switch strings.TrimSuffix(class, "Fast") {
	case "", expected, "PreTrainedTokenizer", "TokenizersBackend":
		return
	}
	if f.err == nil {
		f.err = Fail("tokenizer_unsupported", Args{
			"file": f.file, "field": "tokenizer_class", "got": legible(class), "expected": expected,
		})
	}
}
