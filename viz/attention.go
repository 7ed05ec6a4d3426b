package viz

import (
	"fmt"
	"math"
	"strconv"

	"gptlab/ref"
)

// An AttentionPlot shows who looks at whom: one head, the heads of one layer,
// or the heads of all layers, whichever Maps holds. Queries q are rows, the
// first on top; keys k are columns. What the causal mask hides is hatched.
type AttentionPlot struct {
	Tokens []string // a label for each key
	Step   string   // "weights", "scores", "scaled" or "masked"; "" is weights
	Maps   []HeadMap

	layout // beside others
}

// A HeadMap is the step of one head: (T_q, T), the last row the last query.
type HeadMap struct {
	Layer, Head int
	Values      ref.Tensor
	Open        bool // of weights: there was no mask, so that nothing is hidden
}

// HeadMaps cuts a step of a whole layer, (nh, T_q, T), into its heads.
func HeadMaps(layer int, step ref.Tensor) []HeadMap {
	rows, cols := step.Dim(1), step.Dim(2)
	maps := make([]HeadMap, step.Dim(0))
	for h := range maps {
		data := step.Data[h*rows*cols : (h+1)*rows*cols]
		maps[h] = HeadMap{Layer: layer, Head: h, Values: ref.FromSlice(data, rows, cols)}
	}
	return maps
}

// Picture lays the maps out.
func (a AttentionPlot) Picture(meta Meta) (*Picture, error) {
	return a.sheet(wordsIn(meta.Lang)).picture(meta)
}

func (a AttentionPlot) sheet(words *words) sheet {
	a.mustFit()
	a = a.withDefaults()
	s := sheet{values: a.values(words)}
	switch first := a.Maps[0]; {
	case len(a.Maps) == 1:
		s.title = words.matrixTitles[a.Step] + words.comma + fmt.Sprintf(words.layerHead, first.Layer, first.Head)
		s.place = []Fact{{"Step", a.stepName()}, {"Layer", strconv.Itoa(first.Layer)}, {"Head", strconv.Itoa(first.Head)}}
		s.body = a.oneHead(words)
	case a.oneLayer():
		s.title = words.matrixTitles[a.Step] + words.comma + fmt.Sprintf(words.allHeads, first.Layer)
		s.place = []Fact{{"Step", a.stepName()}, {"Layer", strconv.Itoa(first.Layer)}}
		s.body = a.heads(words)
	default:
		s.title = words.matrixTitles[a.Step] + words.comma + words.allLayers
		s.place = []Fact{{"Step", a.stepName()}}
		s.body = a.layers(words)
	}
	return s
}

func (a AttentionPlot) withDefaults() AttentionPlot {
	if a.Step == "" {
		a.Step = "weights"
	}
	return a
}

// mustFit panics unless every map has a column for each token.
func (a AttentionPlot) mustFit() {
	if len(a.Maps) == 0 {
		panic("viz.AttentionPlot: no maps")
	}
	for _, m := range a.Maps {
		if s := m.Values.Shape; len(s) != 2 || s[1] != len(a.Tokens) || s[0] > s[1] || s[0] == 0 {
			panic(fmt.Sprintf("viz.AttentionPlot: a map of shape %v for %d tokens", s, len(a.Tokens)))
		}
	}
}

// stepName is the public name of the step, with N for "every".
func (a AttentionPlot) stepName() string {
	if a.oneLayer() {
		return fmt.Sprintf("h.%d.attn.%s", a.Maps[0].Layer, a.Step)
	}
	return "h.N.attn." + a.Step
}

func (a AttentionPlot) oneLayer() bool {
	for _, m := range a.Maps {
		if m.Layer != a.Maps[0].Layer {
			return false
		}
	}
	return true
}

// scale is common to all maps, so that they can be compared. Weights are shares
// of 1; scores have a sign.
func (a AttentionPlot) scale() colorScale {
	if a.shared != (colorScale{}) {
		return a.shared
	}
	if a.Step == "weights" {
		return magnitudes(1)
	}
	low, high := a.valueRange()
	return signed(max(math.Abs(low), math.Abs(high)))
}

func (a AttentionPlot) valueRange() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, m := range a.Maps {
		if l, h, ok := a.matrix(m).valueRange(); ok {
			low, high = min(low, l), max(high, h)
		}
	}
	return low, high
}

func (a AttentionPlot) values(words *words) string {
	if low, high := a.valueRange(); low <= high {
		return words.valueRange(low, high)
	}
	return ""
}

// matrix is the part of a drawing that all sizes share. Scores are not masked
// yet: only the cells of the step "weights" are hidden by position.
func (a AttentionPlot) matrix(m HeadMap) matrix {
	return matrix{values: m.Values, causal: a.Step == "weights" && !m.Open, zeros: true, differs: a.differs, rowInk: queryColor, colInk: keyColor}
}

// queries returns the labels of the rows, which are the last tokens.
func (a AttentionPlot) queries() []string {
	return a.Tokens[len(a.Tokens)-a.Maps[0].Values.Dim(0):]
}

// oneHead draws a single map large, with numbers in the cells where they fit.
func (a AttentionPlot) oneHead(words *words) block {
	m := a.matrix(a.Maps[0])
	m.scale = a.scale()
	cell := cellSize(len(a.Tokens), a.roomOr(440), 7, 56)
	m.cellW, m.cellH = cell, cell
	m.rows, m.cols = squareLabels(named(a.queries()), named(a.Tokens), cell)
	m.rowTitle, m.colTitle = words.query, words.key
	m.writeNumbers = true
	return m.withKey(words)
}

// cellSize returns the side of a cell of a map of n columns that should be about
// total points wide. Up to 128 columns a cell keeps its least size, and the map
// grows; then cells shrink, down to one pixel.
func cellSize(n int, total, least, most float64) float64 {
	cell := math.Floor(total / float64(n))
	if cell < least {
		cell = min(least, math.Floor(2*128*least/float64(n))/2)
	}
	return min(max(cell, 1.0/pixelsPerPoint), most)
}
