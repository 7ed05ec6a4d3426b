package viz

import (
	"math"
	"slices"
	"strings"

	"gptlab/ref"
)

// A ComparedPlot shows one plot of two runs, and what became of it: the original,
// the changed one, and changed − original. The runs share a scale of colours.
type ComparedPlot struct {
	Original, Changed, Difference sheetPlot
}

// A sheetPlot can be drawn beside others.
type sheetPlot interface {
	Plot
	sheet(*words) sheet
}

// A comparedPlot returns the plot of a changed run, of the same type, beside
// itself, the original.
type comparedPlot interface {
	against(changed Plot) (Plot, error)
}

// Compare takes the picture off two tapes, that of a run and that of the same one
// with something changed. Besides what Of fails with, it fails with
// plot_not_compared for a kind that is always of one run, and with not_comparable
// where the change has made something of another shape.
func (k PlotKind) Compare(original, changed *Tape, ask PlotAsk) (Plot, error) {
	before, err := k.of(original, ask)
	if err != nil {
		return nil, err
	}
	after, err := k.of(changed, ask)
	if err != nil {
		return nil, err
	}
	one, ok := before.(comparedPlot)
	if !ok || !k.Compares {
		return nil, ref.Fail("plot_not_compared", ref.Args{"kind": k.Name})
	}
	return one.against(after)
}

// A layout is what a plot is told that stands beside others.
type layout struct {
	shared colorScale // the colours that mean the same in each; zero: its own
	room   float64    // how wide a square map should be; 0: as usual

	differs bool // its numbers are differences
}

// besideOnScale is the layout of two runs whose colours mean the same.
func besideOnScale(shared colorScale) layout { return layout{shared: shared, room: besideRoom} }

// differing is the layout of differences, with zero in the middle of the colours.
func differing(most float64) layout { return layout{signed(most), besideRoom, true} }

func (l layout) roomOr(usual float64) float64 {
	if l.room > 0 {
		return l.room
	}
	return usual
}

// besideRoom is how wide each of three maps should be.
const besideRoom = 320.0

// Picture draws the three beside each other; wide ones under each other.
func (c ComparedPlot) Picture(meta Meta) (*Picture, error) {
	words := wordsIn(meta.Lang)
	whole := c.Changed.sheet(words)
	whole.place = append(whole.place, Fact{"Shows", "original, changed, changed − original"})
	whole.values = ""
	var panels []block
	for i, each := range []sheetPlot{c.Original, c.Changed, c.Difference} {
		own := each.sheet(words)
		title := []string{words.asItWas, words.asChanged, words.differs}[i]
		panels = append(panels, headed(strings.TrimSuffix(title+" · "+own.values, " · "), own.body))
	}
	whole.body = inARow(panels)
	if panels[0].w > 1.4*panels[0].h {
		whole.body = inAColumn(panels)
	}
	return whole.picture(meta)
}

// Table has the rows of all three, under the names of the changed run.
func (c ComparedPlot) Table() Table {
	t := Table{Head: append([]string{"run"}, c.Difference.Table().Head...)}
	for i, each := range []sheetPlot{c.Original, c.Changed, c.Difference} {
		for _, row := range each.Table().Rows {
			t.Rows = append(t.Rows, append([]string{[]string{"original", "changed", "difference"}[i]}, row...))
		}
	}
	return t
}

// headed puts a line over a block.
func headed(title string, b block) block {
	const size, room = 14.0, 30.0
	return block{max(b.w, textWidth(title, size)), b.h + room, func(p pen, x, y float64) {
		p.text(title, x, y+size/2, size, left, ink)
		b.paint(p, x, y+room)
	}}
}

const betweenPanels = 32.0

// inARow sets blocks beside each other.
func inARow(blocks []block) block {
	var all block
	for _, b := range blocks {
		all.w, all.h = all.w+b.w+betweenPanels, max(all.h, b.h)
	}
	all.w -= betweenPanels
	all.paint = func(p pen, x, y float64) {
		for _, b := range blocks {
			b.paint(p, x, y)
			x += b.w + betweenPanels
		}
	}
	return all
}

// inAColumn sets blocks under each other.
func inAColumn(blocks []block) block {
	var all block
	for _, b := range blocks {
		all.w, all.h = max(all.w, b.w), all.h+b.h+betweenPanels
	}
	all.h -= betweenPanels
	all.paint = func(p pen, x, y float64) {
		for _, b := range blocks {
			b.paint(p, x, y)
			y += b.h + betweenPanels
		}
	}
	return all
}

// minus returns changed − original, cell by cell. What is masked in both stays
// masked; a cell that is a number in one of them alone has no difference.
func minus(changed, original ref.Tensor) ref.Tensor {
	d := ref.NewTensor(changed.Shape...)
	for i, x := range changed.Data {
		y := original.Data[i]
		switch oneMasked := math.IsInf(float64(x), -1) != math.IsInf(float64(y), -1); {
		case oneMasked:
			d.Data[i] = ref.Float(math.NaN())
		case x == y && math.IsInf(float64(x), -1):
			d.Data[i] = x
		case x != y:
			d.Data[i] = x - y
		}
	}
	return d
}

// together are the labels of two runs place by place: was/is where a word was
// swapped.
func together(was, is []string) (labels []string) {
	for i := range max(len(was), len(is)) {
		switch {
		case i >= len(was):
			labels = append(labels, is[i])
		case i >= len(is) || was[i] == is[i]:
			labels = append(labels, was[i])
		default:
			labels = append(labels, was[i]+"/"+is[i])
		}
	}
	return labels
}

func (a AttentionPlot) against(other Plot) (Plot, error) {
	b, _ := other.(AttentionPlot)
	if len(a.Tokens) != len(b.Tokens) {
		return nil, ref.Fail("not_comparable", ref.Args{"name": b.withDefaults().stepName()})
	}
	d := AttentionPlot{Tokens: together(a.Tokens, b.Tokens), Step: a.Step}
	for i, m := range b.Maps {
		m.Values, m.Open = minus(m.Values, a.Maps[i].Values), m.Open || a.Maps[i].Open
		d.Maps = append(d.Maps, m)
	}
	shared := a.scale()
	if other := b.scale(); other.high > shared.high {
		shared = other
	}
	a.layout = besideOnScale(shared)
	b.layout = a.layout
	low, high := d.valueRange()
	d.layout = differing(max(math.Abs(low), math.Abs(high)))
	return ComparedPlot{a, b, d}, nil
}

func (h HeatmapPlot) against(other Plot) (Plot, error) {
	b, _ := other.(HeatmapPlot)
	if !slices.Equal(h.Values.Shape, b.Values.Shape) {
		return nil, ref.Fail("not_comparable", ref.Args{"name": b.Step})
	}
	d := b
	d.Values, d.Causal = minus(b.Values, h.Values), h.Causal && b.Causal
	d.Rows, d.Cols = together(h.Rows, b.Rows), together(h.Cols, b.Cols)
	h.layout = besideOnScale(commonScale(h.matrix(), b.matrix()))
	b.layout = h.layout
	d.layout = differing(d.matrix().largest())
	return ComparedPlot{h, b, d}, nil
}

func (g GradientPlot) against(other Plot) (Plot, error) {
	b, _ := other.(GradientPlot)
	if !slices.Equal(g.Values.Shape, b.Values.Shape) {
		return nil, ref.Fail("not_comparable", ref.Args{"name": b.Step})
	}
	d := b
	d.Values, d.Open = minus(b.Values, g.Values), g.Open || b.Open
	d.Rows, d.Cols = together(g.Rows, b.Rows), together(g.Cols, b.Cols)
	g.layout = besideOnScale(commonScale(g.matrix(), b.matrix()))
	b.layout = g.layout
	d.layout = differing(d.matrix().largest())
	return ComparedPlot{g, b, d}, nil
}

// commonScale holds the numbers of both.
func commonScale(a, b matrix) colorScale {
	if a.scale.name != b.scale.name { // one has numbers below zero
		return signed(max(a.largest(), b.largest()))
	}
	if a.scale.high > b.scale.high {
		return a.scale
	}
	return b.scale
}
