package viz

import (
	"image/color"
	"strings"
)

// Titles may hold formulas: w_{t} is a w with a small t at its foot.

const (
	footSize = 0.7  // of a subscript, in sizes of its line
	footDrop = 0.18 // how far it stands lower
)

// plainFormula writes w_{<t} as w_<t, for places that know no subscripts.
func plainFormula(s string) string {
	return strings.NewReplacer("_{", "_", "}", "").Replace(s)
}

// formula writes a text with subscripts, as text does without.
func (p pen) formula(s string, x, y, size float64, a anchor, c color.Color) {
	x -= float64(a) * formulaWidth(s, size)
	for _, part := range formulaParts(s) {
		own := part.size(size)
		drop := capMiddle * (size - own)
		if part.foot {
			drop += footDrop * size
		}
		// In an SVG a text that begins with a space begins without it.
		word := strings.TrimLeft(part.text, " ")
		p.text(word, x+textWidth(part.text, own)-textWidth(word, own), y+drop, own, left, c)
		x += textWidth(part.text, own)
	}
}

func formulaWidth(s string, size float64) (w float64) {
	for _, part := range formulaParts(s) {
		w += textWidth(part.text, part.size(size))
	}
	return w
}

type formulaPart struct {
	text string
	foot bool
}

func (f formulaPart) size(line float64) float64 {
	if f.foot {
		return footSize * line
	}
	return line
}

func formulaParts(s string) (parts []formulaPart) {
	for s != "" {
		before, rest, found := strings.Cut(s, "_{")
		if before != "" {
			parts = append(parts, formulaPart{text: before})
		}
		if !found {
			break
		}
		foot, after, _ := strings.Cut(rest, "}")
		parts = append(parts, formulaPart{foot, true})
		s = after
	}
	return parts
}
