package lessons

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"sync"
)

//go:embed */lesson.txt */en.md */zh-Hant.md formulas steps.txt glossary.txt chapter.txt
var files embed.FS

// Course returns the lessons in the order they are taught.
func Course() []*Lesson { return loaded().lessons }

// Find returns a lesson by its id.
func Find(id string) (*Lesson, bool) {
	for _, l := range Course() {
		if l.ID == id {
			return l, true
		}
	}
	return nil, false
}

// A course is everything in files, read and checked.
type course struct {
	lessons  []*Lesson
	formulas map[string]string
	kinds    []kindPattern
}

// loaded reads the course once. What is embedded has passed the tests, so that
// a fault in it is a fault of the program.
var loaded = sync.OnceValue(func() course {
	c, err := load(files)
	if err != nil {
		panic(err)
	}
	return c
})

// load reads a course. Errors name the file, and the line where there is one.
func load(fsys fs.FS) (c course, err error) {
	if c.formulas, err = readFormulas(fsys); err != nil {
		return c, err
	}
	src, err := fs.ReadFile(fsys, "steps.txt")
	if err != nil {
		return c, err
	}
	if c.kinds, err = parseKinds("steps.txt", string(src)); err != nil {
		return c, err
	}
	scripts, err := fs.Glob(fsys, "*/lesson.txt")
	if err != nil {
		return c, err
	}
	for _, script := range scripts {
		l, err := readLesson(fsys, script)
		if err == nil {
			err = c.check(l)
		}
		if err != nil {
			return c, err
		}
		c.lessons = append(c.lessons, l)
	}
	sort.Slice(c.lessons, func(i, j int) bool { return c.lessons[i].Number < c.lessons[j].Number })
	return c, nil
}

// readLesson reads the files of one lesson.
func readLesson(fsys fs.FS, script string) (*Lesson, error) {
	src, err := fs.ReadFile(fsys, script)
	if err != nil {
		return nil, err
	}
	l, err := parseScript(script, string(src))
	if err != nil {
		return nil, err
	}
	l.prose = map[string]*prose{}
	for _, lang := range Languages {
		file := l.ID + "/" + lang + ".md"
		src, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		if l.prose[lang], err = parseProse(file, string(src)); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// check holds a lesson's script and its prose against each other, and both
// against the formulas, steps and kinds of questions that there are.
func (c course) check(l *Lesson) error {
	if l.ID == "" || l.Number == unnumbered || l.Section == "" || len(l.Pages) == 0 {
		return fmt.Errorf("%s/lesson.txt: a script needs lesson, number, section and a page", l.ID)
	}
	for _, p := range l.Pages {
		if err := c.checkPage(p); err != nil {
			return fmt.Errorf("%s/lesson.txt: page %s: %w", l.ID, p.ID, err)
		}
	}
	for _, lang := range Languages {
		if err := l.checkProse(lang); err != nil {
			return fmt.Errorf("%s/%s.md: %w", l.ID, lang, err)
		}
	}
	return nil
}

func (c course) checkPage(p Page) error {
	mathml, ok := c.formulas[p.Formula]
	switch {
	case p.Step == "" || p.View == "":
		return fmt.Errorf("no step or no view")
	case !ok:
		return fmt.Errorf("no formula %q", p.Formula)
	}
	for _, part := range p.Highlight {
		if !hasPart(mathml, part) {
			return fmt.Errorf("formula %s has no part %q", p.Formula, part)
		}
	}
	return nil
}

// checkProse checks that the pages, examples and questions of the script, and
// no others, are put into words.
func (l *Lesson) checkProse(lang string) error {
	text := l.prose[lang]
	if len(text.pages) != len(l.Pages) {
		return fmt.Errorf("%d pages, the script has %d", len(text.pages), len(l.Pages))
	}
	var tries []string
	for _, try := range l.Tries {
		if try.Lang == lang {
			tries = append(tries, try.ID)
		}
	}
	if len(tries) == 0 {
		return fmt.Errorf("the script has nothing to try in %s", lang)
	}
	if err := sameSet("try", tries, sortedKeys(text.tries)); err != nil {
		return err
	}
	for i, p := range l.Pages {
		page := text.pages[i]
		if p.Opens != "" && !slices.Contains(tries, p.Opens) {
			return fmt.Errorf("page %s opens %s, which is nothing to try in %s", p.ID, p.Opens, lang)
		}
		if page.id != p.ID {
			return fmt.Errorf("line %d: page %s, the script has %s here", page.line, page.id, p.ID)
		}
		if err := page.checkAsks(p.Asks); err != nil {
			return fmt.Errorf("page %s: %w", p.ID, err)
		}
	}
	return nil
}

// sameSet says which of two lists of ids lacks what.
func sameSet(what string, want, got []string) error {
	for _, id := range want {
		if !slices.Contains(got, id) {
			return fmt.Errorf("%s %s is missing", what, id)
		}
	}
	for _, id := range got {
		if !slices.Contains(want, id) {
			return fmt.Errorf("%s %s is of no use here", what, id)
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func mustRead(file string) string {
	src, err := files.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return string(src)
}
