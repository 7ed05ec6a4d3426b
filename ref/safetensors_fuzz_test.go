package ref

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzSafetensors reads any bytes at all. What is accepted keeps what the
// header promises, and is the same after it was written again.
func FuzzSafetensors(f *testing.F) {
	good := `{"__metadata__":{"a":"b"},"x":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},"i":{"dtype":"I64","shape":[1],"data_offsets":[4,12]}}`
	f.Add(raw(good, 0, 60, 0, 188, 1, 2, 3, 4, 5, 6, 7, 8))
	for _, change := range [][2]string{
		{"[0,4]", "[0,12]"}, {"[1,2]", "[4611686018427387905,2]"}, {"[4,12]", "[2,10]"}, {`"i"`, `"x"`}, {"F16", "U8"}, {"}}", "}}  "}, {"2]", "2.0]"},
	} {
		f.Add(raw(strings.Replace(good, change[0], change[1], 1), 0, 60, 0, 188, 1, 2, 3, 4, 5, 6, 7, 8))
	}
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff{}"))
	f.Add([]byte{})

	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := readRaw(file)
		if err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Contains(t, Sentences, e.Code)
			return
		}
		var tensors []NamedTensor
		for _, info := range s.Tensors {
			switch {
			case info.DType == I64:
				ints, err := s.Ints(info.Name)
				require.NoError(t, err)
				require.Len(t, ints, size(info.Shape))
				tensors = append(tensors, NamedTensor{Name: info.Name, DType: I64, Shape: info.Shape, Ints: ints})
			case info.DType == F32: // the others hold NaNs that a Float rounds
				x, err := s.Floats(info.Name)
				require.NoError(t, err)
				tensors = append(tensors, FloatTensor(info.Name, F32, x))
			}
		}
		var again bytes.Buffer
		require.NoError(t, WriteSafetensors(&again, tensors, s.Metadata))
		second, err := readRaw(again.Bytes())
		require.NoError(t, err)
		for _, want := range tensors {
			info, ok := second.Info(want.Name)
			require.True(t, ok)
			require.Equal(t, want.Shape, info.Shape)
			if want.DType == I64 {
				got, err := second.Ints(want.Name)
				require.NoError(t, err)
				require.Equal(t, want.Ints, got)
			}
		}
	})
}
