package ref

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// NamedTensor is one entry of a safetensors file to be written: floating-point
// numbers, or integers.
type NamedTensor struct {
	Name   string
	DType  DType // I64 for Ints; F32, F16, BF16 or F64 for Floats
	Shape  []int
	Floats []Float
	Ints   []int64
}

// FloatTensor names a tensor and the type it is to be stored in.
func FloatTensor(name string, dtype DType, t Tensor) NamedTensor {
	return NamedTensor{Name: name, DType: dtype, Shape: t.Shape, Floats: t.Data}
}

// IntTensor names a list of integers, which is stored as I64 of shape (n).
func IntTensor(name string, ints []int64) NamedTensor {
	return NamedTensor{Name: name, DType: I64, Shape: []int{len(ints)}, Ints: ints}
}

// WriteSafetensors writes a safetensors file. The wider types come first, and
// the header is padded, so that every number is aligned; otherwise tensors keep
// their order, and equal input gives equal bytes. Metadata may be nil.
func WriteSafetensors(w io.Writer, tensors []NamedTensor, metadata map[string]string) error {
	tensors = slices.Clone(tensors)
	slices.SortStableFunc(tensors, func(a, b NamedTensor) int {
		return cmp.Compare(dtypeBytes[b.DType], dtypeBytes[a.DType])
	})
	header, err := formatHeader(tensors, metadata)
	if err != nil {
		return err
	}
	var length [8]byte
	binary.LittleEndian.PutUint64(length[:], uint64(len(header)))
	if _, err := w.Write(append(length[:], header...)); err != nil {
		return err
	}
	for _, t := range tensors {
		if err := t.writeNumbers(w); err != nil {
			return err
		}
	}
	return nil
}

// formatHeader lays the tensors out one behind the other.
func formatHeader(tensors []NamedTensor, metadata map[string]string) ([]byte, error) {
	header := bytes.NewBufferString("{")
	field := func(name string, value any) {
		if header.Len() > 1 {
			header.WriteByte(',')
		}
		fmt.Fprintf(header, "%s:%s", mustJSON(name), mustJSON(value))
	}
	if len(metadata) > 0 {
		field("__metadata__", metadata)
	}
	var at int64
	seen := map[string]bool{"__metadata__": true}
	for _, t := range tensors {
		if err := t.check(); err != nil {
			return nil, err
		}
		if seen[t.Name] {
			return nil, fmt.Errorf("ref.WriteSafetensors: the name %q is taken", t.Name)
		}
		seen[t.Name] = true
		end := at + int64(size(t.Shape))*dtypeBytes[t.DType]
		field(t.Name, struct {
			DType   DType    `json:"dtype"`
			Shape   []int    `json:"shape"`
			Offsets [2]int64 `json:"data_offsets"`
		}{t.DType, append([]int{}, t.Shape...), [2]int64{at, end}})
		at = end
	}
	header.WriteByte('}')
	for header.Len()%8 != 0 {
		header.WriteByte(' ')
	}
	return header.Bytes(), nil
}

// check refuses a tensor whose numbers do not fill its shape.
func (t NamedTensor) check() error {
	numbers := len(t.Floats)
	switch {
	case t.DType == I64:
		numbers = len(t.Ints)
	case !t.DType.isFloat():
		return fmt.Errorf("ref.WriteSafetensors: %s: cannot write %q", t.Name, t.DType)
	}
	if numbers != size(t.Shape) {
		return fmt.Errorf("ref.WriteSafetensors: %s: %d numbers do not fill shape %v", t.Name, numbers, t.Shape)
	}
	return nil
}

// writeNumbers writes in chunks, like the reader reads.
func (t NamedTensor) writeNumbers(w io.Writer) error {
	width := int(dtypeBytes[t.DType])
	buffer := make([]byte, 0, min(chunkBytes, width*size(t.Shape)))
	if t.DType == I64 {
		for part := range slices.Chunk(t.Ints, chunkBytes/width) {
			buffer = buffer[:0]
			for _, n := range part {
				buffer = binary.LittleEndian.AppendUint64(buffer, uint64(n))
			}
			if _, err := w.Write(buffer); err != nil {
				return err
			}
		}
		return nil
	}
	for part := range slices.Chunk(t.Floats, chunkBytes/width) {
		buffer = buffer[:width*len(part)]
		t.DType.encode(buffer, part)
		if _, err := w.Write(buffer); err != nil {
			return err
		}
	}
	return nil
}

// mustJSON encodes what is known to be encodable: strings and numbers.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
