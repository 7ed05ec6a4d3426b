package viz

import (
	"fmt"
	"math"
	"slices"

	"gptlab/ref"
)

// An EmbeddingPlot shows vectors of C numbers as points on paper, as the
// directions in which they differ most let one see them. A label is written
// where it touches no other.
type EmbeddingPlot struct {
	Step    string     // whose vectors they are, such as wte
	Labels  []string   // of each vector
	Vectors ref.Tensor // (n, C)
	Marked  []int      // vectors to point out, such as the words of the prompt
}

// Picture computes the principal components and draws them.
func (e EmbeddingPlot) Picture(meta Meta) (*Picture, error) {
	if len(e.Vectors.Shape) != 2 || e.Vectors.Dim(0) != len(e.Labels) || len(e.Labels) == 0 {
		panic(fmt.Sprintf("viz.EmbeddingPlot: vectors of shape %v, %d labels", e.Vectors.Shape, len(e.Labels)))
	}
	words := wordsIn(meta.Lang)
	points, share := PrincipalComponents(e.Vectors)
	s := sheet{
		title: words.embedding + words.comma + Legible(e.Step),
		place: []Fact{{"Step", e.Step}, {"Explained", exact(share[0]) + " " + exact(share[1])}},
		notes: []string{fmt.Sprintf(words.vectors, e.Vectors.Dim(0), e.Vectors.Dim(1))},
		body:  e.block(words, points, share),
	}
	return s.picture(meta)
}

func (e EmbeddingPlot) block(words *words, points [][2]float64, share [2]float64) block {
	const room, side = 30.0, 560.0 // for the names of the axes; the longer side of the field
	across, up := sameScale(points, side)
	w, h := across.to, up.from
	return block{room + w, h + room, func(p pen, x, y float64) {
		x += room
		p.frame(x, y, w, h, 0.75, rule)
		p.line(0.75, rule, x+across.at(0), y, x+across.at(0), y+h)
		p.line(0.75, rule, x, y+up.at(0), x+w, y+up.at(0))
		p.text(fmt.Sprintf(words.component, 1, 100*share[0]), x+w/2, y+h+16, 11, middle, muted)
		p.upright(fmt.Sprintf(words.component, 2, 100*share[1]), x-16, y+h/2, 11, middle, muted)
		places := make([][2]float64, len(points))
		for i, at := range points {
			places[i] = [2]float64{x + across.at(at[0]), y + up.at(at[1])}
		}
		e.mark(p, places, box{x, y, x + w, y + h})
	}}
}

// sameScale returns axes that hold all points and in which distances are true:
// a step to the right is as long as a step up. The longer one is side points.
func sameScale(points [][2]float64, side float64) (across, up axis) {
	var low, high [2]float64 // zero, the mean, is in the picture
	for _, at := range points {
		for k := range at {
			low[k], high[k] = min(low[k], at[k]), max(high[k], at[k])
		}
	}
	reach := max(high[0]-low[0], high[1]-low[1])
	if reach == 0 {
		reach = 1
	}
	edge := 0.05 * reach // so that labels have room
	unit := side / (reach + 2*edge)
	ends := func(k int) (from, to, length float64) {
		from, to = low[k]-edge, high[k]+edge
		if least := 0.4 * (reach + 2*edge); to-from < least {
			from, to = from-(least-to+from)/2, to+(least-to+from)/2
		}
		return from, to, math.Ceil((to - from) * unit)
	}
	x0, x1, w := ends(0)
	y0, y1, h := ends(1)
	return axis{low: x0, high: x1, to: w}, axis{low: y0, high: y1, from: h}
}

// mark paints every vector at its place: as its label where that is free, else
// as a dot. The marked ones choose first, and lie on top.
func (e EmbeddingPlot) mark(p pen, places [][2]float64, field box) {
	const size = 11.0
	var taken []box
	var dots, labels []func()
	for _, i := range e.order() {
		x, y := places[i][0], places[i][1]
		textColor, dotColor, radius := ink, dotBlue, 1.5
		if slices.Contains(e.Marked, i) {
			textColor, dotColor, radius = accent, accent, 3
		}
		text := cutToWidth(Legible(e.Labels[i]), size, longestLabel)
		w := textWidth(text, size)
		place := box{x - w/2 - 1, y - size/2, x + w/2 + 1, y + size/2}
		if place.within(field) && place.free(taken) {
			taken = append(taken, place)
			labels = append(labels, func() { p.text(text, x, y, size, middle, textColor) })
		} else {
			dots = append(dots, func() { p.dot(x, y, radius, dotColor) })
		}
	}
	for _, paint := range slices.Concat(dots, labels) {
		paint()
	}
}

// order lists the marked vectors, then the others.
func (e EmbeddingPlot) order() []int {
	order := slices.Clone(e.Marked)
	for i := range e.Labels {
		if !slices.Contains(e.Marked, i) {
			order = append(order, i)
		}
	}
	return order
}

// A box is a rectangle on the picture.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) free(taken []box) bool {
	return !slices.ContainsFunc(taken, func(o box) bool {
		return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1
	})
}

func (b box) within(o box) bool { return b.x0 >= o.x0 && b.y0 >= o.y0 && b.x1 <= o.x1 && b.y1 <= o.y1 }
