package viz

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sync"

	"gptlab/ref"
)

// An index knows every statement of ref that makes a tensor, from the source
// that is embedded in the program. It never opens a file.
type index struct {
	fset  *token.FileSet
	texts map[string][]byte
	info  types.Info
	ops   map[types.Object]Op
	calls map[string][]Op // what each function calls, by its name

	statements []*statement
}

// A statement is one that taps, or whose trailing comment gives a shape.
type statement struct {
	file     string // attention.go
	from, to int    // lines
	function *function
	taps     []string // the names given by literals
	tapsAny  bool     // it taps, if only under a name computed at run time
	ops      []Op     // functions of ref it calls, outermost first
	text     string   // without taps and scopes
	raw      string
	shape    string // (B, T, C)
	note     string // what follows the shape in the comment
}

// A function is a function of ref with its statements, in order.
type function struct {
	Op
	statements []*statement
}

// refSource parses ref once.
var refSource = sync.OnceValue(func() *index {
	x, err := newIndex(ref.Source)
	if err != nil {
		panic(err) // ref compiled, so its own text parses
	}
	return x
})

// statementAt returns the innermost statement that taps on that line: among
// several, the one that taps under the given name.
func (x *index) statementAt(file string, line int, tap string) (*statement, bool) {
	var found *statement
	for _, st := range x.statements {
		if st.file != file || line < st.from || line > st.to || !st.tapsAny {
			continue
		}
		better := found == nil || st.to-st.from < found.to-found.from
		if slices.Contains(st.taps, tap) && (better || !slices.Contains(found.taps, tap)) ||
			better && (found == nil || !slices.Contains(found.taps, tap)) {
			found = st
		}
	}
	return found, found != nil
}

func newIndex(source fs.FS) (*index, error) {
	x := &index{
		fset:  token.NewFileSet(),
		texts: map[string][]byte{},
		ops:   map[types.Object]Op{},
		calls: map[string][]Op{},
		info: types.Info{
			Types: map[ast.Expr]types.TypeAndValue{},
			Uses:  map[*ast.Ident]types.Object{},
			Defs:  map[*ast.Ident]types.Object{},
		},
	}
	names, err := fs.Glob(source, "*.go")
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if x.texts[name], err = fs.ReadFile(source, name); err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(x.fset, name, x.texts[name], parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	x.check(files)
	for _, file := range files {
		x.addOps(file)
	}
	for _, file := range files {
		x.addStatements(file)
	}
	return x, nil
}

// check finds out which function each name means. The packages that ref
// imports are not at hand at run time, so their names stay unknown; nothing
// here asks for them.
func (x *index) check(files []*ast.File) {
	config := types.Config{Importer: emptyPackages{}, Error: func(error) {}}
	_, _ = config.Check("gptlab/ref", x.fset, files, &x.info)
}

// emptyPackages stands in for every import.
type emptyPackages struct{}

func (emptyPackages) Import(p string) (*types.Package, error) {
	pkg := types.NewPackage(p, path.Base(p))
	pkg.MarkComplete()
	return pkg, nil
}

// addOps notes where each function stands and how it reads.
func (x *index) addOps(file *ast.File) {
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from := fn.Pos()
		if fn.Doc != nil {
			from = fn.Doc.Pos()
		}
		at := x.fset.Position(from)
		x.ops[x.info.Defs[fn.Name]] = Op{
			Name: functionName(fn),
			File: "ref/" + at.Filename,
			From: at.Line,
			To:   x.fset.Position(fn.End()).Line,
			Text: x.between(from, fn.End()),
		}
	}
}

func (x *index) addStatements(file *ast.File) {
	comments := x.trailingComments(file)
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		f := &function{Op: x.ops[x.info.Defs[fn.Name]]}
		x.addCalls(f.Name, fn.Body)
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.AssignStmt, *ast.ExprStmt, *ast.ReturnStmt:
				if st := x.statement(n, comments); st != nil {
					st.function = f
					f.statements = append(f.statements, st)
					x.statements = append(x.statements, st)
				}
			}
			return true
		})
	}
}

// addCalls notes which functions of ref a function calls, each once.
func (x *index) addCalls(name string, body *ast.BlockStmt) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			op, known := x.ops[x.callee(call)]
			if known && !contains(x.calls[name], op.Name) {
				x.calls[name] = append(x.calls[name], op)
			}
		}
		return true
	})
}

// contains reports whether a function is in a list.
func contains(ops []Op, name string) bool {
	return slices.ContainsFunc(ops, func(o Op) bool { return o.Name == name })
}

// statement returns what is known of a statement, nil where it makes no tensor.
func (x *index) statement(n ast.Node, comments map[int]string) *statement {
	from, to := x.fset.Position(n.Pos()), x.fset.Position(n.End())
	st := &statement{file: from.Filename, from: from.Line, to: to.Line}
	var cuts []cut
	inspectCalls(n, func(call *ast.CallExpr) {
		if name, tap := tapName(call); tap && x.isScope(call.Fun.(*ast.SelectorExpr).X) {
			st.tapsAny = true
			if name != "" {
				st.taps = append(st.taps, name)
			}
			cuts = append(cuts, cut{call.Pos(), call.Args[1].Pos()}, cut{call.Args[1].End(), call.End()})
			return
		}
		if x.places(call) {
			cuts = append(cuts, cut{call.Pos(), call.Args[0].Pos()}, cut{call.Args[0].End(), call.End()})
			return
		}
		cuts = append(cuts, x.scopeArguments(call)...)
		if op, ok := x.ops[x.callee(call)]; ok {
			st.ops = append(st.ops, op)
		}
	})
	comment := comments[to.Line]
	match := shapeComment.FindStringSubmatch(comment)
	if match == nil && !st.tapsAny {
		return nil
	}
	if match != nil {
		st.shape, st.note = match[1], match[2]
	}
	slices.SortStableFunc(st.ops, exportedFirst)
	st.text = x.without(n, cuts)
	st.raw = outdent(x.between(n.Pos(), n.End()), from.Column-1)
	if comment != "" {
		st.raw += " " + comment
	}
	return st
}

// shapeComment is what stands behind a statement that makes a tensor:
// "// (B, nh, T, T)   QKᵀ".
var shapeComment = regexp.MustCompile(`^//\s*(\([^()]*\)(?:, \([^()]*\))*)\s*(.*)$`)
