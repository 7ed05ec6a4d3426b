package viz

import (
	"path"
	"runtime"
	"slices"
	"strings"
)

// A Source is the statement of ref that made a step, among its neighbours.
type Source struct {
	File  string `json:"file"` // ref/attention.go
	Func  string `json:"func"` // Attention.Forward
	Line  int    `json:"line"` // where the statement begins
	Lines []Line `json:"lines"`
}

// A Line is one statement of a function that makes a tensor. Text is the
// statement as a reader thinks of it; Raw is what stands in the file, where the
// tap names the result and a scope says whose it is.
type Line struct {
	N     int    `json:"n"`
	Text  string `json:"text"`            // scores := MatMulT(q, k)
	Shape string `json:"shape,omitempty"` // (B, nh, T, Tk)
	Note  string `json:"note,omitempty"`  // QKᵀ
	Tap   string `json:"tap,omitempty"`   // scores; absent where the result is no step
	Kind  string `json:"kind,omitempty"`  // h.N.attn.scores, where the tape has such a step
	Raw   string `json:"raw"`
}

// An Op is a function of ref that a statement calls, one click deeper.
type Op struct {
	Name string `json:"name"` // Softmax, Linear.Forward
	File string `json:"file"`
	From int    `json:"from"` // first line, that of the comment
	To   int    `json:"to"`   // last line
	Text string `json:"text"`
}

// refPackage is how the functions of ref begin their names.
const refPackage = "gptlab/ref."

// statementOf returns the statement that made a step. It has none where the
// step was tapped outside ref, as tests do.
func statementOf(step Step) (*statement, bool) {
	if step.pc == 0 {
		return nil, false
	}
	frame, _ := runtime.CallersFrames([]uintptr{step.pc}).Next()
	if !strings.HasPrefix(frame.Function, refPackage) {
		return nil, false
	}
	tap := step.Name[strings.LastIndexByte(step.Name, '.')+1:]
	return refSource().statementAt(path.Base(frame.File), frame.Line, tap)
}

// SourceOf returns the statement behind a step, with the other statements of
// its function that make tensors. Kinds are left empty; Catalogue fills them.
func SourceOf(step Step) (Source, bool) {
	st, ok := statementOf(step)
	if !ok {
		return Source{}, false
	}
	src := Source{File: "ref/" + st.file, Func: st.function.Name, Line: st.from}
	for _, other := range st.function.statements {
		src.Lines = append(src.Lines, other.line())
	}
	return src, true
}

// OpOf returns the outermost function of ref in the statement behind a step:
// Softmax for weights := Softmax(masked).
func OpOf(step Step) (Op, bool) {
	st, ok := statementOf(step)
	if !ok || len(st.ops) == 0 {
		return Op{}, false
	}
	return st.ops[0], true
}

// FunctionOf returns a function of ref by its file, such as ref/gpt.go, and its
// name, such as GPT.Probs.
func FunctionOf(file, name string) (Op, bool) {
	for _, op := range refSource().ops {
		if op.Name == name && op.File == file {
			return op, true
		}
	}
	return Op{}, false
}

// AxesOf returns the names of a step's axes, from the shape comment of its
// line: nh, T, T. The axis B is there only where the batch was not dropped.
func AxesOf(step Step) []string {
	if axes := parameterAxes(step); axes != nil {
		return axes
	}
	st, ok := statementOf(step)
	if !ok {
		return nil
	}
	axes := splitShape(st.shape)
	if len(axes) == len(step.Value.Shape)+1 { // a batch of one
		axes = axes[1:]
	}
	if len(axes) != len(step.Value.Shape) {
		return nil
	}
	for i, a := range axes {
		if wire, ok := wireAxes[a]; ok {
			axes[i] = wire
		}
	}
	return axes
}

// parameterAxes names the axes of a parameter's gradient, which one line taps
// for all of them: rows of a table, or what a layer takes in and gives out.
func parameterAxes(step Step) []string {
	switch name, isGradient := strings.CutPrefix(step.Kind, "grad."); {
	case !isGradient:
		return nil
	case name == "wte.weight", name == "lm_head.weight":
		return []string{"V", "C"}
	case name == "wpe.weight":
		return []string{"place", "C"}
	case strings.HasSuffix(name, ".weight") && len(step.Value.Shape) == 2:
		return []string{"in", "out"}
	case strings.HasSuffix(name, ".weight"), strings.HasSuffix(name, ".bias"):
		return []string{"out"}
	}
	return nil
}

// wireAxes are the axes whose names on the wire differ from those in ref.
var wireAxes = map[string]string{
	"Tk":    "T", // keys are positions too
	"inner": "F",
}

// splitShape turns "(B, nh, T)" into its axes.
func splitShape(comment string) []string {
	inside := strings.TrimSuffix(strings.TrimPrefix(comment, "("), ")")
	if inside == "" {
		return []string{}
	}
	return strings.Split(inside, ", ")
}

// line returns a statement as the page shows it.
func (st *statement) line() Line {
	l := Line{N: st.from, Text: st.text, Raw: st.raw, Shape: st.shape, Note: st.note}
	if len(st.taps) > 0 {
		l.Tap = st.taps[0]
	}
	return l
}

// A Kind is what steps of different layers and words have in common.
type Kind struct {
	Kind   string   `json:"kind"`
	Axes   []string `json:"axes"`
	Op     string   `json:"op"`
	Source Source   `json:"source"`

	// What lessons says of it: a formula's id, the part of it that this kind
	// computes, and one sentence in each language.
	Formula string            `json:"formula,omitempty"`
	Part    string            `json:"part,omitempty"`
	Caption map[string]string `json:"caption,omitempty"`
}

// KindsOf returns the kinds of the steps, in the order in which they first
// occur, and the functions of ref that a reader can open from there: those that
// the kinds name, those that the steps stand in, and what these call.
func KindsOf(steps []Step) (kinds []Kind, ops []Op) {
	tapped := map[*statement][]string{} // the kinds each statement makes
	var firsts []Step
	for _, s := range steps {
		if slices.ContainsFunc(firsts, func(f Step) bool { return f.Kind == s.Kind }) {
			continue
		}
		firsts = append(firsts, s)
		if st, ok := statementOf(s); ok {
			tapped[st] = append(tapped[st], s.Kind)
		}
	}
	for _, s := range firsts {
		k := Kind{Kind: s.Kind, Axes: AxesOf(s)}
		if op, ok := OpOf(s); ok {
			k.Op = op.Name
			ops = withOp(ops, op)
		}
		if st, ok := statementOf(s); ok {
			k.Source, _ = SourceOf(s)
			ops = withOp(ops, st.function.Op)
			for i, other := range st.function.statements {
				k.Source.Lines[i].Kind = nearest(s.Kind, tapped[other])
			}
		}
		kinds = append(kinds, k)
	}
	for _, op := range slices.Clone(ops) {
		for _, called := range refSource().calls[op.Name] {
			ops = withOp(ops, called)
		}
	}
	return kinds, ops
}

// withOp adds a function to a list that does not have it.
func withOp(ops []Op, op Op) []Op {
	if contains(ops, op.Name) {
		return ops
	}
	return append(ops, op)
}

// nearest returns the kind that shares kind's scope, else the first, else "".
func nearest(kind string, among []string) string {
	scope := kind[:strings.LastIndexByte(kind, '.')+1]
	for _, k := range among {
		if k[:strings.LastIndexByte(k, '.')+1] == scope {
			return k
		}
	}
	if len(among) > 0 {
		return among[0]
	}
	return ""
}
