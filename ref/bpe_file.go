package ref

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The files of a byte-level BPE, as Hugging Face names them.
//
// vocab.json is a JSON object from each token, its bytes written as byteSigns
// has them, to its id. merges.txt has one pair of tokens a line, the one that
// was learned first at the top, below a line "#version: 0.2". A token that
// is neither a single byte nor made from a pair, such as <|endoftext|>, is never
// made from text.
const (
	BPEVocabFile        = "vocab.json"
	BPEMergesFile       = "merges.txt"
	TokenizerConfigFile = "tokenizer_config.json" // tells transformers which tokenizer it is
)

const mergesVersion = "#version: 0.2"

// bpeFiles are the contents of a byte-level BPE's files, and how errors call them.
type bpeFiles struct {
	vocabFile string
	vocab     map[string]int
	merges    []bpeLine
}

// ParseBPETokenizer reads a vocab.json and a merges.txt; errors call them by
// the names given. Byte order marks and the line ends of Windows do no harm.
func ParseBPETokenizer(vocabFile string, vocab []byte, mergesFile string, merges []byte) (*BPETokenizer, error) {
	f := bpeFiles{vocabFile: vocabFile}
	var err error
	if f.vocab, err = parseVocab(vocabFile, vocab); err != nil {
		return nil, err
	}
	if f.merges, err = parseMerges(mergesFile, merges); err != nil {
		return nil, err
	}
	return f.tokenizer()
}

// parseVocab reads a JSON object from tokens to ids. Each token must be there
// once: a map would keep the last of two and say nothing.
func parseVocab(file string, data []byte) (map[string]int, error) {
	data = withoutBOM(data)
	if at := checkUTF8(string(data)); at != nil {
		return nil, notJSON(file, at)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil || all == nil {
		return nil, notJSON(file, err)
	}
	if twice, ok := keyTwice(data); ok {
		return nil, Fail("tokenizer_token_twice", Args{"file": file, "piece": legible(twice)})
	}
	vocab := make(map[string]int, len(all))
	for piece, raw := range all {
		id, err := strconv.Atoi(string(raw))
		if err != nil || id < 0 || id >= maxSymbols {
			return nil, Fail("field_wrong", Args{"file": file, "field": legible(piece), "got": legible(string(raw)), "expected": "0 … " + strconv.Itoa(maxSymbols-1)})
		}
		vocab[piece] = id
	}
	return vocab, nil
}

// keyTwice finds a key that a valid JSON object has twice.
func keyTwice(object []byte) (key string, twice bool) {
	d := json.NewDecoder(bytes.NewReader(object))
	_, _ = d.Token() // {
	for seen := map[string]bool{}; d.More(); seen[key] = true {
		next, _ := d.Token()
		if key, _ = next.(string); seen[key] {
			return key, true
		}
		var value json.RawMessage
		_ = d.Decode(&value)
	}
	return "", false
}

// A bpeLine is two tokens that may be joined, and how errors call their place: merges.txt:7.
type bpeLine struct{ place, left, right string }

// parseMerges reads the lines of a merges.txt.
func parseMerges(file string, data []byte) (merges []bpeLine, err error) {
	for i, line := range strings.Split(string(withoutBOM(data)), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || i == 0 && strings.HasPrefix(line, "#version") {
			continue
		}
		merge, err := parseMerge(file+":"+strconv.Itoa(i+1), line)
		if err != nil {
			return nil, err
		}
		merges = append(merges, merge)
	}
	return merges, nil
}

func parseMerge(place, line string) (bpeLine, error) {
	left, right, ok := strings.Cut(line, " ")
	if !ok || left == "" || right == "" || strings.Contains(right, " ") {
		return bpeLine{}, Fail("merges_line", Args{"file": place, "got": legible(line)})
	}
	return bpeLine{place, left, right}, nil
}

func withoutBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }

// tokenizer checks that the files belong together.
func (f bpeFiles) tokenizer() (*BPETokenizer, error) {
	pieces, err := inOrder(f.vocabFile, f.vocab)
	if err != nil {
		return nil, err
	}
	t := &BPETokenizer{merges: make(map[bpePair]bpeMerge, len(f.merges))}
	for _, piece := range pieces {
		text, ok := fromSigns(piece)
		if !ok {
			text = piece // a special token may be called anything
		}
		t.add(piece, text)
	}
	for b := range t.bytes {
		sign := string(byteSigns[b])
		id, ok := f.vocab[sign]
		if !ok {
			return nil, Fail("bpe_byte", Args{"file": f.vocabFile, "byte": strings.ToUpper(strconv.FormatInt(int64(b), 16)), "piece": sign})
		}
		t.bytes[b] = id
	}
	if start := t.Start(); start >= 0 {
		t.ends = []int{start}
	}
	return t, f.addMerges(t)
}

func (f bpeFiles) addMerges(t *BPETokenizer) error {
	for rank, merge := range f.merges {
		var ids [3]int
		for i, piece := range []string{merge.left, merge.right, merge.left + merge.right} {
			id, ok := f.vocab[piece]
			if _, isBytes := fromSigns(piece); !ok || !isBytes {
				return Fail("merges_piece", Args{"file": merge.place, "piece": legible(piece), "vocab": f.vocabFile})
			}
			ids[i] = id
		}
		pair := bpePair{ids[0], ids[1]}
		if _, twice := t.merges[pair]; twice {
			return Fail("merges_twice", Args{"file": merge.place, "pair": legible(merge.left + " " + merge.right)})
		}
		t.merges[pair] = bpeMerge{rank, ids[2]}
	}
	return nil
}

// inOrder returns the tokens of a vocabulary by id: each id from 0 on is there once.
func inOrder(file string, vocab map[string]int) ([]string, error) {
	if len(vocab) == 0 {
		return nil, Fail("field_wrong", Args{"file": file, "field": "vocabulary", "got": 0, "expected": "1 … " + strconv.Itoa(maxSymbols)})
	}
	pieces, taken := make([]string, len(vocab)), make([]bool, len(vocab))
	for _, piece := range slices.Sorted(maps.Keys(vocab)) { // so that the same error is found every time
		id := vocab[piece]
		switch {
		case id >= len(vocab):
			return nil, Fail("tokenizer_hole", Args{"file": file, "id": id, "size": len(vocab)})
		case taken[id]:
			return nil, Fail("tokenizer_id_twice", Args{"file": file, "id": id, "first": legible(pieces[id]), "second": legible(piece)})
		}
		pieces[id], taken[id] = piece, true
	}
	return pieces, nil
}

// A tokenizerFile is one of the files a tokenizer is kept in.
type tokenizerFile struct {
	name string
	text []byte
}

// files returns the tokenizer's files, of which the last is for transformers'
// AutoTokenizer alone.
func (t *BPETokenizer) files() []tokenizerFile {
	config := map[string]any{
		"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": false,
		"bos_token": startName, "eos_token": startName, "unk_token": startName,
	}
	return []tokenizerFile{
		{BPEVocabFile, t.vocabJSON()}, {BPEMergesFile, t.mergesText()}, {TokenizerConfigFile, mustMarshal(config)},
	}
}

func (t *BPETokenizer) vocabJSON() []byte {
	var text bytes.Buffer
	text.WriteString("{")
	for id, piece := range t.pieces {
		if id > 0 {
			text.WriteString(",")
		}
		text.WriteString("\n " + string(mustMarshal(piece)) + ": " + strconv.Itoa(id))
	}
	text.WriteString("\n}\n")
	return text.Bytes()
}

func (t *BPETokenizer) mergesText() []byte {
	pairs := slices.SortedFunc(maps.Keys(t.merges), func(a, b bpePair) int { return t.merges[a].rank - t.merges[b].rank })
	var text bytes.Buffer
	text.WriteString(mergesVersion + "\n")
	for _, pair := range pairs {
		text.WriteString(t.pieces[pair.left] + " " + t.pieces[pair.right] + "\n")
	}
	return text.Bytes()
}

// mustMarshal returns the JSON of strings, numbers and booleans, < as it is.
func mustMarshal(v any) []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
