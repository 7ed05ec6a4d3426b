package lessons

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref/models"
	"gptlab/ref/whatif"
)

// parseScript reads a lesson.txt. Errors begin with the file and the line.
func parseScript(file, src string) (*Lesson, error) {
	s := &script{file: file, lesson: &Lesson{Number: unnumbered}}
	for i, line := range strings.Split(src, "\n") {
		s.line = i + 1
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		keyword, rest, _ := strings.Cut(line, " ")
		if err := s.entry(keyword, strings.TrimSpace(rest)); err != nil {
			return nil, err
		}
	}
	return s.lesson, nil
}

// unnumbered is the Number of a lesson that has not said its own.
const unnumbered = -1

// A script is a lesson being read, and how far.
type script struct {
	file   string
	line   int
	lesson *Lesson
}

// keywords are the entries of a script, by where they may stand.
var (
	lessonKeywords = map[string]func(*script, []string) error{
		"lesson":  func(s *script, f []string) error { return s.once(&s.lesson.ID, f) },
		"section": func(s *script, f []string) error { return s.once(&s.lesson.Section, f) },
		"number":  (*script).number, "try": (*script).try, "page": (*script).page,
		"draw": (*script).draw, "set": (*script).set, "beside": (*script).beside,
	}
	pageKeywords = map[string]func(*script, *Page, []string) error{
		"step":  func(s *script, p *Page, f []string) error { return s.once(&p.Step, f) },
		"opens": func(s *script, p *Page, f []string) error { return s.once(&p.Opens, f) },
		"code":  func(s *script, p *Page, f []string) error { return s.once(&p.Code, f) },
		"reads": func(s *script, p *Page, f []string) error { return s.once(&p.Reads, f) },
		"cell":  (*script).cell, "view": (*script).view, "formula": (*script).formula, "ask": (*script).ask,
	}
)

func (s *script) entry(keyword, rest string) error {
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return s.errorf("%q says nothing", keyword)
	}
	if read, ok := lessonKeywords[keyword]; ok {
		return read(s, fields)
	}
	read, ok := pageKeywords[keyword]
	if !ok {
		return s.errorf("unknown keyword %q", keyword)
	}
	if len(s.lesson.Pages) == 0 {
		return s.errorf("%s before the first page", keyword)
	}
	return read(s, &s.lesson.Pages[len(s.lesson.Pages)-1], fields)
}

func (s *script) number(fields []string) error {
	n, err := strconv.Atoi(fields[0])
	if err != nil || n < 0 || len(fields) > 1 || s.lesson.Number != unnumbered {
		return s.errorf("number is given once, counts from 0; got %v", fields)
	}
	s.lesson.Number = n
	return nil
}

func (s *script) try(fields []string) error {
	if len(fields) < 4 {
		return s.errorf("try needs an id, a language, a model and a text")
	}
	try := Try{ID: fields[0], Lang: fields[1], Model: fields[2], Text: strings.Join(fields[3:], " ")}
	model, err := keptModel(try.Model)
	if err != nil {
		return s.errorf("try %s: %v", try.ID, err)
	}
	try.Model = model
	if !slices.Contains(Languages, try.Lang) {
		return s.errorf("try in %q, which is none of %v", try.Lang, Languages)
	}
	for _, t := range s.lesson.Tries {
		if t.ID == try.ID && t.Lang == try.Lang {
			return s.errorf("try %s twice in %s", try.ID, try.Lang)
		}
	}
	s.lesson.Tries = append(s.lesson.Tries, try)
	return nil
}

// keptModel returns the checkpoint that a name such as world-en@0 stands for: the
// first that was kept along the training of world-en, then 1, 2 and so on. After
// which update that was, whoever trained the model decides, not the script.
func keptModel(name string) (string, error) {
	run, place, ok := strings.Cut(name, "@")
	if !ok {
		return name, nil
	}
	at, err := strconv.Atoi(place)
	kept := models.KeptAlong(run)
	if err != nil || at < 0 || at >= len(kept) {
		return "", fmt.Errorf("%q is none of the %d checkpoints kept along %s", place, len(kept), run)
	}
	return kept[at], nil
}

// draw says how the last example's text is continued: viz.Draw, as name=number.
func (s *script) draw(fields []string) error {
	try, err := s.lastTry()
	if err != nil || try.Draw != nil {
		return s.errorf("draw is given once, below a try")
	}
	numbers := map[string]json.RawMessage{}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		if _, err := strconv.ParseFloat(value, 64); err != nil || !slices.Contains(drawNames, name) {
			return s.errorf("draw %q is not name=number, the name one of %v", field, drawNames)
		}
		numbers[name] = json.RawMessage(value)
	}
	text, err := json.Marshal(numbers)
	if err == nil {
		err = json.Unmarshal(text, &try.Draw)
	}
	if err != nil {
		return s.errorf("draw %v: %v", fields, err)
	}
	return nil
}

var drawNames = []string{"temperature", "top_k", "top_p", "seed", "max_tokens"}

// set says what is changed while the last example is read, as package whatif writes it.
func (s *script) set(fields []string) error {
	try, err := s.lastTry()
	if err != nil || try.Set != nil {
		return s.errorf("set is given once, below a try")
	}
	set, err := whatif.ParseSet(fields)
	try.Set = set.Strings()
	if err != nil {
		return s.errorf("set %v: %v", fields, err)
	}
	return nil
}

// beside says which text the last example is compared with.
func (s *script) beside(fields []string) error {
	try, err := s.lastTry()
	if err != nil {
		return err
	}
	return s.once(&try.Beside, []string{strings.Join(fields, " ")})
}

func (s *script) lastTry() (*Try, error) {
	if len(s.lesson.Tries) == 0 || len(s.lesson.Pages) > 0 {
		return nil, s.errorf("no try above")
	}
	return &s.lesson.Tries[len(s.lesson.Tries)-1], nil
}

func (s *script) page(fields []string) error {
	if len(fields) > 1 || s.lesson.page(fields[0]) != nil {
		return s.errorf("page needs one id of its own; got %v", fields)
	}
	s.lesson.Pages = append(s.lesson.Pages, Page{ID: fields[0]})
	return nil
}

func (s *script) view(p *Page, fields []string) error {
	if !slices.Contains(Views, fields[0]) {
		return s.errorf("view %q is none of %v", fields[0], Views)
	}
	return s.once(&p.View, fields)
}

func (s *script) cell(p *Page, fields []string) error {
	for _, index := range strings.Split(fields[0], ",") {
		i, err := strconv.Atoi(index)
		if err != nil || len(fields) > 1 {
			return s.errorf("cell needs numbers with commas between; got %v", fields)
		}
		p.Cell = append(p.Cell, i)
	}
	return nil
}

func (s *script) formula(p *Page, fields []string) error {
	p.Highlight = fields[1:]
	return s.once(&p.Formula, fields[:1])
}

func (s *script) ask(p *Page, fields []string) error {
	if page, _ := s.lesson.ask(fields[0]); page != nil {
		return s.errorf("%s is already asked on page %s", fields[0], page.ID)
	}
	ask := Ask{Kind: fields[0], Params: map[string]int{}}
	for _, param := range fields[1:] {
		name, value, _ := strings.Cut(param, "=")
		n, err := strconv.Atoi(value)
		if err != nil {
			return s.errorf("parameter %q is not name=number", param)
		}
		ask.Params[name] = n
	}
	p.Asks = append(p.Asks, ask)
	return nil
}

// once sets a value of one word that is not set yet.
func (s *script) once(value *string, fields []string) error {
	if *value != "" || len(fields) != 1 {
		return s.errorf("one word, once; got %v", fields)
	}
	*value = fields[0]
	return nil
}

func (s *script) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", s.file, s.line, fmt.Sprintf(format, args...))
}
