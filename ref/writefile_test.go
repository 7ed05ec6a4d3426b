package ref

import (
	"errors"
	"fmt"
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

// A link stays a link, and a device stays a device: renaming a file onto
// /dev/null would be the end of it.
func TestWriteFileKeepsLinksAndDevices(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	if err := os.Symlink(file, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	require.NoError(t, WriteFile(link, writes("through the link")))
	assert.Equal(t, "through the link", contentsOf(t, dir)["file"])
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&os.ModeSymlink)

	pipe, other, err := os.Pipe()
	require.NoError(t, err)
	defer pipe.Close()
	device := fmt.Sprintf("/dev/fd/%d", other.Fd())
	if _, err := os.Stat(device); err != nil {
		t.Skipf("no %s here", device)
	}
	require.NoError(t, WriteFile(device, writes("into the pipe")))
	require.NoError(t, other.Close())
	got, err := io.ReadAll(pipe)
	require.NoError(t, err)
	assert.Equal(t, "into the pipe", string(got))
}
