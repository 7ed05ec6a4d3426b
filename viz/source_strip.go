package viz

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// A cut is a piece of source that a reader of the mathematics need not see.
type cut struct{ from, to token.Pos }

// scopeArguments cuts the arguments that only say where in the model a call
// stands: MLP.Forward(s.In("mlp"), x) reads MLP.Forward(x).
func (x *index) scopeArguments(call *ast.CallExpr) (cuts []cut) {
	for i, arg := range call.Args {
		switch {
		case !x.isScope(arg):
		case i+1 < len(call.Args):
			cuts = append(cuts, cut{arg.Pos(), call.Args[i+1].Pos()})
		case i > 0:
			cuts = append(cuts, cut{call.Args[i-1].End(), arg.End()})
		default:
			cuts = append(cuts, cut{arg.Pos(), arg.End()})
		}
	}
	return cuts
}

// without returns the text of a statement with the cuts taken out, and
// otherwise as it was written.
func (x *index) without(n ast.Node, cuts []cut) string {
	slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	at := n.Pos()
	for _, c := range cuts {
		if c.from >= at {
			b.WriteString(x.between(at, c.from))
		}
		at = max(at, c.to)
	}
	b.WriteString(x.between(at, n.End()))
	return outdent(b.String(), x.fset.Position(n.Pos()).Column-1)
}

// between returns the source from one position to another in the same file.
func (x *index) between(from, to token.Pos) string {
	a, b := x.fset.Position(from), x.fset.Position(to)
	return string(x.texts[a.Filename][a.Offset:b.Offset])
}

// outdent takes up to n tabs from the lines after the first.
func outdent(text string, n int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 {
			tabs := len(line) - len(strings.TrimLeft(line, "\t"))
			lines[i] = line[min(tabs, n):]
		}
	}
	return strings.Join(lines, "\n")
}
