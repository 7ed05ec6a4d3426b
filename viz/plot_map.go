package viz

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gptlab/ref"
)

// A MapPlot draws a ModelMap: a tier for each term of the formula, from the words
// down to the probabilities of the next one.
type MapPlot struct{ ModelMap }

func mapAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	m, err := MapOf(t, row)
	return MapPlot{m}, err
}

// Picture sets the tiers under each other.
func (m MapPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	label := m.Tokens[m.Row]
	return sheet{
		title: fmt.Sprintf(words.wholeModel, Legible(label)),
		place: []Fact{{"Token", label}, {"Next", m.Next}},
		notes: []string{fmt.Sprintf(words.mapRest, m.Rest.Count, number(float64(m.Rest.P))), words.mapScale, words.mapLooks},
		body:  m.block(words),
	}.picture(meta)
}

const (
	termRoom  = 132.0 // on the left, for the term and the shape
	mapWidth  = 600.0 // beside it
	partGap   = 26.0  // between the parts of a tier, for a sign
	partName  = 10.5
	glyphHigh = 34.0
	tierGap   = 14.0
)

// A tier is one line of the map.
type tier struct {
	term, shape string
	h           float64
	paint       func(p pen, x, y float64)
}

func (m MapPlot) block(words *words) block {
	tiers := m.tiers(words)
	all := block{w: termRoom + mapWidth, h: -tierGap}
	for _, t := range tiers {
		all.h += t.h + tierGap
	}
	all.paint = func(p pen, x, y float64) {
		for i, t := range tiers {
			if i > 0 {
				p.line(0.5, rule, x, y-tierGap/2, x+all.w, y-tierGap/2)
			}
			middle := y + t.h/2
			if t.shape != "" {
				p.text(t.shape, x, middle+10, 10, left, muted)
				middle -= 7
			}
			p.formula(t.term, x, middle, 13, left, ink)
			t.paint(p, x+termRoom, y)
			y += t.h + tierGap
		}
	}
	return all
}

// columnRoom is how wide the column of a word is.
func (m MapPlot) columnRoom() float64 { return mapWidth / float64(len(m.Words)) }

func (m MapPlot) tiers(words *words) []tier {
	size, width := len(m.Tokens), len(m.Embd)
	matrix := fmt.Sprintf("%d × %d", size, width)
	early := reachOf(m.WTE, m.WPE, m.Embd)
	var attn, mlp, after float64
	for _, b := range m.Blocks {
		attn, mlp, after = max(attn, reachOf(b.Attn)), max(mlp, reachOf(b.MLP)), max(after, reachOf(b.After))
	}
	all := []tier{
		{"w_{<t}", fmt.Sprintf("T = %d", size), 26, m.words},
		{"x", matrix, partHigh, row(
			part{words.wordVector, m.WTE, early, nil, "+", words.lengthOf}, part{words.placeVector, m.WPE, early, nil, "=", words.lengthOf}, part{words.firstX, m.Embd, early, nil, "", words.lengthOf})},
	}
	for i, b := range m.Blocks {
		term, shape := "", ""
		if i == 0 {
			term, shape = "f_{θ}", matrix
		}
		if b.Skipped > 0 {
			shape = fmt.Sprintf(words.skipped, b.Skipped)
		}
		all = append(all, tier{term, shape, partHigh, row(
			part{fmt.Sprintf(words.attentionOf, b.Layer), b.Attn, attn, b.Weights, "+", words.lengthOf},
			part{fmt.Sprintf("MLP %d", b.Layer), b.MLP, mlp, nil, "→", words.lengthOf},
			part{fmt.Sprintf(words.afterBlock, b.Layer), b.After, after, nil, "", words.lengthOf})})
	}
	vocabulary := fmt.Sprintf("%d × %d", size, len(m.Words)+m.Rest.Count)
	return append(all,
		tier{"LayerNorm", matrix, partHigh, row(part{}, part{}, part{words.scaledX, m.LNF, reachOf(m.LNF), nil, "", words.lengthOf})},
		tier{"W_{2}", vocabulary, 34, m.logits},
		tier{"Softmax", vocabulary, 40, m.bars},
		tier{"P(w_{t} | w_{<t})", "", 18, m.probabilities})
}

// words writes the text, with the position in a frame and what followed behind it.
func (m MapPlot) words(p pen, x, y float64) {
	const size, gap = 12.0, 12.0
	next := "→ ?"
	if m.Next != "" {
		next = "→ " + wordLabel(m.Next)
	}
	room := mapWidth - textWidth(next, size) - gap
	label := func(i int) string { return wordLabel(m.Tokens[i]) }
	from, wide := m.Row, textWidth(label(m.Row), size)
	for from > 0 && wide+gap+textWidth(label(from-1), size) < room-20 {
		from--
		wide += gap + textWidth(label(from), size)
	}
	if from > 0 {
		p.text("…", x-14, y+13, size, left, muted)
	}
	for i := from; i <= m.Row; i++ {
		w := textWidth(label(i), size)
		if i == m.Row {
			p.frame(x-5, y+3, w+10, 20, 1, blue)
		}
		p.text(label(i), x, y+13, size, left, ink)
		x += w + gap
	}
	p.text(next, x, y+13, size, left, accent)
}

// A part is a vector of the map with its name, and behind attention also who was
// looked at.
type part struct {
	name    string
	vector  []ref.Float
	limit   float64
	weights [][]ref.Float
	sign    string // between it and the next
	length  string // its length, as the language says it
}

const partHigh = partName + 6 + glyphHigh

// row sets three parts beside each other.
func row(parts ...part) func(p pen, x, y float64) {
	width := math.Floor((mapWidth - partGap*float64(len(parts)-1)) / float64(len(parts)))
	return func(p pen, x, y float64) {
		for _, each := range parts {
			if each.vector != nil {
				each.paint(p, x, y, width)
			}
			p.text(each.sign, x+width+partGap/2, y+partName+6+glyphHigh/2, 13, middle, muted)
			x += width + partGap
		}
	}
}

func (v part) paint(p pen, x, y, width float64) {
	p.text(v.name, x, y+partName/2, partName, left, muted)
	p.text(fmt.Sprintf(v.length, number(length(v.vector))), x+width, y+partName/2, 9.5, right, muted)
	y += partName + 6
	if v.weights != nil {
		looks := math.Floor(width / 3)
		v.looks(p, x, y, looks)
		x, width = x+looks+6, width-looks-6
	}
	glyph(p, v.vector, v.limit, x, y, width)
}

// looks paints a row of cells for each head.
func (v part) looks(p pen, x, y, width float64) {
	scale := magnitudes(1)
	w, h := width/float64(len(v.weights[0])), glyphHigh/float64(len(v.weights))
	for head, weights := range v.weights {
		for j, a := range weights {
			p.fill(x+float64(j)*w, y+float64(head)*h, w, h, scale.color(float64(a)))
		}
	}
	p.frame(x, y, width, glyphHigh, 0.5, rule)
}

// glyph draws a vector as bars above and below a line.
func glyph(p pen, vector []ref.Float, limit, x, y, width float64) {
	zero, bar := y+glyphHigh/2, width/float64(len(vector))
	plus, minus := signed(1).color(0.7), signed(1).color(-0.7)
	for i, v := range vector {
		size, c := glyphHigh/2*math.Abs(float64(v))/limit, color.Color(plus)
		top := zero - size
		if v < 0 {
			top, c = zero, minus
		}
		p.fill(x+float64(i)*bar, top, bar*0.85, size, c)
	}
	p.line(0.5, muted, x, zero, x+width, zero)
}

// logits writes the likeliest words over their scores.
func (m MapPlot) logits(p pen, x, y float64) {
	for i, w := range m.Words {
		at := x + (float64(i)+0.5)*m.columnRoom()
		p.text(cutToWidth(Legible(w.Label), 12, m.columnRoom()-8), at, y+8, 12, middle, m.inkOf(w))
		p.text(number(float64(w.Logit)), at, y+25, 10.5, middle, muted)
	}
}

// bars draws their probabilities, the longest bar from edge to edge.
func (m MapPlot) bars(p pen, x, y float64) {
	const high, wide = 40.0, 24.0
	most := float64(m.Words[0].P)
	for i, w := range m.Words {
		at := x + (float64(i)+0.5)*m.columnRoom()
		h := high * float64(w.P) / most
		c := blue
		if m.follows(w) {
			c = accent
		}
		p.fill(at-wide/2, y+high-h, wide, h, c)
	}
	p.line(0.75, muted, x, y+high, x+m.columnRoom()*float64(len(m.Words)), y+high)
}

func (m MapPlot) probabilities(p pen, x, y float64) {
	for i, w := range m.Words {
		p.text(number(float64(w.P)), x+(float64(i)+0.5)*m.columnRoom(), y+9, 10.5, middle, m.inkOf(w))
	}
}

// follows tells whether a word is the one that followed.
func (m MapPlot) follows(w MapWord) bool { return w.ID == m.NextID }

func (m MapPlot) inkOf(w MapWord) color.Color {
	if m.follows(w) {
		return accent
	}
	return ink
}

// reachOf returns the largest magnitude in some vectors, and never zero.
func reachOf(vectors ...[]ref.Float) float64 {
	largest := 1e-9
	for _, v := range vectors {
		for _, x := range v {
			largest = max(largest, math.Abs(float64(x)))
		}
	}
	return largest
}

// Table has one row for each number that is drawn.
func (m MapPlot) Table() Table {
	t := Table{Head: []string{"step", "head", "i", "word", "value"}}
	add := func(step, head, i, word string, v ref.Float) {
		t.Rows = append(t.Rows, []string{step, head, i, word, cellOf(float64(v))})
	}
	vector := func(step string, values []ref.Float) {
		for i, v := range values {
			add(step, "", strconv.Itoa(i), "", v)
		}
	}
	vector("wte", m.WTE)
	vector("wpe", m.WPE)
	vector("embd", m.Embd)
	for _, b := range m.Blocks {
		at := "h." + strconv.Itoa(b.Layer) + "."
		for head, weights := range b.Weights {
			for i, a := range weights {
				add(at+"attn.weights", strconv.Itoa(head), strconv.Itoa(i), m.Tokens[i], a)
			}
		}
		vector(at+"attn.c_proj", b.Attn)
		vector(at+"mlp.c_proj", b.MLP)
		vector(at+"resid_2", b.After)
	}
	vector("ln_f", m.LNF)
	for _, w := range m.Words {
		add("logits", "", strconv.Itoa(w.ID), w.Label, w.Logit)
		add("probs", "", strconv.Itoa(w.ID), w.Label, ref.Float(w.P))
	}
	return t
}
