package main

import (
	"fmt"
	"slices"
	"strings"

	"gptlab/ref"
)

// testStories is how many fresh stories of the world a classifier is tested on.
const testStories = 1000

// labelled is what fine-tuning learns from and is measured on: texts in tokens,
// as the model reads them.
type labelled struct {
	labels                  []string
	train, validation, test []ref.LabelledText
	cut                     int // how many of them were too long
}

// isTSV reports whether a file is labelled data, by its name.
func isTSV(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".tsv") }

// readTSV reads a file of labelled data.
func readTSV(name string) ([]ref.TaggedText, error) {
	data, err := ref.ReadFile(name, ref.MaxLabelledFile)
	if err != nil {
		return nil, err
	}
	return ref.ParseTSV(name, data)
}

// splitTSV shares a file out: a fifth to test on, and of the rest, or of as many
// as asked for, a fifth for validation. The shares have the labels in the same
// proportions.
func splitTSV(c *ref.Checkpoint, name string, classes []string, n int, seed uint64) (labelled, error) {
	rows, err := readTSV(name)
	if err != nil {
		return labelled{}, err
	}
	const least = 3 // one to learn from, one to stop by, one to test on
	labels, rows, err := ref.LabelsOf(name, rows, classes, least)
	if err != nil {
		return labelled{}, err
	}
	texts, cut, err := encodeRows(c, name, labels, rows)
	if err != nil {
		return labelled{}, err
	}
	var mixed []ref.LabelledText
	for _, i := range ref.Stratified(labelIDs(texts), seed) {
		mixed = append(mixed, texts[i])
	}
	fifth := len(mixed) / 5
	d := labelled{labels: labels, test: mixed[:fifth], cut: cut}
	known := mixed[fifth:]
	if n > len(known) {
		return labelled{}, misused("--labels %d: %s has %d texts that are not set aside for the test", n, name, len(known))
	}
	if n > 0 {
		known = known[:n]
	}
	err = d.learnFrom(known)
	return d, err
}

// learnFrom sets a fifth aside for validation. Every label must have a text among
// those that are left to learn from.
func (d *labelled) learnFrom(known []ref.LabelledText) error {
	fifth := max(1, len(known)/5)
	d.validation, d.train = known[:fifth], known[fifth:]
	for id, label := range d.labels {
		if !slices.ContainsFunc(d.train, func(t ref.LabelledText) bool { return t.Label == id }) {
			return misused("--labels %d: none of the %d texts to learn from is labelled %s; expected more", len(known), len(d.train), label)
		}
	}
	return nil
}

// encodeRows turns rows into tokens, as the model reads a text to label it.
func encodeRows(c *ref.Checkpoint, file string, labels []string, rows []ref.TaggedText) (texts []ref.LabelledText, cut int, err error) {
	for _, row := range rows {
		id := slices.Index(labels, row.Label)
		if id < 0 {
			return nil, 0, ref.Fail("label_unknown", ref.Args{
				"file": file, "line": row.Line, "model": c.Name, "label": row.Label, "known": strings.Join(labels, ", "),
			})
		}
		tokens, lost, err := taskTokens(c, row.Text)
		if err != nil {
			return nil, 0, fmt.Errorf("%s, line %d: %w", file, row.Line, err)
		}
		if lost > 0 {
			cut++
		}
		texts = append(texts, ref.LabelledText{Tokens: tokens, Label: id})
	}
	return texts, cut, nil
}

// taskTokens turns a text into what the model reads to label it, and says how
// many tokens at its beginning are left out because it is too long.
func taskTokens(c *ref.Checkpoint, text string) (tokens []int, cut int, err error) {
	if c.Tokenizer == nil {
		return nil, 0, ref.Fail("tokenizer_missing", ref.Args{"model": c.Name})
	}
	words, err := c.Tokenizer.Encode(text)
	if err != nil {
		return nil, 0, err
	}
	if len(words) == 0 {
		return nil, 0, ref.Fail("text_empty", nil)
	}
	ids := make([]int, len(words))
	for i, word := range words {
		ids[i] = word.ID
	}
	tokens, cut = c.Model.TaskTokens(ids)
	return tokens, cut, nil
}

func labelIDs(texts []ref.LabelledText) []int {
	ids := make([]int, len(texts))
	for i, text := range texts {
		ids[i] = text.Label
	}
	return ids
}
