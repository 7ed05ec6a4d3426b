package ref

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// keptIDs returns which of the tokens Keep leaves.
func keptIDs(x []Float, k int, p float64) (ids []int) {
	for w, v := range Keep(FromSlice(x, len(x)), k, p).Data {
		if v == x[w] {
			ids = append(ids, w)
		} else if !math.IsInf(float64(v), -1) {
			panic("neither kept nor -Inf")
		}
	}
	return ids
}

func TestKeep(t *testing.T) {
	logs := func(p ...float64) (x []Float) {
		for _, v := range p {
			x = append(x, Float(math.Log(v)+3)) // a constant makes no difference
		}
		return x
	}
	x := logs(0.1, 0.4, 0.05, 0.3, 0.15)
	for _, c := range []struct {
		k    int
		p    float64
		want []int
	}{
		{0, 0, []int{0, 1, 2, 3, 4}},
		{0, 1, []int{0, 1, 2, 3, 4}},
		{9, 0, []int{0, 1, 2, 3, 4}},
		{1, 0, []int{1}},
		{3, 0, []int{1, 3, 4}},
		{0, 1e-9, []int{1}},
		{0, 0.39, []int{1}},
		{0, 0.41, []int{1, 3}},
		{0, 0.86, []int{0, 1, 3, 4}},
		{0, 0.999, []int{0, 1, 2, 3, 4}},
		{2, 0.5, []int{1}}, // of the two that top-k leaves, 4/7 and 3/7, the first reaches 0.5
		{2, 0.6, []int{1, 3}},
	} {
		require.Equal(t, c.want, keptIDs(x, c.k, c.p), "k=%d, p=%v", c.k, c.p)
	}
	even := []Float{1, 1, 1, 1}
	require.Equal(t, []int{0, 1}, keptIDs(even, 2, 0), "of equals, the lower ids")
	require.Equal(t, []int{0, 1, 2}, keptIDs(even, 0, 0.6))
	require.Equal(t, []int{0, 1}, keptIDs(even, 0, 0.5), "two are exactly a half, which is enough")
}

// TestKeepHolds checks the definitions on random numbers: nothing left out is
// greater than anything kept, k are kept, and the nucleus is the shortest that
// reaches p.
func TestKeepHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		x := randomTensor(random, 1+random.IntN(40))
		k, p := random.IntN(x.Dim(0)+3), random.Float64()
		kept := keptIDs(x.Data, k, 0)
		if k > 0 {
			require.Len(t, kept, min(k, x.Dim(0)))
		}
		probs := Softmax(x).Data
		inNucleus := keptIDs(x.Data, 0, p)
		sum, least := 0.0, 1.0
		for w, q := range probs {
			if slices.Contains(inNucleus, w) {
				sum, least = sum+float64(q), min(least, float64(q))
			}
		}
		require.GreaterOrEqual(t, sum, p-1e-5)
		require.Less(t, sum-least, p+1e-5, "one fewer would not do")
		for w, q := range probs {
			require.True(t, slices.Contains(inNucleus, w) || float64(q) <= least)
		}
	}
}

// TestDrawsFollowTheProbabilities over the whole vocabulary, at a temperature
// and with tokens left out, by Pearson's χ².
func TestDrawsFollowTheProbabilities(t *testing.T) {
	logits := randomTensor(rand.New(rand.NewPCG(5, 5)), 12)
	for _, how := range []Sampling{{Temperature: 1}, {Temperature: 0.5}, {Temperature: 2, TopK: 7}, {Temperature: 1, TopP: 0.8}} {
		random, counts := rand.New(rand.NewPCG(1, 2)), make([]float64, 12)
		const n = 20000
		for range n {
			counts[Draw(Scope{}, logits, how, random)]++
		}
		probs := Softmax(Keep(Scale(logits, Float(1/how.Temperature)), how.TopK, how.TopP))
		square := 0.0
		for w, p := range probs.Data {
			if p == 0 {
				require.Zero(t, counts[w], "%+v drew what it left out", how)
				continue
			}
			expected := n * float64(p)
			square += (counts[w] - expected) * (counts[w] - expected) / expected
		}
		require.Less(t, square, 31.3, "%+v: one in a thousand with 11 degrees of freedom", how)
	}
}

// TestDrawCanBeSteered: what an observer puts in place of a step decides.
func TestDrawCanBeSteered(t *testing.T) {
	logits := FromSlice([]Float{1, 2, 3}, 3)
	random := rand.New(rand.NewPCG(1, 1))
	for name, put := range map[string]Tensor{
		"d.kept": FromSlice([]Float{0, Float(math.Inf(-1)), Float(math.Inf(-1))}, 3),
		"d.u":    Scalar(0), "d.choice": Scalar(0),
		"d.cumulative": FromSlice([]Float{1, 1, 1}, 3),
	} {
		require.Zero(t, Draw(Watch(&replacing{name: name, put: put}).In("d"), logits, Sampling{Temperature: 1}, random), name)
	}
}

func TestSamplingCheck(t *testing.T) {
	fine := Sampling{Temperature: 1, TopP: 1, MaxTokens: 1}
	require.NoError(t, fine.Check())
	require.NoError(t, Sampling{MaxTokens: 3}.Check(), "greedy")
	for name, change := range map[string]func(*Sampling){
		"temperature": func(s *Sampling) { s.Temperature = 1e-7 },
		"top_k":       func(s *Sampling) { s.TopK = -1 },
		"top_p":       func(s *Sampling) { s.TopP = math.NaN() },
		"max_tokens":  func(s *Sampling) { s.MaxTokens = 0 },
	} {
		wrong := fine
		change(&wrong)
		var known *Error
		require.ErrorAs(t, wrong.Check(), &known)
		require.Equal(t, "draw_out_of_range", known.Code)
		require.Equal(t, name, fmt.Sprint(known.Args["name"]))
	}
}

// TestFirstAbove covers the ends of the cumulative line.
func TestFirstAbove(t *testing.T) {
	line := []Float{0, 0.25, 0.25, 0.999}
	require.Equal(t, 1, firstAbove(line, 0), "a token of probability 0 is never drawn")
	require.Equal(t, 3, firstAbove(line, 0.25))
	require.Equal(t, 3, firstAbove(line, 0.9995), "rounding left the sum below u")
}
