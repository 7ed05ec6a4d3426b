package viz

import (
	"fmt"
	"math"
	"slices"
)

const (
	panelTitle = 11.0 // size of the title of a map among others
	panelGap   = 20.0
)

// heads draws the maps of one layer, each with its own title and labels.
func (a AttentionPlot) heads(words *words) block {
	total := 240.0
	if len(a.Maps) > 4 {
		total = 180
	}
	cell := min(max(math.Floor(2*total/float64(len(a.Tokens)))/2, 1.0/pixelsPerPoint), 30)
	panels := make([]block, len(a.Maps))
	for i, head := range a.Maps {
		m := a.matrix(head)
		m.scale, m.cellW, m.cellH = a.scale(), cell, cell
		m.rows, m.cols = squareLabels(named(a.queries()), named(a.Tokens), cell)
		m.rowTitle, m.colTitle = "q", "k"
		panels[i] = titled(fmt.Sprintf(words.head, head.Head), m)
	}
	return a.gridKey(grid(panels, gridColumns(len(panels))), words)
}

// titled puts a title over a small map, in the middle of its cells.
func titled(title string, m matrix) block {
	const room = panelTitle + 8
	inner := m.block()
	leftRoom, _ := m.insets()
	return block{inner.w, inner.h + room, func(p pen, x, y float64) {
		p.text(title, x+leftRoom+m.width()/2, y+panelTitle/2, panelTitle, middle, ink)
		inner.paint(p, x, y+room)
	}}
}

// grid sets blocks of the same size in rows.
func grid(blocks []block, columns int) block {
	rows := (len(blocks) + columns - 1) / columns
	w, h := blocks[0].w+panelGap, blocks[0].h+panelGap
	return block{float64(columns)*w - panelGap, float64(rows)*h - panelGap, func(p pen, x, y float64) {
		for i, b := range blocks {
			b.paint(p, x+float64(i%columns)*w, y+float64(i/columns)*h)
		}
	}}
}

// gridColumns returns in how many columns n maps look best: few empty places,
// and about as wide as a slide.
func gridColumns(n int) int {
	best, least := 1, math.Inf(1)
	for columns := 1; columns <= n; columns++ {
		rows := (n + columns - 1) / columns
		shape := math.Abs(math.Log(float64(columns) / float64(rows) / 1.6))
		if badness := shape + float64(columns*rows-n)/2; badness < least {
			best, least = columns, badness
		}
	}
	return best
}

// layers draws every map of every layer: a row for each layer, a column for
// each head. Tokens stand at the outer edges only, where there is room.
func (a AttentionPlot) layers(words *words) block {
	layers, heads := a.axes()
	cell := a.overviewCell(max(len(layers), len(heads)))
	one := a.matrix(a.Maps[0])
	one.cellW, one.cellH = cell, cell
	if one.height() >= 90 {
		one.rows, one.cols = squareLabels(named(a.queries()), named(a.Tokens), cell)
	}
	const title, gap = panelTitle + 10, 10.0
	leftRoom, topRoom := one.insets()
	leftRoom, topRoom = leftRoom+title, topRoom+title
	w, h := one.width()+gap, one.height()+gap
	all := block{leftRoom + float64(len(heads))*w - gap, topRoom + float64(len(layers))*h - gap, nil}
	scale := a.scale()
	all.paint = func(p pen, x, y float64) {
		for row, layer := range layers {
			top := y + topRoom + float64(row)*h
			p.upright(fmt.Sprintf(words.layer, layer), x+panelTitle/2, top+one.height()/2, panelTitle, middle, ink)
			one.rows.left(p, x+leftRoom-labelGap, top)
		}
		for col, head := range heads {
			l := x + leftRoom + float64(col)*w
			p.text(fmt.Sprintf(words.head, head), l+one.width()/2, y+panelTitle/2, panelTitle, middle, ink)
			one.cols.above(p, l, y+topRoom-labelGap)
		}
		for _, each := range a.Maps {
			m := a.matrix(each)
			m.scale, m.cellW, m.cellH = scale, cell, cell
			row, col := slices.Index(layers, each.Layer), slices.Index(heads, each.Head)
			m.paint(p, x+leftRoom+float64(col)*w, y+topRoom+float64(row)*h)
		}
	}
	return a.gridKey(all, words)
}

// axes returns the layers and the heads that occur, in order.
func (a AttentionPlot) axes() (layers, heads []int) {
	for _, m := range a.Maps {
		layers, heads = append(layers, m.Layer), append(heads, m.Head)
	}
	slices.Sort(layers)
	slices.Sort(heads)
	return slices.Compact(layers), slices.Compact(heads)
}

// overviewCell returns the side of a cell in a picture of n maps by n.
func (a AttentionPlot) overviewCell(n int) float64 {
	side := min(max(800/float64(n), 60), 190)
	cell := math.Floor(2*side/float64(len(a.Tokens))) / 2
	return min(max(cell, 1.0/pixelsPerPoint), 24)
}

// gridKey explains several maps below them: the colours, the hatching, the axes.
func (a AttentionPlot) gridKey(maps block, words *words) block {
	bar := horizontalBar(a.scale(), 180)
	masks := a.maskKey(words)
	return block{max(maps.w, bar.w+24+masks.w), maps.h + 18 + bar.h, func(p pen, x, y float64) {
		maps.paint(p, x, y)
		bar.paint(p, x-10, y+maps.h+18)
		masks.paint(p, x+bar.w+14, y+maps.h+18-keyGap)
	}}
}

// maskKey explains the hatching, where there is any.
func (a AttentionPlot) maskKey(words *words) block {
	for _, each := range a.Maps {
		if m := a.matrix(each); m.any(m.masked) {
			return hatchKey(words.masked)
		}
	}
	return block{paint: func(pen, float64, float64) {}}
}
