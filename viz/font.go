package viz

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// The one typeface of every picture: Noto Sans CJK TC, cut down to Latin, Greek,
// bopomofo and 5,900 Chinese characters. Its outlines are TrueType because a PDF
// takes no other kind.
//
//go:embed font/noto-sans-cjk-tc-subset.ttf
var fontFile []byte

//go:embed font/OFL.txt
var fontLicence []byte

// Font returns the TrueType file of the pictures, which the page may serve as a
// web font. The caller must not change it.
func Font() []byte { return fontFile }

// FontLicence returns the SIL Open Font License that goes with Font.
func FontLicence() []byte { return fontLicence }

// typeface is the parsed font. It is read by many goroutines at once, which
// sfnt allows as long as each brings its own buffer.
var typeface = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(fontFile)
	if err != nil {
		panic(fmt.Sprintf("viz: the embedded font: %v", err))
	}
	return f
})

// face returns the typeface at a size in points. Pictures are drawn with it
// directly: gonum's default font and text handler are globals, and race.
func face(size float64) font.Face {
	return font.Face{Font: font.Font{Typeface: "Noto Sans CJK TC", Size: vg.Length(size)}, Face: typeface()}
}

// textWidth returns how many points wide a text is.
func textWidth(s string, size float64) float64 {
	f := face(size)
	return float64(f.Width(s))
}

// Legible returns a text in which every character can be seen and drawn: a line
// break becomes ⏎, a character that the font lacks, or that shows nothing,
// becomes <U+1F642>, a byte that is not UTF-8 becomes <E5>.
func Legible(s string) string {
	var b strings.Builder
	var buffer sfnt.Buffer
	for i, r := range s {
		switch {
		case r == '\n':
			b.WriteRune('⏎')
		case r == utf8.RuneError && brokenAt(s[i:]):
			fmt.Fprintf(&b, "<%02X>", s[i])
		case !drawable(&buffer, r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func brokenAt(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

// drawable tells whether the font has a glyph for r that a reader would see.
// Format characters such as the soft hyphen have glyphs, but show none.
func drawable(buffer *sfnt.Buffer, r rune) bool {
	if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
		return false
	}
	glyph, err := typeface().GlyphIndex(buffer, r)
	return err == nil && glyph != 0
}

func legibleAll(labels []string) []string {
	out := make([]string, len(labels))
	for i, s := range labels {
		out[i] = Legible(s)
	}
	return out
}

// cutToWidth cuts a text that is wider than limit points and ends it with ….
func cutToWidth(s string, size, limit float64) string {
	if textWidth(s, size) <= limit {
		return s
	}
	return s[:fitting(s, size, limit-textWidth("…", size))] + "…"
}

// fitting returns how many bytes of a text, in whole letters, are no wider than
// limit points.
func fitting(s string, size, limit float64) int {
	var ends []int // of the text's beginnings, shortest first
	for i := range s {
		ends = append(ends, i)
	}
	ends = append(ends, len(s))
	low, high := 0, min(len(ends)-1, int(max(limit, 0))) // a glyph is a point wide at the least
	for low < high {
		if mid := (low + high + 1) / 2; textWidth(s[:ends[mid]], size) <= limit {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return ends[low]
}
