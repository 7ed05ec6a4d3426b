package lessons

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Formulas returns every formula as MathML, by id. data-part names the parts
// that a page or a step can light up.
func Formulas() map[string]string { return loaded().formulas }

// A StepKind is what the course says of a kind of step.
type StepKind struct {
	Formula string            // id in Formulas
	Part    string            // the part of it that this step computes
	Caption map[string]string // by language: one sentence
}

// KindOf returns what the course says of a kind of step (viz.KindOf gives the
// kind of a name), false for one that it does not know.
func KindOf(kind string) (StepKind, bool) {
	for _, k := range loaded().kinds {
		if k.matches(kind) {
			return k.StepKind, true
		}
	}
	return StepKind{}, false
}

// A kindPattern is an entry of steps.txt: h.N.attn.q, or adamw.*.m.
type kindPattern struct {
	pattern string
	StepKind
}

// matches reports whether a kind fits the pattern. A * stands for any parts of the name.
func (k kindPattern) matches(kind string) bool {
	before, after, open := strings.Cut(k.pattern, "*")
	if !open {
		return kind == k.pattern
	}
	return len(kind) > len(before)+len(after) && strings.HasPrefix(kind, before) && strings.HasSuffix(kind, after)
}

// parseKinds reads steps.txt.
func parseKinds(file, src string) ([]kindPattern, error) {
	records, err := parseRecords(file, src)
	if err != nil {
		return nil, err
	}
	var kinds []kindPattern
	for _, r := range records {
		if len(r.fields) != 3 {
			return nil, fmt.Errorf("%s:%d: a kind, its formula and the part of it; got %v", file, r.line, r.fields)
		}
		kinds = append(kinds, kindPattern{r.fields[0], StepKind{Formula: r.fields[1], Part: r.fields[2], Caption: r.text}})
	}
	return kinds, nil
}

// hasPart reports whether a formula has a part of that name.
func hasPart(mathml, part string) bool {
	return strings.Contains(mathml, `data-part="`+part+`"`)
}

// readFormulas reads formulas/*.mathml.
func readFormulas(fsys fs.FS) (map[string]string, error) {
	entries, err := fs.ReadDir(fsys, "formulas")
	if err != nil {
		return nil, err
	}
	formulas := map[string]string{}
	for _, e := range entries {
		id, isFormula := strings.CutSuffix(e.Name(), ".mathml")
		if !isFormula {
			continue
		}
		mathml, err := fs.ReadFile(fsys, path.Join("formulas", e.Name()))
		if err != nil {
			return nil, err
		}
		formulas[id] = strings.TrimSpace(string(mathml))
	}
	return formulas, nil
}

// symbols returns the MathML of the symbols that prose may use, by name.
var symbols = sync.OnceValue(func() map[string]string {
	src := mustRead("formulas/symbols.txt")
	found := map[string]string{}
	for _, line := range strings.Split(src, "\n") {
		name, mathml, ok := strings.Cut(line, " ")
		if ok && name != "#" {
			found[name] = strings.TrimSpace(mathml)
		}
	}
	return found
})
