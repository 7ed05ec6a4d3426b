package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"gptlab/ref"
)

// metrics is how well a model labels texts, in JSON.
type metrics struct {
	Texts     int            `json:"texts"`
	Accuracy  number         `json:"accuracy"`
	MacroF1   number         `json:"macro_f1"`
	Loss      number         `json:"loss"` // mean of −log P(y | text), nats
	Classes   []classMetrics `json:"classes"`
	Confusion [][]int        `json:"confusion"` // [true label][said label], in the order of classes
}

type classMetrics struct {
	Label     string `json:"label"`
	Texts     int    `json:"texts"`
	Precision number `json:"precision"` // null where the label was never said
	Recall    number `json:"recall"`    // null where no text has it
	F1        number `json:"f1"`
}

func metricsOf(e ref.Evaluation) metrics {
	c := e.Confusion
	m := metrics{
		Texts: c.Total(), Accuracy: number(c.Accuracy()), MacroF1: number(c.MacroF1()),
		Loss: number(e.Loss), Confusion: c.Counts,
	}
	for y, label := range c.Labels {
		class := c.Class(y)
		m.Classes = append(m.Classes, classMetrics{
			Label: label, Texts: class.Support,
			Precision: number(class.Precision), Recall: number(class.Recall), F1: number(class.F1),
		})
	}
	return m
}

// print writes the tables that people read: a row for each label, then what was
// said for what.
func (m metrics) print(w io.Writer) error {
	fmt.Fprintf(w, "texts %d   accuracy %s   macro F1 %s   loss %s\n\n", m.Texts, digits(m.Accuracy), digits(m.MacroF1), digits(m.Loss))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "label\ttexts\tprecision\trecall\tF1\t")
	for _, c := range m.Classes {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t\n", c.Label, c.Texts, digits(c.Precision), digits(c.Recall), digits(c.F1))
	}
	fmt.Fprint(table, "\ntrue \\ said\t")
	for _, c := range m.Classes {
		fmt.Fprintf(table, "%s\t", c.Label)
	}
	fmt.Fprintln(table)
	for y, row := range m.Confusion {
		fmt.Fprintf(table, "%s\t", m.Classes[y].Label)
		for _, n := range row {
			fmt.Fprintf(table, "%d\t", n)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
