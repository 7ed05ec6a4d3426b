package viz

import (
	"fmt"
	"image/color"
	"math"

	"gptlab/ref"
)

// A LossPlot shows a model learning: the loss of every batch, and that of the
// validation texts wherever it was measured, in nats a token.
type LossPlot struct {
	Batches    []LossPoint // by rising update
	Validation []LossPoint
	Entropy    *float64 // of the validation texts: no model can be expected to go below; nil where nobody knows
}

// A LossPoint is a loss, and after how many updates it was measured.
type LossPoint struct {
	Update int
	Loss   float64
}

// LossOf takes the losses out of a training log.
func LossOf(log ref.TrainingLog) LossPlot {
	l := LossPlot{Entropy: log.Entropy}
	for _, r := range log.Rows {
		l.Batches = append(l.Batches, LossPoint{r.Step, r.Loss})
		if r.Validation != nil {
			l.Validation = append(l.Validation, LossPoint{r.Step, *r.Validation})
		}
	}
	return l
}

// Picture draws both curves over the updates and marks the lowest validation loss.
func (l LossPlot) Picture(meta Meta) (*Picture, error) {
	if len(l.Batches)+len(l.Validation) == 0 {
		panic("viz.LossPlot: no losses")
	}
	words := wordsIn(meta.Lang)
	s := sheet{title: words.loss, body: l.block(words)}
	if best, ok := l.best(); ok {
		text := fmt.Sprintf(words.bestLoss, number(best.Loss), best.Update)
		s.notes = append(s.notes, text)
		s.place = append(s.place, Fact{"BestValidationLoss", exact(best.Loss)}, Fact{"BestUpdate", fmt.Sprint(best.Update)})
	}
	if l.Entropy != nil {
		s.notes = append(s.notes, fmt.Sprintf(words.lossFloor, number(*l.Entropy)))
		s.place = append(s.place, Fact{"Entropy", exact(*l.Entropy)})
	}
	return s.picture(meta)
}

// best returns the lowest validation loss.
func (l LossPlot) best() (best LossPoint, ok bool) {
	best.Loss = math.Inf(1)
	for _, p := range l.Validation {
		if p.Loss < best.Loss {
			best, ok = p, true
		}
	}
	return best, ok
}

// finite returns the points that can be drawn; a loss that has become NaN or
// infinite leaves a gap.
func finite(points []LossPoint) (drawn []LossPoint) {
	for _, p := range points {
		if !math.IsNaN(p.Loss) && !math.IsInf(p.Loss, 0) {
			drawn = append(drawn, p)
		}
	}
	return drawn
}

// ranges returns the updates and losses that the axes must hold. Nats begin at 0
// only where the losses come near it.
func (l LossPlot) ranges() (updates, low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range append(finite(l.Batches), finite(l.Validation)...) {
		updates = max(updates, float64(p.Update))
		low, high = min(low, p.Loss), max(high, p.Loss)
	}
	if low > high {
		return updates, 0, 1
	}
	if l.Entropy != nil {
		low = min(low, *l.Entropy)
	}
	if low < 0.3*high {
		low = 0
	}
	return updates, low, high
}

func (l LossPlot) block(words *words) block {
	const width, height, head, foot, tail = 560.0, 300.0, 30.0, 40.0, 70.0
	return block{scaleRoom + width + tail, head + height + foot, func(p pen, x, y float64) {
		x += scaleRoom
		y += head
		updates, low, high := l.ranges()
		across := newAxis(0, updates, x, x+width)
		up := newRoundAxis(low, high, y+height, y)
		up.scaleLeft(p, x, width)
		across.scaleBelow(p, y+height)
		p.text(words.nats, x-scaleRoom, y-20, 11, left, muted)
		p.text(words.updates, x+width/2, y+height+32, 11, middle, muted)

		if l.Entropy != nil {
			p.line(1.5, accent, x, up.at(*l.Entropy), x+width, up.at(*l.Entropy))
		}
		p.curve(thinOut(finite(l.Batches), 500), across, up, 1, lightBlue)
		validation := finite(l.Validation)
		p.curve(validation, across, up, 2, blue)
		if len(validation) <= 60 {
			for _, v := range validation {
				p.dot(across.at(float64(v.Update)), up.at(v.Loss), 2.5, blue)
			}
		}
		if best, ok := l.best(); ok {
			p.dot(across.at(float64(best.Update)), up.at(best.Loss), 4, accent)
		}
		l.names(p, words, x+width+8, up)
	}}
}

// names writes what each curve is beside its end, and moves the two apart where
// they would meet.
func (l LossPlot) names(p pen, words *words, x float64, up axis) {
	const line = 14.0
	batches, validation := finite(l.Batches), finite(l.Validation)
	by, vy := math.Inf(-1), math.Inf(1)
	if len(batches) > 0 {
		tail := batches[max(0, len(batches)-20):]
		mean := 0.0
		for _, b := range tail {
			mean += b.Loss / float64(len(tail))
		}
		by = up.at(mean)
	}
	if len(validation) > 0 {
		vy = up.at(validation[len(validation)-1].Loss)
	}
	if apart := math.Abs(by - vy); apart < line {
		sign := 1.0
		if vy < by {
			sign = -1
		}
		vy += sign * (line - apart) / 2
		by -= sign * (line - apart) / 2
	}
	if len(batches) > 0 {
		p.text(words.batches, x, by, 11, left, muted)
	}
	if len(validation) > 0 {
		p.text(words.validation, x, vy, 11, left, blue)
	}
}

// curve draws a line through the points.
func (p pen) curve(points []LossPoint, across, up axis, width float64, c color.Color) {
	var path []float64
	for _, each := range points {
		path = append(path, across.at(float64(each.Update)), up.at(each.Loss))
	}
	if len(path) > 0 {
		p.line(width, c, path...)
	}
}

// thinOut keeps, of more points than can be seen apart, the lowest and the
// highest of each of n groups, so that no peak is lost.
func thinOut(points []LossPoint, n int) []LossPoint {
	if len(points) <= 2*n {
		return points
	}
	var kept []LossPoint
	for i := range n {
		kept = append(kept, extremes(points[i*len(points)/n:(i+1)*len(points)/n])...)
	}
	return kept
}

// thinByRatio is thinOut for an axis on which each mark is ten times the one
// before: of the first updates it keeps every one.
func thinByRatio(points []LossPoint, n int) []LossPoint {
	if len(points) <= 2*n {
		return points
	}
	first, last := float64(points[0].Update), float64(points[len(points)-1].Update)
	groupOf := func(p LossPoint) int {
		return int(float64(n) * math.Log1p(float64(p.Update)/first) / math.Log1p(last/first))
	}
	var kept []LossPoint
	from := 0
	for i := range points {
		if i+1 == len(points) || groupOf(points[i+1]) != groupOf(points[from]) {
			kept = append(kept, extremes(points[from:i+1])...)
			from = i + 1
		}
	}
	return kept
}

// extremes returns the lowest and the highest of some points, in their order.
func extremes(group []LossPoint) []LossPoint {
	low, high := 0, 0
	for j, p := range group {
		if p.Loss < group[low].Loss {
			low = j
		}
		if p.Loss > group[high].Loss {
			high = j
		}
	}
	if low == high {
		return group[low : low+1]
	}
	return []LossPoint{group[min(low, high)], group[max(low, high)]}
}
