package ref

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func writes(s string) func(io.Writer) error { return contents([]byte(s)) }

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	require.NoError(t, WriteFile(path, writes("old")))
	require.NoError(t, WriteFile(path, writes("new")))
	assert.Equal(t, map[string]string{"a": "new"}, contentsOf(t, dir))
}

// Whatever goes wrong on the way, every old file is whole and nothing new lies about.
func TestWriteFilesAllOrNone(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	require.NoError(t, WriteFile(a, writes("old")))
	before := contentsOf(t, dir)

	half := func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("no space left on device")
	}
	e := failure(t, WriteFiles(FileToWrite{a, writes("new")}, FileToWrite{b, half}), "file_unwritable")
	assert.Equal(t, Args{"file": b, "reason": "no space left on device"}, e.Args)
	assert.Equal(t, before, contentsOf(t, dir))

	own := Fail("weight_too_large", Args{"tensor": "t", "at": "()", "got": "1", "dtype": F16})
	err := WriteFile(b, func(io.Writer) error { return own })
	assert.Equal(t, own, err, "an error that says what is wrong is kept")

	failure(t, WriteFile(filepath.Join(dir, "no", "folder"), writes("")), "file_unwritable")
	require.NoError(t, os.Mkdir(b, 0o777))
	e = failure(t, WriteFile(b, writes("")), "file_unwritable")
	assert.NotContains(t, e.Args["reason"], dir, "the sentence names the path once")
	require.NoError(t, os.Remove(b))
	assert.Equal(t, before, contentsOf(t, dir))
}
