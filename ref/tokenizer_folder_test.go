package ref

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A modelFolder is a checkpoint's files by name, for tests to change.
type modelFolder map[string]string

func (f modelFolder) open() (*Checkpoint, error) {
	files := fstest.MapFS{}
	for name, text := range f {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return OpenFS(files, "it")
}

// with returns the folder with some files changed; "" takes one out.
func (f modelFolder) with(files ...string) modelFolder {
	changed := modelFolder{}
	for name, text := range f {
		changed[name] = text
	}
	for i := 0; i < len(files); i += 2 {
		if changed[files[i]] = files[i+1]; files[i+1] == "" {
			delete(changed, files[i])
		}
	}
	return changed
}

// folderOf saves a model of random weights in Hugging Face's layout.
func folderOf(t *testing.T, cfg Config, tokenizer Tokenizer) modelFolder {
	dir := t.TempDir()
	require.NoError(t, (&Checkpoint{Model: NewGPT(cfg, 1), Tokenizer: tokenizer}).Save(dir, F16))
	folder := modelFolder{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		require.NoError(t, err)
		folder[entry.Name()] = string(text)
	}
	return folder
}

func smallConfig(vocab, bos int) Config {
	return Config{VocabSize: vocab, NPositions: 8, NEmbd: 4, NLayer: 1, NHead: 2, NInner: 16,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: bos, EOS: bos}
}

func bpeFolder(t *testing.T) modelFolder {
	return folderOf(t, smallConfig(260, 259), trainedBPE(t, 260, fables))
}

func TestBPEFolder(t *testing.T) {
	c, err := bpeFolder(t).open()
	require.NoError(t, err)
	assert.Equal(t, trainedBPE(t, 260, fables), c.Tokenizer)
	assert.Equal(t, 259, c.Model.BOS)

	padded := folderOf(t, smallConfig(300, 259), trainedBPE(t, 260, fables))
	_, err = padded.open()
	require.NoError(t, err, "a vocabulary of the model larger than the tokenizer's is padding")
}

// The files of a Chinese GPT-2 as they are on Hugging Face: BERT's vocabulary,
// and a config.json that knows no start token.
func TestWordPieceFolder(t *testing.T) {
	vocab := "[PAD]\n[UNK]\n[CLS]\n[SEP]\n山\na\ne\n\u00e9\n"
	folder := folderOf(t, smallConfig(8, -1), nil).with(WordPieceFile, vocab)
	for config, want := range map[string]string{
		`{"do_lower_case": false, "model_max_length": 512}`:                     "[UNK] \u00e9 山",
		`{"do_lower_case": true, "tokenizer_class": "BertTokenizerFast"}`:       "a e 山",
		`{"do_lower_case": true, "strip_accents": false, "cls_token": "[CLS]"}`: "a \u00e9 山",
		``: "a e 山",
	} {
		c, err := folder.with(TokenizerConfigFile, config).open()
		require.NoError(t, err)
		assert.Equal(t, want, piecesOf(t, c.Tokenizer.(*WordPiece), "A\u00e9山"[:1]+" \u00e9山"))
		assert.Equal(t, -1, c.Model.BOS)
	}
	_, err := folder.with(WordPieceFile, vocab+"one\n").open()
	failure(t, err, "tokenizer_size")
	_, err = folder.with(TokenizerConfigFile, `{"do_lower_case": 1}`).open()
	assert.Equal(t, "do_lower_case", failure(t, err, "field_wrong").Args["field"])
}

// Where a folder has the files of two tokenizers, the class it names decides.
func TestTokenizerClassDecides(t *testing.T) {
	folder := bpeFolder(t).with(WordPieceFile, "[UNK]\na\n")
	c, err := folder.open()
	require.NoError(t, err)
	assert.IsType(t, &BPETokenizer{}, c.Tokenizer)

	config := strings.Replace(folder[ConfigFile], `"gpt2"`, `"gpt2", "tokenizer_class": "BertTokenizer"`, 1)
	c, err = folder.with(ConfigFile, config, TokenizerConfigFile, "").open()
	require.NoError(t, err)
	assert.IsType(t, &WordPiece{}, c.Tokenizer)

	for _, class := range []string{"CLIPTokenizer", "XLNetTokenizer", "RobertaTokenizerFast"} {
		config := strings.Replace(folder[ConfigFile], `"gpt2"`, `"gpt2", "tokenizer_class": "`+class+`"`, 1)
		_, err = folder.with(ConfigFile, config, TokenizerConfigFile, "").open()
		assert.Equal(t, class, failure(t, err, "tokenizer_unsupported").Args["got"])
	}
}

// What is wrong with a tokenizer is said before any weights are read, in one
// line that names the file.
func TestTokenizerFoldersThatContradictThemselves(t *testing.T) {
	folder := bpeFolder(t)
	vocab, merges := folder[BPEVocabFile], folder[BPEMergesFile]
	change := func(old, new string) string {
		require.Contains(t, vocab, old)
		return strings.Replace(vocab, old, new, 1)
	}
	for name, c := range map[string]struct {
		folder     modelFolder
		code, file string
	}{
		"no vocab.json":         {folder.with(BPEVocabFile, ""), "file_missing", BPEVocabFile},
		"no merges.txt":         {folder.with(BPEMergesFile, ""), "file_missing", BPEMergesFile},
		"empty vocab.json":      {folder.with(BPEVocabFile, " "), "json_broken", BPEVocabFile},
		"no tokens":             {folder.with(BPEVocabFile, "{}"), "field_wrong", BPEVocabFile},
		"a list":                {folder.with(BPEVocabFile, "[]"), "field_wrong", BPEVocabFile},
		"an id twice":           {folder.with(BPEVocabFile, change(`": 7,`, `": 8,`)), "tokenizer_id_twice", BPEVocabFile},
		"a token twice":         {folder.with(BPEVocabFile, change(`"!": 0`, `"!": 0, "!": 1`)), "tokenizer_token_twice", BPEVocabFile},
		"a hole":                {folder.with(BPEVocabFile, change(`": 259`, `": 260`)), "tokenizer_hole", BPEVocabFile},
		"an id below 0":         {folder.with(BPEVocabFile, change(`": 7,`, `": -7,`)), "field_wrong", BPEVocabFile},
		"an id with a point":    {folder.with(BPEVocabFile, change(`": 7,`, `": 7.5,`)), "field_wrong", BPEVocabFile},
		"a byte missing":        {folder.with(BPEVocabFile, change(`"Ġ"`, `"space"`)), "bpe_byte", BPEVocabFile},
		"larger than the model": {folder.with(BPEVocabFile, change(`": 259`, `": 259, "more": 260`)), "tokenizer_size", BPEVocabFile},
		"an unknown piece":      {folder.with(BPEMergesFile, merges+"x yz\n"), "merges_piece", BPEMergesFile + ":5"},
		"an unknown result":     {folder.with(BPEMergesFile, merges+"x y\n"), "merges_piece", BPEMergesFile + ":5"},
		"one piece":             {folder.with(BPEMergesFile, merges+"xy\n"), "merges_line", BPEMergesFile + ":5"},
		"three pieces":          {folder.with(BPEMergesFile, merges+"x y z\n"), "merges_line", BPEMergesFile + ":5"},
		"a pair twice":          {folder.with(BPEMergesFile, merges+strings.Split(merges, "\n")[1]+"\n"), "merges_twice", BPEMergesFile + ":5"},
		"a space in front":      {folder.with(TokenizerConfigFile, `{"add_prefix_space": true}`), "tokenizer_unsupported", TokenizerConfigFile},
		"broken settings":       {folder.with(TokenizerConfigFile, `{`), "json_broken", TokenizerConfigFile},
		"an adapter":            {modelFolder{"adapter_config.json": "{}", "adapter_model.safetensors": ""}, "folder_adapter", "adapter_config.json"},
		"a pickle":              {folder.with(WeightsFile, "", "pytorch_model.bin", "PK"), "folder_format", "pytorch_model.bin"},
		"pickles":               {folder.with(WeightsFile, "", "pytorch_model.bin.index.json", "{}"), "folder_format", "pytorch_model.bin.index.json"},
		"TensorFlow":            {folder.with(WeightsFile, "", "tf_model.h5", "x"), "folder_format", "tf_model.h5"},
		"no weights":            {folder.with(WeightsFile, ""), "file_missing", WeightsFile},
		"nothing":               {modelFolder{"README.md": "hello"}, "file_missing", ConfigFile},
		"a newer gptlab":        {folder.with(ConfigFile, strings.Replace(folder[ConfigFile], `"gptlab_version": 1`, `"gptlab_version": 2`, 1)), "version_newer", ConfigFile},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.folder.open()
			e := failure(t, err, c.code)
			assert.Equal(t, "it/"+c.file, e.Args["file"])
			assert.NotContains(t, e.Error(), "\n")
			assert.NotContains(t, e.Error(), "<nil>")
		})
	}
}

// What a Windows editor does to the files changes nothing.
func TestTokenizerFilesFromWindows(t *testing.T) {
	folder := bpeFolder(t)
	changed := folder
	for _, name := range []string{BPEVocabFile, BPEMergesFile, TokenizerConfigFile, ConfigFile} {
		changed = changed.with(name, "\ufeff"+strings.ReplaceAll(folder[name], "\n", "\r\n"))
	}
	want, err := folder.open()
	require.NoError(t, err)
	got, err := changed.open()
	require.NoError(t, err)
	assert.Equal(t, want.Tokenizer, got.Tokenizer)
}

// tokenizerJSON is a tokenizer.json of the small BPE, as transformers writes it.
func tokenizerJSON(t *testing.T, pairs bool, changes ...string) string {
	tokenizer := trainedBPE(t, 260, fables)
	var merges []any
	for _, line := range strings.Split(strings.TrimSpace(string(tokenizer.mergesText())), "\n")[1:] {
		if merges = append(merges, line); pairs {
			merges[len(merges)-1] = strings.Fields(line)
		}
	}
	vocab := map[string]int{}
	for id, piece := range tokenizer.pieces[:259] {
		vocab[piece] = id
	}
	type fields = map[string]any
	text := string(mustJSON(fields{
		"version": "1.0", "truncation": nil, "padding": nil, "normalizer": nil,
		"added_tokens":  []fields{{"id": 259, "content": startName, "special": true}},
		"pre_tokenizer": fields{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
		"model": fields{"type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": "",
			"end_of_word_suffix": "", "fuse_unk": false, "vocab": vocab, "merges": merges},
	}))
	for i := 0; i < len(changes); i += 2 {
		require.Contains(t, text, changes[i])
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	return text
}

func TestTokenizerJSON(t *testing.T) {
	folder := bpeFolder(t).with(BPEVocabFile, "", BPEMergesFile, "")
	for _, pairs := range []bool{false, true} {
		c, err := folder.with(TokenizerFile, tokenizerJSON(t, pairs)).open()
		require.NoError(t, err)
		assert.Equal(t, trainedBPE(t, 260, fables), c.Tokenizer)
	}
	for _, c := range []struct{ old, new, code, field string }{
		{`"type":"BPE"`, `"type":"Unigram"`, "tokenizer_unsupported", "model.type"},
		{`"type":"BPE",`, ``, "field_missing", "model.type"},
		{`"type":"ByteLevel"`, `"type":"Metaspace"`, "tokenizer_unsupported", "pre_tokenizer.type"},
		{`"add_prefix_space":false`, `"add_prefix_space":true`, "tokenizer_unsupported", "pre_tokenizer.add_prefix_space"},
		{`"normalizer":null`, `"normalizer":{"type":"NFC"}`, "tokenizer_unsupported", "normalizer"},
		{`"dropout":null`, `"dropout":0.1`, "tokenizer_unsupported", "model.dropout"},
		{`"end_of_word_suffix":""`, `"end_of_word_suffix":"</w>"`, "tokenizer_unsupported", "model.end_of_word_suffix"},
		{`"id":259`, `"id":-1`, "field_wrong", "added_tokens[0].id"},
		{`"id":259`, `"id":900`, "tokenizer_hole", ""},
		{`"model":`, `"models":`, "field_wrong", "model"},
	} {
		_, err := folder.with(TokenizerFile, tokenizerJSON(t, false, c.old, c.new)).open()
		if e := failure(t, err, c.code); c.field != "" {
			assert.Equal(t, c.field, e.Args["field"])
		}
	}
}

// FuzzTokenizerFiles reads any files at all as each kind of tokenizer. What is
// accepted cuts and joins any text.
func FuzzTokenizerFiles(f *testing.F) {
	tokenizer, err := TrainBPETokenizer([]string{fables}, 260)
	require.NoError(f, err)
	f.Add(tokenizer.vocabJSON(), tokenizer.mergesText(), "the fox")
	f.Add([]byte("[UNK]\n[CLS]\na\n##b\n山\n"), []byte("a b\n"), "ab 山\u00e9")
	f.Add([]byte(`{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a","b"],"a b"]},"pre_tokenizer":{"type":"ByteLevel"}}`), []byte(`{"model":1}`), "")
	f.Fuzz(func(t *testing.T, first, second []byte, text string) {
		var read []Tokenizer
		accept := func(tokenizer Tokenizer, err error) {
			if err == nil {
				read = append(read, tokenizer)
				return
			}
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
		}
		accept(ParseBPETokenizer("v", first, "m", second))
		accept(ParseWordPiece("v", first, uncased))
		accept(parseTokenizerJSON("t", first))
		for _, tokenizer := range read {
			tokens, err := tokenizer.Encode(text)
			if err != nil {
				continue
			}
			joined := ""
			for _, token := range tokens {
				require.Less(t, token.ID, tokenizer.Size())
				require.NotEmpty(t, Label(token))
				joined += token.Text
			}
			require.True(t, joined == text || len(tokens) == 0)
			tokenizer.Decode(idsOf(tokens))
		}
	})
}
