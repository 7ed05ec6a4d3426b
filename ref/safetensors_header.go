package ref

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"
)

// headerParser walks the tokens of a header. Decoding into a map would be
// shorter, but a map hides that a name came twice.
type headerParser struct {
	file string
	json *json.Decoder
}

// parseHeader reads a header, of which nothing is trusted.
func parseHeader(file string, header []byte) (tensors []TensorInfo, metadata map[string]string, err error) {
	p := headerParser{file, json.NewDecoder(bytes.NewReader(header))}
	p.json.UseNumber()
	if len(header) == 0 || header[0] != '{' || !utf8.Valid(header) {
		return nil, nil, p.broken()
	}
	err = p.object("", func(name string) (err error) {
		if name == "__metadata__" {
			metadata, err = p.metadata()
			return err
		}
		t, err := p.tensor(name)
		tensors = append(tensors, t)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if _, err := p.json.Token(); err != io.EOF { // spaces may follow, nothing else
		return nil, nil, p.broken()
	}
	return tensors, metadata, nil
}

// object reads {"key": …}, calling each where a value begins. It refuses a key
// that comes twice; path stands before the key in that error.
func (p headerParser) object(path string, each func(key string) error) error {
	if t, err := p.json.Token(); err != nil || t != json.Delim('{') {
		return p.broken()
	}
	seen := map[string]bool{}
	for p.json.More() {
		t, err := p.json.Token()
		key, isString := t.(string)
		if err != nil || !isString {
			return p.broken()
		}
		if seen[key] {
			return Fail("safetensors_duplicate", Args{"file": p.file, "name": legible(path + key)})
		}
		seen[key] = true
		if err := each(key); err != nil {
			return err
		}
	}
	if t, err := p.json.Token(); err != nil || t != json.Delim('}') {
		return p.broken()
	}
	return nil
}

func (p headerParser) metadata() (map[string]string, error) {
	metadata := map[string]string{}
	err := p.object("__metadata__.", func(key string) error {
		t, err := p.json.Token()
		if err != nil {
			return p.broken()
		}
		value, isString := t.(string)
		if !isString {
			return p.wrong("__metadata__", key, t, `"…"`)
		}
		metadata[key] = value
		return nil
	})
	return metadata, err
}

// tensor reads {"dtype": …, "shape": …, "data_offsets": …}.
func (p headerParser) tensor(name string) (TensorInfo, error) {
	info := TensorInfo{Name: name}
	read := map[string]func() error{
		"dtype":        func() error { return p.dtype(&info) },
		"shape":        func() error { return p.shape(&info) },
		"data_offsets": func() error { return p.offsets(&info) },
	}
	err := p.object(name+".", func(field string) error {
		f, known := read[field]
		if !known {
			return Fail("field_unknown", Args{"file": p.file, "field": legible(name + "." + field)})
		}
		delete(read, field)
		return f()
	})
	if err != nil {
		return info, err
	}
	for _, field := range []string{"dtype", "shape", "data_offsets"} {
		if read[field] != nil {
			return info, Fail("field_missing", Args{"file": p.file, "field": legible(name) + "." + field})
		}
	}
	return info, p.checkSize(info)
}

func (p headerParser) dtype(info *TensorInfo) error {
	t, err := p.json.Token()
	if err != nil {
		return p.broken()
	}
	name, _ := t.(string)
	if dtypeBytes[DType(name)] == 0 {
		return p.wrong(info.Name, "dtype", t, "F32, F16, BF16, I64, …")
	}
	info.DType = DType(name)
	return nil
}

func (p headerParser) shape(info *TensorInfo) error {
	const expected = "[0, 1, 2, …]"
	info.Shape = []int{}
	return p.list(info.Name, "shape", expected, func(t json.Token) error {
		n, ok := natural(t)
		if !ok || n > math.MaxInt {
			return p.wrong(info.Name, "shape", t, expected)
		}
		info.Shape = append(info.Shape, int(n))
		return nil
	})
}

func (p headerParser) offsets(info *TensorInfo) error {
	const expected = "[begin, end], 0 ≤ begin ≤ end"
	var offsets []int64
	err := p.list(info.Name, "data_offsets", expected, func(t json.Token) error {
		n, ok := natural(t)
		if !ok || len(offsets) == 2 {
			return p.wrong(info.Name, "data_offsets", t, expected)
		}
		offsets = append(offsets, n)
		return nil
	})
	if err != nil {
		return err
	}
	if len(offsets) != 2 || offsets[0] > offsets[1] {
		return p.wrong(info.Name, "data_offsets", offsets, expected)
	}
	info.begin, info.end = offsets[0], offsets[1]
	return nil
}

// list reads [ … ], calling each with every token in it.
func (p headerParser) list(tensor, field, expected string, each func(json.Token) error) error {
	t, err := p.json.Token()
	if err != nil {
		return p.broken()
	}
	if t != json.Delim('[') {
		return p.wrong(tensor, field, t, expected)
	}
	for p.json.More() {
		t, err := p.json.Token()
		if err != nil {
			return p.broken()
		}
		if err := each(t); err != nil {
			return err
		}
	}
	if _, err := p.json.Token(); err != nil { // the closing bracket
		return p.broken()
	}
	return nil
}

// natural returns a token that is an integer ≥ 0 and fits an int64. 1.0 and 1e3
// are numbers too, but no counts.
func natural(t json.Token) (int64, bool) {
	number, ok := t.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(number.String(), 10, 63)
	return int64(n), err == nil
}

// checkSize compares what shape and dtype ask for with the bytes that are given.
func (p headerParser) checkSize(info TensorInfo) error {
	bytes := dtypeBytes[info.DType]
	for _, d := range info.Shape {
		if d > 0 && bytes > math.MaxInt/int64(d) {
			return Fail("safetensors_overflow", Args{"file": p.file, "tensor": legible(info.Name), "shape": shapeText(info.Shape)})
		}
		bytes *= int64(d)
	}
	if bytes != info.end-info.begin {
		return Fail("safetensors_size", Args{
			"file": p.file, "tensor": legible(info.Name), "dtype": info.DType, "shape": shapeText(info.Shape),
			"expected": bytes, "got": info.end - info.begin,
		})
	}
	return nil
}

// broken says where the header stops being the JSON it should be.
func (p headerParser) broken() error {
	return Fail("safetensors_header", Args{"file": p.file, "at": p.json.InputOffset()})
}

func (p headerParser) wrong(tensor, field string, got any, expected string) error {
	if got == nil {
		got = "null"
	}
	return Fail("field_wrong", Args{
		"file": p.file, "field": legible(tensor) + "." + field, "got": legible(fmt.Sprint(got)), "expected": expected,
	})
}
