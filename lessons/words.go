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
func before(run Run, at int) string { return lastBefore(run, at, 6) }

// lastBefore writes the last n tokens before an index, … for those left out.
func lastBefore(run Run, at, n int) string {
	from := max(0, at-n)
	var b strings.Builder
	if from > 1 || from > 0 && !run.Start() { // the start token alone is nothing left out
		b.WriteString("…")
	}
	for i := from; i < at; i++ {
		if i > 0 && run.Tokens()[i].Word != "" { // the word without the space before it
			b.WriteString(" ")
		}
		b.WriteString(label(run, i))
	}
	return b.String()
}

// distinctLabel writes a token so that it cannot be confused with another one
// of the same text: where there are several, with what stands before it, as in
// P(w_t | w_<t), and no more of that than tells them apart.
func distinctLabel(run Run, at int) string {
	var alike []int
	for i := range run.Tokens() {
		if i != at && label(run, i) == label(run, at) {
			alike = append(alike, i)
		}
	}
	if len(alike) == 0 {
		return label(run, at)
	}
	n := 2
	for slices.ContainsFunc(alike, func(i int) bool { return lastBefore(run, i, n) == lastBefore(run, at, n) }) {
		n++
	}
	return label(run, at) + " | " + lastBefore(run, at, n)
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
