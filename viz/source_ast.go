package viz

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// tapName reports whether a call has the form s.Tap(name, tensor) or
// s.TapCopy(name, tensor), and the name where it is a literal.
func tapName(call *ast.CallExpr) (name string, tap bool) {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) != 2 || fun.Sel.Name != "Tap" && fun.Sel.Name != "TapCopy" {
		return "", false
	}
	if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
		name, _ = strconv.Unquote(literal.Value)
	}
	return name, true
}

// places reports whether a call has the form s.place(tensor), which says where
// in memory the results go and changes nothing that is computed.
func (x *index) places(call *ast.CallExpr) bool {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	return ok && fun.Sel.Name == "place" && len(call.Args) == 1 && x.isScope(fun.X)
}

// isScope reports whether an expression is a ref.Scope.
func (x *index) isScope(e ast.Expr) bool {
	t := x.info.Types[e].Type
	return t != nil && t.String() == "gptlab/ref.Scope"
}

// callee returns the function that a call means, nil where it is a conversion,
// a function value or from another package.
func (x *index) callee(call *ast.CallExpr) types.Object {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return x.info.Uses[fun]
	case *ast.SelectorExpr:
		if x.isScope(fun.X) {
			return nil
		}
		return x.info.Uses[fun.Sel]
	}
	return nil
}

// exportedFirst puts the functions of ref's public face before its helpers.
func exportedFirst(a, b Op) int {
	rank := func(o Op) int {
		last := o.Name[strings.LastIndexByte(o.Name, '.')+1:]
		if ast.IsExported(last) {
			return 0
		}
		return 1
	}
	return rank(a) - rank(b)
}

// inspectCalls visits the calls of a statement, outermost first, but not those
// inside function literals, which are statements of their own.
func inspectCalls(n ast.Node, f func(*ast.CallExpr)) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			f(n)
		}
		return true
	})
}

// trailingComments returns the comment that ends each line, by line.
func (x *index) trailingComments(file *ast.File) map[int]string {
	comments := map[int]string{}
	for _, group := range file.Comments {
		at := x.fset.Position(group.Pos())
		before := x.texts[at.Filename][at.Offset-(at.Column-1) : at.Offset]
		if len(bytes.TrimSpace(before)) > 0 {
			comments[at.Line] = group.List[0].Text
		}
	}
	return comments
}

// functionName returns Softmax, or Attention.Forward for a method.
func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	receiver := fn.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	return types.ExprString(receiver) + "." + fn.Name.Name
}
