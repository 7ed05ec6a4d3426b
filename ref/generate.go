package ref

import (
	"iter"
	"math/rand/v2"
)

// Sampling says how the next token is drawn from P(w_t | w_<t).
type Sampling struct {
	Temperature float64 // 0 takes the most probable token; 1 draws from P itself
	Seed        uint64  // the same seed draws the same text
	MaxTokens   int     // stop after so many
}

// Generate continues a text one token at a time (chapter 8.1.3): predict, draw,
// append, repeat, until MaxTokens or the model's end token, which is yielded too.
//
//	w_t ~ P(w_t | w_<t),  then w_<t+1 = w_<t, w_t
//
// The text must hold at least one token. Keys and values of earlier positions
// are kept, so nothing is computed twice. When the text has grown past the
// longest the model can see, prediction goes on from its later half.
func (m *GPT) Generate(s Scope, text []int, how Sampling) iter.Seq[int] {
	return func(yield func(int) bool) {
		random := rand.New(rand.NewPCG(how.Seed, 0))
		text := append([]int(nil), text...)
		past, next := m.NewPast(), text[max(0, len(text)-m.NPositions):]
		for i := range how.MaxTokens {
			if past.Length()+len(next) > m.NPositions {
				past, next = m.NewPast(), text[len(text)-(m.NPositions+1)/2:]
			}
			logits := m.Logits(Scope{}, [][]int{next}, past, nil) // (1, T, V)
			last := FromSlice(logits.Row(0, logits.Dim(1)-1), m.VocabSize)

			w := Draw(s.At("sample", i+1), last, how.Temperature, random)
			if !yield(w) || w == m.EOS {
				return
			}
			text = append(text, w)
			next = text[len(text)-1:]
		}
	}
}

// Draw chooses the next token from the logits (V) of the last position.
//
//	P = Softmax(logits/τ);  the first w whose cumulative probability exceeds u ~ U[0, 1)
//
// τ → 0 leaves only the most probable token, so τ = 0 takes it without a draw.
func Draw(s Scope, logits Tensor, temperature float64, random *rand.Rand) int {
	logits = s.Tap("logits", logits) // (V)
	if temperature == 0 {
		_, best := maxOf(logits.Data)
		choice := s.Tap("choice", Scalar(Float(best))) // ()   the token's id
		return int(choice.Data[0])
	}
	scaled := s.Tap("scaled", Scale(logits, Float(1/temperature))) // (V)   logits/τ
	probs := s.Tap("probs", Softmax(scaled))                       // (V)   P(w_t | w_<t) at this temperature
	cumulative := s.Tap("cumulative", CumulativeSum(probs))        // (V)   Σ_{i≤w} P_i
	u := s.Tap("u", Scalar(Float(random.Float64())))               // ()   the draw, uniform in [0, 1)

	choice := s.Tap("choice", Scalar(Float(firstAbove(cumulative.Data, u.Data[0])))) // ()   the token's id
	return int(choice.Data[0])
}

// CumulativeSum: (n) → (n), y_j = Σ_{i ≤ j} x_i. The sum is kept in float64.
func CumulativeSum(x Tensor) Tensor {
	y := like(x)
	sum := 0.0
	for j, v := range x.Data {
		sum += float64(v)
		y.Data[j] = Float(sum)
	}
	return y
}

// firstAbove returns the first token whose cumulative probability exceeds u.
// Rounding may leave the whole sum just below u; then it is the last token that
// has any probability.
func firstAbove(cumulative []Float, u Float) int {
	last, before := 0, Float(0)
	for w, c := range cumulative {
		if c > u {
			return w
		}
		if c > before {
			last = w
		}
		before = c
	}
	return last
}
