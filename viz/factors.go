package viz

import (
	"fmt"
	"math"

	"gptlab/ref"
)

// A FactorsPlot shows the chain rule at work on a sentence: a bar for every
// factor P(w_t | w_<t), and below it their logarithms added up, a ladder that
// leads down to the log-likelihood L.
type FactorsPlot struct {
	Factors    []ChainFactor
	Product    float64 // ∏ P, as float32 had it
	Sum        float64 // L, in nats
	MeanNLL    float64 // −L/N
	Perplexity float64 // e^(−L/N)
}

// A ChainFactor is one word with its place in the chain. A word that has no
// factor, because nothing stands before it, has NaN for P and LogP, and the sum
// so far.
type ChainFactor struct {
	Label string
	P     float64 // P(w_t | w_<t)
	LogP  float64 // log P, in nats; −Inf for an impossible word
	Sum   float64 // Σ log P up to here
}

const (
	factorsHeight = 170.0 // of the bars
	ladderHeight  = 150.0
	scaleRoom     = 46.0 // for the numbers of an axis on the left
)

// Picture draws bars and ladder.
func (f FactorsPlot) Picture(meta Meta) (*Picture, error) {
	if len(f.Factors) == 0 {
		panic("viz.FactorsPlot: no factors")
	}
	words := wordsIn(meta.Lang)
	s := sheet{
		title: words.factors,
		place: []Fact{
			{"Step", "chain"}, {"LogLikelihood", exact(f.Sum)},
			{"MeanNLL", exact(f.MeanNLL)}, {"Perplexity", exact(f.Perplexity)},
		},
		notes: []string{
			fmt.Sprintf(words.meanNLL, number(f.MeanNLL)), fmt.Sprintf(words.perplexity, number(f.Perplexity)),
		},
		body: f.block(words),
	}
	return s.picture(meta)
}

// pitch is the width of a word's column.
func (f FactorsPlot) pitch() float64 {
	return cellSize(len(f.Factors), 640, 8, 90)
}

func (f FactorsPlot) labels() axisLabels {
	texts := make([]string, len(f.Factors))
	for i, each := range f.Factors {
		texts[i] = each.Label
	}
	return columnLabels(named(texts), f.pitch())
}

// block lays out, from top to bottom: bars, labels, ladder.
func (f FactorsPlot) block(words *words) block {
	const valueRoom, between, end = 16.0, 44.0, 24.0
	width := max(f.pitch()*float64(len(f.Factors)), minWidth-scaleRoom)
	labels := f.labels()
	height := valueRoom + factorsHeight + labelGap + labels.extent + between + ladderHeight + end
	return block{scaleRoom + width, height, func(p pen, x, y float64) {
		x += scaleRoom
		y += valueRoom
		f.bars(p, x, y, width)
		y += factorsHeight + labelGap
		labels.below(p, x, y)
		y += labels.extent + between

		p.formula(words.ladder, x-scaleRoom, y-22, 12, left, ink)
		p.text("∏ P = "+number(f.Product), x+width, y-22, 11, right, muted)
		f.ladder(p, x, y, width)
	}}
}

// bars paints the factors on a scale from 0 to 1.
func (f FactorsPlot) bars(p pen, x, y, width float64) {
	scale := newAxis(0, 1, y+factorsHeight, y)
	scale.ticks = []tick{{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}}
	scale.scaleLeft(p, x, width)
	pitch := f.pitch()
	bar := max(math.Round(2*0.66*pitch)/2, 1.0/pixelsPerPoint)
	for t, each := range f.Factors {
		l := x + float64(t)*pitch + math.Round(pitch-bar)/2
		if math.IsNaN(each.P) {
			m := matrix{values: unknownCell, cellW: bar, cellH: factorsHeight}
			m.paint(p, l, y)
			continue
		}
		top := scale.at(each.P)
		p.fill(l, top, bar, scale.from-top, blue)
		if s := probability(each.P); textWidth(s, tickSize) < pitch-2 {
			p.note(s, l+bar/2, top-8, tickSize)
		}
	}
	p.line(0.75, muted, x, scale.from, x+width, scale.from)
}

// unknownCell is a matrix of one masked cell.
var unknownCell = ref.FromSlice([]ref.Float{ref.Float(math.Inf(-1))}, 1, 1)

// ladder paints the sum of the logarithms, a rung for each word.
func (f FactorsPlot) ladder(p pen, x, y, width float64) {
	deepest, impossible := f.depth()
	scale := newAxis(deepest, 0, y+ladderHeight, y)
	scale.scaleLeft(p, x, width)

	pitch := f.pitch()
	level := scale.at(0)
	path := []float64{x, level}
	for t, each := range f.Factors {
		at := x + (float64(t)+0.5)*pitch
		next := scale.at(max(each.Sum, deepest))
		path = append(path, at, level, at, next)
		level = next
	}
	right := x + float64(len(f.Factors))*pitch
	path = append(path, right, level)
	p.line(1.5, blue, path...)
	if impossible {
		p.line(1.5, accent, right-4, level-6, right, level, right+4, level-6)
	} else {
		p.dot(right, level, 3.5, accent)
	}
	p.text("L = "+number(f.Sum), right, level+16, 12, anchorWithin(right, x, width), ink)
}

// depth returns the deepest finite rung of the ladder, and whether the ladder
// leads below it: a word of probability 0 has no logarithm.
func (f FactorsPlot) depth() (deepest float64, impossible bool) {
	for _, each := range f.Factors {
		if math.IsInf(each.Sum, -1) {
			impossible = true
		} else {
			deepest = min(deepest, each.Sum)
		}
	}
	if impossible {
		deepest = 1.25*deepest - 1
	}
	return deepest, impossible
}

// anchorWithin returns how to anchor a text at x so that it stays inside a
// drawing from left to left+width: to the right unless it would stick out.
func anchorWithin(at, from, width float64) anchor {
	if at < from+width/4 {
		return left
	}
	return right
}
