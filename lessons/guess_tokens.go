package lessons

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gptlab/ref"
	"gptlab/viz"
)

// inBytes: how many bytes of UTF-8 is the text?
var inBytes = askKind{
	wrong:  []string{"one", "two", "three", "four"},
	values: []string{"n", "bytes"},
	ask: func(run Run, _ place) (puzzle, error) {
		var typed strings.Builder
		for _, t := range words(run) {
			typed.WriteString(t.Text)
		}
		n := utf8.RuneCountInString(typed.String())
		if len(words(run)) < 2 || n == 0 {
			return puzzle{}, tooShort(2)
		}
		bytes := len(viz.CutIntoBytes(typed.String()).Pieces)
		p := puzzle{answer: "bytes", values: map[string]string{"n": strconv.Itoa(n), "bytes": strconv.Itoa(bytes)}}
		p.options = distinctOptions("bytes",
			option{id: "one", label: strconv.Itoa(n), wrong: "one"},
			option{id: "two", label: strconv.Itoa(2 * n), wrong: "two"},
			option{id: "three", label: strconv.Itoa(3 * n), wrong: "three"},
			option{id: "four", label: strconv.Itoa(4 * n), wrong: "four"},
			option{id: "bytes", label: strconv.Itoa(bytes)})
		slices.SortFunc(p.options, func(a, b option) int {
			x, _ := strconv.Atoi(a.label)
			y, _ := strconv.Atoi(b.label)
			return x - y
		})
		p.numbers = []Number{{Option: "bytes", Value: float64(bytes), Step: "wte", Cell: []int{}}}
		return p, nil
	},
}

// words returns the tokens of a run without a start token.
func words(run Run) []ref.Token {
	if run.Start() {
		return run.Tokens()[1:]
	}
	return run.Tokens()
}

// nearestWord: whose row of the embedding table points most nearly the same way?
var nearestWord = askKind{
	params: []string{"row"},
	wrong:  []string{"number", "beside", "second"},
	values: []string{"word", "nearest", "cosine"},
	ask: func(run Run, at place) (puzzle, error) {
		wte, _ := run.Step("wte") // (T, C)
		row, err := at.rowOf(wte)
		if err != nil {
			return puzzle{}, err
		}
		c := run.Tape().Input().Checkpoint
		if row < 1 || c.Model.VocabSize < 4 {
			return puzzle{}, tooShort(2)
		}
		own, beside := run.Tokens()[row].ID, run.Tokens()[row-1].ID
		number := (own + 1) % c.Model.VocabSize
		also := slices.DeleteFunc([]int{number, beside}, func(id int) bool { return id == own })
		near, err := viz.NeighboursOf(c, own, 2, also...)
		if err != nil {
			return puzzle{}, err
		}
		best := near.Entries[0]
		p := puzzle{answer: strconv.Itoa(best.ID), values: map[string]string{
			"word": label(run, row), "nearest": best.Label, "cosine": digits(float64(best.Cosine)),
		}}
		for _, w := range near.Entries {
			o := option{id: strconv.Itoa(w.ID), label: w.Label, wrong: "second"}
			switch {
			case w.ID == beside:
				o.wrong = "beside"
			case w.ID == number:
				o.wrong = "number"
			}
			if slices.ContainsFunc(p.options, func(other option) bool { return other.label == o.label }) {
				continue // two tokens that look alike cannot be told apart
			}
			p.options = append(p.options, o)
			p.numbers = append(p.numbers, Number{Option: o.id, Value: float64(w.Cosine), Step: "wte", Cell: []int{row}})
		}
		slices.SortFunc(p.options, func(a, b option) int { return strings.Compare(a.label, b.label) }) // says nothing about nearness
		return p, nil
	},
}

// sameWord: what is the same of one word at two places? Where no word comes
// twice, the model reads the sentence again with its first word at its end too.
var sameWord = askKind{
	options: []string{"all", "row", "nothing"},
	wrong:   []string{"all", "nothing"},
	values:  []string{"word", "first", "second", "word_gap", "sum_gap"},
	ask: func(run Run, _ place) (puzzle, error) {
		if len(words(run)) < 2 {
			return puzzle{}, tooShort(2)
		}
		first, second, ok := twice(run)
		if !ok {
			first, second = len(run.Tokens())-len(words(run)), len(run.Tokens())-1
			again, err := withWord(run, second, run.Tokens()[first].ID)
			if err != nil {
				return puzzle{}, err
			}
			run = again
		}
		words, sums := rowsDiffer(run, "wte", first, second), rowsDiffer(run, "embd", first, second)
		p := puzzle{answer: "row", values: map[string]string{
			"word": label(run, first), "first": strconv.Itoa(first), "second": strconv.Itoa(second),
			"word_gap": digits(words.Value), "sum_gap": digits(sums.Value),
		}}
		switch {
		case words.Value > 0:
			p.answer = "nothing"
		case sums.Value == 0:
			p.answer = "all"
		}
		words.Option, sums.Option = "row", "all" // by how much each of them is not the same
		p.numbers = []Number{words, sums}
		for _, id := range []string{"all", "row", "nothing"} {
			p.options = append(p.options, option{id: id, wrong: id})
		}
		return p, nil
	},
}

// twice finds a word that the sentence holds more than once, and two of its places.
func twice(run Run) (first, second int, ok bool) {
	tokens := run.Tokens()
	for j := len(tokens) - 1; j > 0; j-- {
		for i := range j {
			if tokens[i] == tokens[j] && tokens[i].Text != " " {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// rowsDiffer returns by how much two rows of a step differ at most, and where.
func rowsDiffer(run Run, step string, i, j int) Number {
	x, _ := run.Step(step)
	n := Number{Step: step, Cell: []int{j}}
	for c, v := range x.Row(i) {
		if d := float64(x.At(j, c)) - float64(v); max(d, -d) > n.Value {
			n.Value, n.Cell = max(d, -d), []int{j, c}
		}
	}
	return n
}
