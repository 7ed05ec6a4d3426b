package viz

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"golang.org/x/image/font/sfnt"
)

func TestLegible(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"床前 fox":       "床前 fox",
		"two\nlines":   "two⏎lines",
		"Ġthe":         "<U+0120>the",
		"🙂":            "<U+1F642>",
		"e\u0301":      "e<U+0301>",
		"\x00\x1b[1m":  "<U+0000><U+001B>[1m",
		"a\u00adb":     "a<U+00AD>b", // a soft hyphen shows nothing
		"\u202eevil":   "<U+202E>evil",
		"\xe5\xba":     "<E5><BA>",
		"\ufffd":       "<U+FFFD>",
		"<b>&amp;</b>": "<b>&amp;</b>",
	} {
		assert.Equal(t, want, Legible(in), "%q", in)
	}
}

func FuzzLegible(f *testing.F) {
	for _, s := range []string{"床前明月光", "a\nb", "\xff\xfe", "🙂\u200d", "<E5>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Legible(s)
		var buffer sfnt.Buffer
		for _, r := range got {
			if !drawable(&buffer, r) {
				t.Fatalf("%q holds %q, which cannot be drawn", got, r)
			}
		}
		if again := Legible(got); again != got {
			t.Fatalf("%q became %q", got, again)
		}
	})
}

func TestCutToWidth(t *testing.T) {
	assert.Equal(t, "fox", cutToWidth("fox", 12, 100))
	for _, s := range []string{strings.Repeat("W", 500), strings.Repeat("霜", 500), strings.Repeat("i", 500)} {
		got := cutToWidth(s, 12, 200)
		assert.True(t, strings.HasSuffix(got, "…"))
		assert.LessOrEqual(t, textWidth(got, 12), 200.0)
		longer := s[:len(got)-len("…")+len(string([]rune(s)[0]))] + "…"
		assert.Greater(t, textWidth(longer, 12), 200.0, "as much as fits")
		assert.True(t, utf8.ValidString(got))
	}
	assert.Equal(t, "…", cutToWidth("WWWW", 12, 1))
}

func TestFontIsTrueTypeWithItsLicence(t *testing.T) {
	assert.Equal(t, "\x00\x01\x00\x00", string(Font()[:4]), "CFF outlines would start with OTTO; a PDF cannot take them")
	assert.Contains(t, string(FontLicence()), "SIL OPEN FONT LICENSE")
}

// A link is read as a browser shows it, over several lines, and nothing of it is
// lost that fits into three.
func TestNotesOfLongLinks(t *testing.T) {
	link := "http://127.0.0.1:8080/zh-Hant/lesson/attention?text=" + url.QueryEscape("床前明月光") + "&set=h.0%3D1&bad=%E5%BA"
	readable := readableLink(link)
	assert.Equal(t, "http://127.0.0.1:8080/zh-Hant/lesson/attention?text=床前明月光&set=h.0%3D1&bad=%E5%BA", readable)
	lines := wrapNotes([]string{"model tang", readable, "end"}, 10, 200)
	assert.Equal(t, "model tang", lines[0])
	assert.Equal(t, readable+" · end", strings.Join(lines[1:], ""))
	for _, line := range lines {
		assert.LessOrEqual(t, textWidth(line, 10), 200.0)
	}
	endless := wrapNotes([]string{strings.Repeat("long", 200)}, 10, 200)
	assert.Len(t, endless, 3)
	assert.True(t, strings.HasSuffix(endless[2], "…"))
	assert.Equal(t, "床前…", cutToWidth("床前明月光", 10, 31))
	assert.Equal(t, "…", cutToWidth("床前", 10, 3))
}
