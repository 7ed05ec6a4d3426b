package viz

import (
	_ "embed"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"
)

// colorTable is the table of colours of all pictures: a line of names, index
// first, then 256 lines with one #rrggbb for each map. Its origin and licence are
// in color/LICENSE.txt.
//
//go:embed color/colormaps.tsv
var colorTable []byte

// A ColorMap holds 256 colours from the low end of a scale to the high end.
type ColorMap [256]color.RGBA

// ColorMaps returns the maps of the table by name: viridis, cividis, magma and
// blues for magnitudes, puor for signed numbers (purple below, orange above
// zero, neutral at zero). All can be told apart by colour-blind eyes.
var ColorMaps = sync.OnceValue(func() map[string]*ColorMap {
	lines := strings.Split(strings.TrimSpace(string(colorTable)), "\n")
	names := strings.Split(lines[0], "\t")[1:]
	maps := map[string]*ColorMap{}
	for _, name := range names {
		maps[name] = new(ColorMap)
	}
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		i, err := strconv.Atoi(fields[0])
		if err != nil {
			panic(fmt.Sprintf("viz: colour table: %v", err))
		}
		for n, name := range names {
			maps[name][i] = hexColor(fields[n+1])
		}
	}
	return maps
})

// hexColor reads #rrggbb. It panics on anything else: all callers are constants
// and the embedded table.
func hexColor(s string) color.RGBA {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 {
		panic(fmt.Sprintf("viz: colour %q", s))
	}
	return color.RGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 255}
}

// A colorScale turns numbers from low to high into colours.
type colorScale struct {
	name      string // of a map in ColorMaps
	low, high float64
}

// magnitudes is the scale of numbers from zero to high.
func magnitudes(high float64) colorScale {
	if high <= 0 {
		high = 1
	}
	return colorScale{"blues", 0, high}
}

// signed is the scale of numbers on both sides of zero, the same distance each way.
func signed(limit float64) colorScale {
	if limit <= 0 {
		limit = 1
	}
	return colorScale{"puor", -limit, limit}
}

// index returns which of the 256 colours stands for v: the nearest, halves
// upward, the ends for what lies beyond them. Zero of a signed scale is 128.
func (s colorScale) index(v float64) int {
	x := (v - s.low) / (s.high - s.low)
	return int(math.Floor(255*min(max(x, 0), 1) + 0.5))
}

func (s colorScale) color(v float64) color.RGBA { return ColorMaps()[s.name][s.index(v)] }

// readableOn returns the ink for text on a background: dark, white or black,
// the first that reaches a contrast of 4.5 to 1. White or black always does.
func readableOn(background color.RGBA) color.RGBA {
	for _, candidate := range []color.RGBA{ink, white} {
		if contrast(candidate, background) >= 4.5 {
			return candidate
		}
	}
	return color.RGBA{A: 255}
}

// contrast is WCAG 2's ratio of the lighter to the darker of two colours, 1 to 21.
func contrast(a, b color.RGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the relative luminance of WCAG 2, from 0 (black) to 1 (white).
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
