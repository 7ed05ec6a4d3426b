package viz

import "strings"

// A Cache is what generating costs with and without kept keys and values: of a
// run's draws, how many numbers had to be computed for each.
type Cache struct {
	Prompt int    `json:"prompt"`
	Draws  []Work `json:"draws"`
}

// Work is what one draw takes: the numbers of every step from the word vectors
// to the logits.
type Work struct {
	N         int   `json:"n"`
	Positions int   `json:"positions"` // of the text so far, and so the rows of K and V
	New       int   `json:"new"`       // of them not computed before
	Cells     int64 `json:"cells"`     // numbers computed when K and V of the others are kept
	Anew      int64 `json:"anew"`      // numbers computed when nothing is kept
}

// CacheOf counts, from the shapes of the recorded steps, what each draw of a run
// takes. The first reads the whole prompt, and every later one a single new word.
func CacheOf(t *Tape) Cache {
	cache := Cache{Prompt: t.Input().Prompt, Draws: []Work{}}
	for n := range len(DrawsOf(t).Draws) {
		work := Work{N: n + 1, Positions: cache.Prompt + n, New: 1}
		if n == 0 {
			work.New = work.Positions
		}
		work.Cells = t.cellsOf(work.New, work.Positions)
		work.Anew = t.cellsOf(work.Positions, work.Positions)
		cache.Draws = append(cache.Draws, work)
	}
	return cache
}

// cellsOf counts the numbers of a forward pass over new positions, with keys and
// values of all so far: every recorded step as it is, but for its lengths along T.
// Where a step has two, the first counts queries and the second keys.
func (t *Tape) cellsOf(news, positions int) (cells int64) {
	for _, s := range t.Steps() {
		if !ofThePass(s.Kind) {
			continue
		}
		size, queries := int64(1), true
		for i, axis := range AxesOf(s) {
			length := s.Value.Dim(i)
			switch {
			case axis == "T" && queries:
				length, queries = news, false
			case axis == "T":
				length = positions
			}
			size *= int64(length)
		}
		cells += size
	}
	return cells
}

// ofThePass reports whether a step is one that the next word's logits need.
func ofThePass(kind string) bool {
	return strings.HasPrefix(kind, "h.") || kind == "wte" || kind == "wpe" || kind == "embd" || kind == "ln_f" || kind == "logits"
}
