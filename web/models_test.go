package web

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
)

func TestModelsListsTheWantedOnesFirst(t *testing.T) {
	bundled := models.Names()
	require.NotEmpty(t, bundled)
	last := bundled[len(bundled)-1]
	one := filepath.Join(t.TempDir(), "mine")
	two := filepath.Join(t.TempDir(), "mine")
	called := filepath.Join(t.TempDir(), bundled[0]) // a folder with the name of a bundled model
	for _, folder := range []string{one, two, called} {
		require.NoError(t, os.Mkdir(folder, 0o755))
	}
	list, err := Models(one, two, last, called)
	require.NoError(t, err)

	var names []string
	for _, m := range list {
		names = append(names, m.Name)
	}
	assert.Equal(t, []string{"mine", "mine-2", last, bundled[0] + "-2"}, names[:4])
	assert.ElementsMatch(t, bundled, append(names[4:], last), "the others follow, each once")
	assert.False(t, list[0].Bundled)
	assert.True(t, list[2].Bundled)

	_, err = Models(filepath.Join(t.TempDir(), "nowhere"))
	var e *ref.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "model_not_found", e.Code)
}

func TestAModelIsTriedAgainAfterItFailed(t *testing.T) {
	broken := true
	s := newShelf([]Model{{Name: "mended", Open: func() (*ref.Checkpoint, error) {
		if broken {
			return nil, ref.Fail("file_missing", ref.Args{"file": "config.json"})
		}
		return openTiny()
	}}})
	_, _, err := s.get("mended")
	require.Error(t, err)
	broken = false
	c, fingerprint, err := s.get("mended")
	require.NoError(t, err)
	assert.Equal(t, "mended", c.Name, "a model is called by its name in the list")

	again, same, err := s.get("mended")
	require.NoError(t, err)
	assert.Same(t, c, again)
	assert.Equal(t, fingerprint, same)
}
