package ref

import (
	"cmp"
	"slices"
	"unicode"
)

// Nearest returns up to n words of the list that somebody may have meant who
// typed an unknown one, the nearest first; none, if none is near.
//
// How far two words are apart is how many letters it takes to make one of the
// other: by putting one in, leaving one out, replacing one, or exchanging two
// neighbours. Words are near if that is less than they have in common, or if
// they share a Chinese character, which carries a meaning by itself.
func (t *WordTokenizer) Nearest(word string, n int) []Token {
	type candidate struct{ id, distance, shared int }
	var near []candidate
	typed := []rune(plain(word))
	if len(typed) > maxWordLength {
		return nil
	}
	for id, known := range t.words {
		if id == t.start || id == t.unknown {
			continue
		}
		letters := []rune(plain(known))
		c := candidate{id, editDistance(typed, letters), shared(typed, letters)}
		if c.distance < c.shared || sharesHan(typed, letters) {
			near = append(near, c)
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int {
		return cmp.Or(a.distance-b.distance, b.shared-a.shared)
	})
	var tokens []Token
	for _, c := range near[:min(n, len(near))] {
		tokens = append(tokens, t.Token(c.id))
	}
	return tokens
}

// editDistance counts the fewest insertions, deletions, replacements and
// exchanges of neighbours that turn a into b (optimal string alignment).
//
//	d(i, j) = min( d(i−1, j) + 1, d(i, j−1) + 1, d(i−1, j−1) + [aᵢ ≠ bⱼ],
//	               d(i−2, j−2) + 1 if aᵢ aᵢ₋₁ = bⱼ₋₁ bⱼ )
func editDistance(a, b []rune) int {
	d := make([][]int, len(a)+1) // d[i][j]: from a[:i] to b[:j]
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// shared counts the letters that two words have in common, wherever they stand.
func shared(a, b []rune) (n int) {
	rest := slices.Clone(b)
	for _, r := range a {
		if i := slices.Index(rest, r); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			n++
		}
	}
	return n
}

func sharesHan(a, b []rune) bool {
	return slices.ContainsFunc(a, func(r rune) bool { return unicode.Is(unicode.Han, r) && slices.Contains(b, r) })
}
