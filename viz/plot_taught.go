package viz

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gptlab/ref"
)

// The pictures of models that were taught labels. Where there are none they fail
// with task_missing.

// headAsked shows what the numbers of the last word's vector give to each label.
func headAsked(t *Tape, _ PlotAsk) (Plot, error) {
	head, err := LabellingOf(t)
	if err != nil {
		return nil, err
	}
	h := HeatmapPlot{Step: "task.logits", label: (*words).feeling, title: func(w *words) string { return w.taskHead }}
	var data []ref.Float
	for _, label := range head.Labels {
		h.Rows = append(h.Rows, label.Label)
		for _, term := range label.Terms {
			data = append(data, ref.Float(term))
		}
	}
	h.Values = ref.FromSlice(data, len(h.Rows), len(head.State))
	return h, nil
}

// feeling says a label of the small world in a language; others as they are.
func (w *words) feeling(label string) string {
	if said, ok := w.feelings[label]; ok {
		return said
	}
	return wordLabel(label)
}

// labelsAsked shows which label the text gets from each model that was taught labels.
func labelsAsked(t *Tape, ask PlotAsk) (Plot, error) {
	taught := ask.others().Taught(t)
	if len(taught.Models) == 0 {
		return nil, taskMissing(t)
	}
	b := BarsPlot{
		title: func(w *words) string { return w.labels },
		columns: func(w *words) (names []string) {
			for _, m := range taught.Models {
				names = append(names, m.called(w))
			}
			return names
		},
	}
	for _, label := range taught.Models[0].Labels {
		var shares []float64
		for _, m := range taught.Models {
			p := math.NaN()
			if at := slices.Index(m.Labels, label); at >= 0 {
				p = float64(m.P[at])
			}
			shares = append(shares, p)
		}
		b.addSaid(label, func(w *words) string { return w.feeling(label) }, shares...)
	}
	return b, nil
}

// confusionAsked is the table of the run's own model, or of the first that was measured.
func confusionAsked(t *Tape, ask PlotAsk) (Plot, error) {
	measured := slices.DeleteFunc(slices.Clone(ask.others().Taught(t).Models), func(m TaughtModel) bool { return m.Confusion == nil })
	if len(measured) == 0 {
		return nil, taskMissing(t)
	}
	m := measured[max(0, slices.IndexFunc(measured, func(m TaughtModel) bool { return m.Model == t.Input().Spec.Model }))]
	h := HeatmapPlot{
		Step: "task.probs", Rows: m.Classes, Cols: m.Classes, label: (*words).feeling,
		title: func(w *words) string { return fmt.Sprintf(w.confusion, m.called(w)) }, note: func(w *words) string { return w.trueSaid },
	}
	var data []ref.Float
	for _, row := range m.Confusion {
		for _, n := range row {
			data = append(data, ref.Float(n))
		}
	}
	h.Values = ref.FromSlice(data, len(m.Classes), len(m.Classes))
	return h, nil
}

// learningAsked shows how often labels were right, by how many were learnt from.
func learningAsked(t *Tape, ask PlotAsk) (Plot, error) {
	curve := ask.others().Taught(t).Curve
	if len(curve) == 0 {
		return nil, taskMissing(t)
	}
	b := BarsPlot{
		title:   func(w *words) string { return w.learning },
		columns: columnsOf(func(w *words) string { return w.taught }, func(w *words) string { return w.scratch }),
	}
	for _, p := range curve {
		b.addSaid(strconv.Itoa(p.Labels), func(w *words) string { return fmt.Sprintf(w.labelled, p.Labels) }, p.Tuned, p.Scratch)
	}
	return b, nil
}

func taskMissing(t *Tape) error {
	return ref.Fail("task_missing", ref.Args{"model": t.Input().Spec.Model})
}
