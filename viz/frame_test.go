package viz

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// readFrame decodes a frame as docs/protocol.md section 5 describes it.
func readFrame(t *testing.T, frame []byte) (id, step int, shape []int, data []float32) {
	t.Helper()
	require.Equal(t, "GLT1", string(frame[:4]))
	word := func(i int) int { return int(binary.LittleEndian.Uint32(frame[4*i:])) }
	id, step = word(1), word(2)
	size := 1
	for axis := range word(3) {
		shape = append(shape, word(4+axis))
		size *= word(4 + axis)
	}
	numbers := frame[16+4*len(shape):]
	require.Len(t, numbers, 4*size)
	for i := range size {
		data = append(data, math.Float32frombits(binary.LittleEndian.Uint32(numbers[4*i:])))
	}
	return id, step, shape, data
}

func TestTensorFrameHoldsTheRecordedNumbers(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	masked, _ := tape.Named("h.1.attn.masked")
	for _, c := range []struct {
		index []int
		shape []int
		want  []ref.Float
	}{
		{nil, []int{3, 6, 6}, masked.Value.Data},
		{[]int{2}, []int{6, 6}, masked.Value.Data[72:]},
		{[]int{1, 0}, []int{6}, masked.Value.Row(1, 0)},
		{[]int{1, 4, 3}, nil, []ref.Float{masked.Value.At(1, 4, 3)}},
	} {
		frame, err := TensorFrame(77, tape, masked.Index, c.index)
		require.NoError(t, err)
		id, step, shape, data := readFrame(t, frame)
		assert.Equal(t, 77, id)
		assert.Equal(t, masked.Index, step)
		assert.Equal(t, c.shape, shape)
		assert.Equal(t, c.want, data)
	}
	row, err := TensorFrame(1, tape, masked.Index, []int{0, 0})
	require.NoError(t, err)
	_, _, _, data := readFrame(t, row)
	assert.True(t, math.IsInf(float64(data[1]), -1), "masked cells travel as −Inf")
}

func TestTensorFrameRefuses(t *testing.T) {
	tape := new(Tape)
	s := ref.Watch(tape)
	s.Tap("large", ref.NewTensor(3, MaxFrameBytes/4))
	s.Tap("scalar", ref.Scalar(1))
	for _, c := range []struct {
		code  string
		step  int
		index []int
	}{
		{"step_out_of_range", 2, nil},
		{"tensor_too_large", 0, nil},
		{"index_out_of_range", 0, []int{3}},
		{"index_out_of_range", 0, []int{-1}},
		{"index_out_of_range", 0, []int{0, 0, 0}},
		{"index_out_of_range", 1, []int{0}},
	} {
		_, err := TensorFrame(1, tape, c.step, c.index)
		assert.Equal(t, c.code, codeOf(t, err), "%+v", c)
	}
	_, err := TensorFrame(1, tape, 0, []int{1})
	assert.NoError(t, err, "the largest that is sent")
	_, err = TensorFrame(1, tape, 1, []int{})
	assert.NoError(t, err)
}

// TestTensorFrameAllocatesOnce: one frame, and nothing for each number.
func TestTensorFrameAllocatesOnce(t *testing.T) {
	tape := new(Tape)
	ref.Watch(tape).Tap("x", ref.NewTensor(64, 1024))
	assert.LessOrEqual(t, testing.AllocsPerRun(20, func() { _, _ = TensorFrame(1, tape, 0, nil) }), 4.0)
}
