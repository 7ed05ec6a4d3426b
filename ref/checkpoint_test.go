package ref

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hfFolder writes a checkpoint folder as a Python programmer would, sharing no
// code with Save: names and shapes are spelled out here once more.
type hfFolder struct {
	config  map[string]any
	tensors map[string][]float32
	shapes  map[string][]int
}

// gpt2Folder is a GPT-2 with V = 5, 3 positions, C = 4, two layers and two heads.
func gpt2Folder(prefix string) *hfFolder {
	f := &hfFolder{
		config:  map[string]any{"model_type": "gpt2", "vocab_size": 5, "n_positions": 3, "n_embd": 4, "n_layer": 2, "n_head": 2, "n_inner": 6, "bos_token_id": 0},
		tensors: map[string][]float32{}, shapes: map[string][]int{},
	}
	f.put(prefix+"wte.weight", 5, 4)
	f.put(prefix+"wpe.weight", 3, 4)
	for _, h := range []string{prefix + "h.0.", prefix + "h.1."} {
		f.put(h+"ln_1.weight", 4)
		f.put(h+"ln_1.bias", 4)
		f.put(h+"attn.c_attn.weight", 4, 12)
		f.put(h+"attn.c_attn.bias", 12)
		f.put(h+"attn.c_proj.weight", 4, 4)
		f.put(h+"attn.c_proj.bias", 4)
		f.put(h+"ln_2.weight", 4)
		f.put(h+"ln_2.bias", 4)
		f.put(h+"mlp.c_fc.weight", 4, 6)
		f.put(h+"mlp.c_fc.bias", 6)
		f.put(h+"mlp.c_proj.weight", 6, 4)
		f.put(h+"mlp.c_proj.bias", 4)
	}
	f.put(prefix+"ln_f.weight", 4)
	f.put(prefix+"ln_f.bias", 4)
	return f
}

// put adds a tensor whose numbers occur in no other.
func (f *hfFolder) put(name string, shape ...int) {
	n := 1
	for _, d := range shape {
		n *= d
	}
	numbers, first := make([]float32, n), float32(len(f.tensors))
	for i := range numbers {
		numbers[i] = first + float32(i)/256
	}
	f.tensors[name], f.shapes[name] = numbers, append([]int{}, shape...)
}

// safetensors writes some of the tensors, in the order of their names.
func (f *hfFolder) safetensors(names ...string) []byte {
	var header []string
	var data []byte
	for _, name := range slices.Sorted(slices.Values(names)) {
		begin := len(data)
		for _, x := range f.tensors[name] {
			bits := math.Float32bits(x)
			data = append(data, byte(bits), byte(bits>>8), byte(bits>>16), byte(bits>>24))
		}
		shape, _ := json.Marshal(f.shapes[name])
		header = append(header, fmt.Sprintf(`%q:{"dtype":"F32","shape":%s,"data_offsets":[%d,%d]}`, name, shape, begin, len(data)))
	}
	return raw("{"+strings.Join(header, ",")+"}", data...)
}

func (f *hfFolder) files() fstest.MapFS {
	config, _ := json.Marshal(f.config)
	return fstest.MapFS{
		"config.json":       {Data: config},
		"model.safetensors": {Data: f.safetensors(slices.Collect(maps.Keys(f.tensors))...)},
	}
}

// same asserts that a model holds the folder's numbers.
func (f *hfFolder) same(t *testing.T, prefix string, m *GPT) {
	t.Helper()
	for _, p := range m.Params() {
		name := prefix + p.Name
		if p.Name == "lm_head.weight" {
			name = p.Name
		}
		want := make([]Float, len(f.tensors[name]))
		for i, x := range f.tensors[name] {
			want[i] = Float(x)
		}
		require.Equal(t, want, p.Tensor.Data, name)
		require.Equal(t, f.shapes[name], p.Tensor.Shape, name)
	}
}

func TestOpenHuggingFaceFolders(t *testing.T) {
	for _, prefix := range []string{"", "transformer."} {
		for _, head := range []string{"none", "equal", "equal in other bytes", "equal but untied", "untied", "untied by its numbers"} {
			t.Run(prefix+head, func(t *testing.T) {
				f := gpt2Folder(prefix)
				if head != "none" {
					f.put("lm_head.weight", 5, 4)
				}
				switch head {
				case "equal":
					f.tensors["lm_head.weight"] = f.tensors[prefix+"wte.weight"]
				case "equal in other bytes": // as where it is stored in another precision
					table := slices.Clone(f.tensors[prefix+"wte.weight"])
					require.Zero(t, table[0])
					table[0] = float32(math.Copysign(0, -1))
					f.tensors["lm_head.weight"] = table
				case "equal but untied":
					f.tensors["lm_head.weight"] = f.tensors[prefix+"wte.weight"]
					f.config["tie_word_embeddings"] = false
				case "untied":
					f.config["tie_word_embeddings"] = false
				}
				for _, layer := range []string{"h.0.", "h.1."} { // masks, as older files have them
					f.put(prefix+layer+"attn.bias", 1, 1, 3, 3)
					f.put(prefix + layer + "attn.masked_bias")
				}
				c, err := OpenFS(f.files(), "it")
				require.NoError(t, err)
				assert.Equal(t, "it", c.Name)
				assert.Nil(t, c.Tokenizer)
				assert.Equal(t, slices.Contains([]string{"none", "equal", "equal in other bytes"}, head), c.Model.Tied())
				assert.Len(t, c.Model.Params(), map[bool]int{true: 28, false: 29}[c.Model.Tied()])
				f.same(t, prefix, c.Model)

				probs := c.Model.Probs(Scope{}, [][]int{{0, 4, 2}}, nil)
				assert.Equal(t, []int{1, 3, 5}, probs.Shape, "and it runs")
			})
		}
	}
}

// FuzzFolder opens a folder with any configuration and any list of its weights'
// files. What is accepted holds only what the files hold, and runs.
func FuzzFolder(f *testing.F) {
	good := gpt2Folder("")
	weights := good.files()["model.safetensors"]
	config := string(good.files()["config.json"].Data)
	for _, change := range [][2]string{
		{}, {`"n_layer":2`, `"n_layer":1`}, {`"n_layer":2`, `"n_layer":1000000000`}, {`"vocab_size":5`, `"vocab_size":2147483647`},
		{`"n_head":2`, `"n_head":3`}, {`{`, `{"id2label":{"0":"a"},`}, {`{`, `{"tie_word_embeddings":false,`},
	} {
		f.Add([]byte(strings.Replace(config, change[0], change[1], 1)), []byte(`{"weight_map":{"wte.weight":"a.safetensors"}}`))
	}
	f.Add([]byte(config), []byte(`{"weight_map":{"x":"../a.safetensors","":"\u0000.safetensors","y":".safetensors"}}`))
	f.Add([]byte(config), []byte(`{"weight_map":[]}`))
	f.Fuzz(func(t *testing.T, config, index []byte) {
		c, err := OpenFS(fstest.MapFS{"config.json": {Data: config}, ShardsFile: {Data: index}, "a.safetensors": weights}, "it")
		if err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
			return
		}
		good.same(t, "", c.Model)
		require.Equal(t, []int{1, 1, 5}, c.Model.Probs(Scope{}, [][]int{{4}}, nil).Shape)
	})
}

// layout and Params are two lists of one thing.
func TestLayoutIsParams(t *testing.T) {
	m := NewZeroGPT(oddConfig(), true)
	var want, got []string
	for _, p := range m.Params() {
		want = append(want, p.Name+shapeText(p.Tensor.Shape))
	}
	for name, shape := range m.layout() {
		got = append(got, name+shapeText(shape))
	}
	assert.Equal(t, want, got)
}

func TestOpenShards(t *testing.T) {
	f := gpt2Folder("transformer.")
	files := f.files()
	delete(files, "model.safetensors")
	weightMap := map[string]string{}
	shards := map[string][]string{}
	for i, name := range slices.Sorted(maps.Keys(f.tensors)) {
		shard := fmt.Sprintf("model-%05d-of-00003.safetensors", i%3+1)
		weightMap[name] = shard
		shards[shard] = append(shards[shard], name)
	}
	for shard, names := range shards {
		files[shard] = &fstest.MapFile{Data: f.safetensors(names...)}
	}
	index := func(weightMap map[string]string) *fstest.MapFile {
		return &fstest.MapFile{Data: mustJSON(map[string]any{"metadata": map[string]int{"total_size": 1}, "weight_map": weightMap})}
	}
	files["model.safetensors.index.json"] = index(weightMap)
	c, err := OpenFS(files, "it")
	require.NoError(t, err)
	f.same(t, "transformer.", c.Model)

	gone := maps.Clone(files)
	delete(gone, "model-00002-of-00003.safetensors")
	_, err = OpenFS(gone, "it")
	assert.Equal(t, "it/model-00002-of-00003.safetensors", failure(t, err, "file_missing").Args["file"])

	for _, outside := range []string{"../model.safetensors", `..\model.safetensors`, "/etc/passwd", "model.bin"} {
		files["model.safetensors.index.json"] = index(map[string]string{"wte.weight": outside})
		_, err = OpenFS(files, "it")
		failure(t, err, "field_wrong")
	}
	files["model.safetensors.index.json"] = index(nil)
	_, err = OpenFS(files, "it")
	assert.Equal(t, "it/model.safetensors.index.json", failure(t, err, "tensor_missing").Args["file"])
	files["model.safetensors.index.json"] = &fstest.MapFile{Data: []byte("{")}
	_, err = OpenFS(files, "it")
	failure(t, err, "json_broken")
	files["model.safetensors.index.json"] = index(weightMap)
	files["model-00003-of-00003.safetensors"] = files["model-00001-of-00003.safetensors"]
	_, err = OpenFS(files, "it")
	failure(t, err, "tensor_twice")
}

func TestOpenRefuses(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, c := range map[string]struct {
		change func(*hfFolder)
		code   string
		args   Args
	}{
		"a missing tensor": {
			func(f *hfFolder) { delete(f.tensors, "h.1.mlp.c_fc.bias") },
			"tensor_missing", Args{"file": "it/model.safetensors", "tensor": "h.1.mlp.c_fc.bias", "expected": "(6)"},
		},
		"a missing head": {
			func(f *hfFolder) { f.config["tie_word_embeddings"] = false },
			"tensor_missing", Args{"tensor": "lm_head.weight", "expected": "(5, 4)"},
		},
		"Linear's orientation": {
			func(f *hfFolder) { f.shapes["h.0.attn.c_attn.weight"] = []int{12, 4} },
			"tensor_shape", Args{"file": "it/model.safetensors", "tensor": "h.0.attn.c_attn.weight", "got": "(12, 4)", "expected": "(4, 12)"},
		},
		"a larger vocabulary": {
			func(f *hfFolder) { f.config["vocab_size"] = 6 },
			"tensor_shape", Args{"tensor": "wte.weight", "got": "(5, 4)", "expected": "(6, 4)"},
		},
		"a model of petabytes": {
			func(f *hfFolder) { maps.Copy(f.config, map[string]any{"vocab_size": 1 << 24, "n_embd": 1 << 16}) },
			"tensor_shape", Args{"tensor": "wte.weight"},
		},
		"more layers than there are": {
			func(f *hfFolder) { f.config["n_layer"] = 4000 },
			"tensor_missing", Args{"tensor": "h.2.ln_1.weight"},
		},
		"fewer layers than there are": {
			func(f *hfFolder) { f.config["n_layer"] = 1 },
			"tensor_unexpected", Args{"tensor": "h.1.attn.c_attn.bias"},
		},
		"another kind of model": {
			func(f *hfFolder) { f.put("multiple_choice_head.summary.weight", 1, 4) },
			"tensor_unexpected", Args{"tensor": "multiple_choice_head.summary.weight"},
		},
		"not a number": {
			func(f *hfFolder) { f.tensors["h.1.attn.c_proj.weight"][6] = nan },
			"tensor_not_finite", Args{"file": "it/model.safetensors", "tensor": "h.1.attn.c_proj.weight", "at": "(1, 2)", "got": "NaN"},
		},
		"an infinite number": {
			func(f *hfFolder) { f.tensors["ln_f.bias"][0] = -inf },
			"tensor_not_finite", Args{"tensor": "ln_f.bias", "at": "(0)", "got": "-Inf"},
		},
		"both prefixes": {
			func(f *hfFolder) { f.put("transformer.wte.weight", 5, 4) },
			"tensor_twice", Args{"tensor": "wte.weight"},
		},
		"a tied head that differs": {
			func(f *hfFolder) { f.put("lm_head.weight", 5, 4); f.config["tie_word_embeddings"] = true },
			"config_tie", Args{"file": "it/config.json"},
		},
		"heads that do not divide": {
			func(f *hfFolder) { f.config["n_head"] = 3 },
			"config_heads", Args{"file": "it/config.json", "n_embd": 4, "n_head": 3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := gpt2Folder("")
			c.change(f)
			_, err := OpenFS(f.files(), "it")
			e := failure(t, err, c.code)
			for name, want := range c.args {
				assert.Equal(t, want, e.Args[name], name)
			}
		})
	}

	f := gpt2Folder("")
	integers := strings.Replace(string(f.files()["model.safetensors"].Data), `"ln_f.bias":{"dtype":"F32"`, `"ln_f.bias":{"dtype":"I32"`, 1)
	files := f.files()
	files["model.safetensors"].Data = []byte(integers)
	_, err := OpenFS(files, "it")
	failure(t, err, "tensor_dtype")
}

func TestOpenRefusesFolders(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "nowhere"))
	failure(t, err, "folder_missing")

	_, err = Open(t.TempDir())
	failure(t, err, "file_missing")

	files := gpt2Folder("").files()
	whole := files["model.safetensors"].Data
	for _, length := range []int{0, 5, 100, len(whole) - 1} {
		files["model.safetensors"] = &fstest.MapFile{Data: whole[:length]}
		_, err = OpenFS(files, "it")
		var e *Error
		require.ErrorAs(t, err, &e, "truncated at %d", length)
		assert.Contains(t, e.Error(), "it/model.safetensors")
	}
	delete(files, "model.safetensors")
	_, err = OpenFS(files, "it")
	assert.Equal(t, "it/model.safetensors", failure(t, err, "file_missing").Args["file"])

	files["config.json"] = &fstest.MapFile{Data: make([]byte, maxJSON+1)}
	_, err = OpenFS(files, "it")
	failure(t, err, "file_too_big")

	files["config.json"] = &fstest.MapFile{Mode: fs.ModeDir}
	_, err = OpenFS(files, "it")
	failure(t, err, "file_unreadable")
}

// streamed is a file system whose files can only be read from front to back.
type streamed struct{ fs.FS }

func (s streamed) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return struct{ fs.File }{f}, err
}

func TestOpenFromAStream(t *testing.T) {
	f := gpt2Folder("")
	c, err := OpenFS(streamed{f.files()}, "it")
	require.NoError(t, err)
	f.same(t, "", c.Model)
}

func TestSaveAndOpen(t *testing.T) {
	for _, tied := range []bool{true, false} {
		for _, cfg := range []Config{oddConfig(), {
			VocabSize: 5, NPositions: 3, NEmbd: 4, NLayer: 1, NHead: 1, NInner: 16,
			LayerNormEpsilon: 1e-6, Activation: "gelu", BOS: -1, EOS: 2,
		}} {
			dir := filepath.Join(t.TempDir(), "new", "model")
			saved := &Checkpoint{Model: randomGPT(cfg, tied)}
			rounded(saved.Model, F32)
			require.NoError(t, saved.Save(dir, F32))

			opened, err := Open(dir)
			require.NoError(t, err)
			assert.Equal(t, "model", opened.Name)
			assert.Nil(t, opened.Tokenizer)
			assert.Equal(t, cfg, opened.Model.Config)
			assert.Equal(t, tied, opened.Model.Tied())
			sameBits(t, saved.Model, opened.Model)

			tokens := [][]int{{0, 4, 2}}
			assert.Equal(t, saved.Model.Probs(Scope{}, tokens, nil), opened.Model.Probs(Scope{}, tokens, nil))

			for _, dtype := range []DType{F16, BF16} { // over the first one
				require.NoError(t, saved.Save(dir, dtype))
				opened, err = Open(dir)
				require.NoError(t, err)
				half := randomGPT(cfg, tied)
				rounded(half, dtype)
				sameBits(t, half, opened.Model)
			}
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, entries, 2, "nothing is left beside config.json and model.safetensors")
		}
	}
}

// rounded gives every weight the value it has after being stored.
func rounded(m *GPT, dtype DType) {
	for _, p := range m.Params() {
		for i, x := range p.Tensor.Data {
			p.Tensor.Data[i] = roundTo(dtype, x)
		}
	}
}

func sameBits(t *testing.T, want, got *GPT) {
	t.Helper()
	a, b := want.Params(), got.Params()
	require.Len(t, b, len(a))
	for i := range a {
		require.Equal(t, a[i].Name, b[i].Name)
		require.Equal(t, *a[i].Tensor, *b[i].Tensor, a[i].Name)
	}
}

func TestSaveWithTokenizer(t *testing.T) {
	tokenizer, err := TrainCharTokenizer("床前看月光\n", CharOptions{})
	require.NoError(t, err)
	cfg := oddConfig() // V = 11, more than the eight symbols
	dir := filepath.Join(t.TempDir(), "m")
	c := &Checkpoint{Model: randomGPT(cfg, true), Tokenizer: tokenizer}
	require.NoError(t, c.Save(dir, F16))
	opened, err := Open(dir)
	require.NoError(t, err)
	assert.Equal(t, tokenizer, opened.Tokenizer)

	c.Model.BOS = 3
	require.NoError(t, c.Save(dir, F16))
	_, err = Open(dir)
	assert.Equal(t, "3", failure(t, err, "tokenizer_start").Args["expected"])
	c.Model.BOS = -1
	require.NoError(t, c.Save(dir, F16))
	_, err = Open(dir)
	assert.Equal(t, "null", failure(t, err, "tokenizer_start").Args["expected"])

	cfg.VocabSize = 7
	c.Model = randomGPT(cfg, true)
	require.NoError(t, c.Save(dir, F16))
	_, err = Open(dir)
	failure(t, err, "tokenizer_size")

	require.NoError(t, os.WriteFile(filepath.Join(dir, CharTokenizerFile), []byte("{"), 0o666))
	_, err = Open(dir)
	failure(t, err, "json_broken")
}

func TestSaveRefusesWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	c := &Checkpoint{Model: randomGPT(oddConfig(), true)}
	require.NoError(t, c.Save(dir, F16))
	before := contentsOf(t, dir)

	c.Model.LnF.G.Data[4] = 65505
	e := failure(t, c.Save(dir, F16), "weight_too_large")
	assert.Equal(t, Args{"tensor": "ln_f.weight", "at": "(4)", "got": "65505", "dtype": F16}, e.Args)
	require.NoError(t, c.Save(t.TempDir(), F32))

	c.Model.LnF.G.Data[4] = Float(math.NaN())
	failure(t, c.Save(dir, F32), "weight_too_large")
	assert.Equal(t, before, contentsOf(t, dir), "the old checkpoint is untouched")

	c.Model.LnF.G.Data[4] = 0
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	failure(t, c.Save(filepath.Join(file, "in"), F32), "file_unwritable")
}

func contentsOf(t *testing.T, dir string) map[string]string {
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		files[e.Name()] = string(text)
	}
	return files
}

// A large checkpoint costs the memory of its numbers, not a multiple of it.
func TestOpenCostsTheModelOnce(t *testing.T) {
	cfg := oddConfig()
	cfg.VocabSize, cfg.NEmbd = 40_000, 96
	dir := t.TempDir()
	require.NoError(t, (&Checkpoint{Model: NewZeroGPT(cfg, true)}).Save(dir, F32))

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c, err := Open(dir)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	numbers := uint64(c.Model.NumParams()) * uint64(reflect.TypeFor[Float]().Size())
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, numbers*11/10)
}
