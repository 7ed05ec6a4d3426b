package viz

import (
	"encoding/binary"

	"gptlab/ref"
)

// MaxFrameBytes is how many bytes of numbers a tensor frame may hold.
const MaxFrameBytes = 8 << 20

// frameMagic begins every tensor frame: the bytes G L T 1.
const frameMagic = 0x31544C47

// TensorFrame returns the binary message that answers a tensor request: the
// part of the step's value at a leading index, the whole where index is empty.
// Section 5 of docs/protocol.md describes it. It fails with step_out_of_range,
// index_out_of_range and tensor_too_large.
func TensorFrame(id uint32, t *Tape, step int, index []int) ([]byte, error) {
	s, err := t.Step(step)
	if err != nil {
		return nil, err
	}
	part, err := partOf(s.Value, index)
	if err != nil {
		return nil, err
	}
	if got := len(part.Data) * bytesPerNumber; got > MaxFrameBytes {
		return nil, ref.Fail("tensor_too_large", ref.Args{"got": got, "limit": MaxFrameBytes})
	}
	header := 16 + 4*len(part.Shape)
	frame := make([]byte, header+bytesPerNumber*len(part.Data))
	words := append([]int{frameMagic, int(id), step, len(part.Shape)}, part.Shape...)
	for i, w := range words {
		binary.LittleEndian.PutUint32(frame[4*i:], uint32(w))
	}
	putFloats(frame[header:], part.Data)
	return frame, nil
}

// partOf returns what lies at a leading index of a tensor, sharing its memory:
// head 2 of (nh, T, T) at [2], its row 6 at [2, 6].
func partOf(t ref.Tensor, index []int) (ref.Tensor, error) {
	if err := checkIndex(t.Shape, index, len(index)); err != nil {
		return ref.Tensor{}, err
	}
	shape := t.Shape[len(index):]
	size := 1
	for _, d := range shape {
		size *= d
	}
	at := 0
	for axis, i := range index {
		at = at*t.Shape[axis] + i
	}
	return ref.FromSlice(t.Data[at*size:(at+1)*size], shape...), nil
}
