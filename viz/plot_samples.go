package viz

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A SamplesPlot shows what the checkpoints of a training run write behind the
// same text, the youngest on top.
type SamplesPlot struct {
	Samples
	Text string // before the words that were written
}

// samplesAsked lets the checkpoints write, the first time where none is named.
func samplesAsked(t *Tape, ask PlotAsk) (Plot, error) {
	samples, err := SamplesOf(t, ask.others().Along(t.Input()), max(ask.Nth, 1))
	if err != nil {
		return nil, err
	}
	text, _ := t.Input().Text()
	return SamplesPlot{samples, text}, nil
}

// Picture writes the texts under each other, and marks the first word of each
// that no story of the small world has there.
func (s SamplesPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	notes := []string{words.sameChance}
	if s.World != "" {
		notes = append(notes, words.slip)
	}
	return sheet{
		title: words.samples, notes: notes, body: s.block(words),
		place: []Fact{{"Sample", strconv.Itoa(s.Nth)}},
	}.picture(meta)
}

const (
	writtenWidth = 480.0
	writtenSize  = 13.0
	writtenLine  = 20.0
	writtenGap   = 14.0
)

func (s SamplesPlot) block(words *words) block {
	var names, fits []string
	var texts [][]writtenPart
	room, height := 0.0, -writtenGap
	for _, sample := range s.Kept {
		name, fit := sample.called(words), ""
		if s.World != "" {
			fit = fmt.Sprintf(words.fit, sample.Fits, len(sample.Words))
		}
		names, fits, texts = append(names, name), append(fits, fit), append(texts, sample.lines(s.Text))
		room = max(room, textWidth(name, 12), textWidth(fit, 10))
		height += max(linesOf(texts[len(texts)-1]), 2)*writtenLine + writtenGap
	}
	room += 20
	return block{room + writtenWidth, height, func(p pen, x, y float64) {
		for i, text := range texts {
			p.text(names[i], x, y+writtenLine/2, 12, left, ink)
			p.text(fits[i], x, y+1.5*writtenLine, 10, left, muted)
			for _, part := range text {
				p.text(part.text, x+room+part.x, y+(part.line+0.5)*writtenLine, writtenSize, left, part.color)
			}
			y += max(linesOf(text), 2)*writtenLine + writtenGap
		}
	}}
}

// called is the sample's age, or the model's name where nobody knows it.
func (s Sample) called(words *words) string {
	if s.Update < 0 {
		return wordLabel(s.Model)
	}
	return fmt.Sprintf(words.afterUpdate, s.Update)
}

// A writtenPart is a piece of text with its place in a column.
type writtenPart struct {
	text  string
	x     float64
	line  float64
	color color.Color
}

func linesOf(parts []writtenPart) float64 {
	if len(parts) == 0 {
		return 0
	}
	return parts[len(parts)-1].line + 1
}

// lines sets the text and what was written behind it in lines: what was given in
// grey, then the words that fit in black, then the slip marked, then the rest in grey.
func (s Sample) lines(given string) []writtenPart {
	var w writer
	for _, piece := range pieces(given) {
		w.write(piece, muted)
	}
	slipped := false
	for _, word := range s.Words {
		c := color.Color(ink)
		text := word.Text
		switch {
		case word.Slip:
			slipped, c = true, accent
			at := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsSpace(r) })
			text = text[:max(at, 0)] + "×" + text[max(at, 0):]
		case slipped:
			c = muted
		}
		w.write(text, c)
	}
	return w.parts
}

// pieces cuts a text where its lines may be broken: before spaces and Chinese
// characters.
func pieces(text string) (cut []string) {
	for text != "" {
		end := len(text)
		for i, r := range text {
			if i > 0 && (unicode.IsSpace(r) || unicode.Is(unicode.Han, r)) {
				end = i
				break
			}
		}
		cut, text = append(cut, text[:end]), text[end:]
	}
	return cut
}

// A writer sets pieces of text in lines.
type writer struct {
	x, line float64
	parts   []writtenPart
}

func (w *writer) write(piece string, c color.Color) {
	text := Legible(strings.TrimLeft(piece, " "))
	if w.x > 0 && len(text) < len(piece) {
		w.x += textWidth(" ", writtenSize)
	}
	width := textWidth(text, writtenSize)
	first, _ := utf8.DecodeRuneInString(text)
	closing := unicode.IsPunct(first) && !unicode.In(first, unicode.Ps, unicode.Pi) && utf8.RuneCountInString(text) == 1 // stays with the word before it
	if w.x > 0 && w.x+width > writtenWidth && !closing {
		w.x, w.line = 0, w.line+1
	}
	if text != "" {
		w.parts = append(w.parts, writtenPart{text, w.x, w.line, c})
	}
	w.x += width
}

// Table has one row for each word that was written.
func (s SamplesPlot) Table() Table {
	t := Table{Head: []string{"update", "n", "word", "P", "fits"}}
	for _, sample := range s.Kept {
		for i, word := range sample.Words {
			fits := ""
			if s.World != "" {
				fits = strconv.FormatBool(i < sample.Fits)
			}
			t.Rows = append(t.Rows, []string{strconv.Itoa(sample.Update), strconv.Itoa(i + 1), word.Label, cellOf(float64(word.P)), fits})
		}
	}
	return t
}
