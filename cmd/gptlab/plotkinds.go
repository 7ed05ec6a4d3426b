package main

import (
	"fmt"

	"gptlab/ref"
	"gptlab/viz"
)

// A plotKind is a kind of picture: what it shows, which of the command's flags
// it takes, whether --tokens too stand behind a start token, as for score, and
// how it is made from a tape.
type plotKind struct {
	name    string
	shows   string
	flags   []string
	asScore bool
	from    func(*viz.Tape, plotChoice) (viz.Plot, error)
}

var plotKinds = []plotKind{
	{"attention", "who looks at whom: one head, or without --head all heads of the layer, or without --layer all layers", []string{"step", "layer", "head"}, false, attentionPlot},
	{"factors", "P(w_t | w_<t) of every word, and their logarithms added up", nil, true, factorsPlot},
	{"distribution", "the likeliest words at one place: what may follow the text, or what might have stood at --t", []string{"t", "n"}, true, distributionPlot},
	{"embedding", "the tokens' vectors, laid out flat; those of the text are marked", nil, false, embeddingPlot},
	{"layernorm", "one word's vector before and after a LayerNorm: --step ln_f, or h.0.ln_1", []string{"step", "t"}, false, layerNormPlot},
	{"tensor", "the numbers of any step: --step h.0.mlp.gelu", []string{"step", "head"}, false, tensorPlot},
	{"gradient", "how the loss answers to each number of a step: --step h.0.attn.weights --head 1", []string{"step", "head"}, false, gradientPlot},
}

// plotFlags are the flags that only some kinds take.
var plotFlags = []string{"step", "layer", "head", "t", "n"}

// A plotChoice says which picture of a run.
type plotChoice struct {
	plotKind
	layer, head int // viz.All for all
	step        string
	t           int // a word of the sentence, from 1; 0 for what the kind chooses
	n           int
	lang        string
}

// stepOr returns the step that was asked for.
func (want plotChoice) stepOr(usual string) string {
	if want.step == "" {
		return usual
	}
	return want.step
}

// indexOr returns the place of a step on the tape.
func (want plotChoice) indexOr(tape *viz.Tape, usual string) (int, error) {
	name := want.stepOr(usual)
	step, ok := tape.Named(name)
	if !ok {
		return 0, fmt.Errorf("there is no step %s; gptlab trace --list names them", name)
	}
	return step.Index, nil
}

// position returns where w_t stands among the tokens; usual is the t of those
// who did not ask, last the greatest there is.
func (want plotChoice) position(in viz.Input, usual, last int) (int, error) {
	t, start := want.t, len(in.Tokens)-len(in.Words())
	if t == 0 {
		t = usual
	}
	if t > last {
		return 0, fmt.Errorf("--t %d: the words of this text are 1 to %d", t, last)
	}
	return start + t - 1, nil
}

func attentionPlot(tape *viz.Tape, want plotChoice) (viz.Plot, error) {
	return viz.AttentionOf(tape, want.stepOr(viz.AttentionSteps[0]), want.layer, want.head)
}

func factorsPlot(tape *viz.Tape, _ plotChoice) (viz.Plot, error) {
	return viz.FactorsOf(tape)
}

// distributionPlot shows the row that predicts w_t, by default the word after the text.
func distributionPlot(tape *viz.Tape, want plotChoice) (viz.Plot, error) {
	in := tape.Input()
	next := len(in.Words()) + 1
	position, err := want.position(in, next, next)
	if err != nil {
		return nil, err
	}
	if position == 0 {
		return nil, fmt.Errorf("--t 1: nothing stands before the first word; a start token would")
	}
	probs, err := want.indexOr(tape, "probs")
	if err != nil {
		return nil, err
	}
	return viz.DistributionOf(tape, probs, position-1, want.n)
}

func embeddingPlot(tape *viz.Tape, _ plotChoice) (viz.Plot, error) { return viz.EmbeddingOf(tape), nil }

func layerNormPlot(tape *viz.Tape, want plotChoice) (viz.Plot, error) {
	in := tape.Input()
	position, err := want.position(in, len(in.Words()), len(in.Words()))
	if err != nil {
		return nil, err
	}
	step, err := want.indexOr(tape, "ln_f")
	if err != nil {
		return nil, err
	}
	return viz.LayerNormOf(tape, step, position)
}

func tensorPlot(tape *viz.Tape, want plotChoice) (viz.Plot, error) { return want.matrix(tape) }

// matrix returns the step that was asked for, or one head of it.
func (want plotChoice) matrix(tape *viz.Tape) (viz.HeatmapPlot, error) {
	index, err := want.indexOr(tape, "logits")
	if err != nil {
		return viz.HeatmapPlot{}, err
	}
	step, err := tape.Step(index)
	if err != nil {
		return viz.HeatmapPlot{}, err
	}
	switch axes := len(step.Value.Shape); {
	case axes < 2:
		return viz.HeatmapPlot{}, fmt.Errorf("%s is a single number, no picture", step.Name)
	case axes == 2 && want.head != viz.All:
		return viz.HeatmapPlot{}, fmt.Errorf("%s has no heads", step.Name)
	case axes == 3 && (want.head == viz.All || want.head >= step.Value.Dim(0)):
		return viz.HeatmapPlot{}, fmt.Errorf("%s has heads 0 to %d: which --head?", step.Name, step.Value.Dim(0)-1)
	case axes == 3:
		return viz.HeatmapOf(tape, index, want.head)
	default:
		return viz.HeatmapOf(tape, index)
	}
}

// gradientPlot runs the model backwards and shows one step's gradient with the
// labels of the step itself.
func gradientPlot(tape *viz.Tape, want plotChoice) (viz.Plot, error) {
	values, err := want.matrix(tape)
	if err != nil {
		return nil, err
	}
	in := tape.Input()
	if len(in.Tokens) < 2 {
		return nil, errNoLoss
	}
	for _, s := range backward(in) {
		if s.Name == "grad."+values.Step {
			return gradientOf(values, s.Value, want.head), nil
		}
	}
	return nil, fmt.Errorf("%s has no gradient: the loss does not go through it", values.Step)
}

// gradientOf cuts out of a gradient what values was cut out of its step.
func gradientOf(values viz.HeatmapPlot, gradient ref.Tensor, head int) viz.GradientPlot {
	shape := values.Values.Shape
	cells := shape[0] * shape[1]
	at := max(head, 0) * cells
	return viz.GradientPlot{
		Step: values.Step, Rows: values.Rows, Cols: values.Cols, Causal: values.Causal, Index: values.Index,
		Values: ref.FromSlice(gradient.Data[at:at+cells], shape...),
	}
}
