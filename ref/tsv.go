package ref

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Labelled data is a table of text and label, a line each, tabs between:
//
//	text⇥label
//	I loved it⇥positive
//	It broke on the first day⇥negative
//
// The first line may name the columns; then they stand in any order, and further
// ones are passed over. Without it there are two columns, text and label. A tab
// or a line end cannot be part of a text, and quotation marks are ordinary
// characters. Empty lines, a byte order mark and CR LF are no part of the data.

// TaggedText is one line of labelled data.
type TaggedText struct {
	Text, Label string
	Line        int // in its file, counted from 1
}

// What a file of labelled data may have at most, in bytes where not said.
const (
	maxTSV      = 256 << 20
	maxTSVLine  = 1 << 20
	maxTSVLabel = 200
)

// MaxLabelledFile is the longest file of labelled data that is read, in bytes.
const MaxLabelledFile = maxTSV

// ParseTSV reads labelled data. Errors are *Error and name the file and line.
func ParseTSV(file string, data []byte) ([]TaggedText, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	t := tsv{file: file, columns: 2, text: 0, label: 1}
	var rows []TaggedText
	for line := range bytes.Lines(data) {
		t.line++
		cells, err := t.cells(line)
		if err != nil {
			return nil, err
		}
		if cells == nil {
			continue
		}
		if !t.begun {
			t.begun = true
			header, err := t.header(cells)
			if err != nil {
				return nil, err
			}
			if header {
				continue
			}
		}
		row, err := t.row(cells)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, Fail("tsv_no_rows", Args{"file": file})
	}
	return rows, nil
}

// tsv is where in its file a reader stands, and what it knows of the columns.
type tsv struct {
	file        string
	line        int
	begun       bool // the first line, which may be a header, is behind us
	columns     int
	text, label int // which columns they are
}

// cells cuts a line; nil where it is empty.
func (t *tsv) cells(line []byte) ([]string, error) {
	line = bytes.TrimRight(line, "\r\n")
	switch {
	case len(line) > maxTSVLine:
		return nil, t.fail("tsv_line_long", Args{"got": len(line), "limit": maxTSVLine})
	case !utf8.Valid(line):
		return nil, t.fail("tsv_not_utf8", Args{"at": firstInvalid(string(line)) + 1})
	case len(bytes.TrimSpace(line)) == 0:
		return nil, nil
	}
	return strings.Split(string(line), "\t"), nil
}

// header takes the names of the columns, where the line has text and label, each once.
func (t *tsv) header(cells []string) (ok bool, err error) {
	places := map[string][]int{}
	for i, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		places[name] = append(places[name], i)
	}
	text, label := places["text"], places["label"]
	switch {
	case len(text) == 0 || len(label) == 0:
		return false, nil
	case len(text) > 1:
		return false, t.fail("tsv_named_twice", Args{"column": "text"})
	case len(label) > 1:
		return false, t.fail("tsv_named_twice", Args{"column": "label"})
	}
	t.columns, t.text, t.label = len(cells), text[0], label[0]
	return true, nil
}

func (t *tsv) row(cells []string) (TaggedText, error) {
	if len(cells) != t.columns {
		return TaggedText{}, t.fail("tsv_columns", Args{"got": len(cells), "expected": t.columns})
	}
	row := TaggedText{Text: strings.TrimSpace(cells[t.text]), Label: strings.TrimSpace(cells[t.label]), Line: t.line}
	switch {
	case row.Text == "":
		return row, t.fail("tsv_empty", Args{"column": "text"})
	case row.Label == "":
		return row, t.fail("tsv_empty", Args{"column": "label"})
	case len(row.Label) > maxTSVLabel:
		return row, t.fail("tsv_label_long", Args{"label": legible(row.Label), "got": len(row.Label), "limit": maxTSVLabel})
	}
	return row, nil
}

func (t *tsv) fail(code string, args Args) error {
	args["file"], args["line"] = t.file, t.line
	return Fail(code, args)
}

// LabelsOf returns the labels of labelled data, the commonest first and equally
// common ones by name: W_y has a row for each. Where only is not empty, it names
// the labels that count, and rows of others are left out of the result.
//
// It refuses labels that nothing can be learnt from: a single one, more than can
// be told apart, a label named by only that no row has, and one with fewer than
// least rows, since every part of a split needs a row of its own.
func LabelsOf(file string, rows []TaggedText, only []string, least int) (labels []string, kept []TaggedText, err error) {
	count, first := map[string]int{}, map[string]int{}
	for _, row := range rows {
		if len(only) > 0 && !slices.Contains(only, row.Label) {
			continue
		}
		if count[row.Label]++; count[row.Label] == 1 {
			labels, first[row.Label] = append(labels, row.Label), row.Line
		}
		kept = append(kept, row)
	}
	for _, label := range only {
		if count[label] == 0 {
			return nil, nil, Fail("label_absent", Args{"file": file, "label": legible(label)})
		}
	}
	if len(labels) > maxLabels {
		return nil, nil, Fail("labels_too_many", Args{"file": file, "got": len(labels), "limit": maxLabels})
	}
	if len(labels) < 2 {
		return nil, nil, Fail("label_alone", Args{"file": file, "label": legible(labels[0])})
	}
	for _, label := range labels {
		if count[label] < least {
			return nil, nil, Fail("label_rare", Args{
				"file": file, "line": first[label], "label": legible(label), "got": count[label], "expected": strconv.Itoa(least),
			})
		}
	}
	slices.SortFunc(labels, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	return labels, kept, nil
}
