package lessons

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gptlab/ref"
	"gptlab/viz"
)

// blockPlace returns the layer and the position that a question about a block
// is asked of.
func blockPlace(run Run, at place) (layer, row int, err error) {
	embd, _ := run.Step("embd")
	if row, err = at.rowOf(embd); err != nil {
		return 0, 0, err
	}
	if embd.Dim(0) < 2 {
		return 0, 0, tooShort(2)
	}
	if at.layer < 0 || at.layer >= layers(run) {
		return 0, 0, at.layerUnknown(run)
	}
	return at.layer, row, nil
}

// blockStep returns the place on the tape of a step of a layer.
func blockStep(run Run, layer int, what string) viz.Step {
	step, _ := run.Tape().Named(fmt.Sprintf("h.%d.%s", layer, what))
	return step
}

// addsMost: which part of a block adds the longer vector?
var addsMost = askKind{
	params:  []string{"layer", "row"},
	options: []string{"attn", "mlp"},
	wrong:   []string{"attn", "mlp"},
	values:  []string{"word", "layer", "attn", "mlp"},
	ask: func(run Run, at place) (puzzle, error) {
		layer, row, err := blockPlace(run, at)
		if err != nil {
			return puzzle{}, err
		}
		stream, err := viz.StreamOf(run.Tape(), row)
		if err != nil {
			return puzzle{}, err
		}
		p := puzzle{values: map[string]string{"word": distinctLabel(run, row), "layer": strconv.Itoa(layer)}}
		longest := -1.0
		for _, id := range []string{"attn", "mlp"} {
			step := blockStep(run, layer, id+".c_proj")
			part := stream.Parts[slices.IndexFunc(stream.Parts, func(s viz.StreamPart) bool { return s.Name == step.Name })]
			if x := float64(part.Adds); x > longest {
				longest, p.answer = x, id
			}
			p.values[id] = digits(float64(part.Adds))
			p.options = append(p.options, option{id: id, wrong: id})
			p.numbers = append(p.numbers, Number{Option: id, Value: float64(part.Adds), Step: step.Name, Cell: []int{row}})
		}
		return p, nil
	},
}

// afterLayerNorm: what is the mean of a vector that LayerNorm has divided?
var afterLayerNorm = askKind{
	params: []string{"layer", "row"},
	wrong:  []string{"unchanged", "deviation"},
	values: []string{"n", "mu", "mean"},
	ask: func(run Run, at place) (puzzle, error) {
		layer, row, err := blockPlace(run, at)
		if err != nil {
			return puzzle{}, err
		}
		step := blockStep(run, layer, "ln_1")
		norm, err := viz.NormalisedOf(run.Tape(), step.Index, row)
		if err != nil {
			return puzzle{}, err
		}
		mean := 0.0
		for _, x := range norm.Divided {
			mean += float64(x) / float64(len(norm.Divided))
		}
		mean = math.Round(mean*1e6) / 1e6 // what is left is rounding
		mu := float64(norm.Mean)
		p := puzzle{values: map[string]string{"n": strconv.Itoa(len(norm.Divided)), "mu": digits(mu), "mean": digits(mean + 0)}}
		p.answer = closest(mean, map[string]float64{"zero": 0, "deviation": 1, "unchanged": mu})
		p.options = distinctOptions(p.answer,
			option{id: "unchanged", label: digits(mu), wrong: "unchanged"},
			option{id: "zero", label: "0"},
			option{id: "deviation", label: "1", wrong: "deviation"})
		p.numbers = []Number{{Option: p.answer, Value: mean, Step: step.Name, Cell: []int{row}}}
		return p, nil
	},
}

// tenTimes: what comes out of LayerNorm when ten times as much goes in? The
// answer is an experiment with the model's own LayerNorm.
var tenTimes = askKind{
	params:  []string{"layer", "row"},
	options: []string{"ten", "same", "tenth"},
	wrong:   []string{"ten", "same", "tenth"},
	values:  []string{"word", "ratio"},
	ask: func(run Run, at place) (puzzle, error) {
		layer, row, err := blockPlace(run, at)
		if err != nil {
			return puzzle{}, err
		}
		norm := run.Tape().Input().Checkpoint.Model.Blocks[layer].Ln2
		before := blockStep(run, layer, "resid_1").Value.Row(row)
		after := blockStep(run, layer, "ln_2")
		longer := make([]ref.Float, len(before))
		for i, x := range before {
			longer[i] = 10 * x
		}
		out := norm.Forward(ref.FromSlice(longer, 1, len(longer))) // (1, C)
		ratio := size(out.Data) / size(after.Value.Row(row))
		p := puzzle{values: map[string]string{"word": label(run, row), "ratio": digits(ratio)}}
		p.answer = closest(math.Log10(ratio), map[string]float64{"ten": 1, "same": 0, "tenth": -1})
		for _, id := range []string{"ten", "same", "tenth"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: ratio, Step: after.Name, Cell: []int{row}}}
		return p, nil
	},
}

// size is the Euclidean length of a vector.
func size(x []ref.Float) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

// geluBelow: how many of the numbers that enter the activation lie below 0?
var geluBelow = askKind{
	params:  []string{"layer", "row"},
	options: []string{"few", "half", "most"},
	wrong:   []string{"few", "half", "most"},
	values:  []string{"word", "n", "below"},
	ask: func(run Run, at place) (puzzle, error) {
		layer, row, err := blockPlace(run, at)
		if err != nil {
			return puzzle{}, err
		}
		step := blockStep(run, layer, "mlp.c_fc")
		curve, err := viz.CurveOf(run.Tape(), step.Index, row)
		if err != nil {
			return puzzle{}, err
		}
		n := len(curve.In)
		p := puzzle{answer: "half", values: map[string]string{
			"word": distinctLabel(run, row), "n": strconv.Itoa(n), "below": strconv.Itoa(curve.Below),
		}}
		switch {
		case 4*curve.Below < n:
			p.answer = "few"
		case 4*curve.Below > 3*n:
			p.answer = "most"
		}
		for _, id := range []string{"few", "half", "most"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		p.numbers = []Number{{Option: p.answer, Value: float64(curve.Below), Step: step.Name, Cell: []int{row}}}
		return p, nil
	},
}

// lensSettles: after how many blocks is the final word the likeliest, and stays so?
var lensSettles = askKind{
	params: []string{"row"},
	wrong:  []string{"early", "late"},
	values: []string{"context", "final", "blocks", "depth", "early", "p"},
	ask: func(run Run, at place) (puzzle, error) {
		_, row, err := blockPlace(run, at)
		if err != nil {
			return puzzle{}, err
		}
		lens, err := viz.LensOf(run.Tape(), row, 1)
		if err != nil {
			return puzzle{}, err
		}
		end := len(lens.Depths) - 1
		final := lens.Depths[end].Entries[0]
		depth := end
		for depth > 0 && lens.Depths[depth-1].Entries[0].ID == final.ID {
			depth--
		}
		p := puzzle{answer: strconv.Itoa(depth), values: map[string]string{
			"context": before(run, row+1), "final": final.Label, "blocks": strconv.Itoa(end), "depth": strconv.Itoa(depth),
			"early": lens.Depths[0].Entries[0].Label, "p": digits(float64(final.P)),
		}}
		for _, d := range depthsToChoose(depth, end) {
			o := option{id: strconv.Itoa(d), label: strconv.Itoa(d), wrong: "early"}
			if d > depth {
				o.wrong = "late"
			}
			p.options = append(p.options, o)
			read := lens.Depths[d]
			p.numbers = append(p.numbers, Number{Label: read.Entries[0].Label, Value: float64(read.Entries[0].P), Step: read.Name, Cell: []int{row}})
		}
		return p, nil
	},
}

// depthsToChoose returns up to five depths, the answer and both ends among them.
func depthsToChoose(answer, end int) []int {
	const most = 5
	var depths []int
	for _, d := range []int{answer, 0, end, end / 2, answer + 1, answer - 1, 1, 2, 3, 4} {
		if 0 <= d && d <= end && len(depths) < most && !slices.Contains(depths, d) {
			depths = append(depths, d)
		}
	}
	slices.Sort(depths)
	return depths
}
