package viz

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"gptlab/ref"
)

// A Table is the data behind a picture: what CSV writes. Numbers are float32 in
// the shortest form that gives the same float32 back; what is no finite number
// is inf, -inf or nan.
type Table struct {
	Head []string
	Rows [][]string
}

// Write writes the table as CSV (RFC 4180), with a byte-order mark so that
// spreadsheets read Chinese.
func (t Table) Write(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		fields := make([]string, len(row))
		for i, field := range row {
			fields[i] = harmless(field)
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a label from being taken for a formula by a spreadsheet. A
// number may begin with a minus sign.
func harmless(field string) string {
	if field == "" {
		return ""
	}
	switch field[0] {
	case '=', '+', '-', '@', '\t', '\r':
		if _, err := strconv.ParseFloat(field, 64); err != nil {
			return "'" + field
		}
	}
	return field
}

// cellOf writes a number for a table.
func cellOf(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	return strconv.FormatFloat(x, 'g', -1, 32)
}

func cellsOf(row []ref.Float) (cells []string) {
	for _, x := range row {
		cells = append(cells, cellOf(float64(x)))
	}
	return cells
}

// matrixTable is a matrix with the labels of its rows and columns.
func matrixTable(values ref.Tensor, rows, cols []string) Table {
	t := Table{Head: append([]string{""}, labelsOr(cols, values.Dim(1))...)}
	for i, label := range labelsOr(rows, values.Dim(0)) {
		t.Rows = append(t.Rows, append([]string{label}, cellsOf(values.Row(i))...))
	}
	return t
}

// labelsOr counts from 0 where there are no labels.
func labelsOr(labels []string, n int) []string {
	if labels != nil {
		return labels
	}
	for i := range n {
		labels = append(labels, strconv.Itoa(i))
	}
	return labels
}

// Table has one row for each query of each head, one column for each key.
func (a AttentionPlot) Table() Table {
	t := Table{Head: append([]string{"layer", "head", "q"}, a.Tokens...)}
	for _, m := range a.Maps {
		rows := m.Values.Dim(0)
		for i := range rows {
			query := a.Tokens[len(a.Tokens)-rows+i]
			t.Rows = append(t.Rows, append([]string{strconv.Itoa(m.Layer), strconv.Itoa(m.Head), query}, cellsOf(m.Values.Row(i))...))
		}
	}
	return t
}

// Table has one row for each word.
func (f FactorsPlot) Table() Table {
	t := Table{Head: []string{"t", "word", "P", "log P", "sum log P"}}
	for i, c := range f.Factors {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), c.Label, cellOf(c.P), cellOf(c.LogP), cellOf(c.Sum)})
	}
	return t
}

// Table has one row for each word, and the rest.
func (d DistributionPlot) Table() Table {
	t := Table{Head: []string{"rank", "id", "word", "P"}}
	for _, e := range d.Entries {
		t.Rows = append(t.Rows, []string{strconv.Itoa(e.Rank), strconv.Itoa(e.ID), e.Label, cellOf(float64(e.P))})
	}
	if d.Rest.Count > 0 {
		t.Rows = append(t.Rows, []string{"", "", "(" + strconv.Itoa(d.Rest.Count) + ")", cellOf(float64(d.Rest.P))})
	}
	return t
}

// Table is the matrix.
func (h HeatmapPlot) Table() Table { return matrixTable(h.Values, h.Rows, h.Cols) }

// Table is the matrix.
func (g GradientPlot) Table() Table { return matrixTable(g.Values, g.Rows, g.Cols) }

// Table has one row for each vector: where it stands in the picture.
func (e EmbeddingPlot) Table() Table {
	points, _ := PrincipalComponents(e.Vectors)
	t := Table{Head: []string{"word", "x", "y"}}
	for i, p := range points {
		t.Rows = append(t.Rows, []string{e.Labels[i], cellOf(p[0]), cellOf(p[1])})
	}
	return t
}

// Table has one row for each update; a series without a number there is empty.
func (l LossPlot) Table() Table {
	t := Table{Head: []string{"update", "loss", "validation loss"}}
	for _, p := range l.Batches {
		t.Rows = append(t.Rows, []string{strconv.Itoa(p.Update), cellOf(p.Loss), ""})
	}
	for _, p := range l.Validation {
		t.Rows = append(t.Rows, []string{strconv.Itoa(p.Update), "", cellOf(p.Loss)})
	}
	return t
}

// Table has one row for each number of the vector.
func (l LayerNormPlot) Table() Table {
	t := Table{Head: []string{"channel", "before", "after"}}
	for i := range l.Before {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i), cellOf(float64(l.Before[i])), cellOf(float64(l.After[i]))})
	}
	return t
}
