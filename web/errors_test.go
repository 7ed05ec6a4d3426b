package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// The same failures in both languages, each with the same values.
func TestErrorsAreSaidInBothLanguages(t *testing.T) {
	for _, lang := range languages {
		words, err := wordsOf(lang)
		require.NoError(t, err)
		errors := words["errors"].(map[string]any)
		for code, english := range ref.Sentences {
			said, _ := errors[code].(string)
			assert.Equal(t, placeholders(english), placeholders(said), "%s in %s", code, lang)
			if lang != "en" {
				assert.NotEqual(t, english, said, "%s is not translated", code)
			}
		}
		for code := range errors {
			assert.Contains(t, ref.Sentences, code, "%s has a sentence for an error that does not exist", lang)
		}
	}
}

func placeholders(sentence string) []string {
	found := regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(sentence, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Every ref.Fail in the program has a sentence, and gives it the values it needs.
func TestEveryFailureHasASentenceAndItsValues(t *testing.T) {
	failures := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		if entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".git")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && called(call) == "Fail" && len(call.Args) == 2 {
				failures++
				checkFailure(t, path, call)
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, failures, 30)
}

func checkFailure(t *testing.T, path string, call *ast.CallExpr) {
	code, ok := literal(call.Args[0])
	if !ok {
		return // made up of parts: what makes them is tested where it stands
	}
	sentence, ok := ref.Sentences[code]
	if !assert.True(t, ok, "%s: %s has no sentence", path, code) {
		return
	}
	args, ok := call.Args[1].(*ast.CompositeLit)
	if !ok {
		return
	}
	var given []string
	for _, e := range args.Elts {
		name, _ := literal(e.(*ast.KeyValueExpr).Key)
		given = append(given, "{"+name+"}")
	}
	for _, needed := range placeholders(sentence) {
		assert.Contains(t, given, needed, "%s: %s", path, code)
	}
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// What the wire can say is in the document that others write their clients from.
func TestEveryFailureOfTheWireIsDocumented(t *testing.T) {
	document, err := os.ReadFile("../docs/protocol.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(document), "## 6. Errors")
	table, _, _ = strings.Cut(table, "## 7.")
	for row := range strings.Lines(table) {
		codes, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " | ")
		for _, m := range regexp.MustCompile("`([a-z0-9_]+)`").FindAllStringSubmatch(codes, -1) {
			if strings.HasPrefix(row, "| `") {
				assert.Contains(t, ref.Sentences, m[1], "documented, and never said")
			}
		}
	}
	elsewhere := []string{ // said before there is a server, or by pictures of the command line
		"port_in_use", "address_unusable", "model_not_found", "step_not_layernorm",
	}
	failure := regexp.MustCompile(`ref\.Fail\("([a-z0-9_]+)"`)
	for _, pattern := range []string{"../web/*.go", "../viz/*.go", "../lessons/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, m := range failure.FindAllStringSubmatch(string(text), -1) {
				if !slices.Contains(elsewhere, m[1]) && !strings.HasSuffix(file, "_test.go") {
					assert.Contains(t, table, "`"+m[1]+"`", file)
				}
			}
		}
	}
}

func TestStatusOf(t *testing.T) {
	for code, status := range map[string]int{
		"text_empty": 400, "lesson_unknown": 404, "plot_format_unknown": 404, "internal": 500, "method_wrong": 405,
		"origin_foreign": 403, "host_foreign": 403, "connections_full": 503,
	} {
		require.Contains(t, ref.Sentences, code)
		assert.Equal(t, status, statusOf(ref.Fail(code, nil)), code)
	}
}
