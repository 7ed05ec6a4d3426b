package lessons

import (
	"fmt"
	"strings"
	"sync"

	"gptlab/viz"
)

// A ChapterTerm is a term of the chapter, with the function that computes it and
// the lesson that explains it.
type ChapterTerm struct {
	Term
	Symbol   string `json:"symbol"` // as the chapter writes it, w_t for a letter with an index
	Section  string `json:"section"`
	Lesson   string `json:"lesson,omitempty"` // empty while the course does not have it
	Kind     string `json:"kind,omitempty"`   // of the step that shows it, where a run over a text has one
	Function viz.Op `json:"function"`
}

// Chapter returns the terms of the chapter in the order in which it prints them,
// in a language, which must be one of Languages.
func Chapter(lang string) []ChapterTerm { return chapters()[lang] }

var chapters = sync.OnceValue(func() map[string][]ChapterTerm {
	all := map[string][]ChapterTerm{}
	for _, lang := range Languages {
		rows, err := parseChapter("chapter.txt", mustRead("chapter.txt"), lang)
		if err != nil {
			panic(err)
		}
		all[lang] = rows
	}
	return all
})

// parseChapter reads lines of id, section, lesson, kind of step, file:function,
// symbol. Errors begin with the file and the line.
func parseChapter(file, src, lang string) ([]ChapterTerm, error) {
	var rows []ChapterTerm
	for i, line := range strings.Split(src, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) < 6 {
			return nil, fmt.Errorf("%s:%d: term, section, lesson, kind of step, file:function and symbol; got %v", file, i+1, fields)
		}
		row, err := chapterTerm(fields, lang)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func chapterTerm(fields []string, lang string) (ChapterTerm, error) {
	term, ok := glossary().in[lang][fields[0]]
	if !ok {
		return ChapterTerm{}, fmt.Errorf("%s is no term of the glossary", fields[0])
	}
	row := ChapterTerm{Term: term, Section: fields[1], Symbol: strings.Join(fields[5:], " ")}
	if _, ok := Find(fields[2]); ok {
		row.Lesson = fields[2]
	}
	if kind := fields[3]; kind != "-" {
		if _, ok := KindOf(kind); !ok {
			return row, fmt.Errorf("no kind of step is called %s", kind)
		}
		row.Kind = kind
	}
	file, name, _ := strings.Cut(fields[4], ":")
	if row.Function, ok = viz.FunctionOf(file, name); !ok {
		return row, fmt.Errorf("%s has no function %s", file, name)
	}
	return row, nil
}
