package lessons

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// label writes the token at an index of the run.
func label(run Run, at int) string { return ref.Label(run.Tokens()[at]) }

// before writes the last few tokens before an index, … for those left out.
func before(run Run, at int) string {
	const few = 6
	from := max(0, at-few)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	for i := from; i < at; i++ {
		b.WriteString(label(run, i))
	}
	return b.String()
}

// distinctLabel writes a token so that it cannot be confused with another one
// of the same text: where there are several, with what stands before it, as in
// P(w_t | w_<t).
func distinctLabel(run Run, at int) string {
	text := label(run, at)
	for i := range run.Tokens() {
		if i != at && label(run, i) == text {
			return text + " | " + before(run, at)
		}
	}
	return text
}

// matrix returns one head's matrix of a step of attention: (T, T).
func (at place) matrix(run Run, what string) (ref.Tensor, error) {
	all, ok := run.Step(attnStep(at.layer, what)) // (nh, T, T)
	if !ok {
		return ref.Tensor{}, at.layerUnknown(run)
	}
	if at.head < 0 || at.head >= all.Dim(0) {
		return ref.Tensor{}, ref.Fail("head_unknown", ref.Args{"head": at.head, "heads": all.Dim(0)})
	}
	rows, columns := all.Dim(1), all.Dim(2)
	size := rows * columns
	return ref.FromSlice(all.Data[at.head*size:(at.head+1)*size], rows, columns), nil
}

// rowOf returns which row of a matrix is meant; −1 counts from the end.
func (at place) rowOf(matrix ref.Tensor) (int, error) {
	row := at.row
	if row < 0 {
		row += matrix.Dim(0)
	}
	if row < 0 || row >= matrix.Dim(0) {
		return 0, ref.Fail("index_out_of_range", ref.Args{"index": []int{at.row}, "shape": matrix.Shape})
	}
	return row, nil
}

// layerUnknown says that the model has no such layer, and how many it has.
func (at place) layerUnknown(run Run) error {
	layers := 0
	for ok := true; ok; layers++ {
		_, ok = run.Step(attnStep(layers+1, "weights"))
	}
	return ref.Fail("layer_unknown", ref.Args{"layer": at.layer, "layers": layers})
}

// tooShort says that a question needs more words.
func tooShort(least int) error { return ref.Fail("guess_too_short", ref.Args{"least": least}) }

// largest returns the indices of the n largest numbers, the largest first,
// equal ones in order.
func largest(x []ref.Float, n int) []int {
	indices := make([]int, len(x))
	for i := range indices {
		indices[i] = i
	}
	slices.SortStableFunc(indices, func(a, b int) int { return cmp.Compare(x[b], x[a]) })
	return indices[:min(n, len(indices))]
}

func compare(a, b float64) int { return cmp.Compare(a, b) }

// digits writes a number with four significant digits as the page does: 0.3285,
// −12.11, 5.521e−6. Small whole numbers stay whole.
func digits(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1000 || math.IsNaN(x) || math.IsInf(x, 0) {
		return minus(strconv.FormatFloat(x, 'g', -1, 64))
	}
	mantissa, power, _ := strings.Cut(strconv.FormatFloat(x, 'e', 3, 64), "e")
	exponent, _ := strconv.Atoi(power)
	if exponent < -3 || exponent >= 6 {
		return minus(mantissa + "e" + strconv.Itoa(exponent))
	}
	return minus(strconv.FormatFloat(x, 'f', max(0, 3-exponent), 64))
}

// minus writes the sign as mathematics does.
func minus(s string) string { return strings.ReplaceAll(s, "-", "−") }

var braces = regexp.MustCompile(`\{([a-z_]+)\}`)

// all returns every text of a question.
func (w *wording) all() []string {
	texts := []string{w.question, w.answer}
	for _, m := range []map[string]string{w.options, w.wrong} {
		for _, id := range sortedKeys(m) {
			texts = append(texts, m[id])
		}
	}
	return texts
}
