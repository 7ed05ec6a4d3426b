package ref

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The names of the files that hold a checkpoint's weights.
const (
	WeightsFile = "model.safetensors"
	ShardsFile  = "model.safetensors.index.json" // lists the files of a model in several
)

// layout yields every tensor of a GPT-2 checkpoint with its shape, except the
// head, which is not always there. Names are those of Params.
func (c Config) layout() iter.Seq2[string, []int] {
	v, t, n, inner := c.VocabSize, c.NPositions, c.NEmbd, c.NInner
	block := []struct {
		name  string
		shape []int
	}{
		{"ln_1.weight", []int{n}}, {"ln_1.bias", []int{n}},
		{"attn.c_attn.weight", []int{n, 3 * n}}, {"attn.c_attn.bias", []int{3 * n}},
		{"attn.c_proj.weight", []int{n, n}}, {"attn.c_proj.bias", []int{n}},
		{"ln_2.weight", []int{n}}, {"ln_2.bias", []int{n}},
		{"mlp.c_fc.weight", []int{n, inner}}, {"mlp.c_fc.bias", []int{inner}},
		{"mlp.c_proj.weight", []int{inner, n}}, {"mlp.c_proj.bias", []int{n}},
	}
	return func(yield func(string, []int) bool) {
		if !yield("wte.weight", []int{v, n}) || !yield("wpe.weight", []int{t, n}) {
			return
		}
		for i := range c.NLayer {
			for _, p := range block {
				if !yield(fmt.Sprintf("h.%d.%s", i, p.name), p.shape) {
					return
				}
			}
		}
		_ = yield("ln_f.weight", []int{n}) && yield("ln_f.bias", []int{n})
	}
}

const headName = "lm_head.weight"

// openWeights reads the model of a folder. The headers are compared with the
// configuration before any memory is asked for: a tensor that is there, with
// its shape, has its bytes in the file.
func openWeights(f folder, cfg hfConfig) (*GPT, error) {
	w := weights{tensors: map[string]weight{}}
	defer w.close()
	if err := w.open(f); err != nil {
		return nil, err
	}
	_, hasHead := w.tensors[headName]
	if err := w.check(cfg, hasHead); err != nil {
		return nil, err
	}
	if hasHead && (cfg.tie == nil || *cfg.tie) && sameBytes(w.tensors["wte.weight"], w.tensors[headName]) {
		hasHead = false // it is the table, stored twice: no memory for it
	}
	m := NewZeroGPT(cfg.Config, !hasHead)
	m.Task = w.taskHead(cfg)
	for _, p := range m.Params() {
		if err := w.read(p); err != nil {
			return nil, err
		}
	}
	return m, tieHead(m, hasHead, cfg.tie, f.called(ConfigFile))
}

// tieHead makes a head that equals the embedding table the table itself, as
// GPT-2's is: such files store it twice. Where they differ, the configuration
// must not say that they are one.
func tieHead(m *GPT, hasHead bool, tie *bool, config string) error {
	says := func(tied bool) bool { return tie != nil && *tie == tied }
	switch {
	case !hasHead:
		m.Head = m.WTE // wherever that lies by now
		return nil
	case says(false):
		return nil
	case slices.Equal(m.Head.Data, m.WTE.Data):
		m.Head = m.WTE
		return nil
	case says(true):
		return Fail("config_tie", Args{"file": config})
	default:
		return nil
	}
}

// sameBytes reports whether two tensors of one shape are stored alike. Where a
// file cannot be read, whoever reads the tensor says so.
func sameBytes(a, b weight) bool {
	if a.info.DType != b.info.DType {
		return false
	}
	const piece = 1 << 16
	bytesA, bytesB := make([]byte, piece), make([]byte, piece)
	for at, size := int64(0), a.info.end-a.info.begin; at < size; at += piece {
		n := min(piece, size-at)
		for _, t := range []struct {
			weight
			into []byte
		}{{a, bytesA[:n]}, {b, bytesB[:n]}} {
			if readAt(t.in.File, t.in.r, t.into, t.in.data+t.info.begin+at) != nil {
				return false
			}
		}
		if !bytes.Equal(bytesA[:n], bytesB[:n]) {
			return false
		}
	}
	return true
}

// weights are the tensors of a folder by their names without "transformer.",
// in however many files they lie.
type weights struct {
	file    string // the one to blame for what is in none
	tensors map[string]weight
	closers []io.Closer
}

type weight struct {
	in   *Safetensors
	info TensorInfo
}

func (w *weights) close() {
	for _, c := range w.closers {
		c.Close()
	}
}

// open reads the headers of all files.
func (w *weights) open(f folder) error {
	w.file = f.called(WeightsFile)
	files := []string{WeightsFile}
	if !f.has(WeightsFile) && f.has(ShardsFile) {
		shards, err := readShards(f)
		if err != nil {
			return err
		}
		w.file, files = f.called(ShardsFile), shards
	}
	for _, file := range files {
		s, closer, err := f.safetensors(file)
		if err != nil {
			return err
		}
		w.closers = append(w.closers, closer)
		if err := w.add(s); err != nil {
			return err
		}
	}
	return nil
}

// readShards lists the files that model.safetensors.index.json names.
func readShards(f folder) ([]string, error) {
	text, err := f.read(ShardsFile, maxJSON)
	if err != nil {
		return nil, err
	}
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, notJSON(f.called(ShardsFile), err)
	}
	var files []string
	for _, tensor := range slices.Sorted(maps.Keys(index.WeightMap)) { // so that the same error is found every time
		file := index.WeightMap[tensor]
		if strings.ContainsAny(file, `/\`) || !strings.HasSuffix(file, ".safetensors") {
			return nil, Fail("field_wrong", Args{
				"file": f.called(ShardsFile), "field": legible("weight_map." + tensor), "got": legible(file), "expected": "*.safetensors",
			})
		}
		files = append(files, file)
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// add puts the tensors of one file beside those of the others.
func (w *weights) add(s *Safetensors) error {
	for _, info := range s.Tensors {
		name := strings.TrimPrefix(info.Name, "transformer.")
		if isBuffer(name) {
			continue
		}
		if _, twice := w.tensors[name]; twice {
			return Fail("tensor_twice", Args{"file": s.File, "tensor": legible(name)})
		}
		w.tensors[name] = weight{s, info}
	}
	return nil
}

// isBuffer recognises the causal mask, which older files store with every layer.
func isBuffer(name string) bool {
	layer, ok := strings.CutPrefix(name, "h.")
	layer, rest, _ := strings.Cut(layer, ".")
	_, err := strconv.Atoi(layer)
	return ok && err == nil && (rest == "attn.bias" || rest == "attn.masked_bias")
}

// check compares the headers with the configuration: every tensor is there,
// with its shape, and no other is.
func (w *weights) check(cfg hfConfig, hasHead bool) error {
	left := map[string]bool{}
	for name := range w.tensors {
		left[name] = true
	}
	for name, shape := range cfg.layout() {
		if err := w.checkOne(name, shape); err != nil {
			return err
		}
		delete(left, name)
	}
	if hasHead || cfg.tie != nil && !*cfg.tie {
		if err := w.checkOne(headName, []int{cfg.VocabSize, cfg.NEmbd}); err != nil {
			return err
		}
		delete(left, headName)
	}
	if head := w.taskHead(cfg); head.Exists() {
		if err := w.checkOne(taskName, head.W.Shape); err != nil {
			return err
		}
		delete(left, taskName)
	}
	if len(left) > 0 {
		name := slices.Min(slices.Collect(maps.Keys(left)))
		return Fail("tensor_unexpected", Args{
			"file": w.tensors[name].in.File, "tensor": legible(name), "n_layer": cfg.NLayer,
		})
	}
	return nil
}

func (w *weights) checkOne(name string, shape []int) error {
	t, ok := w.tensors[name]
	switch {
	case !ok:
		return Fail("tensor_missing", Args{"file": w.file, "tensor": name, "expected": shapeText(shape)})
	case !slices.Equal(t.info.Shape, shape):
		return Fail("tensor_shape", Args{
			"file": t.in.File, "tensor": legible(t.info.Name), "got": shapeText(t.info.Shape), "expected": shapeText(shape),
		})
	case !t.info.DType.isFloat():
		return t.in.wrongType(t.info, "F32, F16, BF16, F64")
	}
	return nil
}

// read fills a parameter, or lets it be where the file is mapped, and refuses what
// is not a finite number.
func (w *weights) read(p Param) error {
	t := w.tensors[p.Name]
	if there := t.in.inPlace(t.info); there != nil {
		p.Tensor.Data = there
	} else if err := t.in.ReadInto(*p.Tensor, t.info.Name); err != nil {
		return err
	}
	if i := beyond(p.Tensor.Data, F64); i >= 0 {
		return Fail("tensor_not_finite", Args{
			"file": t.in.File, "tensor": legible(t.info.Name), "at": shapeText(indexOf(*p.Tensor, i)), "got": fmt.Sprint(p.Tensor.Data[i]),
		})
	}
	return nil
}

// beyond returns the first number that is not finite or that dtype cannot hold, or −1.
func beyond(numbers []Float, dtype DType) int {
	largest := dtype.largest()
	return slices.IndexFunc(numbers, func(x Float) bool { return !(math.Abs(float64(x)) <= largest) })
}

// indexOf turns a place in t.Data into an index for At.
func indexOf(t Tensor, place int) []int {
	index := make([]int, len(t.Shape))
	for axis := len(t.Shape) - 1; axis >= 0; axis-- {
		index[axis] = place % t.Shape[axis]
		place /= t.Shape[axis]
	}
	return index
}
