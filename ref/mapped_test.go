//go:build unix

package ref

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// saved writes a small model into a folder and opens it again.
func saved(t *testing.T, change func([]byte) []byte) (model *GPT, dir string) {
	t.Helper()
	dir = t.TempDir()
	model = smallTrainer().Model
	require.NoError(t, (&Checkpoint{Model: model}).Save(dir, F32))
	file := filepath.Join(dir, WeightsFile)
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, change(whole), 0o600))
	return model, dir
}

func unchanged(file []byte) []byte { return file }

func TestWeightsOfAFolderStayInItsFile(t *testing.T) {
	want, dir := saved(t, unchanged)
	opened, err := Open(dir)
	require.NoError(t, err)
	requireSameWeights(t, want, opened.Model)
	assert.True(t, opened.Model.Tied())

	file := filepath.Join(dir, WeightsFile)
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	trainer := ContinueTraining(smallTrainer().Recipe, smallTrainer().Texts, opened.Model)
	trainer.Update(Scope{})
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(before, after), "training wrote into the file")
	assert.NotEqual(t, want.WTE.Data, opened.Model.WTE.Data, "it trained")

	other := smallTrainer().Model
	other.WTE.Data[0] = 5
	require.NoError(t, (&Checkpoint{Model: other}).Save(dir, F32))
	assert.NotEqual(t, Float(5), opened.Model.WTE.Data[0], "a folder that is saved again does not change what was opened")
}

// Numbers that begin at an odd place are read, not mapped.
func TestWeightsAtOddPlacesAreRead(t *testing.T) {
	want, dir := saved(t, func(file []byte) []byte {
		length := binary.LittleEndian.Uint64(file)
		header := append(bytes.TrimRight(file[8:8+length:8+length], " "), ' ')
		if len(header)%4 == 0 {
			header = append(header, ' ')
		}
		odd := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
		return append(append(odd, header...), file[8+length:]...)
	})
	opened, err := Open(dir)
	require.NoError(t, err)
	requireSameWeights(t, want, opened.Model)
}

func requireSameWeights(t *testing.T, want, got *GPT) {
	t.Helper()
	wanted := want.Params()
	for i, p := range got.Params() {
		for j, x := range wanted[i].Tensor.Data { // the file holds float32
			require.Equal(t, float32(x), float32(p.Tensor.Data[j]), p.Name)
		}
	}
}
