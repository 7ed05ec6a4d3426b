// Package world is a small language whose true probabilities are known.
//
// A model of real text says "P = 0.31", and nobody can say what would have been
// right. Here the text is made by a grammar that we wrote, so the truth can be
// computed: P(w_t | w_<t) exactly, at every position of every text the grammar
// allows, and 0 where it does not. There are two grammars, one in English and
// one in Traditional Chinese. Their words are the tokens, and what they tell are
// short stories.
//
// # A story is a program over a small memory
//
// A grammar has tables of words, variables that draw from them, and rules:
//
//	person: they them
//	  Mia   she  her
//	  Tom   he   him
//
//	hero   person
//	friend person not hero
//	holder person unset
//
//	give
//	  2 (holder=hero) {hero} gives it to {friend} [holder=friend] .
//	  1 (holder=hero) {hero} keeps it .
//
// A rule has alternatives with weights. One is taken, of those whose conditions
// (…) hold. It is then carried out from left to right: a word says itself,
// {hero} says the word the variable holds, {hero.them} another form of it, [… = …]
// sets a variable, <give> carries out another rule and comes back. The first mention
// of a variable draws its value; every later one repeats it. That is all; see
// parse.go for the notation and program.go for what becomes of it.
//
// # The prefix determines the state
//
// The state after w_<t is the list of derivations, of all ways through the rules,
// that say exactly w_<t, each with its probability given w_<t. Two alternatives
// may begin with the same words: both are then in the list, and the word that
// tells them apart drops one. So the list follows from the words alone, and
// P(w | w_<t) is the sum of the probabilities of those that say w next: Bayes'
// rule, with nothing left out. See state.go.
//
// # Reading order
//
//	program.go   what a grammar is made of
//	parse.go     its notation
//	state.go     the derivations left after a prefix; the distribution of the next word
//	story.go     stories, labels, the truth about a text
//	languages.go the grammars there are; words to text
//	english.go, english_story.go, chinese.go, chinese_story.go
//
// The package needs the standard library alone.
package world
