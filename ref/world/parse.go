package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A source is what the author of a grammar writes. A line that begins at the
// margin opens a block, the indented lines under it fill it; what follows // is
// a remark.
type source struct {
	name, lang string
	spaced     bool

	// kinds holds tables. "person: they them" opens one: its rows have an unnamed
	// first column, and the columns they and them.
	kinds string

	// variables has a line each: name, kind, and after "not" the variables whose
	// entry it must not draw.
	variables string

	// rules holds the rules. A name opens one; each line under it is an alternative:
	// weight, conditions, steps, all of them separated by spaces.
	//
	//	(a=b) (a!=b)   a condition; a is a variable or variable.form, b a variable,
	//	               "none", or one of a's words
	//	word           say it
	//	{a} {a.form}   say what the variable holds
	//	[a=b]          set a to the entry of a variable, to a word's, or to "none"
	//	<rule>         carry out a rule
	//
	// The first rule tells the whole story.
	rules string
}

// mustCompile reads a grammar. The sources are part of this program, so a mistake
// in one is a mistake in the program, and panics.
func mustCompile(s source) *Grammar {
	g, err := compile(s)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", s.name, err))
	}
	return g
}

func compile(s source) (*Grammar, error) {
	g := &Grammar{
		name: s.name, lang: s.lang, spaced: s.spaced,
		words: []string{startName, unknownName}, ids: map[string]int{},
		kinds: map[string]*kind{},
	}
	for _, b := range blocks(s.kinds) {
		if err := g.addKind(b); err != nil {
			return nil, err
		}
	}
	for _, b := range blocks(s.variables) {
		if err := g.addVariable(b.head); err != nil {
			return nil, err
		}
	}
	rules := append([]block{{head: []string{""}}}, blocks(s.rules)...)
	if len(rules) == 1 {
		return nil, fmt.Errorf("no rules")
	}
	rules[0].lines = [][]string{{"1", "<" + rules[1].head[0] + ">"}}
	for _, b := range rules {
		g.rules = append(g.rules, rule{name: b.head[0]})
	}
	for i, b := range rules {
		for _, line := range b.lines {
			a, err := g.alternative(line)
			if err != nil {
				return nil, fmt.Errorf("rule %s: %s: %w", b.head[0], strings.Join(line, " "), err)
			}
			g.rules[i].alternatives = append(g.rules[i].alternatives, a)
		}
	}
	return g, nil
}

// A block is a line at the margin and the indented lines under it, as fields.
type block struct {
	head  []string
	lines [][]string
}

func blocks(text string) []block {
	var all []block
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case line[0] != ' ' && line[0] != '\t':
			all = append(all, block{head: fields})
		default:
			last := &all[len(all)-1]
			last.lines = append(last.lines, fields)
		}
	}
	return all
}

func (g *Grammar) addKind(b block) error {
	k := &kind{name: strings.TrimSuffix(b.head[0], ":"), forms: map[string]int{}}
	for i, form := range b.head[1:] {
		k.forms[form] = i + 1
	}
	for _, row := range b.lines {
		if len(row) != len(b.head) {
			return fmt.Errorf("%s: %s: expected %d words", k.name, strings.Join(row, " "), len(b.head))
		}
		k.entries = append(k.entries, row)
	}
	g.kinds[k.name] = k
	return nil
}

func (g *Grammar) addVariable(line []string) error {
	if len(line) < 2 || g.kinds[line[1]] == nil {
		return fmt.Errorf("variable %s: expected a name and a kind", strings.Join(line, " "))
	}
	if len(g.variables) == len(memory{}) {
		return fmt.Errorf("variable %s: a memory holds %d", line[0], len(memory{}))
	}
	v := variable{name: line[0], kind: g.kinds[line[1]]}
	for _, other := range line[min(3, len(line)):] { // line[2] is "not"
		i := g.variable(other)
		if i < 0 {
			return fmt.Errorf("variable %s: %s is not declared above it", v.name, other)
		}
		v.not = append(v.not, i)
	}
	g.variables = append(g.variables, v)
	return nil
}

func (g *Grammar) alternative(fields []string) (alternative, error) {
	weight, err := strconv.ParseFloat(fields[0], 64)
	if err != nil || !(weight > 0) {
		return alternative{}, fmt.Errorf("%q: expected a weight", fields[0])
	}
	a := alternative{weight: weight}
	for _, field := range fields[1:] {
		var err error
		if inside, ok := between(field, "(", ")"); ok {
			var c condition
			c, err = g.condition(inside)
			a.conditions = append(a.conditions, c)
		} else {
			var s step
			s, err = g.step(field)
			a.steps = append(a.steps, s)
		}
		if err != nil {
			return alternative{}, err
		}
	}
	return a, nil
}

// condition reads "a=b", "a!=b" or "a.form=word".
func (g *Grammar) condition(text string) (condition, error) {
	left, right, _ := strings.Cut(text, "=")
	left, negated := strings.CutSuffix(left, "!")
	v, column, err := g.form(left)
	if err != nil {
		return condition{}, err
	}
	if other := g.variable(right); other >= 0 {
		return condition{variable: v, other: other, negated: negated}, nil
	}
	c := condition{variable: v, other: -1, entries: map[int]bool{}, negated: negated}
	if right == "none" {
		c.entries[0] = true
		return c, nil
	}
	for i, row := range g.variables[v].kind.entries {
		if row[column] == right {
			c.entries[i+1] = true
		}
	}
	if len(c.entries) == 0 {
		return condition{}, fmt.Errorf("(%s): no %s is %q", text, left, right)
	}
	return c, nil
}

func (g *Grammar) step(field string) (step, error) {
	if inside, ok := between(field, "{", "}"); ok {
		v, column, err := g.form(inside)
		if err != nil {
			return step{}, err
		}
		s := step{kind: tell, variable: v}
		for _, row := range g.variables[v].kind.entries {
			s.says = append(s.says, g.word(row[column]))
		}
		return s, nil
	}
	if inside, ok := between(field, "[", "]"); ok {
		return g.setting(inside)
	}
	if inside, ok := between(field, "<", ">"); ok {
		i := slices.IndexFunc(g.rules, func(r rule) bool { return r.name == inside })
		if i < 0 {
			return step{}, fmt.Errorf("%s: no such rule", field)
		}
		return step{kind: call, rule: i}, nil
	}
	return step{kind: say, word: g.word(field)}, nil
}

// setting reads "a=b".
func (g *Grammar) setting(text string) (step, error) {
	left, right, _ := strings.Cut(text, "=")
	v := g.variable(left)
	if v < 0 {
		return step{}, fmt.Errorf("[%s]: no variable %q", text, left)
	}
	if other := g.variable(right); other >= 0 {
		return step{kind: set, variable: v, other: other}, nil
	}
	s := step{kind: set, variable: v, other: -1}
	if right == "none" {
		return s, nil
	}
	var err error
	s.entry, err = g.variables[v].kind.entry(right)
	return s, err
}

// form reads "variable" or "variable.form" and returns variable and column.
func (g *Grammar) form(text string) (v, column int, err error) {
	name, form, named := strings.Cut(text, ".")
	if v = g.variable(name); v < 0 {
		return 0, 0, fmt.Errorf("no variable %q", name)
	}
	if !named {
		return v, 0, nil
	}
	column, ok := g.variables[v].kind.forms[form]
	if !ok {
		return 0, 0, fmt.Errorf("%s has no form %q", name, form)
	}
	return v, column, nil
}

func between(text, open, closing string) (string, bool) {
	inside, ok := strings.CutPrefix(text, open)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(inside, closing)
}
