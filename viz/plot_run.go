package viz

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// FactorsOf takes the chain rule of a finished run off its tape. A word without
// a factor, the first of a model that has no start token, has NaN.
func FactorsOf(t *Tape) (FactorsPlot, error) {
	in := t.Input()
	if _, ok := t.Named("chain.mean_nll"); !ok {
		return FactorsPlot{}, ref.Fail("no_factor", nil)
	}
	words := in.Words()
	first := len(in.Tokens) - len(words)
	f := FactorsPlot{Product: 1, MeanNLL: t.scalar("chain.mean_nll"), Perplexity: t.scalar("chain.perplexity")}
	for i := range words {
		chain := "chain." + strconv.Itoa(i+1)
		c := ChainFactor{Label: in.Label(first + i), P: t.scalar(chain + ".factor"), LogP: t.scalar(chain + ".log_p")}
		if !math.IsNaN(c.P) {
			f.Product, f.Sum = t.scalar(chain+".product"), t.scalar(chain+".sum")
		}
		c.Sum = f.Sum
		f.Factors = append(f.Factors, c)
	}
	return f, nil
}

// scalar returns the number of a step that has only one, NaN where the tape has
// no such step.
func (t *Tape) scalar(name string) float64 {
	step, ok := t.Named(name)
	if !ok {
		return math.NaN()
	}
	return float64(step.Value.Data[0])
}

// DistributionOf takes the n likeliest words after the tokens 0 … row off a
// tape, and with them the word that did follow. It fails as Top does.
func DistributionOf(t *Tape, step, row, n int) (DistributionPlot, error) {
	in, actual := t.Input(), -1
	if row >= 0 && row+1 < len(in.Tokens) {
		actual = in.Tokens[row+1].ID
	}
	top, err := Top(t, step, row, n, actual)
	if err != nil {
		return DistributionPlot{}, err
	}
	probs, _ := t.Step(step)
	d := DistributionPlot{Entries: top.Entries, Rest: top.Rest, Actual: actual, all: probs.Value.Row(row)}
	ids := in.IDs()
	for position := range row + 1 {
		label := in.Label(position)
		if piece := pieceOf(in.Checkpoint, ids[:position], ids[position]); strings.HasPrefix(piece, " ") && !strings.HasPrefix(label, ref.Label(ref.Token{Text: " ", Known: true})) {
			label = " " + label // of a model whose words go without their spaces
		}
		d.Context = append(d.Context, label)
	}
	return d, nil
}

// HeatmapOf takes a matrix off a tape: a step of two axes, or the part of a
// larger one at a leading index, such as one head of the scores. It fails with
// step_out_of_range and index_out_of_range.
func HeatmapOf(t *Tape, step int, index ...int) (HeatmapPlot, error) {
	s, err := t.Step(step)
	if err != nil {
		return HeatmapPlot{}, err
	}
	shape := s.Value.Shape
	if err := checkIndex(shape, index, len(shape)-2); err != nil {
		return HeatmapPlot{}, err
	}
	rows, cols := s.Value.Dim(-2), s.Value.Dim(-1)
	at := 0
	for axis, i := range index {
		at = at*shape[axis] + i
	}
	h := HeatmapPlot{Step: s.Name, Index: index, Values: ref.FromSlice(s.Value.Data[at*rows*cols:(at+1)*rows*cols], rows, cols)}
	if axes := AxesOf(s); len(axes) == len(shape) {
		h.Rows, h.Cols = t.axisLabels(axes[len(axes)-2], rows), t.axisLabels(axes[len(axes)-1], cols)
	}
	h.Causal = s.Kind == "h.N.attn.weights" && !t.seesFuture(layerOf(s), index[0])
	return h, nil
}

// axisLabels returns the labels of an axis of tokens or words; nil for one that
// has only numbers.
func (t *Tape) axisLabels(axis string, n int) (labels []string) {
	in := t.Input()
	for i := range n {
		switch axis {
		case "T":
			labels = append(labels, in.Label(i))
		case "V":
			labels = append(labels, labelOf(in.Checkpoint, i))
		}
	}
	return labels
}

// LayerNormOf takes one position's vector before and after a LayerNorm off a
// tape. It fails with step_out_of_range, step_not_layernorm and
// index_out_of_range.
func LayerNormOf(t *Tape, step, position int) (LayerNormPlot, error) {
	s, err := t.Step(step)
	if err != nil {
		return LayerNormPlot{}, err
	}
	into, ok := t.intoLayerNorm(s)
	if !ok {
		return LayerNormPlot{}, ref.Fail("step_not_layernorm", ref.Args{"name": s.Name})
	}
	if err := checkIndex(s.Value.Shape, []int{position}, 1); err != nil {
		return LayerNormPlot{}, err
	}
	return LayerNormPlot{
		Step: s.Name, Label: t.Input().Label(position),
		Before: into.Value.Row(position), After: s.Value.Row(position),
	}, nil
}

// intoLayerNorm returns the step that a LayerNorm normalises: the residual
// stream as it was then.
func (t *Tape) intoLayerNorm(s Step) (Step, bool) {
	if !slices.Contains([]string{"h.N.ln_1", "h.N.ln_2", "ln_f"}, s.Kind) {
		return Step{}, false
	}
	steps := t.Steps()
	for i := s.Index - 1; i >= 0; i-- {
		if slices.Contains([]string{"embd", "h.N.resid_1", "h.N.resid_2"}, steps[i].Kind) {
			return steps[i], true
		}
	}
	return Step{}, false
}

// mostEmbeddings is how many vectors a picture shows; of a larger vocabulary
// only the words of the text.
const mostEmbeddings = 4000

// EmbeddingOf shows the token embeddings of a model, with the words of the run
// marked.
func EmbeddingOf(t *Tape) EmbeddingPlot {
	ids, vectors := wordsLaidFlat(t)
	e := EmbeddingPlot{Step: "wte.weight", Vectors: vectors}
	words := t.Input().IDs()
	for i, id := range ids {
		e.Labels = append(e.Labels, labelOf(t.Input().Checkpoint, id))
		if slices.Contains(words, id) {
			e.Marked = append(e.Marked, i)
		}
	}
	return e
}

// wordsLaidFlat returns which words of the vocabulary a picture of the
// embedding table shows, and their vectors (n, C).
func wordsLaidFlat(t *Tape) (ids []int, vectors ref.Tensor) {
	table := t.Input().Checkpoint.Model.WTE // (V, C)
	if table.Dim(0) > mostEmbeddings {
		ids = distinct(t.Input().IDs())
	} else {
		for id := range table.Dim(0) {
			ids = append(ids, id)
		}
	}
	vectors = ref.NewTensor(len(ids), table.Dim(1))
	for i, id := range ids {
		copy(vectors.Row(i), table.Row(id))
	}
	return ids, vectors
}

func distinct(ids []int) []int {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
