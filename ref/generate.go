package ref

import "iter"

// Generate continues a text one token at a time (chapter 8.1.3): predict, draw,
// append, repeat, until how.MaxTokens or the model's end token, which is yielded too.
//
//	w_t ~ P(w_t | w_<t),  then w_<t+1 = w_<t, w_t
//
// The text must hold at least one token. Keys and values of earlier positions
// are kept, so nothing is computed twice. When the text has grown past the
// longest the model can see, prediction goes on from its later half.
func (m *GPT) Generate(s Scope, text []int, how Sampling) iter.Seq[int] {
	return m.generate(s, text, how, m.lastLogits(s))
}

// GenerateAnew is Generate without kept keys and values: each token's pass goes
// over all of the text and is watched through pass. An observer that changes
// steps may let early positions see later ones, and what was kept would be stale.
func (m *GPT) GenerateAnew(s, pass Scope, text []int, how Sampling) iter.Seq[int] {
	return m.generate(s, text, how, m.lastLogitsAnew(pass))
}

func (m *GPT) generate(s Scope, text []int, how Sampling, lastLogits func(text []int) Tensor) iter.Seq[int] {
	return func(yield func(int) bool) {
		sampler := NewSampler(how)
		text := append([]int(nil), text...)
		for range how.MaxTokens {
			w := sampler.Next(s, lastLogits(text))
			if !yield(w) || w == m.EOS {
				return
			}
			text = append(text, w)
		}
	}
}

// lastLogits returns a function from a growing text to the logits (V) of its
// last position, which computes only what has been added since the last call.
// Unless s is observed, the next call overwrites them.
func (m *GPT) lastLogits(s Scope) func(text []int) Tensor {
	seen, past := window{size: m.NPositions}, m.NewPast()
	var arena Arena
	return func(text []int) Tensor {
		if seen.slide(len(text)) {
			past = m.NewPast()
		}
		var pass Scope // shows no step
		added := text[seen.from+past.Length():]
		if s.observer == nil && len(added) == 1 { // a pass over a whole text needs much memory, but only once
			arena.Reset()
			pass = pass.Within(&arena)
		}
		return m.lastRow(m.Logits(pass, [][]int{added}, past, nil)) // (1, T, V) → (V)
	}
}

// lastLogitsAnew is lastLogits without a past.
func (m *GPT) lastLogitsAnew(pass Scope) func(text []int) Tensor {
	seen := window{size: m.NPositions}
	return func(text []int) Tensor {
		seen.slide(len(text))
		return m.lastRow(m.Logits(pass, [][]int{text[seen.from:]}, nil, nil))
	}
}

// lastRow: (1, T, V) → (V).
func (m *GPT) lastRow(logits Tensor) Tensor {
	return FromSlice(logits.Row(0, logits.Dim(1)-1), m.VocabSize)
}

// A window is the part of a growing text that a model sees: all from a token on.
type window struct {
	from, size int
	opened     bool
}

// slide makes room for a text of n tokens and reports whether the window moved.
// It moves by half its size, so that it seldom has to.
func (w *window) slide(n int) bool {
	switch {
	case !w.opened:
		w.opened, w.from = true, max(0, n-w.size)
	case n-w.from > w.size:
		w.from = n - (w.size+1)/2
	default:
		return false
	}
	return true
}
