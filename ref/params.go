package ref

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
)

// Param is one trained tensor under its Hugging Face name, without "transformer.".
type Param struct {
	Name   string
	Tensor *Tensor
}

// Params lists every parameter once, in the order of the forward pass. A tied
// head is not listed: it is wte.weight.
func (m *GPT) Params() []Param {
	params := []Param{{"wte.weight", &m.WTE}, {"wpe.weight", &m.WPE}}
	linear := func(name string, l *Linear) {
		params = append(params, Param{name + ".weight", &l.W}, Param{name + ".bias", &l.B})
	}
	norm := func(name string, l *LayerNorm) {
		params = append(params, Param{name + ".weight", &l.G}, Param{name + ".bias", &l.B})
	}
	for i := range m.Blocks {
		b, h := &m.Blocks[i], fmt.Sprintf("h.%d.", i)
		norm(h+"ln_1", &b.Ln1)
		linear(h+"attn.c_attn", &b.Attn.CAttn)
		linear(h+"attn.c_proj", &b.Attn.CProj)
		norm(h+"ln_2", &b.Ln2)
		linear(h+"mlp.c_fc", &b.MLP.CFc)
		linear(h+"mlp.c_proj", &b.MLP.CProj)
	}
	norm("ln_f", &m.LnF)
	if !m.Tied() {
		params = append(params, Param{headName, &m.Head})
	}
	if m.Task.Exists() {
		params = append(params, Param{taskName, &m.Task.W})
	}
	return params
}

// Tied reports whether W₂ is the embedding table itself, as in GPT-2.
func (m *GPT) Tied() bool { return &m.Head.Data[0] == &m.WTE.Data[0] }

// NumParams counts the trained numbers.
func (m *GPT) NumParams() int {
	n := 0
	for _, p := range m.Params() {
		n += len(p.Tensor.Data)
	}
	return n
}

// NewZeroGPT returns a model of the configured shape with every number 0; a
// tied head shares the embedding's memory. The configuration must be valid.
func NewZeroGPT(cfg Config, tied bool) *GPT {
	c, inner := cfg.NEmbd, cfg.NInner
	linear := func(in, out int) Linear { return Linear{W: NewTensor(in, out), B: NewTensor(out)} }
	norm := func() LayerNorm {
		return LayerNorm{G: NewTensor(c), B: NewTensor(c), Eps: cfg.LayerNormEpsilon}
	}
	m := &GPT{Config: cfg, WTE: NewTensor(cfg.VocabSize, c), WPE: NewTensor(cfg.NPositions, c), LnF: norm()}
	for range cfg.NLayer {
		m.Blocks = append(m.Blocks, Block{
			Ln1:  norm(),
			Attn: Attention{CAttn: linear(c, 3*c), CProj: linear(c, c), NHead: cfg.NHead, Scale: cfg.scale()},
			Ln2:  norm(),
			MLP:  MLP{CFc: linear(c, inner), CProj: linear(inner, c), Act: cfg.activation()},
		})
	}
	m.Head = m.WTE
	if !tied {
		m.Head = NewTensor(cfg.VocabSize, c)
	}
	return m
}

// ZeroLike returns a model of the same shape with every number 0, which is
// where the gradients of m are added up.
func (m *GPT) ZeroLike() *GPT {
	zero := NewZeroGPT(m.Config, m.Tied())
	if m.Task.Exists() {
		zero.Task = TaskHead{W: like(m.Task.W), Labels: m.Task.Labels}
	}
	return zero
}

// NewGPT returns an untrained model: weights from N(0, 0.02²), the projections
// into the residual stream divided by √(2L), biases 0, LayerNorm γ = 1.
// Radford et al. 2019, section 2.3. The head is tied.
func NewGPT(cfg Config, seed uint64) *GPT {
	m := NewZeroGPT(cfg, true)
	random := rand.New(rand.NewPCG(seed, 0))
	fill := func(t Tensor, std float64) {
		for i := range t.Data {
			t.Data[i] = Float(random.NormFloat64() * std)
		}
	}
	intoResidual := 0.02 / math.Sqrt(2*float64(cfg.NLayer))
	fill(m.WTE, 0.02)
	fill(m.WPE, 0.02)
	for i := range m.Blocks {
		b := &m.Blocks[i]
		fill(b.Attn.CAttn.W, 0.02)
		fill(b.Attn.CProj.W, intoResidual)
		fill(b.MLP.CFc.W, 0.02)
		fill(b.MLP.CProj.W, intoResidual)
		ones(b.Ln1.G)
		ones(b.Ln2.G)
	}
	ones(m.LnF.G)
	return m
}

// scale returns what QKᵀ is multiplied by: 1/√d_k, unless the checkpoint was trained without.
func (c Config) scale() Float {
	if !c.ScaleAttnWeights {
		return 1
	}
	return Float(1 / math.Sqrt(float64(c.NEmbd/c.NHead)))
}

func (c Config) activation() Activation {
	i := slices.IndexFunc(Activations, func(a Activation) bool { return a.Name == c.Activation })
	if i < 0 {
		panic("ref: there is no activation function " + strconv.Quote(c.Activation))
	}
	return Activations[i]
}

func ones(t Tensor) {
	for i := range t.Data {
		t.Data[i] = 1
	}
}
