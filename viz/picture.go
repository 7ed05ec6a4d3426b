package viz

import (
	"io"
	"path/filepath"
	"strings"

	"gptlab/ref"
)

// Meta says where the numbers of a picture come from. It is written under the
// picture and into the file, so that a slide can be traced back to its run.
// What is empty is left out.
type Meta struct {
	Lang    string // of the words in the picture: "en" or "zh-Hant"
	Model   string // the checkpoint's name
	Prompt  string // the learner's text as typed; it stays text, whatever it holds
	Was     string // the text of the run that the picture's is compared with, where that is another
	Seed    string
	Set     []string // what was changed while it ran; the picture says so
	Version string   // of gptlab
	Link    string   // the page that shows the same
}

// A Plot is a kind of picture with its numbers: AttentionPlot, FactorsPlot, …
// Picture fails only on what a reader can mend; numbers and labels that do not
// fit each other panic.
type Plot interface {
	Picture(Meta) (*Picture, error)
	Table() Table // the numbers it is drawn from
}

// A Picture is ready to be written in any Format.
type Picture struct {
	Title string
	Facts []Fact // what the file says about itself, title excluded

	lang          string
	width, height float64 // whole points
	paint         func(pen)
}

// A Fact is one line of a picture's metadata, such as Layer: 3. The names are
// English in every language; programs rely on them.
type Fact struct{ Name, Value string }

// A Format is a file format of pictures, or of the data behind them.
type Format string

// PNG is for slides, SVG for pages, PDF for print, CSV for spreadsheets.
const (
	PNG Format = "png"
	SVG Format = "svg"
	PDF Format = "pdf"
	CSV Format = "csv"
)

// MIME returns the format's media type.
func (f Format) MIME() string {
	return map[Format]string{PNG: "image/png", SVG: "image/svg+xml", PDF: "application/pdf", CSV: "text/csv; charset=utf-8"}[f]
}

// FormatOf returns the format that a file name ends in, or the error
// plot_format_unknown.
func FormatOf(file string) (Format, error) {
	f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(file), ".")))
	if f.MIME() == "" {
		return "", ref.Fail("plot_format_unknown", ref.Args{"file": filepath.Base(file)})
	}
	return f, nil
}

// DrawPlot draws a plot and writes it, or writes the numbers it would be drawn from.
func DrawPlot(w io.Writer, plot Plot, meta Meta, format Format) error {
	if format == CSV {
		return plot.Table().Write(w)
	}
	picture, err := plot.Picture(meta)
	if err != nil {
		return err
	}
	return picture.Write(w, format)
}

// Size returns the picture's width and height in points of 1/72 inch. A PNG has
// two pixels a point.
func (p *Picture) Size() (width, height float64) { return p.width, p.height }

// Write writes the picture as a file of that format.
func (p *Picture) Write(w io.Writer, format Format) error {
	switch format {
	case PNG:
		return p.writePNG(w)
	case SVG:
		return p.writeSVG(w)
	case PDF:
		return p.writePDF(w)
	}
	return ref.Fail("plot_format_unknown", ref.Args{"file": string(format)})
}
