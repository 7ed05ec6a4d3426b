package world

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInAGrammarAreNamed(t *testing.T) {
	const kinds, variables = "child: it\n  Ann her\n  Bob him", "a child\nb child not a"
	for rules, want := range map[string]string{
		"":                      "no rules",
		"story\n  x word":       "expected a weight",
		"story\n  0 word":       "expected a weight",
		"story\n  1 <other>":    "no such rule",
		"story\n  1 {c}":        `no variable "c"`,
		"story\n  1 {a.they}":   `a has no form "they"`,
		"story\n  1 (a=Cid) x":  `no a is "Cid"`,
		"story\n  1 (c=none) x": `no variable "c"`,
		"story\n  1 [a=Cid] x":  `child has no "Cid"`,
		"story\n  1 [c=a] x":    `no variable "c"`,
	} {
		_, err := compile(source{kinds: kinds, variables: variables, rules: rules})
		assert.ErrorContains(t, err, want, rules)
	}
	_, err := compile(source{kinds: "child: it\n  Ann", variables: "", rules: "s\n  1 x"})
	assert.ErrorContains(t, err, "expected 2 words")
	_, err = compile(source{kinds: kinds, variables: "a dog", rules: "s\n  1 x"})
	assert.ErrorContains(t, err, "expected a name and a kind")
	_, err = compile(source{kinds: kinds, variables: "a child not b", rules: "s\n  1 x"})
	assert.ErrorContains(t, err, "b is not declared above it")
	assert.Panics(t, func() { mustCompile(source{name: "empty"}) })
}
