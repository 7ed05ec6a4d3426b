package ref

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseTSV(t *testing.T) {
	want := []TaggedText{{"I loved it", "good", 1}, {"\"so\" so", "bad", 3}}
	at := func(lines ...int) []TaggedText {
		rows := append([]TaggedText(nil), want...)
		for i, line := range lines {
			rows[i].Line = line
		}
		return rows
	}
	for name, c := range map[string]struct {
		file string
		want []TaggedText
	}{
		"without a header":           {"I loved it\tgood\n\n\"so\" so\tbad\n", at(1, 3)},
		"with a header":              {"text\tlabel\nI loved it\tgood\n\"so\" so\tbad", at(2, 3)},
		"columns in another order":   {"label\tsource\tText \ngood\tx\tI loved it\nbad\t\t\"so\" so\n", at(2, 3)},
		"byte order mark and CR LF":  {"\ufefftext\tlabel\r\nI loved it\tgood\r\n\r\n\"so\" so\tbad\r\n", at(2, 4)},
		"spaces around":              {" I loved it \t good\n   \n\"so\" so\tbad ", at(1, 3)},
		"a header once, then a text": {"text\tlabel\ntext\tlabel\n", []TaggedText{{"text", "label", 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseTSV("a.tsv", []byte(c.file))
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestParseTSVRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file, code string
		says       string
	}{
		"nothing":                       {"", "tsv_no_rows", "a.tsv has no labelled text"},
		"a header alone":                {"text\tlabel\n", "tsv_no_rows", "a text, a tab and a label"},
		"a missing column":              {"text\tlabel\nx\ty\nonly text\n", "tsv_columns", "a.tsv, line 3: the number of columns is 1; expected 2"},
		"a tab in the text":             {"x\ty\none\ttwo\tbad\n", "tsv_columns", "line 2: the number of columns is 3; expected 2"},
		"more columns, none named":      {"good\tx\tI loved it\n", "tsv_columns", "names text and label"},
		"two columns called text":       {"Text\tlabel\ttext\nx\ty\tz\n", "tsv_named_twice", "a.tsv, line 1: two columns are called text"},
		"two columns called label":      {"text\tlabel\tLABEL\nx\ty\tz\n", "tsv_named_twice", "two columns are called label"},
		"an empty text":                 {"x\ty\n \tbad\n", "tsv_empty", "a.tsv, line 2: the text is empty"},
		"an empty label":                {"\ufeffx\t\r\n", "tsv_empty", "a.tsv, line 1: the label is empty"},
		"Latin-1":                       {"text\tlabel\ncaf\xe9\tgood\n", "tsv_not_utf8", "a.tsv, line 2: byte 4 is not UTF-8"},
		"a line that is too long":       {"x\ty\n" + strings.Repeat("x", maxTSVLine+1), "tsv_line_long", "a.tsv, line 2: the line is 1048577 bytes long"},
		"label and text the wrong way":  {"good\t" + strings.Repeat("long ", 50) + "\n", "tsv_label_long", "is it the text?"},
		"what a terminal would do with": {"x\t\x1b[2J" + strings.Repeat("y", 300) + "\n", "tsv_label_long", `"\x1b[2J`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseTSV("a.tsv", []byte(c.file))
			e := failure(t, err, c.code)
			assert.Contains(t, e.Error(), c.says)
			assert.NotContains(t, e.Error(), "\n")
		})
	}
}

func rowsOf(labels ...string) (rows []TaggedText) {
	for i, label := range labels {
		rows = append(rows, TaggedText{Text: "x", Label: label, Line: i + 1})
	}
	return rows
}

func TestLabelsOf(t *testing.T) {
	rows := rowsOf("b", "c", "a", "c", "a", "c", "b")
	labels, kept, err := LabelsOf("a.tsv", rows, nil, 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"c", "a", "b"}, labels, "the commonest first, then by name")
	assert.Equal(t, rows, kept)

	labels, kept, err = LabelsOf("a.tsv", rows, []string{"b", "a"}, 2)
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, labels)
	assert.Len(t, kept, 4)

	many := make([]string, 0, 3*(maxLabels+1))
	for i := range cap(many) {
		many = append(many, fmt.Sprint(i/3))
	}
	for name, c := range map[string]struct {
		rows       []TaggedText
		only       []string
		code, says string
	}{
		"once":            {rowsOf("a", "a", "b"), nil, "label_rare", "a.tsv, line 3: the number of texts labelled b is 1; expected at least 2"},
		"an empty class":  {rows, []string{"a", "d"}, "label_absent", "no text is labelled d"},
		"one class":       {rowsOf("a", "a"), nil, "label_alone", "every text is labelled a"},
		"one class asked": {rows, []string{"a"}, "label_alone", "every text is labelled a"},
		"too many":        {rowsOf(many...), nil, "labels_too_many", "has 1001 labels; expected at most 1000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := LabelsOf("a.tsv", c.rows, c.only, 2)
			assert.Contains(t, failure(t, err, c.code).Error(), c.says)
		})
	}
}

// FuzzTSV: any bytes are read as rows that could be written again, or refused in
// one line.
func FuzzTSV(f *testing.F) {
	for _, seed := range []string{"a\tb\n", "text\tlabel\nx\ty", "\ufefflabel\tn\ttext\r\na\tb\tc\r\n", "\t\n", "a\tb\tc", "\xff\t\x00", "text\ttext\tlabel\na\tb\tc"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := ParseTSV("f.tsv", data)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			assert.Contains(t, err.Error(), "f.tsv")
			return
		}
		var again strings.Builder
		again.WriteString("text\tlabel\n")
		for _, row := range rows {
			require.NotEmpty(t, row.Text)
			require.NotEmpty(t, row.Label)
			fmt.Fprintf(&again, "%s\t%s\n", row.Text, row.Label)
		}
		second, err := ParseTSV("again.tsv", []byte(again.String()))
		require.NoError(t, err)
		require.Len(t, second, len(rows))
		for i := range rows {
			require.Equal(t, rows[i].Text, second[i].Text)
			require.Equal(t, rows[i].Label, second[i].Label)
		}
		_, _, _ = LabelsOf("f.tsv", rows, nil, 3)
	})
}
