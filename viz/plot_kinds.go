package viz

import (
	"fmt"
	"slices"
	"strings"

	"gptlab/ref"
)

// A PlotKind is a kind of picture that can be taken off the tape of a run.
type PlotKind struct {
	Name     string
	Shows    string   // in a line
	Params   []string // which of step, layer, head, t, n, nth and weight it takes, and story and said
	AsScore  bool     // it shows what score prints: tokens too stand behind a start token
	Backward bool     // its run goes back from the loss as well
	Compares bool     // it can be drawn of two runs, with their difference
	Draws    bool     // its run goes on behind its text
	Others   bool     // it shows other models too
	Page     bool     // it shows what somebody did on the page
	NoText   bool     // its numbers are of other texts than the run's, which it does not name
	of       func(*Tape, PlotAsk) (Plot, error)
}

// PlotKinds are all kinds, in the order in which they are listed.
var PlotKinds = []PlotKind{
	{Name: "attention", Shows: "who looks at whom: one head, or without a head all heads of the layer, or without a layer all layers", Params: []string{"step", "layer", "head"}, Compares: true, of: attentionAsked},
	{Name: "factors", Shows: "P(w_t | w_<t) of every word, and their logarithms added up", AsScore: true, Compares: true, of: factorsAsked},
	{Name: "distribution", Shows: "the likeliest words at one place: what may follow the text, or what might have stood at t", Params: []string{"t", "n"}, AsScore: true, Compares: true, of: distributionAsked},
	{Name: "embedding", Shows: "the tokens' vectors, laid out flat; those of the text are marked", of: embeddingAsked},
	{Name: "layernorm", Shows: "one word's vector before and after a LayerNorm: step ln_f, or h.0.ln_1", Params: []string{"step", "t"}, of: layerNormAsked},
	{Name: "stream", Shows: "what each part adds to one word's vector, and how long it is then", Params: []string{"t"}, of: streamAsked},
	{Name: "neighbours", Shows: "the words whose vectors point most nearly the same way as one word's", Params: []string{"t", "n"}, of: neighboursAsked},
	{Name: "lens", Shows: "how probable the next word would be if the model stopped after each block", Params: []string{"t"}, of: lensAsked},
	{Name: "loss", Shows: "how the model learned: the losses along its training run", NoText: true, of: lossAsked},
	{Name: "guessers", Shows: "how well the model, counting and the truth predict the text", AsScore: true, of: guessersAsked},
	{Name: "blank", Shows: "what may stand at t, by the words on its left and by the whole text", Params: []string{"t", "n"}, AsScore: true, of: blankAsked},
	{Name: "sum", Shows: "one word's vector, that of its place, and their sum", Params: []string{"t"}, Compares: true, of: sumAsked},
	{Name: "activation", Shows: "the activation function with one word's numbers on it: step h.0.mlp.gelu", Params: []string{"step", "t"}, of: activationAsked},
	{Name: "scores", Shows: "the Softmax behind one word, step by step: z, e^(z − max z), P", Params: []string{"t", "n"}, of: scoresAsked},
	{Name: "without", Shows: "the next word with the last LayerNorm, and without it", Params: []string{"t", "n"}, of: withoutAsked},
	{Name: "update", Shows: "one update of the model, as it happens to one weight", Params: []string{"weight"}, of: updateAsked},
	{Name: "reread", Shows: "the words of the text before one update of the model, and after it", of: rereadAsked},
	{Name: "head", Shows: "what the last word's vector gives to each label", of: headAsked},
	{Name: "draws", Shows: "the words that were drawn", Draws: true, of: drawsAsked},
	{Name: "sampling", Shows: "draw t: the model's distribution, and what was drawn from", Params: []string{"t", "n"}, Draws: true, of: samplingAsked},
	{Name: "cache", Shows: "what each word costs with and without kept keys and values", Draws: true, of: cacheAsked},
	{Name: "samples", Shows: "what the checkpoints along the training write behind the text", Params: []string{"nth"}, Others: true, of: samplesAsked},
	{Name: "kept", Shows: "how well the checkpoints along the training predict the text", Others: true, of: keptAsked},
	{Name: "labels", Shows: "which label the text gets from each model that was taught labels", Others: true, of: labelsAsked},
	{Name: "confusion", Shows: "which label was said for which, on fresh texts", Others: true, NoText: true, of: confusionAsked},
	{Name: "learning", Shows: "how often labels were right, by how many labels were learnt from", Others: true, NoText: true, of: learningAsked},
	{Name: "map", Shows: "the whole of the model, with the numbers of one word's way through it", Params: []string{"t"}, of: mapAsked},
	{Name: "cuts", Shows: "the text as each tokenizer cuts it", Others: true, of: cutsAsked},
	{Name: "game", Shows: "what a reader said of a story's words, beside the models", Params: []string{"story", "said"}, Page: true, NoText: true, of: gameAsked},
	{Name: "tensor", Shows: "the numbers of any step: h.0.mlp.gelu", Params: []string{"step", "head"}, Compares: true, of: tensorAsked},
	{Name: "gradient", Shows: "the gradient of the loss, number by number of a step: h.0.attn.weights", Params: []string{"step", "head"}, Backward: true, Compares: true, of: gradientAsked},
}

// A PlotAsk says which picture of a run; what is absent is All.
type PlotAsk struct {
	Step  string // public name, "" for what the kind chooses
	Layer int
	Head  int
	T     int // a word of the sentence, from 1
	N     int // how many entries

	// The weight that an update is seen from; "" is what UpdateOf chooses.
	Param string
	Cell  []int

	Nth    int    // which samples, from 1
	Story  int    // of the game, from 1
	Said   []Said // of its words
	Others Others
}

// PlotKindOf finds a kind, or fails with plot_unknown.
func PlotKindOf(name string) (PlotKind, error) {
	i := slices.IndexFunc(PlotKinds, func(k PlotKind) bool { return k.Name == name })
	if i < 0 {
		return PlotKind{}, ref.Fail("plot_unknown", ref.Args{"kind": name, "known": strings.Join(PlotKindNames(), ", ")})
	}
	return PlotKinds[i], nil
}

// PlotKindNames lists the kinds.
func PlotKindNames() []string {
	var names []string
	for _, k := range PlotKinds {
		names = append(names, k.Name)
	}
	return names
}

// Of takes the picture off the tape of a finished run. What the reader can mend
// is a *ref.Error: step_unknown, step_single, step_has_no_heads, layer_unknown,
// head_unknown, head_needs_layer, word_unknown, no_factor, no_gradient,
// credits_out_of_range and those of AttentionOf and LayerNormOf.
func (k PlotKind) Of(t *Tape, ask PlotAsk) (Plot, error) { return k.of(t, ask) }

func attentionAsked(t *Tape, ask PlotAsk) (Plot, error) {
	step := ask.Step
	if step == "" {
		step = AttentionSteps[0]
	}
	return AttentionOf(t, step, ask.Layer, ask.Head)
}

func factorsAsked(t *Tape, _ PlotAsk) (Plot, error) { return FactorsOf(t) }

// distributionAsked is what the model expected as w_t; without t, after the
// last word.
func distributionAsked(t *Tape, ask PlotAsk) (Plot, error) {
	in := t.Input()
	words := len(in.Words())
	first := 1
	if words == len(in.Tokens) {
		first = 2 // nothing stands before w_1
	}
	at := ask.T
	if at == All {
		at = words + 1
	}
	if at < first || at > words+1 {
		return nil, ref.Fail("word_unknown", ref.Args{"t": at, "first": first, "last": words + 1})
	}
	probs, err := t.asked("probs", "")
	if err != nil {
		return nil, err
	}
	// The token before w_t is the one before position first + t − 1.
	return DistributionOf(t, probs.Index, len(in.Tokens)-words+at-2, ask.listed())
}

func embeddingAsked(t *Tape, _ PlotAsk) (Plot, error) { return EmbeddingOf(t), nil }

func layerNormAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	step, err := t.asked(ask.Step, "ln_f")
	if err != nil {
		return nil, err
	}
	return LayerNormOf(t, step.Index, row)
}

// sumAsked sets a word's vector, its place's and their sum under each other.
func sumAsked(t *Tape, ask PlotAsk) (Plot, error) {
	row, err := t.wordAsked(ask.T)
	if err != nil {
		return nil, err
	}
	h := HeatmapPlot{Step: "embd", Rows: []string{"wte", "wpe", "embd"}}
	h.title = func(w *words) string { return fmt.Sprintf(w.embd, Legible(t.Input().Label(row))) }
	var data []ref.Float
	for _, name := range h.Rows {
		step, _ := t.Named(name) // (T, C)
		data = append(data, step.Value.Row(row)...)
	}
	h.Values = ref.FromSlice(data, len(h.Rows), len(data)/len(h.Rows))
	return h, nil
}

func tensorAsked(t *Tape, ask PlotAsk) (Plot, error) { return matrixAsked(t, ask) }

// matrixAsked is a step as a matrix: the whole of it, or one head, the first
// where none is named.
func matrixAsked(t *Tape, ask PlotAsk) (HeatmapPlot, error) {
	step, err := t.asked(ask.Step, "logits")
	if err != nil {
		return HeatmapPlot{}, err
	}
	switch axes := len(step.Value.Shape); {
	case axes < 2:
		return HeatmapPlot{}, ref.Fail("step_single", ref.Args{"step": step.Name})
	case axes == 2 && ask.Head != All:
		return HeatmapPlot{}, ref.Fail("step_has_no_heads", ref.Args{"step": step.Name})
	case axes == 2:
		return HeatmapOf(t, step.Index)
	case ask.Head >= step.Value.Dim(0):
		return HeatmapPlot{}, ref.Fail("head_unknown", ref.Args{"head": ask.Head, "heads": step.Value.Dim(0)})
	}
	return HeatmapOf(t, step.Index, max(ask.Head, 0))
}

// gradientAsked shows a step's gradient with the labels of the step itself.
func gradientAsked(t *Tape, ask PlotAsk) (Plot, error) {
	ask.Step = strings.TrimPrefix(ask.Step, "grad.")
	values, err := matrixAsked(t, ask)
	if err != nil {
		return nil, err
	}
	step, _ := t.Named(values.Step)
	gradient, ok := t.Named("grad." + values.Step)
	if !ok {
		return nil, ref.Fail("no_gradient", ref.Args{"step": values.Step})
	}
	shape := values.Values.Shape
	cells := shape[0] * shape[1]
	at := 0
	if len(values.Index) > 0 {
		at = values.Index[0] * cells
	}
	return GradientPlot{
		Step: values.Step, Rows: values.Rows, Cols: values.Cols, Causal: values.Causal, Index: values.Index,
		Values: ref.FromSlice(gradient.Value.Data[at:at+cells], shape...),
		Open:   len(values.Index) > 0 && t.seesFuture(layerOf(step), values.Index[0]),
	}, nil
}

// asked returns a step by its public name, or the usual one where none is asked
// for. It fails with step_unknown.
func (t *Tape) asked(name, usual string) (Step, error) {
	if name == "" {
		name = usual
	}
	step, ok := t.Named(name)
	if !ok {
		return Step{}, ref.Fail("step_unknown", ref.Args{"step": clip(name)})
	}
	return step, nil
}
