package viz

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// An Update is one step of training, opened up: the text of a run as a batch of
// one, seen from a single number of a single parameter. It is computed when
// somebody asks; no run records it.
type Update struct {
	Param string `json:"param"` // h.0.attn.c_attn.weight
	Index int    `json:"index"` // of the number in it
	Cell  []int  `json:"cell"`  // the same, by axes

	Loss  Number `json:"loss"`  // the mean negative log-likelihood of the text
	After Number `json:"after"` // when every parameter has moved
	Moved int    `json:"moved"` // how many numbers are another one than before
	Of    int    `json:"of"`    // how many there are

	Row    int           `json:"row"`    // the last position that predicts a word
	Words  int           `json:"words"`  // N, how many positions do
	Logits []LogitChange `json:"logits"` // the likeliest words there, and the one that came
	Path   []PathStep    `json:"path"`   // where the gradient passes on its way back
	Terms  []UpdateTerm  `json:"terms"`  // what its last sum adds up; none but for W_Q, W_K and W_V
	Weight WeightStep    `json:"weight"`
	Check  SlopeCheck    `json:"check"`
}

// A LogitChange is one word of ∂loss/∂logits = (P − onehot)/N.
type LogitChange struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
	P     Number `json:"p"`
	Came  int    `json:"came"` // onehot: 1 for the word that came, else 0
	Grad  Number `json:"grad"`
}

// A PathStep is a gradient that was passed on.
type PathStep struct {
	Name  string `json:"name"` // grad.h.0.attn.weights
	Shape []int  `json:"shape"`
	Most  Number `json:"most"` // the largest of its numbers, by size
}

// An UpdateTerm is what one word adds to the gradient of a weight: what went
// into the weight there, times the gradient of what came out.
type UpdateTerm struct {
	Label string `json:"label"`
	In    Number `json:"in"`
	Grad  Number `json:"grad"`
}

// A WeightStep is what AdamW does to one number.
type WeightStep struct {
	Rate  Number `json:"rate"`  // η
	Decay Number `json:"decay"` // λ; 0 for vectors
	Clip  Number `json:"clip"`  // what all gradients are multiplied by, so that together they are not too long
	Old   Number `json:"old"`
	Grad  Number `json:"grad"` // before clipping
	M     Number `json:"m"`
	V     Number `json:"v"`
	New   Number `json:"new"`
}

// A SlopeCheck is the gradient measured: the loss with the number a little
// larger, less the loss with it a little smaller, divided by the distance.
type SlopeCheck struct {
	Epsilon  Number `json:"epsilon"`
	Minus    Number `json:"minus"` // the loss at w − ε
	Plus     Number `json:"plus"`  // the loss at w + ε
	Measured Number `json:"measured"`
}

// UpdateRecipe is how far an opened update moves: AdamW as our recipes have it,
// at its first step, with nothing seen before.
var UpdateRecipe = ref.Recipe{LR: 1e-3, Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.01, ClipNorm: 1}

// A weight is moved this far to measure the loss on both sides: far enough that
// float32 sees the difference, near enough that the loss is nearly straight.
const differenceStep = 1.0 / 128

// UpdateOf makes one update of a copy of the run's model, which stays as it is.
// Without a param it looks at the number of the first layer's W_Q with the
// largest gradient. It fails with no_loss, and with parameter_wrong where there
// is no such number.
func UpdateOf(t *Tape, param string, index int) (Update, error) {
	in := t.Input()
	if len(in.Tokens) < 2 {
		return Update{}, ref.Fail("no_loss", nil)
	}
	back := trainingPass{in: in, model: copyOf(in.Checkpoint.Model), seen: map[string]ref.Tensor{}}
	grad := back.model.ZeroLike()
	u := Update{Loss: Number(back.gradients(grad)), Of: back.model.NumParams()}
	if param == "" {
		param, index = steepestQuery(grad)
	}
	at := slices.IndexFunc(grad.Params(), func(p ref.Param) bool { return p.Name == param })
	if at < 0 || index < 0 || index >= len(grad.Params()[at].Tensor.Data) {
		return Update{}, ref.Fail("parameter_wrong", ref.Args{"name": "param", "value": clip(param) + " [" + strconv.Itoa(index) + "]"})
	}
	u.Param, u.Index, u.Cell = param, index, axesOfIndex(grad.Params()[at].Tensor.Shape, index)
	u.readLogits(back)
	u.readPath(back)
	u.Terms = back.terms(u.Param, u.Cell)
	u.Check = back.difference(at, index)
	u.step(back, grad, at)
	return u, nil
}

// steepestQuery returns the number of the first layer's W_Q with the largest
// gradient: the first C columns of c_attn.
func steepestQuery(grad *ref.GPT) (param string, index int) {
	w := grad.Blocks[0].Attn.CAttn.W // (C, 3C)
	most := -1.0
	for i := range w.Dim(0) {
		for j := range w.Dim(0) {
			if g := math.Abs(float64(w.At(i, j))); g > most {
				most, index = g, i*w.Dim(1)+j
			}
		}
	}
	return "h.0.attn.c_attn.weight", index
}

// step lets AdamW move every parameter, and reads off what became of one.
func (u *Update) step(back trainingPass, grad *ref.GPT, at int) {
	r, weight := UpdateRecipe, back.model.Params()[at].Tensor
	u.Weight = WeightStep{Rate: Number(r.LR), Old: Number(weight.Data[u.Index]), Grad: Number(grad.Params()[at].Tensor.Data[u.Index])}
	if len(weight.Shape) > 1 {
		u.Weight.Decay = Number(r.WeightDecay)
	}
	optimiser := ref.NewAdamW(back.model, r.Beta1, r.Beta2, r.WeightDecay, r.ClipNorm)
	optimiser.Update(ref.Scope{}, back.model, grad, r.LR)
	m, v := optimiser.M.Params()[at].Tensor.Data[u.Index], optimiser.V.Params()[at].Tensor.Data[u.Index]
	u.Weight.M, u.Weight.V, u.Weight.New = Number(m), Number(v), Number(weight.Data[u.Index])
	u.Weight.Clip = Number(min(1, r.ClipNorm/lengthOf(grad)))
	u.Moved = moved(back.in.Checkpoint.Model, back.model)
	u.After = Number(back.loss())
}

// lengthOf is the length of all gradients as one vector.
func lengthOf(grad *ref.GPT) float64 {
	square := 0.0
	for _, p := range grad.Params() {
		for _, g := range p.Tensor.Data {
			square += float64(g) * float64(g)
		}
	}
	return math.Sqrt(square)
}

func moved(before, after *ref.GPT) (n int) {
	old := before.Params()
	for i, p := range after.Params() {
		for j, w := range p.Tensor.Data {
			if w != old[i].Tensor.Data[j] {
				n++
			}
		}
	}
	return n
}

func copyOf(m *ref.GPT) *ref.GPT {
	c := m.ZeroLike()
	from := m.Params()
	for i, p := range c.Params() {
		copy(p.Tensor.Data, from[i].Tensor.Data)
	}
	return c
}

func axesOfIndex(shape []int, index int) []int {
	cell := make([]int, len(shape))
	for axis := len(shape) - 1; axis >= 0; axis-- {
		cell[axis], index = index%shape[axis], index/shape[axis]
	}
	return cell
}

// A trainingPass goes through a model and back on the text of a run.
type trainingPass struct {
	in    Input
	model *ref.GPT
	seen  map[string]ref.Tensor // steps of the first pass, in their public shapes
}

// Observe implements ref.Observer.
func (p trainingPass) Observe(s ref.Step) ref.Tensor {
	if _, ok := p.seen[s.Name]; !ok {
		p.seen[s.Name] = copyTensor(s.Value)
	}
	return ref.Tensor{}
}

func copyTensor(t ref.Tensor) ref.Tensor { return ref.FromSlice(slices.Clone(t.Data), t.Shape...) }

// gradients returns the loss, as training has it, and adds the gradient to grad.
func (p trainingPass) gradients(grad *ref.GPT) float64 {
	ids := p.in.IDs()
	s := ref.Watch(p.in.Set.Watch(p.model, p))
	return float64(p.model.Gradients(s, [][]int{ids}, [][]int{ref.NextTokens(ids)}, grad).Data[0])
}

// loss returns the loss alone: a forward pass is enough.
func (p trainingPass) loss() float64 {
	ids := p.in.IDs()
	s := ref.Watch(p.in.Set.Watch(p.model, nil))
	return float64(ref.CrossEntropy(p.model.Logits(s, [][]int{ids}, nil, nil), [][]int{ref.NextTokens(ids)}).Data[0])
}

// difference measures the gradient of one number without any backward pass.
//
//	∂loss/∂w ≈ (loss(w + ε) − loss(w − ε))/2ε
func (p trainingPass) difference(param, index int) SlopeCheck {
	w := &p.model.Params()[param].Tensor.Data[index]
	old := *w
	at := func(x ref.Float) float64 {
		*w = x
		return p.loss()
	}
	minus, plus := old-differenceStep, old+differenceStep
	d := SlopeCheck{Epsilon: differenceStep, Minus: Number(at(minus)), Plus: Number(at(plus))}
	d.Measured = Number((float64(d.Plus) - float64(d.Minus)) / (float64(plus) - float64(minus)))
	*w = old
	return d
}

// readLogits shows ∂loss/∂logits where the last word of the text is predicted.
func (u *Update) readLogits(p trainingPass) {
	ids := p.in.IDs()
	u.Words, u.Row = len(ids)-1, len(ids)-2
	probs := ref.Softmax(p.seen["logits"]).Row(u.Row)
	grads := p.seen["grad.logits"].Row(u.Row)
	came := ids[u.Row+1]
	const few = 4
	for _, id := range largestAnd(probs, few, came) {
		l := LogitChange{ID: id, Label: labelOf(p.in.Checkpoint, id), P: Number(probs[id]), Grad: Number(grads[id])}
		if id == came {
			l.Came = 1
		}
		u.Logits = append(u.Logits, l)
	}
}

// largestAnd returns the places of the n largest numbers, and one more.
func largestAnd(x []ref.Float, n, also int) []int {
	places := make([]int, len(x))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return compare(x[b], x[a]) })
	top := places[:min(n, len(places))]
	if !slices.Contains(top, also) {
		top = append(slices.Clone(top[:len(top)-1]), also)
	}
	return top
}

func compare(a, b ref.Float) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// readPath lists the gradients on the way to the parameter's layer, the last first.
func (u *Update) readPath(p trainingPass) {
	layer := "h.0"
	if parts := strings.SplitN(u.Param, ".", 3); parts[0] == "h" {
		layer = "h." + parts[1]
	}
	for _, name := range []string{"logits", "ln_f", layer + ".attn.c_proj", layer + ".attn.weights", layer + ".attn.scores", layer + ".attn.q"} {
		if g, ok := p.seen["grad."+name]; ok {
			u.Path = append(u.Path, PathStep{"grad." + name, shapeOf(g), Number(mostOf(g.Data))})
		}
	}
}

func mostOf(x []ref.Float) (most float64) {
	for _, v := range x {
		most = max(most, math.Abs(float64(v)))
	}
	return most
}

// terms lists what each word adds to the gradient of a number of W_Q, W_K or W_V.
//
//	∂loss/∂W[i,j] = Σ_t x[t,i] · ∂loss/∂q[t,j]
func (p trainingPass) terms(param string, cell []int) (terms []UpdateTerm) {
	layer, ok := strings.CutSuffix(param, ".attn.c_attn.weight")
	if !ok {
		return nil
	}
	c := p.model.NEmbd
	wide := c / p.model.NHead
	out, j := []string{"q", "k", "v"}[cell[1]/c], cell[1]%c
	x, dq := p.seen[layer+".ln_1"], p.seen["grad."+layer+".attn."+out] // (T, C), (nh, T, hs)
	for t := range p.in.Tokens {
		terms = append(terms, UpdateTerm{p.in.Label(t), Number(x.At(t, cell[0])), Number(dq.At(j/wide, t, j%wide))})
	}
	return terms
}
