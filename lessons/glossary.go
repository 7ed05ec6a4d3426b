package lessons

import (
	"fmt"
	"strings"
	"sync"
)

// A Term is a word of the field, in one language.
type Term struct {
	ID   string `json:"id"`
	Term string `json:"term"`
	Pair string `json:"pair"` // what the other language calls it
	Text string `json:"text"` // one sentence
}

// Glossary returns the terms in one language, in the order of glossary.txt.
func Glossary(lang string) []Term {
	var terms []Term
	for _, id := range glossary().order {
		terms = append(terms, glossary().in[lang][id])
	}
	return terms
}

// terms is glossary.txt: the pairs, and what to avoid.
type terms struct {
	order []string
	in    map[string]map[string]Term     // by language and id
	avoid map[string]map[string][]string // by language and id: words that mean the same and are not used here
}

var glossary = sync.OnceValue(func() terms {
	t, err := parseGlossary("glossary.txt", mustRead("glossary.txt"))
	if err != nil {
		panic(err)
	}
	return t
})

// parseGlossary reads entries such as
//
//	weight
//	  en       weight: a number that training changes
//	  zh-Hant  權重：訓練時會改變的數
//	  not      zh-Hant 權值
func parseGlossary(file, src string) (terms, error) {
	t := terms{in: map[string]map[string]Term{}, avoid: map[string]map[string][]string{}}
	for _, lang := range Languages {
		t.in[lang], t.avoid[lang] = map[string]Term{}, map[string][]string{}
	}
	records, err := parseRecords(file, src)
	if err != nil {
		return t, err
	}
	for _, r := range records {
		id := r.fields[0]
		t.order = append(t.order, id)
		for _, lang := range Languages {
			term, text, ok := cutColon(r.text[lang])
			if !ok {
				return t, fmt.Errorf("%s:%d: %s in %s is not \"term: explanation\"", file, r.line, id, lang)
			}
			t.in[lang][id] = Term{ID: id, Term: term, Text: text}
		}
		t.pair(id)
		if not := strings.Fields(r.text["not"]); len(not) > 1 {
			t.avoid[not[0]][id] = not[1:]
		}
	}
	return t, nil
}

// pair tells each of the two languages what the other calls a term.
func (t terms) pair(id string) {
	a, b := t.in[Languages[0]][id], t.in[Languages[1]][id]
	a.Pair, b.Pair = b.Term, a.Term
	t.in[Languages[0]][id], t.in[Languages[1]][id] = a, b
}

// cutColon cuts at the first colon, half or full width.
func cutColon(s string) (before, after string, ok bool) {
	if before, after, ok = strings.Cut(s, "："); ok {
		return before, after, true
	}
	before, after, ok = strings.Cut(s, ":")
	return before, strings.TrimSpace(after), ok
}
