package lessons

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// scale: what becomes of the largest score when it is divided by √d_k?
var scale = askKind{
	params: []string{"layer", "head"},
	wrong:  []string{"same", "whole"},
	values: []string{"score", "query", "key", "dk", "root", "scaled"},
	ask: func(run Run, at place) (puzzle, error) {
		scores, err := at.matrix(run, "scores")
		if err != nil {
			return puzzle{}, err
		}
		scaled, _ := at.matrix(run, "scaled")
		q, _ := run.Step(attnStep(at.layer, "q"))
		dk := float64(q.Dim(-1))
		i, j := largestCell(scores)
		score, result := float64(scores.At(i, j)), float64(scaled.At(i, j))

		p := puzzle{values: map[string]string{
			"score": digits(score), "query": label(run, i), "key": label(run, j),
			"dk": digits(dk), "root": digits(math.Sqrt(dk)), "scaled": digits(result),
		}}
		p.options = []option{
			{id: "same", label: digits(score), wrong: "same"},
			{id: "root", label: digits(score / math.Sqrt(dk))},
			{id: "whole", label: digits(score / dk), wrong: "whole"},
		}
		p.answer = closest(result, map[string]float64{"same": score, "root": score / math.Sqrt(dk), "whole": score / dk})
		p.numbers = []Number{
			{Option: "same", Value: score, Step: attnStep(at.layer, "scores"), Cell: []int{at.head, i, j}},
			{Option: p.answer, Value: result, Step: attnStep(at.layer, "scaled"), Cell: []int{at.head, i, j}},
		}
		return p, nil
	},
}

// largestCell returns the cell of the largest score, before anything is masked.
func largestCell(scores ref.Tensor) (row, column int) {
	for i := range scores.Dim(0) {
		for j := range scores.Dim(1) {
			if scores.At(i, j) > scores.At(row, column) {
				row, column = i, j
			}
		}
	}
	return row, column
}

// closest returns the name of the number that x is nearest to.
func closest(x float64, numbers map[string]float64) string {
	names := sortedKeys(numbers)
	return slices.MinFunc(names, func(a, b string) int {
		return cmp.Compare(math.Abs(x-numbers[a]), math.Abs(x-numbers[b]))
	})
}

// maskedCells: how many cells does the mask take away?
var maskedCells = askKind{
	params: []string{"layer", "head"},
	wrong:  []string{"diagonal", "all"},
	values: []string{"n", "count", "all"},
	ask: func(run Run, at place) (puzzle, error) {
		masked, err := at.matrix(run, "masked")
		if err != nil {
			return puzzle{}, err
		}
		n := masked.Dim(-1)
		if n < 2 {
			return puzzle{}, tooShort(2)
		}
		count := 0
		for _, x := range masked.Data {
			if math.IsInf(float64(x), -1) {
				count++
			}
		}
		p := puzzle{answer: strconv.Itoa(count), values: map[string]string{
			"n": strconv.Itoa(n), "count": strconv.Itoa(count), "all": strconv.Itoa(n * n),
		}}
		p.options = []option{
			{id: strconv.Itoa(n * (n - 1) / 2), label: strconv.Itoa(n * (n - 1) / 2)},
			{id: strconv.Itoa(n * (n + 1) / 2), label: strconv.Itoa(n * (n + 1) / 2), wrong: "diagonal"},
			{id: strconv.Itoa(n * n), label: strconv.Itoa(n * n), wrong: "all"},
		}
		p.numbers = []Number{{Option: p.answer, Value: float64(count), Step: attnStep(at.layer, "masked"), Cell: []int{at.head}}}
		return p, nil
	},
}

// firstRow: how much attention does the first word pay to itself?
var firstRow = askKind{
	params: []string{"layer", "head"},
	wrong:  []string{"share", "zero"},
	values: []string{"word", "n", "weight"},
	ask: func(run Run, at place) (puzzle, error) {
		weights, err := at.matrix(run, "weights")
		if err != nil {
			return puzzle{}, err
		}
		n := weights.Dim(-1)
		if n < 2 {
			return puzzle{}, tooShort(2)
		}
		weight, share := float64(weights.At(0, 0)), 1/float64(n)
		p := puzzle{values: map[string]string{
			"word": label(run, 0), "n": strconv.Itoa(n), "weight": digits(weight),
		}}
		p.options = []option{
			{id: "zero", label: "0", wrong: "zero"},
			{id: "share", label: digits(share), wrong: "share"},
			{id: "one", label: "1"},
		}
		p.answer = closest(weight, map[string]float64{"zero": 0, "share": share, "one": 1})
		p.numbers = []Number{{Option: p.answer, Value: weight, Step: attnStep(at.layer, "weights"), Cell: []int{at.head, 0, 0}}}
		return p, nil
	},
}

// rowMax: which word gets most of the attention of a row?
var rowMax = askKind{
	params: []string{"layer", "head", "row"},
	wrong:  []string{"itself", "neighbour", "start"},
	values: []string{"query", "key", "weight", "layer", "head"},
	ask: func(run Run, at place) (puzzle, error) {
		weights, err := at.matrix(run, "weights")
		if err != nil {
			return puzzle{}, err
		}
		i, err := at.rowOf(weights)
		if err != nil {
			return puzzle{}, err
		}
		if i < 1 {
			return puzzle{}, tooShort(2)
		}
		row := weights.Row(i)
		ranked := largest(row[:i+1], i+1)
		best := ranked[0]
		p := puzzle{answer: strconv.Itoa(best), values: map[string]string{
			"query": distinctLabel(run, i), "key": distinctLabel(run, best), "weight": digits(float64(row[best])),
			"layer": strconv.Itoa(at.layer), "head": strconv.Itoa(at.head),
		}}
		for _, j := range candidates(i, best, ranked) {
			id := strconv.Itoa(j)
			p.options = append(p.options, option{id: id, label: distinctLabel(run, j), wrong: misreading(run, i, j)})
			p.numbers = append(p.numbers, Number{Option: id, Value: float64(row[j]), Step: attnStep(at.layer, "weights"), Cell: []int{at.head, i, j}})
		}
		return p, nil
	},
}

// candidates returns up to four columns of row i to choose from, in order: the
// best, the word itself, its neighbour, the first, and then by weight.
func candidates(i, best int, ranked []int) []int {
	columns := []int{best}
	for _, j := range append([]int{i, i - 1, 0}, ranked...) {
		if len(columns) < 4 && !slices.Contains(columns, j) {
			columns = append(columns, j)
		}
	}
	slices.Sort(columns)
	return columns
}

// misreading names what somebody may think who expects row i to look at j.
func misreading(run Run, i, j int) string {
	switch {
	case j == i:
		return "itself"
	case j == i-1:
		return "neighbour"
	case j == 0 && run.Start():
		return "start"
	}
	return ""
}

// headsAgree: do all heads of a layer look at the same word?
var headsAgree = askKind{
	params:  []string{"layer"},
	options: []string{"yes", "no"},
	wrong:   []string{"yes", "no"},
	values:  []string{"query", "n", "layer", "looks"},
	ask: func(run Run, at place) (puzzle, error) {
		weights, ok := run.Step(attnStep(at.layer, "weights"))
		if !ok {
			return puzzle{}, at.layerUnknown(run)
		}
		heads, i := weights.Dim(0), weights.Dim(1)-1
		if i < 1 {
			return puzzle{}, tooShort(2)
		}
		p := puzzle{answer: "yes"}
		var looks []string
		first := -1
		for h := range heads {
			best := largest(weights.Row(h, i), 1)[0]
			if h == 0 {
				first = best
			} else if best != first {
				p.answer = "no"
			}
			looks = append(looks, distinctLabel(run, best))
			p.numbers = append(p.numbers, Number{Label: distinctLabel(run, best), Value: float64(weights.At(h, i, best)),
				Step: attnStep(at.layer, "weights"), Cell: []int{h, i, best}})
		}
		p.values = map[string]string{
			"query": label(run, i), "n": strconv.Itoa(heads), "layer": strconv.Itoa(at.layer),
			"looks": strings.Join(looks, " / "),
		}
		p.options = []option{{id: "yes", wrong: "yes"}, {id: "no", wrong: "no"}}
		return p, nil
	},
}
