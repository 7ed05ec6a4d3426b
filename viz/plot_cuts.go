package viz

import (
	"fmt"
	"slices"
	"strconv"
)

// A CutsPlot shows one text as several tokenizers cut it: a row of boxes for
// each, with the number of every piece.
type CutsPlot struct{ Cuts []Cut }

// cutsAsked cuts the text of a run in every way there is.
func cutsAsked(t *Tape, ask PlotAsk) (Plot, error) {
	cuts, err := ask.others().Cuts(t)
	if err != nil {
		return nil, err
	}
	return CutsPlot{cuts}, nil
}

// Picture draws the boxes, as many in a line as there is room for.
func (c CutsPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	s := sheet{title: words.cuts, body: c.block(words)}
	if c.any(func(p Piece) bool { return !p.Known }) {
		s.notes = append(s.notes, words.cutUnknown)
	}
	if c.any(func(p Piece) bool { return !p.Whole }) {
		s.notes = append(s.notes, words.cutBroken)
	}
	return s.picture(meta)
}

func (c CutsPlot) any(is func(Piece) bool) bool {
	return slices.ContainsFunc(c.Cuts, func(cut Cut) bool { return slices.ContainsFunc(cut.Pieces, is) })
}

const (
	cutsWidth  = 640.0
	pieceGap   = 4.0
	pieceHigh  = 36.0
	cutHeading = 24.0
	cutGap     = 18.0
)

func (c CutsPlot) block(words *words) block {
	var rows []block
	for _, cut := range c.Cuts {
		rows = append(rows, cut.block(words))
	}
	all := block{w: cutsWidth, h: -cutGap}
	for _, row := range rows {
		all.h += row.h + cutGap
	}
	all.paint = func(p pen, x, y float64) {
		for _, row := range rows {
			row.paint(p, x, y)
			y += row.h + cutGap
		}
	}
	return all
}

// block is the heading of a cut and its boxes.
func (c Cut) block(words *words) block {
	name := words.cutKinds[string(c.Kind)]
	about := fmt.Sprintf(words.cutSize, c.Size)
	if c.Name != "" {
		about = Legible(c.Name) + " · " + about
	}
	lines := c.lines()
	height := cutHeading + float64(len(lines))*(pieceHigh+pieceGap) - pieceGap
	return block{cutsWidth, height, func(p pen, x, y float64) {
		p.text(name, x, y+7, 13, left, ink)
		p.text(about, x+textWidth(name, 13)+10, y+7, 10.5, left, muted)
		p.text(fmt.Sprintf(words.cutCount, len(c.Pieces)), x+cutsWidth, y+7, 10.5, right, muted)
		y += cutHeading
		for _, line := range lines {
			at := x
			for _, piece := range line {
				piece.paint(p, at, y)
				at += piece.width() + pieceGap
			}
			y += pieceHigh + pieceGap
		}
	}}
}

// lines breaks the boxes of a cut into lines.
func (c Cut) lines() (lines [][]Piece) {
	at := cutsWidth
	for _, piece := range c.Pieces {
		w := piece.width()
		if at+w > cutsWidth {
			lines, at = append(lines, nil), 0
		}
		last := len(lines) - 1
		lines[last] = append(lines[last], piece)
		at += w + pieceGap
	}
	return lines
}

func (p Piece) width() float64 {
	return max(textWidth(wordLabel(p.Label), 13), textWidth(strconv.Itoa(p.ID), 9)) + 12
}

// paint draws a box: dashed where the piece is unknown, dotted where it is no
// whole character.
func (p Piece) paint(on pen, x, y float64) {
	w := p.width()
	edge := []float64{x + 0.5, y + 0.5, x + w - 0.5, y + 0.5, x + w - 0.5, y + pieceHigh - 0.5, x + 0.5, y + pieceHigh - 0.5, x + 0.5, y + 0.5}
	label := ink
	switch {
	case !p.Known:
		label = accent
		on.dashed(1, accent, edge...)
	case !p.Whole:
		on.dotted(1, muted, edge...)
	default:
		on.line(1, lightBlue, edge...)
	}
	on.text(wordLabel(p.Label), x+w/2, y+13, 13, middle, label)
	on.text(strconv.Itoa(p.ID), x+w/2, y+27, 9, middle, muted)
}

// Table has one row for each piece of each cut.
func (c CutsPlot) Table() Table {
	t := Table{Head: []string{"cut", "model", "vocabulary", "n", "id", "piece", "known", "whole"}}
	for _, cut := range c.Cuts {
		for i, p := range cut.Pieces {
			t.Rows = append(t.Rows, []string{
				english.cutKinds[string(cut.Kind)], cut.Name, strconv.Itoa(cut.Size), strconv.Itoa(i + 1), strconv.Itoa(p.ID), p.Label,
				strconv.FormatBool(p.Known), strconv.FormatBool(p.Whole),
			})
		}
	}
	return t
}
