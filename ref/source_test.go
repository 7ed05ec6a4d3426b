package ref

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSourceHoldsEveryFileButTests(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	want := files[:0]
	for _, f := range files {
		if !strings.HasSuffix(f, "_test.go") {
			want = append(want, f)
		}
	}
	got, err := fs.Glob(Source, "*")
	require.NoError(t, err)
	assert.Equal(t, want, got, "the //go:embed lines of source.go must name every file of ref")

	for _, f := range got {
		onDisk, err := os.ReadFile(f)
		require.NoError(t, err)
		embedded, err := fs.ReadFile(Source, f)
		require.NoError(t, err)
		assert.Equal(t, string(onDisk), string(embedded), f)
	}
}
