package ref

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"
)

// A safetensors file is three things, one after the other:
//
//	8 bytes    N, the length of the header, little-endian
//	N bytes    the header: a JSON object, name → {dtype, shape, data_offsets}
//	the rest   the numbers of all tensors, without holes
//
// The format: https://github.com/huggingface/safetensors.

// Safetensors is an open safetensors file whose header has been read and
// checked. Numbers are read when they are asked for, tensor by tensor.
type Safetensors struct {
	File     string // as errors call it
	Metadata map[string]string
	Tensors  []TensorInfo // in the order of their data

	r       io.ReaderAt
	mapping []byte // the whole file as memory; nil where it is only read
	data    int64  // where the data begins in the file
	byName  map[string]int
}

// TensorInfo is one entry of a header.
type TensorInfo struct {
	Name  string
	DType DType
	Shape []int

	begin, end int64 // bytes into the data
}

// maxHeader is the limit of the reference implementation.
const maxHeader = 100_000_000

// ReadSafetensors reads and checks the header of a file of the given size.
// Errors are *Error and call the file by the given name.
func ReadSafetensors(file string, r io.ReaderAt, size int64) (*Safetensors, error) {
	if size < 8 {
		return nil, Fail("safetensors_short", Args{"file": file, "got": size})
	}
	var prefix [8]byte
	if err := readAt(file, r, prefix[:], 0); err != nil {
		return nil, err
	}
	length, limit := binary.LittleEndian.Uint64(prefix[:]), min(maxHeader, size-8)
	if length > uint64(limit) {
		return nil, Fail("safetensors_header_length", Args{"file": file, "got": length, "limit": limit})
	}
	header := make([]byte, length)
	if err := readAt(file, r, header, 8); err != nil {
		return nil, err
	}

	tensors, metadata, err := parseHeader(file, header)
	if err != nil {
		return nil, err
	}
	s := &Safetensors{
		File: file, Metadata: metadata, Tensors: tensors,
		r: r, data: 8 + int64(length), byName: map[string]int{},
	}
	if err := s.checkOffsets(size - s.data); err != nil {
		return nil, err
	}
	for i, t := range s.Tensors {
		s.byName[t.Name] = i
	}
	return s, nil
}

// checkOffsets sorts the tensors by place and makes sure that they cover the
// data exactly: no hole, no overlap, nothing before, nothing after.
func (s *Safetensors) checkOffsets(size int64) error {
	slices.SortStableFunc(s.Tensors, func(a, b TensorInfo) int {
		if a.begin != b.begin {
			return cmp.Compare(a.begin, b.begin)
		}
		return cmp.Compare(a.end, b.end)
	})
	var at int64
	for _, t := range s.Tensors {
		if t.begin != at {
			return Fail("safetensors_offsets", Args{"file": s.File, "tensor": legible(t.Name), "got": t.begin, "expected": at})
		}
		at = t.end
	}
	if at != size {
		return Fail("safetensors_end", Args{"file": s.File, "got": size, "expected": at})
	}
	return nil
}

// Info returns what the header says of a tensor, and whether there is one of that name.
func (s *Safetensors) Info(name string) (TensorInfo, bool) {
	i, ok := s.byName[name]
	if !ok {
		return TensorInfo{}, false
	}
	return s.Tensors[i], true
}

// Floats reads a tensor of floating-point numbers.
func (s *Safetensors) Floats(name string) (Tensor, error) {
	info, ok := s.Info(name)
	if !ok {
		return Tensor{}, Fail("tensor_absent", Args{"file": s.File, "tensor": legible(name)})
	}
	if !info.DType.isFloat() { // before its memory is asked for
		return Tensor{}, s.wrongType(info, "F32, F16, BF16, F64")
	}
	t := NewTensor(info.Shape...)
	return t, s.ReadInto(t, name)
}

// ReadInto reads a tensor of floating-point numbers into dst, which has its shape already.
func (s *Safetensors) ReadInto(dst Tensor, name string) error {
	info, ok := s.Info(name)
	switch {
	case !ok:
		return Fail("tensor_absent", Args{"file": s.File, "tensor": legible(name)})
	case !info.DType.isFloat():
		return s.wrongType(info, "F32, F16, BF16, F64")
	case !slices.Equal(info.Shape, dst.Shape):
		return Fail("tensor_shape", Args{"file": s.File, "tensor": legible(name), "got": shapeText(info.Shape), "expected": shapeText(dst.Shape)})
	}
	width := int(dtypeBytes[info.DType])
	return s.chunks(info, func(at int, bytes []byte) {
		info.DType.decode(dst.Data[at:at+len(bytes)/width], bytes)
	})
}

// Ints reads a tensor of integers, row by row.
func (s *Safetensors) Ints(name string) ([]int64, error) {
	info, ok := s.Info(name)
	if !ok {
		return nil, Fail("tensor_absent", Args{"file": s.File, "tensor": legible(name)})
	}
	if info.DType != I64 {
		return nil, s.wrongType(info, "I64")
	}
	ints := make([]int64, size(info.Shape))
	err := s.chunks(info, func(at int, bytes []byte) {
		for i := range len(bytes) / 8 {
			ints[at+i] = int64(binary.LittleEndian.Uint64(bytes[8*i:]))
		}
	})
	return ints, err
}

func (s *Safetensors) wrongType(info TensorInfo, expected string) error {
	return Fail("tensor_dtype", Args{"file": s.File, "tensor": legible(info.Name), "got": info.DType, "expected": expected})
}

// chunkBytes is how much of a file is held beside the tensor it becomes, so
// that opening a large checkpoint costs its numbers once.
const chunkBytes = 1 << 18

// chunks reads a tensor piece by piece; at is the index of a piece's first number.
func (s *Safetensors) chunks(info TensorInfo, each func(at int, bytes []byte)) error {
	buffer := make([]byte, min(chunkBytes, info.end-info.begin))
	width := dtypeBytes[info.DType]
	for from := info.begin; from < info.end; from += int64(len(buffer)) {
		buffer = buffer[:min(int64(len(buffer)), info.end-from)]
		if err := readAt(s.File, s.r, buffer, s.data+from); err != nil {
			return err
		}
		each(int((from-info.begin)/width), buffer)
	}
	return nil
}

// readAt fills p or fails with an *Error.
func readAt(file string, r io.ReaderAt, p []byte, offset int64) error {
	n, err := r.ReadAt(p, offset)
	if n == len(p) { // io.EOF beside a full buffer is no failure
		return nil
	}
	return Fail("file_unreadable", Args{"file": file, "reason": reason(err)})
}
