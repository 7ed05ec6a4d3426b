package ref

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// A second GPT, written to be different: no tensors, no batches, no layers as
// types; plain loops in float64 over one sequence. What it shares with the
// first is the formulas.

type naive struct {
	cfg    Config
	params map[string][]float64
	tied   bool
}

func newNaive(m *GPT) naive {
	n := naive{m.Config, map[string][]float64{}, m.Tied()}
	for _, p := range m.Params() {
		for _, v := range p.Tensor.Data {
			n.params[p.Name] = append(n.params[p.Name], float64(v))
		}
	}
	if m.Tied() {
		n.params["lm_head.weight"] = n.params["wte.weight"]
	}
	return n
}

func (n naive) linear(name string, x []float64) []float64 {
	w, y := n.params[name+".weight"], append([]float64(nil), n.params[name+".bias"]...)
	for i, v := range x {
		for o := range y {
			y[o] += v * w[i*len(y)+o]
		}
	}
	return y
}

func (n naive) norm(name string, x []float64) []float64 {
	mean, variance := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = n.params[name+".weight"][i]*(v-mean)/math.Sqrt(variance+float64(n.cfg.LayerNormEpsilon)) + n.params[name+".bias"][i]
	}
	return y
}

func naiveSoftmax(x []float64) []float64 {
	sum, y := 0.0, make([]float64, len(x))
	for _, v := range x {
		sum += math.Exp(v)
	}
	for i, v := range x {
		y[i] = math.Exp(v) / sum
	}
	return y
}

// attend returns the concatenated heads of position t, given the C_attn output
// of every position up to it, and appends each head's weights.
func (n naive) attend(qkv [][]float64, t int, weights *[][]float64) []float64 {
	c := n.cfg.NEmbd
	hs := c / n.cfg.NHead
	out := make([]float64, c)
	for h := range n.cfg.NHead {
		scores := make([]float64, t+1)
		for u := range scores {
			for j := range hs {
				scores[u] += qkv[t][h*hs+j] * qkv[u][c+h*hs+j] / math.Sqrt(float64(hs))
			}
		}
		w := naiveSoftmax(scores)
		*weights = append(*weights, w)
		for u, a := range w {
			for j := range hs {
				out[h*hs+j] += a * qkv[u][2*c+h*hs+j]
			}
		}
	}
	return out
}

// run returns, per position, the residual stream after every block, the logits
// and the weights of every layer and head.
func (n naive) run(tokens []int) (resid [][][]float64, logits, weights [][]float64) {
	x := make([][]float64, len(tokens))
	for t, id := range tokens {
		for j := range n.cfg.NEmbd {
			x[t] = append(x[t], n.params["wte.weight"][id*n.cfg.NEmbd+j]+n.params["wpe.weight"][t*n.cfg.NEmbd+j])
		}
	}
	for layer := range n.cfg.NLayer {
		h := "h." + string(rune('0'+layer)) + "."
		var qkv [][]float64
		for t := range x {
			qkv = append(qkv, n.linear(h+"attn.c_attn", n.norm(h+"ln_1", x[t])))
		}
		for t := range x {
			plus(x[t], n.linear(h+"attn.c_proj", n.attend(qkv, t, &weights)))
			inner := n.linear(h+"mlp.c_fc", n.norm(h+"ln_2", x[t]))
			for i, v := range inner {
				inner[i] = v * 0.5 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(v+0.044715*math.Pow(v, 3))))
			}
			plus(x[t], n.linear(h+"mlp.c_proj", inner))
		}
		var after [][]float64
		for t := range x {
			after = append(after, append([]float64(nil), x[t]...))
		}
		resid = append(resid, after)
	}
	for t := range x {
		hidden, row := n.norm("ln_f", x[t]), make([]float64, n.cfg.VocabSize)
		for w := range row {
			for j, v := range hidden {
				row[w] += v * n.params["lm_head.weight"][w*n.cfg.NEmbd+j]
			}
		}
		logits = append(logits, row)
	}
	return resid, logits, weights
}

func plus(sum, x []float64) {
	for i, v := range x {
		sum[i] += v
	}
}

// requireClose allows 1e-5 of the tensor's largest number.
func requireClose(t *testing.T, name string, got []Float, want []float64) {
	t.Helper()
	require.Len(t, got, len(want), name)
	scale := 0.0
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i, v := range want {
		require.InDelta(t, v, float64(got[i]), 1e-5*scale, "%s[%d]", name, i)
	}
}

// TestForwardAgainstNaive compares the residual stream, the attention weights,
// the logits and the likelihood with the second implementation.
func TestForwardAgainstNaive(t *testing.T) {
	for _, tied := range []bool{true, false} {
		m := randomGPT(oddConfig(), tied)
		tokens := []int{0, 4, 4, 10, 2, 7}
		var r recording
		score := m.Score(Watch(&r), tokens[1:], nil)
		resid, logits, weights := newNaive(m).run(tokens)
		for layer, name := range []string{"h.0.resid_2", "h.1.resid_2"} {
			requireClose(t, name, r.value(name).Data, flatten(resid[layer]))
		}
		requireClose(t, "logits", r.value("logits").Data, flatten(logits))

		got := r.value("h.1.attn.weights")
		for i, w := range weights[len(tokens)*m.NHead:] { // layer 1: position by position, head by head
			requireClose(t, "weights", got.Row(i%m.NHead, i/m.NHead)[:len(w)], w)
		}
		sum := 0.0
		for i, w := range tokens[1:] {
			p := naiveSoftmax(logits[i])[w]
			require.InDelta(t, p, score.Factors[i].P, 1e-5)
			sum += math.Log(p)
		}
		require.InDelta(t, sum, score.Sum, 1e-4)
		require.InDelta(t, math.Exp(-sum/5), score.Perplexity(), 1e-3)
	}
}

func flatten(rows [][]float64) (all []float64) {
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}
