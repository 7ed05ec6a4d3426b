package lessons

import (
	"fmt"
	"slices"
	"strings"

	"gptlab/ref"
)

// A Guess is a question put to a reader about a run.
type Guess struct {
	Ask string // its kind, which is its id within the lesson

	// Layer, Head and Row are where the reader stands, nil for the lesson's own place.
	Layer, Head, Row *int
}

// Asked is a question with its options, and without its answer.
type Asked struct {
	Question string   `json:"question"`
	Options  []Option `json:"options"`
	About    []int    `json:"about,omitempty"` // the cell of its page's step that it speaks of, where that is none of the page's own
}

// An Option is one of the answers to choose from.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Revealed is the answer to a question, once a guess is locked.
type Revealed struct {
	Asked
	Choice  string   `json:"choice"`
	Answer  string   `json:"answer"` // the id of the right option
	Right   bool     `json:"right"`
	Text    string   `json:"text"`           // the answer in a sentence, with its numbers
	Note    string   `json:"note,omitempty"` // what somebody who chose wrongly may have thought
	Numbers []Number `json:"numbers"`
}

// A Number is a figure behind the answer, and the recorded cell it was read from.
type Number struct {
	Option string  `json:"option,omitempty"` // the option it decides about
	Label  string  `json:"label,omitempty"`  // what it belongs to, where that is not an option
	Value  float64 `json:"value"`
	Step   string  `json:"step"`
	Cell   []int   `json:"cell"`
}

// Ask puts one of the lesson's questions about a run into words, with its
// options. It fails with ask_unknown; layer_unknown or head_unknown for a place
// that the model does not have; and guess_too_short where the text is too short to ask.
func (l *Lesson) Ask(lang string, run Run, g Guess) (Asked, error) {
	q, err := l.question(lang, run, g)
	if err != nil {
		return Asked{}, err
	}
	return q.asked(), nil
}

// Reveal answers a guess. Besides Ask's errors there is choice_unknown.
func (l *Lesson) Reveal(lang string, run Run, g Guess, choice string) (Revealed, error) {
	q, err := l.question(lang, run, g)
	if err != nil {
		return Revealed{}, err
	}
	i := slices.IndexFunc(q.options, func(o option) bool { return o.id == choice })
	if i < 0 {
		return Revealed{}, ref.Fail("choice_unknown", ref.Args{"choice": choice})
	}
	right := choice == q.answer
	r := Revealed{
		Asked: q.asked(), Choice: choice, Answer: q.answer, Right: right,
		Text: q.fill(q.words.answer), Numbers: q.numbers,
	}
	if !right {
		r.Note = q.fill(q.words.wrong[q.options[i].wrong])
	}
	return r, nil
}

// An askKind is a sort of question, whatever the text and the language.
type askKind struct {
	params  []string // what the script may set
	options []string // options that the prose must label; the run labels all others
	wrong   []string // misconceptions that the prose must explain
	values  []string // what the words may mention in braces
	ask     func(Run, place) (puzzle, error)
}

// askKinds are all there are, by name.
var askKinds = map[string]askKind{
	"smallest-factor":  smallestFactor,
	"next-word":        nextWord,
	"change-word":      changeWord,
	"underflow":        underflow,
	"uniform":          uniform,
	"scale":            scale,
	"masked-cells":     maskedCells,
	"point":            point,
	"head-needed":      headNeeded,
	"copier-writes":    copierWrites,
	"first-row":        firstRow,
	"row-max":          rowMax,
	"heads-agree":      headsAgree,
	"rows-at-once":     rowsAtOnce,
	"words-meet":       wordsMeet,
	"outputs":          outputs,
	"bytes":            inBytes,
	"nearest":          nearestWord,
	"same-word":        sameWord,
	"adds-most":        addsMost,
	"after-layernorm":  afterLayerNorm,
	"ten-times":        tenTimes,
	"gelu-below":       geluBelow,
	"lens-settles":     lensSettles,
	"highest-step":     highestStep,
	"blank-whole":      blankWhole,
	"untrained":        untrained,
	"logit-gradient":   logitGradient,
	"weights-moved":    weightsMoved,
	"loss-after":       lossAfter,
	"head-size":        headSize,
	"reads-where":      readsWhere,
	"unsure-loss":      unsureLoss,
	"one-pass":         onePass,
	"factor-reads":     factorReads,
	"most-parameters":  mostParameters,
	"drawn-word":       drawnWord,
	"always-likeliest": alwaysLikeliest,
	"twice-as-warm":    twiceAsWarm,
	"top-k-keeps":      topKKeeps,
	"same-again":       sameAgain,
	"why-stopped":      whyStopped,
	"rows-anew":        rowsAnew,
	"second-table":     secondTable,
	"logit-gap":        logitGap,
	"never":            neverWords,
	"without-norm":     withoutNorm,
	"twice-as-long":    twiceAsLong,
}

// A puzzle is a question about one run, with its answer.
type puzzle struct {
	options []option // in the order shown
	answer  string
	values  map[string]string
	numbers []Number
	about   []int
}

// An option of a puzzle: the prose labels it where label is empty. wrong names
// what somebody who chooses it may have thought.
type option struct{ id, label, wrong string }

// A question is a puzzle with its words.
type question struct {
	puzzle
	words *wording
}

func (l *Lesson) question(lang string, run Run, g Guess) (question, error) {
	page, ask := l.ask(g.Ask)
	if ask == nil {
		return question{}, ref.Fail("ask_unknown", ref.Args{"ask": g.Ask})
	}
	at := placeIn(run, ask.Params)
	for _, given := range []struct {
		from *int
		to   *int
	}{{g.Layer, &at.layer}, {g.Head, &at.head}, {g.Row, &at.row}} {
		if given.from != nil {
			*given.to = *given.from
		}
	}
	p, err := askKinds[ask.Kind].ask(run, at)
	return question{p, l.prose[lang].page(page.ID).asks[ask.Kind]}, err
}

func (q question) asked() Asked {
	a := Asked{Question: q.fill(q.words.question), About: q.about}
	for _, o := range q.options {
		label := o.label
		if label == "" {
			label = q.fill(q.words.options[o.id])
		}
		a.Options = append(a.Options, Option{o.id, label})
	}
	return a
}

// fill puts the puzzle's values into a sentence, all at once: a value with
// braces in it is not filled again.
func (q question) fill(sentence string) string {
	var pairs []string
	for name, value := range q.values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// checkAsks checks that the questions of a page, and no others, are put into
// words, with all they need.
func (page *prosePage) checkAsks(asks []Ask) error {
	var kinds []string
	for _, ask := range asks {
		kind, ok := askKinds[ask.Kind]
		if !ok {
			return fmt.Errorf("no question %q", ask.Kind)
		}
		for param := range ask.Params {
			if !slices.Contains(kind.params, param) {
				return fmt.Errorf("ask %s has no parameter %q", ask.Kind, param)
			}
		}
		kinds = append(kinds, ask.Kind)
	}
	if err := sameSet("ask", kinds, sortedKeys(page.asks)); err != nil {
		return err
	}
	for _, kind := range kinds {
		if err := page.asks[kind].check(askKinds[kind]); err != nil {
			return fmt.Errorf("ask %s: %w", kind, err)
		}
	}
	return nil
}

func (w *wording) check(kind askKind) error {
	if w.question == "" || w.answer == "" {
		return fmt.Errorf("no question or no answer")
	}
	if err := sameSet("option", kind.options, sortedKeys(w.options)); err != nil {
		return err
	}
	if err := sameSet("wrong", kind.wrong, sortedKeys(w.wrong)); err != nil {
		return err
	}
	for _, text := range w.all() {
		for _, name := range braces.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(kind.values, name[1]) {
				return fmt.Errorf("%q has no value {%s}; there are %v", text, name[1], kind.values)
			}
		}
	}
	return nil
}
