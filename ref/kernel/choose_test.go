package kernel

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestChoose(t *testing.T) {
	m, err := choose("")
	require.NoError(t, err)
	assert.Equal(t, methods[0].name, m.name, "the fastest")
	for _, want := range methods {
		m, err := choose(want.name)
		require.NoError(t, err)
		assert.Equal(t, want.name, m.name)
	}
	_, err = choose("abacus")
	assert.ErrorContains(t, err, "GPTLAB_KERNEL=abacus: this build can run ")
	assert.ErrorContains(t, err, "go")
}

// Reading the variable here also tells go test's cache that results depend on it.
func TestTheKernelIsTheOneAskedFor(t *testing.T) {
	if asked := os.Getenv("GPTLAB_KERNEL"); asked != "" {
		assert.Equal(t, asked, Name())
	}
}
