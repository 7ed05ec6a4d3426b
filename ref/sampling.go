package ref

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Sampling says how the next token is drawn from P(w_t | w_<t). There is nothing
// else to it, such as a repetition penalty.
type Sampling struct {
	Temperature float64 // 0 takes the most probable token; 1 draws from P itself
	TopK        int     // only the k most probable tokens; 0 is all
	TopP        float64 // only the fewest tokens whose probabilities add up to p; 0 and 1 are all
	Seed        uint64  // the same seed draws the same text
	MaxTokens   int     // stop after this many
}

// The limits of Sampling.Check. A colder draw than leastTemperature is greedy,
// and logits/τ must stay within float32.
const (
	leastTemperature = 1e-6
	mostTemperature  = 1e6
)

// Check reports a value that cannot be drawn with: draw_out_of_range, with the
// {name} it has in JSON and what was expected, {least} to {most}.
func (how Sampling) Check() error {
	for _, c := range []struct {
		name             string
		got, least, most float64
	}{
		{"temperature", how.Temperature, leastTemperature, mostTemperature},
		{"top_k", float64(how.TopK), 0, 1e9},
		{"top_p", how.TopP, 0, 1},
		{"max_tokens", float64(how.MaxTokens), 1, 1e9},
	} {
		if c.name == "temperature" && c.got == 0 {
			continue // greedy
		}
		if !(c.got >= c.least && c.got <= c.most) { // NaN is refused, too
			return Fail("draw_out_of_range", Args{"name": c.name, "got": c.got, "least": c.least, "most": c.most})
		}
	}
	return nil
}

// A Sampler draws the tokens of one text, one after another.
//
// The random numbers are those of a PCG generator, which the Go language pins:
// the same seed gives the same ones everywhere. The text is the same, bit for
// bit, on one machine and kernel. Elsewhere logits may differ by float32's
// roundings, some 1e-6 of a probability, and then one draw in about a million
// falls on the other side of a border between two tokens.
type Sampler struct {
	how    Sampling
	random *rand.Rand
	drawn  int
}

// NewSampler returns a sampler that has drawn nothing yet.
func NewSampler(how Sampling) *Sampler {
	return &Sampler{how: how, random: rand.New(rand.NewPCG(how.Seed, 0))}
}

// Next draws the token that follows, given the logits (V) of the last position.
// Its steps are sample.N.…, N counting from 1.
func (d *Sampler) Next(s Scope, logits Tensor) int {
	d.drawn++
	return Draw(s.At("sample", d.drawn), logits, d.how, d.random)
}

// Draw chooses the next token from the logits (V) of the last position.
//
//	P = Softmax(Keep(logits/τ));  the first w whose cumulative probability exceeds u ~ U[0, 1)
//
// τ → 0 leaves only the most probable token, so τ = 0 takes it without a draw.
// The order is that of Hugging Face: temperature, then top-k, then top-p.
func Draw(s Scope, logits Tensor, how Sampling, random *rand.Rand) int {
	logits = s.Tap("logits", logits) // (V)
	if how.Temperature == 0 {
		_, best := maxOf(logits.Data)
		choice := s.Tap("choice", Scalar(Float(best))) // ()   the token's id
		return int(choice.Data[0])
	}
	scaled := s.Tap("scaled", Scale(logits, Float(1/how.Temperature))) // (V)   logits/τ
	kept := s.Tap("kept", Keep(scaled, how.TopK, how.TopP))            // (V)   top-k and top-p; the others become −∞
	probs := s.Tap("probs", Softmax(kept))                             // (V)   P(w_t | w_<t) among those kept
	cumulative := s.Tap("cumulative", CumulativeSum(probs))            // (V)   Σ_{i≤w} P_i
	u := s.Tap("u", Scalar(Float(random.Float64())))                   // ()   the draw, uniform in [0, 1)

	choice := s.Tap("choice", Scalar(Float(firstAbove(cumulative.Data, u.Data[0])))) // ()   the token's id
	return int(choice.Data[0])
}

// Keep: (V) → (V). What may not be drawn becomes −Inf, so that Softmax gives it
// exactly 0 and shares 1 among the others.
//
//	top-k: the k greatest                                     Fan et al. 2018, section 5.4
//	top-p: the fewest, greatest first, with Σ Softmax(x) ≥ p  Holtzman et al. 2020, eq. (2)
//
// Of equal numbers the lower id goes first. The greatest is always kept.
func Keep(x Tensor, k int, p float64) Tensor {
	n := len(x.Data)
	all := (k == 0 || k >= n) && (p == 0 || p >= 1)
	if all {
		return x
	}
	order := greatestFirst(x.Data)
	if k > 0 {
		order = order[:min(k, n)]
	}
	if p > 0 && p < 1 {
		order = nucleus(x.Data, order, p)
	}
	y := like(x)
	for w := range y.Data {
		y.Data[w] = Float(math.Inf(-1))
	}
	for _, w := range order {
		y.Data[w] = x.Data[w]
	}
	return y
}

// greatestFirst returns the ids by falling number, equal ones by rising id.
func greatestFirst(x []Float) []int {
	order := make([]int, len(x))
	for w := range order {
		order[w] = w
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(x[b], x[a]), cmp.Compare(a, b)) })
	return order
}

// nucleus returns the shortest beginning of order whose probabilities, those of
// a Softmax over order alone, add up to p. Sums are kept in float64.
func nucleus(x []Float, order []int, p float64) []int {
	whole, top := 0.0, float64(x[order[0]])
	for _, w := range order {
		whole += math.Exp(float64(x[w]) - top)
	}
	sum := 0.0
	for i, w := range order {
		sum += math.Exp(float64(x[w]) - top)
		if sum >= p*whole {
			return order[:i+1]
		}
	}
	return order
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
