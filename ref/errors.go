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

	// web: the server and its wire (docs/protocol.md)
	"port_in_use":          "something else is already listening on {addr}; stop it, or choose another port with --addr",
	"address_unusable":     "cannot listen on {addr}: {reason}",
	"path_unknown":         "there is nothing at {path}",
	"lesson_unknown":       "there is no lesson called “{lesson}”",
	"model_unknown":        "there is no model called “{model}”: neither a bundled one nor a checkpoint folder",
	"plot_unknown":         "there is no plot called “{kind}”; there are {known}",
	"parameter_wrong":      "{name} cannot be “{value}”",
	"method_wrong":         "this address can only be read, not asked to {method}",
	"host_foreign":         "this server answers only to this machine, not to the name {host}",
	"origin_foreign":       "a page of {origin} may not connect to this server",
	"connections_full":     "this server already has {limit} connections, its limit; try again in a moment",
	"message_not_json":     "a message from the page could not be read",
	"message_binary":       "a message from the page was binary; only text is expected",
	"message_too_long":     "a message from the page was {got} bytes long, more than the {limit} that are read",
	"message_unknown":      "the page asked for “{type}”, which this server does not know",
	"id_missing":           "a message from the page had no number to answer to",
	"run_unknown":          "the run {run} is not open here; start it again",
	"busy":                 "{limit} runs are already being computed for this page; wait for one of them",
	"credits_out_of_range": "{got} is not a number from 1 to {limit}",
	"tensor_too_large":     "these numbers take {got} bytes, more than the {limit} sent at once; ask for a part of them",
	"not_a_distribution":   "{name} is not a distribution over the vocabulary",
	"internal":             "something went wrong in gptlab itself; its log says more",
}
