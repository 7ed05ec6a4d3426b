package world

import (
	"slices"
	"strings"
)

// grammars has them in the order they are listed.
var grammars = []*Grammar{mustCompile(english), mustCompile(chinese)}

// Languages lists the languages there is a grammar for: "en", "zh-Hant".
func Languages() []string {
	var all []string
	for _, g := range grammars {
		all = append(all, g.lang)
	}
	return all
}

// For returns the grammar of a language.
func For(lang string) (*Grammar, bool) {
	return find(func(g *Grammar) bool { return g.lang == lang })
}

// Named returns the grammar of that name: "world-en", "world-zh".
func Named(name string) (*Grammar, bool) {
	return find(func(g *Grammar) bool { return g.name == name })
}

func find(right func(*Grammar) bool) (*Grammar, bool) {
	i := slices.IndexFunc(grammars, right)
	if i < 0 {
		return nil, false
	}
	return grammars[i], true
}

// Name returns the name of the grammar, which is that of the model trained on it.
func (g *Grammar) Name() string { return g.name }

// Lang returns the language of the grammar.
func (g *Grammar) Lang() string { return g.lang }

// Words lists the vocabulary by id. Start and Unknown come first.
func (g *Grammar) Words() []string { return slices.Clone(g.words) }

// Text writes words as people do. "The" and "the" are two words, so nothing
// needs to be capitalized, and only spaces are put in: in English between any two
// words, but not before a mark that closes nor after one that opens. The start
// token is not written.
func (g *Grammar) Text(ids []int) string {
	var b strings.Builder
	last := ""
	for _, id := range ids {
		if id == Start {
			continue
		}
		word := g.words[id]
		if g.spaced && last != "" && last != "“" && !closes[word] {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		last = word
	}
	return b.String()
}

// closes has the marks that stand close behind the word before them.
var closes = map[string]bool{".": true, ",": true, "!": true, "?": true, "”": true}
