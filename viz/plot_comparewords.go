package viz

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gptlab/ref"
)

// Two runs compared word by word: P in the original, P in the changed one, and
// their difference.

// wordsCompared are the bars of it, yet without words.
func wordsCompared(title func(*words) string, note string) BarsPlot {
	return BarsPlot{
		scales:  []int{0, 0, 1},
		title:   title,
		columns: columnsOf(func(w *words) string { return "P · " + w.asItWas }, func(w *words) string { return "P · " + w.asChanged }, func(w *words) string { return w.differs }),
		note:    func(*words) string { return note },
	}
}

func (f FactorsPlot) against(other Plot) (Plot, error) {
	g, _ := other.(FactorsPlot)
	b := wordsCompared(func(w *words) string { return w.factors }, "L = "+number(f.Sum)+" → "+number(g.Sum))
	b.place = []Fact{{"Step", "chain"}, {"LogLikelihoodBefore", exact(f.Sum)}, {"LogLikelihood", exact(g.Sum)}}
	labels := together(f.labelsOf(), g.labelsOf())
	for i, label := range labels {
		was, is := f.factor(i), g.factor(i)
		b.add(label, was, is, is-was)
	}
	return b, nil
}

func (f FactorsPlot) labelsOf() (labels []string) {
	for _, each := range f.Factors {
		labels = append(labels, each.Label)
	}
	return labels
}

// factor is that of word i, NaN beyond the end.
func (f FactorsPlot) factor(i int) float64 {
	if i >= len(f.Factors) {
		return math.NaN()
	}
	return f.Factors[i].P
}

// against lists the likeliest words of either run, the likeliest of both first.
func (d DistributionPlot) against(other Plot) (Plot, error) {
	e, _ := other.(DistributionPlot)
	b := wordsCompared(func(w *words) string { return w.distribution }, d.behind(e))
	b.place = []Fact{{"Step", "probs"}}
	either := slices.Clone(d.Entries)
	for _, entry := range e.Entries {
		if !slices.ContainsFunc(either, func(known Entry) bool { return known.ID == entry.ID }) {
			either = append(either, entry)
		}
	}
	likelier := func(id int) ref.Float { return max(d.all[id], e.all[id]) }
	slices.SortStableFunc(either, func(x, y Entry) int { return cmp.Compare(likelier(y.ID), likelier(x.ID)) })
	for _, entry := range either {
		was, is := float64(d.all[entry.ID]), float64(e.all[entry.ID])
		b.add(entry.Label, was, is, is-was)
	}
	return b, nil
}

// behind says which contexts the distributions are of.
func (d DistributionPlot) behind(other DistributionPlot) string {
	context := func(labels []string) string {
		return keepEnd("P( · | "+Legible(strings.Join(labels, ""))+" )", "P( · | …", noteSize, minWidth/2)
	}
	if slices.Equal(d.Context, other.Context) {
		return context(d.Context)
	}
	return context(d.Context) + " → " + context(other.Context)
}
