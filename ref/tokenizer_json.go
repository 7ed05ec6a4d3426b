package ref

import (
	"encoding/json"
	"strconv"
	"strings"
)

// TokenizerFile is where newer folders have the whole tokenizer, if nowhere
// else. Of the many kinds that it can describe only GPT-2's is read.
const TokenizerFile = "tokenizer.json"

// openTokenizerJSON opens a tokenizer.json that holds a byte-level BPE.
func openTokenizerJSON(f folder, cfg hfConfig) (Tokenizer, error) {
	data, err := f.read(TokenizerFile, maxJSON)
	if err != nil {
		return nil, err
	}
	file := f.called(TokenizerFile)
	t, err := parseTokenizerJSON(file, data)
	if err != nil {
		return nil, err
	}
	t.silence(cfg.BOS, cfg.EOS)
	return t, checkSize(file, t, cfg.Config)
}

// parseTokenizerJSON reads what a byte-level BPE needs of a tokenizer.json, and
// refuses by name what would make it another tokenizer.
func parseTokenizerJSON(file string, data []byte) (*BPETokenizer, error) {
	top, err := readFields(file, data)
	if err != nil {
		return nil, err
	}
	model := top.object("model")
	before := top.object("pre_tokenizer")
	if err := top.orNil(); err != nil {
		return nil, err
	}
	model.mustHave("type")
	model.mustBeFor("tokenizer_unsupported", "type", `"BPE"`)
	model.mustBeFor("tokenizer_unsupported", "dropout", "null")
	model.mustBeFor("tokenizer_unsupported", "continuing_subword_prefix", `""`)
	model.mustBeFor("tokenizer_unsupported", "end_of_word_suffix", `""`)
	model.mustBeFor("tokenizer_unsupported", "byte_fallback", "false")
	model.mustBeFor("tokenizer_unsupported", "ignore_merges", "false")
	model.mustHave("vocab")
	model.mustHave("merges")
	before.mustHave("type")
	before.mustBeFor("tokenizer_unsupported", "type", `"ByteLevel"`)
	before.mustBeFor("tokenizer_unsupported", "add_prefix_space", "false")
	before.mustBeFor("tokenizer_unsupported", "use_regex", "true")
	top.mustBeFor("tokenizer_unsupported", "normalizer", "null")
	for _, fields := range []jsonFields{model, before, top} {
		if err := fields.orNil(); err != nil {
			return nil, err
		}
	}
	files := bpeFiles{vocabFile: file}
	if files.vocab, err = parseVocab(file, model.raw["vocab"]); err != nil {
		return nil, err
	}
	if err := addNamed(file, top.raw["added_tokens"], files.vocab); err != nil {
		return nil, err
	}
	if files.merges, err = parseMergeList(file, model.raw["merges"]); err != nil {
		return nil, err
	}
	return files.tokenizer()
}

// addNamed puts the special tokens, which are listed apart, into the vocabulary.
func addNamed(file string, data json.RawMessage, vocab map[string]int) error {
	if len(data) == 0 {
		return nil
	}
	var added []struct {
		ID      int    `json:"id"`
		Content string `json:"content"`
	}
	if err := json.Unmarshal(data, &added); err != nil {
		return notJSON(file, err)
	}
	for i, token := range added {
		if id, ok := vocab[token.Content]; token.ID < 0 || ok && id != token.ID {
			return Fail("field_wrong", Args{
				"file": file, "field": "added_tokens[" + strconv.Itoa(i) + "].id", "got": token.ID, "expected": strconv.Itoa(id),
			})
		}
		vocab[token.Content] = token.ID
	}
	return nil
}

// parseMergeList reads merges in both ways they have been written: "a b" and ["a", "b"].
func parseMergeList(file string, data json.RawMessage) (merges []bpeLine, err error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, notJSON(file, err)
	}
	for i, item := range list {
		line, pair := "", []string{}
		if json.Unmarshal(item, &pair) == nil {
			line = strings.Join(pair, " ")
		} else if json.Unmarshal(item, &line) != nil {
			line = string(item)
		}
		merge, err := parseMerge(file+": model.merges["+strconv.Itoa(i)+"]", line)
		if err != nil {
			return nil, err
		}
		merges = append(merges, merge)
	}
	return merges, nil
}
