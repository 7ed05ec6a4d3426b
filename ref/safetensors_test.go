package ref

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// raw puts a file together from a header, right or wrong, and its data.
func raw(header string, data ...byte) []byte {
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), data...)
}

func readRaw(file []byte) (*Safetensors, error) {
	return ReadSafetensors("x.safetensors", bytes.NewReader(file), int64(len(file)))
}

// failure asserts that err is an *Error with a code, and returns it. Its
// sentence must be complete: a value that was forgotten shows as <nil>.
func failure(t *testing.T, err error, code string) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code, "%v", e)
	assert.NotEmpty(t, e.Error())
	assert.NotContains(t, e.Error(), "<nil>")
	return e
}

func TestReadSafetensors(t *testing.T) {
	header := `{"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},
		"__metadata__":{"format":"pt","made by":"hand"},
		"a":{"data_offsets":[0,4],"shape":[2],"dtype":"BF16"},
		"none":{"dtype":"F16","shape":[0,3],"data_offsets":[12,12]},
		"ids":{"dtype":"I64","shape":[2],"data_offsets":[12,28]},
		"scalar":{"dtype":"F16","shape":[],"data_offsets":[28,30]},
		"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[30,33]}}  ` + "\n"
	s, err := readRaw(raw(header,
		0x80, 0x3f, 0x00, 0xc0, // 1, −2 as BF16
		0, 0, 0x80, 0x3e, 0, 0, 0x40, 0xc0, // 0.25, −3 as F32
		7, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, // 7, −1
		0, 0x38, // 0.5 as F16
		1, 0, 1))
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"format": "pt", "made by": "hand"}, s.Metadata)
	var names []string
	for _, info := range s.Tensors {
		names = append(names, info.Name)
	}
	assert.Equal(t, []string{"a", "b", "none", "ids", "scalar", "mask"}, names, "in the order of the data")

	for name, want := range map[string]Tensor{
		"a": FromSlice([]Float{1, -2}, 2), "b": FromSlice([]Float{0.25, -3}, 2, 1),
		"none": NewTensor(0, 3), "scalar": {Shape: []int{}, Data: []Float{0.5}},
	} {
		got, err := s.Floats(name)
		require.NoError(t, err)
		assert.Equal(t, want, got, name)
	}
	ids, err := s.Ints("ids")
	require.NoError(t, err)
	assert.Equal(t, []int64{7, -1}, ids)

	_, err = s.Floats("c")
	failure(t, err, "tensor_absent")
	_, err = s.Ints("c")
	failure(t, err, "tensor_absent")
	failure(t, s.ReadInto(NewTensor(2), "c"), "tensor_absent")
	_, err = s.Floats("mask")
	failure(t, err, "tensor_dtype")
	_, err = s.Ints("a")
	failure(t, err, "tensor_dtype")
	failure(t, s.ReadInto(NewTensor(2), "ids"), "tensor_dtype")
	failure(t, s.ReadInto(NewTensor(1, 2), "b"), "tensor_shape")
}

func TestReadSafetensorsRefuses(t *testing.T) {
	f32 := func(shape, offsets string) string {
		return `{"a":{"dtype":"F32","shape":` + shape + `,"data_offsets":` + offsets + `}}`
	}
	ok := `{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`
	four := []byte{0, 0, 0, 0}
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"no bytes":               {nil, "safetensors_short"},
		"seven bytes":            {[]byte("1234567"), "safetensors_short"},
		"no header":              {raw(""), "safetensors_header"},
		"header past the end":    {append(binary.LittleEndian.AppendUint64(nil, 3), "{}"...), "safetensors_header_length"},
		"huge header":            {append(binary.LittleEndian.AppendUint64(nil, math.MaxUint64), "{}"...), "safetensors_header_length"},
		"negative header":        {append(binary.LittleEndian.AppendUint64(nil, 1<<63), "{}"...), "safetensors_header_length"},
		"leading space":          {raw(" {}"), "safetensors_header"},
		"an array":               {raw("[]"), "safetensors_header"},
		"not closed":             {raw(`{"a":` + ok), "safetensors_header"},
		"comma at the end":       {raw(`{"a":`+ok+`,}`, four...), "safetensors_header"},
		"key without value":      {raw(`{"a"}`), "safetensors_header"},
		"two objects":            {raw(`{}{}`), "safetensors_header"},
		"zero bytes behind":      {raw("{}\x00"), "safetensors_header"},
		"not UTF-8":              {raw("{\"\xff\":" + ok + "}"), "safetensors_header"},
		"tensor is a number":     {raw(`{"a":1}`), "safetensors_header"},
		"tensor is null":         {raw(`{"a":null}`), "safetensors_header"},
		"nested deeply":          {raw(strings.Repeat(`{"a":`, 20_000)), "field_unknown"},
		"name twice":             {raw(`{"a":`+ok+`,"a":`+ok+`}`, four...), "safetensors_duplicate"},
		"name twice, escaped":    {raw(`{"a":`+ok+`,"\u0061":`+ok+`}`, four...), "safetensors_duplicate"},
		"field twice":            {raw(`{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, four...), "safetensors_duplicate"},
		"metadata twice":         {raw(`{"__metadata__":{},"__metadata__":{}}`), "safetensors_duplicate"},
		"metadata key twice":     {raw(`{"__metadata__":{"a":"1","a":"2"}}`), "safetensors_duplicate"},
		"metadata number":        {raw(`{"__metadata__":{"a":1}}`), "field_wrong"},
		"metadata list":          {raw(`{"__metadata__":[]}`), "safetensors_header"},
		"no dtype":               {raw(`{"a":{"shape":[1],"data_offsets":[0,4]}}`, four...), "field_missing"},
		"no shape":               {raw(`{"a":{"dtype":"F32","data_offsets":[0,4]}}`, four...), "field_missing"},
		"no offsets":             {raw(`{"a":{"dtype":"F32","shape":[1]}}`, four...), "field_missing"},
		"another field":          {raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}`, four...), "field_unknown"},
		"unknown dtype":          {raw(`{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}`, four...), "field_wrong"},
		"dtype of a wrong type":  {raw(`{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}`, four...), "field_wrong"},
		"shape null":             {raw(f32("null", "[0,4]"), four...), "field_wrong"},
		"shape a number":         {raw(f32("1", "[0,4]"), four...), "field_wrong"},
		"shape negative":         {raw(f32("[-1]", "[0,4]"), four...), "field_wrong"},
		"shapes both negative":   {raw(f32("[-1,-1]", "[0,4]"), four...), "field_wrong"},
		"shape a fraction":       {raw(f32("[1.0]", "[0,4]"), four...), "field_wrong"},
		"shape a power":          {raw(f32("[1e0]", "[0,4]"), four...), "field_wrong"},
		"shape a string":         {raw(f32(`["1"]`, "[0,4]"), four...), "field_wrong"},
		"shape in shape":         {raw(f32(`[[1]]`, "[0,4]"), four...), "field_wrong"},
		"shape past int64":       {raw(f32("[9223372036854775808]", "[0,4]"), four...), "field_wrong"},
		"shape overflows":        {raw(f32("[4294967296,4294967296,1]", "[0,4]"), four...), "safetensors_overflow"},
		"shape overflows to 4":   {raw(f32("[4611686018427387905]", "[0,4]"), four...), "safetensors_overflow"},
		"one offset":             {raw(f32("[1]", "[4]"), four...), "field_wrong"},
		"three offsets":          {raw(f32("[1]", "[0,4,4]"), four...), "field_wrong"},
		"offsets reversed":       {raw(f32("[1]", "[4,0]"), four...), "field_wrong"},
		"offset negative":        {raw(f32("[1]", "[-4,0]"), four...), "field_wrong"},
		"offsets an object":      {raw(f32("[1]", "{}"), four...), "field_wrong"},
		"fewer bytes than shape": {raw(f32("[2]", "[0,4]"), four...), "safetensors_size"},
		"more bytes than shape":  {raw(f32("[]", "[0,8]"), 0, 0, 0, 0, 0, 0, 0, 0), "safetensors_size"},
		"a hole in front":        {raw(f32("[1]", "[1,5]"), 0, 0, 0, 0, 0), "safetensors_offsets"},
		"a hole between": {raw(`{"a":`+ok+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}`,
			0, 0, 0, 0, 0, 0, 0, 0, 0), "safetensors_offsets"},
		"an overlap": {raw(`{"a":`+ok+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`,
			0, 0, 0, 0, 0, 0), "safetensors_offsets"},
		"the same bytes twice": {raw(`{"a":`+ok+`,"b":`+ok+`}`, four...), "safetensors_offsets"},
		"truncated":            {raw(`{"a":`+ok+`}`, 0, 0, 0), "safetensors_end"},
		"a byte too many":      {raw(`{"a":`+ok+`}`, 0, 0, 0, 0, 0), "safetensors_end"},
		"data of nobody":       {raw(`{}`, 0), "safetensors_end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRaw(c.file)
			e := failure(t, err, c.code)
			assert.Contains(t, e.Error(), "x.safetensors")
		})
	}
}

// Errors name the field and what was expected of it, in one short line.
func TestSafetensorsErrorsAreLegible(t *testing.T) {
	_, err := readRaw(raw(`{"h.0":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}`, 0, 0, 0, 0))
	assert.EqualError(t, err, "x.safetensors: h.0.dtype is F31; expected F32, F16, BF16, I64, …")

	_, err = readRaw(raw(`{"\u001b[2J` + strings.Repeat("長", 1000) + `":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}`))
	assert.NotContains(t, err.Error(), "\x1b")
	assert.Less(t, len(err.Error()), 500)
}

func TestSafetensorsFileThatShrinks(t *testing.T) {
	file := raw(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 0, 0, 0, 0)
	s, err := ReadSafetensors("x", bytes.NewReader(file[:len(file)-1]), int64(len(file)))
	require.NoError(t, err, "the header is whole")
	_, err = s.Floats("a")
	failure(t, err, "file_unreadable")

	_, err = ReadSafetensors("x", bytes.NewReader(file[:20]), int64(len(file)))
	failure(t, err, "file_unreadable")
	_, err = ReadSafetensors("x", bytes.NewReader(nil), 8)
	failure(t, err, "file_unreadable")
}

// A tensor of several chunks, at an odd place in the file, is read whole.
func TestSafetensorsReadsInChunks(t *testing.T) {
	numbers := make([]Float, 3*chunkBytes/4+17)
	for i := range numbers {
		numbers[i] = Float(i)
	}
	var file bytes.Buffer
	require.NoError(t, WriteSafetensors(&file, []NamedTensor{FloatTensor("a", F32, FromSlice(numbers, len(numbers)))}, nil))
	odd := []byte(strings.Replace(file.String(), "}}", "}} ", 1)) // a longer header: the data is no longer aligned
	odd[0]++
	s, err := readRaw(odd)
	require.NoError(t, err)
	require.EqualValues(t, 1, s.data%4)
	got, err := s.Floats("a")
	require.NoError(t, err)
	assert.Equal(t, numbers, got.Data)
}

func TestWriteSafetensors(t *testing.T) {
	half := FromSlice([]Float{0.5, -1, 65504}, 3)
	scores := FromSlice([]Float{1, Float(math.Inf(-1))}, 1, 2)
	ints := make([]int64, chunkBytes/8+3)
	for i := range ints {
		ints[i] = -int64(i)
	}
	var file bytes.Buffer
	require.NoError(t, WriteSafetensors(&file, []NamedTensor{
		FloatTensor("half", F16, half),
		FloatTensor("h.0.attn.masked", F32, scores),
		IntTensor("tokens", ints),
		FloatTensor("scalar", BF16, Scalar(2)),
		FloatTensor("empty", F32, NewTensor(0, 4)),
		FloatTensor("wide", F64, Scalar(0.25)),
	}, map[string]string{"text": "床前\"看\"月光\n", "format": "pt"}))

	s, err := readRaw(file.Bytes())
	require.NoError(t, err)
	assert.Zero(t, s.data%8, "the data is aligned")
	assert.Equal(t, map[string]string{"text": "床前\"看\"月光\n", "format": "pt"}, s.Metadata)
	for name, want := range map[string]Tensor{
		"half": half, "h.0.attn.masked": scores, "empty": NewTensor(0, 4),
		"scalar": {Shape: []int{}, Data: []Float{2}}, "wide": {Shape: []int{}, Data: []Float{0.25}},
	} {
		info, _ := s.Info(name)
		assert.Zero(t, info.begin%dtypeBytes[info.DType], "%s is aligned", name)
		got, err := s.Floats(name)
		require.NoError(t, err)
		assert.Equal(t, want, got, name)
	}
	got, err := s.Ints("tokens")
	require.NoError(t, err)
	assert.Equal(t, ints, got)

	var again bytes.Buffer
	require.NoError(t, WriteSafetensors(&again, nil, nil))
	assert.Equal(t, raw("{}      "), again.Bytes())
}

func TestWriteSafetensorsRefuses(t *testing.T) {
	a := FloatTensor("a", F32, Scalar(1))
	for name, tensors := range map[string][]NamedTensor{
		"taken":      {a, a},
		"reserved":   {FloatTensor("__metadata__", F32, Scalar(1))},
		"type":       {FloatTensor("a", "U8", Scalar(1))},
		"no type":    {{Name: "a", Floats: []Float{1}}},
		"shape":      {{Name: "a", DType: F32, Shape: []int{2}, Floats: []Float{1}}},
		"ints":       {{Name: "a", DType: I64, Shape: []int{2}, Ints: []int64{1}}},
		"wrong list": {{Name: "a", DType: I64, Shape: []int{1}, Floats: []Float{1}}},
	} {
		assert.Error(t, WriteSafetensors(io.Discard, tensors, nil), name)
	}
	full := errors.New("disk full")
	for after := range 3 {
		w := &failsAfter{n: after, err: full}
		err := WriteSafetensors(w, []NamedTensor{a, IntTensor("i", []int64{1})}, nil)
		assert.ErrorIs(t, err, full, "writing fails after %d times", after)
	}
}

// failsAfter accepts n writes.
type failsAfter struct {
	n   int
	err error
}

func (w *failsAfter) Write(p []byte) (int, error) {
	if w.n == 0 {
		return 0, w.err
	}
	w.n--
	return len(p), nil
}
