package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gptlab/ref"
)

// maxData is the longest text file that is read, in bytes.
const maxData = 1 << 30

// readData reads a text file, without the byte order mark it may begin with.
func readData(name string) (string, error) {
	data, err := ref.ReadFile(name, maxData)
	if err != nil {
		return "", err
	}
	return ref.TextOf(name, data)
}

// checkDocuments refuses what neither names a way to cut a file nor is one of also.
func checkDocuments(documents string, also ...string) error {
	known := append(also, ref.DocumentsLines, ref.DocumentsParagraphs, ref.DocumentsNone)
	if !slices.Contains(known, documents) {
		return misused("--documents %s: expected one of %s", documents, strings.Join(known, ", "))
	}
	return nil
}

// documentsOf guesses how a file is cut into texts: not at all for a model that
// was trained without a start token, else at blank lines where there are any.
func documentsOf(text string, m *ref.GPT) string {
	switch {
	case m.BOS < 0:
		return ref.DocumentsNone
	case blankLine.MatchString(strings.TrimSpace(text)):
		return ref.DocumentsParagraphs
	default:
		return ref.DocumentsLines
	}
}

var blankLine = regexp.MustCompile(`\n\s*\n`)

// A stream is a text as the tokens that a model was trained on.
type stream struct {
	ids        []int
	characters []int // that each token stands for; half a character counts where it begins
}

func (s *stream) add(id, characters int) {
	s.ids, s.characters = append(s.ids, id), append(s.characters, characters)
}

// streamOf reads a file as a stream: each text behind a start token, where the
// model has one, and one more at the end.
func streamOf(c *ref.Checkpoint, name, documents string) (stream, error) {
	if c.Tokenizer == nil {
		return stream{}, ref.Fail("tokenizer_missing", ref.Args{"model": c.Name})
	}
	text, err := readData(name)
	if err != nil {
		return stream{}, err
	}
	if documents == "auto" {
		documents = documentsOf(text, c.Model)
	}
	var s stream
	if c.Model.BOS >= 0 {
		s.add(c.Model.BOS, 0)
	}
	for _, document := range ref.SplitDocuments(text, documents) {
		tokens, err := c.Tokenizer.Encode(document)
		if err != nil {
			return stream{}, err
		}
		for _, t := range tokens {
			s.add(t.ID, charactersIn(t.Text))
		}
		if c.Model.BOS >= 0 && documents != ref.DocumentsNone {
			s.add(c.Model.BOS, 0) // the end of this text, the start of the next
		}
	}
	if len(s.ids) < 2 {
		return stream{}, ref.Fail("text_empty", nil)
	}
	return s, nil
}

// charactersIn counts the characters that begin in a text, of which only the
// first half may be there.
func charactersIn(text string) (n int) {
	for i := range len(text) {
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return n
}
