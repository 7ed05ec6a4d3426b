package viz

import (
	"math"
	"slices"
	"strconv"

	"gptlab/ref"
)

// AttentionSteps are the steps that an AttentionPlot can show, the usual first.
var AttentionSteps = []string{"weights", "masked", "scaled", "scores"}

// All stands for every layer, or every head.
const All = -1

// AttentionOf cuts the heads of a run's attention out of its tape: one head, all
// heads of a layer, or those of all layers. Step is one of AttentionSteps. It
// fails with step_not_attention, layer_unknown, head_unknown, and head_needs_layer
// for one head of all layers.
func AttentionOf(t *Tape, step string, layer, head int) (AttentionPlot, error) {
	in := t.Input()
	if err := checkHead(in.Checkpoint.Model, step, layer, head); err != nil {
		return AttentionPlot{}, err
	}
	plot := AttentionPlot{Step: step}
	for position := range in.Tokens {
		plot.Tokens = append(plot.Tokens, in.Label(position))
	}
	for l := range in.Checkpoint.Model.NLayer {
		if layer != All && layer != l {
			continue
		}
		s, ok := t.Named("h." + strconv.Itoa(l) + ".attn." + step)
		if !ok {
			panic("viz.AttentionOf: the tape ends before layer " + strconv.Itoa(l))
		}
		for _, m := range HeadMaps(l, s.Value) {
			m.Open = t.seesFuture(l, m.Head)
			plot.Maps = append(plot.Maps, m)
		}
	}
	if head != All {
		plot.Maps = plot.Maps[head : head+1]
	}
	return plot, nil
}

// seesFuture tells whether a what-if has taken the mask away from a head.
func (t *Tape) seesFuture(layer, head int) bool {
	masked, ok := t.Named("h." + strconv.Itoa(layer) + ".attn.masked") // (nh, T, T)
	if !ok {
		return false
	}
	last := masked.Value.Dim(2) - 1
	return last > 0 && !math.IsInf(float64(masked.Value.At(head, 0, last)), -1)
}

func checkHead(m *ref.GPT, step string, layer, head int) error {
	switch {
	case !slices.Contains(AttentionSteps, step):
		return ref.Fail("step_not_attention", ref.Args{"step": step})
	case layer < All || layer >= m.NLayer:
		return ref.Fail("layer_unknown", ref.Args{"layer": layer, "layers": m.NLayer})
	case head < All || head >= m.NHead:
		return ref.Fail("head_unknown", ref.Args{"head": head, "heads": m.NHead})
	case head != All && layer == All:
		return ref.Fail("head_needs_layer", ref.Args{"head": head})
	}
	return nil
}
