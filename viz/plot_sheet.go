package viz

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"gptlab/ref"
)

// A block is a part of a picture that knows how large it is. It is painted with
// its top left corner at x, y.
type block struct {
	w, h  float64
	paint func(p pen, x, y float64)
}

// A sheet is what every picture is made of: a title, the learner's text, the
// drawing, and below it where the numbers come from.
type sheet struct {
	title string
	place []Fact // where in the model, such as Layer: 0; only for the metadata

	values string // between which numbers all lie; the first of the notes
	notes  []string
	body   block
}

const (
	margin     = 28.0
	titleSize  = 18.0
	promptSize = 12.0
	noteSize   = 9.5
	minWidth   = 420.0 // of the drawing, so that titles have room
)

// maxPixels keeps a picture within what slides and browsers open, 140 MB in memory.
const maxPixels = 36e6

// picture lays a sheet out. It fails with plot_too_large.
func (s sheet) picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	inner := max(s.body.w, minWidth)
	grow := min(max(inner/640, 1), 1.5) // a wide picture is shown smaller
	size, promptSize, noteSize := grow*titleSize, grow*promptSize, grow*noteSize
	noteLine := 1.5 * noteSize
	if w := formulaWidth(s.title, size); w > inner {
		size *= inner / w
	}
	said := append(s.notes[:len(s.notes):len(s.notes)], provenance(meta, words)...)
	if s.values != "" {
		said = append([]string{s.values}, said...)
	}
	notes := wrapNotes(said, noteSize, inner)

	top := margin + size + 8
	prompt := ""
	if meta.Prompt != "" {
		prompt = cutToWidth(Legible(meta.Prompt), promptSize, inner)
		top += promptSize + 8
	}
	top = math.Ceil(top + 14)
	width := math.Ceil(inner + 2*margin)
	height := math.Ceil(top + s.body.h + 18 + noteLine*float64(len(notes)) + margin - 8)
	if pixels := width * height * pixelsPerPoint * pixelsPerPoint; pixels > maxPixels {
		return nil, ref.Fail("plot_too_large", ref.Args{
			"width": int(width * pixelsPerPoint), "height": int(height * pixelsPerPoint),
		})
	}

	paint := func(p pen) {
		p.formula(s.title, margin, margin+size/2, size, left, ink)
		if prompt != "" {
			p.text(prompt, margin, margin+size+8+promptSize/2, promptSize, left, muted)
		}
		s.body.paint(p, margin+math.Floor((inner-s.body.w)/2), top)
		for i, note := range notes {
			y := height - margin + 8 - noteLine*(float64(len(notes)-i)-0.5)
			p.text(note, margin, y, noteSize, left, muted)
		}
	}
	return &Picture{
		Title: plainFormula(s.title), Facts: s.facts(meta), lang: words.lang,
		width: width, height: height, paint: paint,
	}, nil
}

// facts lists the metadata in the order in which it is written, in valid UTF-8.
func (s sheet) facts(meta Meta) []Fact {
	all := append([]Fact{{"Model", meta.Model}, {"Prompt", meta.Prompt}}, s.place...)
	all = append(all, Fact{"Changed", strings.Join(meta.Set, " ")}, Fact{"Was", meta.Was}, Fact{"Seed", meta.Seed}, Fact{"Software", software(meta)}, Fact{"Source", meta.Link})
	var known []Fact
	for _, f := range all {
		if f.Value != "" {
			known = append(known, Fact{f.Name, strings.ToValidUTF8(f.Value, "\uFFFD")})
		}
	}
	return known
}

func software(meta Meta) string { return strings.TrimSpace("gptlab " + meta.Version) }

// provenance is the part of the notes that every picture has.
func provenance(meta Meta, words *words) (notes []string) {
	if meta.Model != "" {
		notes = append(notes, words.model+" "+Legible(meta.Model))
	}
	for _, change := range meta.Set {
		notes = append(notes, words.changed+" "+Legible(change))
	}
	if meta.Was != "" {
		notes = append(notes, fmt.Sprintf(words.instead, Legible(meta.Was)))
	}
	if meta.Seed != "" {
		notes = append(notes, words.seed+" "+Legible(meta.Seed))
	}
	notes = append(notes, software(meta))
	if meta.Link != "" {
		notes = append(notes, Legible(readableLink(meta.Link)))
	}
	return notes
}

// readableLink writes the letters of a link that are not ASCII as they are, which
// browsers understand: a Chinese sentence is three times as short. What has a
// meaning in a link stays escaped.
func readableLink(link string) string {
	return escapedLetters.ReplaceAllStringFunc(link, func(escaped string) string {
		letters, err := url.PathUnescape(escaped)
		if err != nil || !utf8.ValidString(letters) {
			return escaped
		}
		return letters
	})
}

var escapedLetters = regexp.MustCompile(`(?:%[89A-Fa-f][0-9A-Fa-f])+`)

// wrapNotes sets notes one after another in lines no wider than limit.
func wrapNotes(notes []string, size, limit float64) (lines []string) {
	const between = " · "
	line := ""
	for _, note := range notes {
		if longer := line + between + note; line != "" && textWidth(longer, size) <= limit {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		broken := breakNote(note, size, limit)
		last := len(broken) - 1
		lines, line = append(lines, broken[:last]...), broken[last]
	}
	return append(lines, line)
}

// breakNote lets a note that is too long for a line, such as a link, go on in the
// next ones, but not for ever.
func breakNote(note string, size, limit float64) (lines []string) {
	const most = 3
	for len(lines) < most-1 && textWidth(note, size) > limit {
		fits := fitting(note, size, limit)
		lines, note = append(lines, note[:fits]), note[fits:]
	}
	return append(lines, cutToWidth(note, size, limit))
}
