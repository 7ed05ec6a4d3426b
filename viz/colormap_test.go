package viz

import (
	"image/color"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestColorMaps(t *testing.T) {
	maps := ColorMaps()
	require.Len(t, maps, 5)
	assert.Equal(t, color.RGBA{0x44, 0x01, 0x54, 255}, maps["viridis"][0])
	assert.Equal(t, color.RGBA{0xfd, 0xea, 0x45, 255}, maps["cividis"][255])
	assert.Equal(t, color.RGBA{0x6d, 0xae, 0xd5, 255}, maps["blues"][127])
}

// Without colour, a magnitude must still read from light to dark or dark to light.
func TestMagnitudesAreOrderedByLightness(t *testing.T) {
	for _, name := range []string{"viridis", "cividis", "magma", "blues"} {
		m := ColorMaps()[name]
		sign := luminance(m[255]) - luminance(m[0])
		for i := 4; i < 256; i++ { // hex digits round neighbours
			assert.Positive(t, sign*(luminance(m[i])-luminance(m[i-4])), "%s at %d", name, i)
		}
	}
}

func TestSignedScaleIsNeutralAtZero(t *testing.T) {
	for _, limit := range []float64{1e-9, 1, 3000, 0} {
		s := signed(limit)
		assert.Equal(t, 128, s.index(0))
		zero := s.color(0)
		assert.Less(t, max(zero.R, zero.G, zero.B)-min(zero.R, zero.G, zero.B), uint8(12), "hardly a colour")
		if limit > 0 {
			assert.Equal(t, 0, s.index(-limit))
			assert.Equal(t, 255, s.index(limit))
			below, above := s.color(-limit/2), s.color(limit/2)
			assert.Greater(t, below.B, below.R, "purple")
			assert.Greater(t, above.R, above.B, "orange")
		}
	}
	ends := ColorMaps()["puor"]
	for i := 1; i < 120; i++ {
		assert.Greater(t, luminance(ends[128])+0.02, luminance(ends[128-i]))
		assert.Greater(t, luminance(ends[128])+0.02, luminance(ends[128+i]))
	}
}

func TestMagnitudesBeginAtZero(t *testing.T) {
	s := magnitudes(2)
	assert.Equal(t, []int{0, 0, 128, 255, 255}, []int{s.index(-1), s.index(0), s.index(1), s.index(2), s.index(5)})
	assert.Equal(t, 0, magnitudes(0).index(0), "all numbers are zero")
}

func TestTextIsReadableOnEveryColour(t *testing.T) {
	for name, m := range ColorMaps() {
		for i, c := range m {
			assert.GreaterOrEqual(t, contrast(readableOn(c), c), 4.5, "%s %d", name, i)
		}
	}
	for _, c := range []color.RGBA{ink, muted, queryColor, keyColor, accent, blue} {
		assert.GreaterOrEqual(t, contrast(c, white), 4.5)
	}
	assert.InDelta(t, 21, contrast(color.RGBA{A: 255}, white), 1e-9)
}
