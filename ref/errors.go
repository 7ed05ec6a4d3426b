package ref

import (
	"fmt"
	"regexp"
)

// An Error is a failure that the person at the keyboard can mend. It carries a
// code and the values of its sentence, so that the page can say it in the
// reader's language; Error says it in English.
type Error struct {
	Code string
	Args Args
}

// Args are the values a sentence needs, by the names used in Sentences.
type Args map[string]any

// Fail returns an *Error. The code must be in Sentences.
func Fail(code string, args Args) *Error { return &Error{code, args} }

func (e *Error) Error() string { return Fill(Sentences[e.Code], e.Args) }

// Fill puts the values into a sentence: {limit} becomes args["limit"].
func Fill(sentence string, args Args) string {
	return placeholder.ReplaceAllStringFunc(sentence, func(name string) string {
		return fmt.Sprint(args[name[1:len(name)-1]])
	})
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Sentences says each failure in English. The page has the same codes, with the
// same values, in web/static/i18n; a test compares the two.
var Sentences = map[string]string{
	"text_empty":    "the text is empty; expected at least one character",
	"text_too_long": "the text is {got} tokens long, {over} more than the {limit} this model can see",
	"text_not_utf8": "the text is not valid UTF-8 at byte {at}",
}
