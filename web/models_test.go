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
		saveTiny(t, folder)
	}
	list, problems := Models(one, two, last, called)
	require.Empty(t, problems)

	var names []string
	for _, m := range list {
		names = append(names, m.Name)
	}
	assert.Equal(t, []string{"mine", "mine-2", last, bundled[0] + "-2"}, names[:4])
	assert.ElementsMatch(t, bundled, append(names[4:], last), "the others follow, each once")
	assert.False(t, list[0].Bundled)
	assert.True(t, list[2].Bundled)

}

func TestModelsOfARunAreListedAndBrokenOnesReported(t *testing.T) {
	runs := filepath.Join(t.TempDir(), "a [run]")
	saveTiny(t, filepath.Join(runs, "step-0"))
	saveTiny(t, filepath.Join(runs, "step-9"))
	broken := filepath.Join(runs, "step-5")
	saveTiny(t, broken)
	require.NoError(t, os.Truncate(filepath.Join(broken, "model.safetensors"), 40))

	list, problems := Models(filepath.Join(t.TempDir(), "nowhere"), runs)
	assert.Equal(t, "a [run]/step-0", list[0].Name)
	assert.Equal(t, "a [run]/step-9", list[1].Name)
	assert.True(t, list[2].Bundled)
	require.Len(t, problems, 2)
	var e *ref.Error
	require.ErrorAs(t, problems[0], &e)
	assert.Equal(t, "model_not_found", e.Code)
	require.ErrorAs(t, problems[1], &e)
	assert.ErrorContains(t, problems[1], "step-5")

	first, err := list[0].Open()
	require.NoError(t, err)
	again, err := list[0].Open()
	require.NoError(t, err)
	assert.Equal(t, first.Model.Config, again.Model.Config, "a folder can be opened again")
}

// saveTiny writes the tiny model into a new folder.
func saveTiny(t *testing.T, folder string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(folder), 0o755))
	c, err := openTiny()
	require.NoError(t, err)
	require.NoError(t, c.Save(folder, ref.F32))
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
