package main

import (
	"cmp"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The house rules of docs/architecture.md, as data. Do not change the data to
// make a build pass: move the code into the room it belongs to.

// rooms, from the top of the house down. A package may import packages of its
// own room and of the rooms below.
var rooms = []string{"cmd", "web", "lessons", "viz", "ref/models", "ref/worldtext", "ref/world", "ref", "ref/kernel"}

// guests says which rooms may use which module from outside. A module that is
// not listed may be used nowhere; "test" is any _test.go file.
var guests = map[string][]string{
	"github.com/spf13/cobra":           {"cmd"},
	"github.com/spf13/pflag":           {"cmd"},
	"golang.org/x/term":                {"cmd"},
	"github.com/gorilla/websocket":     {"web"},
	"golang.org/x/text/language":       {"web"},
	"golang.org/x/text/encoding":       {"test"},
	"github.com/go-fonts/latin-modern": {"web"},
	"github.com/yuin/goldmark":         {"lessons"},
	"gonum.org/v1/plot":                {"viz"},
	"golang.org/x/image":               {"viz", "test"},
	"codeberg.org/go-pdf/fpdf":         {"viz"},
	"golang.org/x/sys/cpu":             {"ref/kernel"},
	"github.com/stretchr/testify":      {"test"},
	"go.uber.org/goleak":               {"test"},
	"pgregory.net/rapid":               {"test"},
}

// topLevel is all that may stand at the top of the repository, beside dotfiles.
var topLevel = []string{
	"ref", "viz", "lessons", "web", "cmd", "docs",
	"go.mod", "go.sum", "README.md", "LICENSE", "Makefile",
}

const top = "../.."

func TestTheHouseStands(t *testing.T) {
	imports := readImports(t)
	assert.Empty(t, breaches(imports), "see docs/architecture.md")
	assert.Empty(t, emptyRooms(imports))
}

func TestRefNeedsTheStandardLibraryAlone(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./ref/...")
	list.Dir = top
	out, err := list.Output()
	require.NoError(t, err)
	for _, dep := range strings.Fields(string(out)) {
		ours := dep == "gptlab/ref" || strings.HasPrefix(dep, "gptlab/ref/")
		assert.True(t, ours || dep == "golang.org/x/sys/cpu", "ref depends on %s", dep)
	}
}

// The truth about a text must not depend on the model that is measured by it.
func TestTheWorldStandsAlone(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./ref/world")
	list.Dir = top
	out, err := list.Output()
	require.NoError(t, err)
	assert.Equal(t, []string{"gptlab/ref/world"}, strings.Fields(string(out)))
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(top)
	require.NoError(t, err)
	for _, e := range entries {
		name := e.Name()
		ordinary := strings.HasPrefix(name, ".") || slices.Contains(topLevel, name)
		assert.True(t, ordinary || ignoredByGit(name), "%s does not belong at the top of the repository", name)
	}
}

// ignoredByGit is true of what a build leaves behind.
func ignoredByGit(name string) bool {
	check := exec.Command("git", "check-ignore", "-q", name)
	check.Dir = top
	return check.Run() == nil
}

func TestBreaches(t *testing.T) {
	for _, c := range []struct{ file, imported, want string }{
		{"web/ws.go", "gptlab/viz", ""},
		{"cmd/gptlab/main.go", "gptlab/ref", ""},
		{"ref/models/models.go", "gptlab/ref", ""},
		{"ref/matmul.go", "gptlab/ref/kernel", ""},
		{"web/ws.go", "net/http", ""},
		{"web/ws.go", "github.com/gorilla/websocket", ""},
		{"viz/pdf.go", "gonum.org/v1/plot/vg/vgpdf", ""},
		{"ref/kernel/cpu.go", "golang.org/x/sys/cpu", ""},
		{"viz/tape_test.go", "github.com/stretchr/testify/require", ""},

		{"ref/train.go", "gptlab/viz", "up"},
		{"ref/gpt.go", "gptlab/ref/world", "up"},
		{"ref/kernel/matmul.go", "gptlab/ref", "up"},
		{"viz/tape.go", "gptlab/lessons", "up"},
		{"lessons/course_test.go", "gptlab/web", "up"},
		{"web/serve.go", "gptlab/cmd/gptlab", "up"},
		{"viz/tape.go", "gptlab/util", "no room"},
		{"util/util.go", "fmt", "no room"},
		{"viz/live.go", "github.com/gorilla/websocket", "only in web"},
		{"cmd/gptlab/serve.go", "github.com/gorilla/websocket", "only in web"},
		{"web/plot.go", "gonum.org/v1/plot", "only in viz"},
		{"ref/checks.go", "github.com/stretchr/testify/assert", "only in test"},
		{"web/leak.go", "go.uber.org/goleak", "only in test"},
		{"ref/cpu.go", "golang.org/x/sys/cpu", "only in ref/kernel"},
		{"ref/kernel/cpu.go", "golang.org/x/sys/unix", "nowhere"},
		{"viz/maths.go", "gonum.org/v1/gonum/mat", "nowhere"},
		{"viz/maths.go", "gonum.org/v1/plotter", "nowhere"},
		{"web/room.go", "github.com/nats-io/nats.go", "nowhere"},
	} {
		got := breaches(map[string][]string{c.file: {c.imported}})
		if c.want == "" {
			assert.Empty(t, got, "%s imports %s", c.file, c.imported)
			continue
		}
		require.Len(t, got, 1, "%s imports %s", c.file, c.imported)
		assert.Contains(t, got[0], c.want)
	}
}

func TestEmptyRooms(t *testing.T) {
	all := map[string][]string{}
	for _, room := range rooms {
		all[room+"/x.go"] = nil
	}
	assert.Empty(t, emptyRooms(all))
	for _, room := range rooms {
		delete(all, room+"/x.go")
		all[room+"/x_test.go"] = nil
		assert.Equal(t, []string{room}, emptyRooms(all), "tests alone do not make a room")
		all[room+"/x.go"] = nil
	}
}

// readImports lists what each Go file of the module imports, whatever its build
// constraints.
func readImports(t *testing.T) map[string][]string {
	imports := map[string][]string{}
	repository := os.DirFS(top)
	err := fs.WalkDir(repository, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && outside(repository, name):
			return fs.SkipDir
		case path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(repository, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			return err
		}
		imports[name] = []string{}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[name] = append(imports[name], imported)
		}
		return nil
	})
	require.NoError(t, err)
	return imports
}

// outside is true of folders that the go tool passes over, and of modules of
// their own, such as the generator of ref/kernel's assembly.
func outside(repository fs.FS, folder string) bool {
	base := path.Base(folder)
	_, err := fs.Stat(repository, path.Join(folder, "go.mod"))
	return err == nil || base[0] == '.' || base[0] == '_' || base == "testdata" || base == "node_modules"
}

// breaches returns a sentence for each import that the rules forbid.
func breaches(imports map[string][]string) []string {
	var found []string
	for file, list := range imports {
		for _, imported := range list {
			if why := breach(file, imported); why != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s", file, imported, why))
			}
		}
	}
	slices.Sort(found)
	return found
}

func breach(file, imported string) string {
	from := roomOf(path.Dir(file))
	if from == "" {
		return path.Dir(file) + " is in no room"
	}
	if inside, ok := strings.CutPrefix(imported, "gptlab/"); ok {
		to := roomOf(inside)
		switch {
		case to == "":
			return inside + " is in no room"
		case slices.Index(rooms, to) < slices.Index(rooms, from):
			return "imports run only downwards, never up from " + from + " to " + to
		}
		return ""
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for module, allowed := range guests {
		if imported != module && !strings.HasPrefix(imported, module+"/") {
			continue
		}
		test := strings.HasSuffix(file, "_test.go") && slices.Contains(allowed, "test")
		if test || slices.Contains(allowed, from) {
			return ""
		}
		return "only in " + strings.Join(allowed, ", ")
	}
	return "the rules allow this module nowhere"
}

// roomOf returns the room a folder lies in, "" for none: ref/whatif is in ref,
// ref/kernel a room of its own.
func roomOf(folder string) string {
	in := slices.DeleteFunc(slices.Clone(rooms), func(room string) bool {
		return folder != room && !strings.HasPrefix(folder, room+"/")
	})
	slices.SortFunc(in, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	if len(in) == 0 {
		return ""
	}
	return in[0]
}

// emptyRooms returns the rooms that hold no program code.
func emptyRooms(imports map[string][]string) []string {
	return slices.DeleteFunc(slices.Clone(rooms), func(room string) bool {
		for file := range imports {
			if roomOf(path.Dir(file)) == room && !strings.HasSuffix(file, "_test.go") {
				return true
			}
		}
		return false
	})
}
