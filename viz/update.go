package viz

import (
	"math"
	"slices"

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

	Params []ParamShape `json:"params"` // every parameter there is to choose

	Row    int           `json:"row"`    // the last position that predicts a word
	Words  int           `json:"words"`  // N, how many positions do
	Logits []LogitChange `json:"logits"` // the likeliest words there, and the one that came
	Reread []WordChange  `json:"reread"` // the words of the text, before every parameter has moved and after
	Path   []PathStep    `json:"path"`   // where the gradient passes on its way back
	Terms  []UpdateTerm  `json:"terms"`  // what its last sum adds up; null where it is no sum over the words
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

// A WordChange is a word of the text with its probability before the update and
// after it.
type WordChange struct {
	Label  string `json:"label"`
	Before Number `json:"before"`
	After  Number `json:"after"`
}

// A PathStep is a gradient that was passed on.
type PathStep struct {
	Name  string `json:"name"` // grad.h.0.attn.weights
	Shape []int  `json:"shape"`
	Most  Number `json:"most"` // the largest of its numbers, by size
}

// A ParamShape is a parameter that can be looked at.
type ParamShape struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"`
}

// An UpdateTerm is what one word adds to the gradient of a weight: what went
// into the weight there, times the gradient of what came out. Into a number that
// is only added goes 1.
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
	Beta1 Number `json:"beta1"`
	Beta2 Number `json:"beta2"`
	Old   Number `json:"old"`
	Grad  Number `json:"grad"` // before clipping
	Cut   Number `json:"cut"`  // the gradient × clip
	M     Number `json:"m"`
	V     Number `json:"v"`
	MHat  Number `json:"m_hat"`  // m/(1 − β₁)
	VRoot Number `json:"v_root"` // √(v/(1 − β₂))
	Move  Number `json:"move"`   // η·(m̂/(√v̂ + ε) + λw)
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

// MaxUpdate limits the parameters of a model that an update is made of on
// request: its copy, the gradient, AdamW's two means and the moved copy are held
// at once, 20 bytes a parameter.
const MaxUpdate = 16_000_000

// UpdateOf makes one update of a copy of the run's model, which stays as it is,
// and looks at one number of a parameter: at a cell, or without one at the number
// with the largest gradient. Without a param that is one of the first layer's
// W_Q. It fails with no_loss, with update_too_large, and with parameter_wrong
// where there is no such number.
func UpdateOf(t *Tape, param string, cell []int) (Update, error) {
	in := t.Input()
	if n := in.Checkpoint.Model.NumParams(); n > MaxUpdate {
		return Update{}, ref.Fail("update_too_large", ref.Args{"name": in.Checkpoint.Name, "got": n / 1e6, "limit": MaxUpdate / 1_000_000})
	}
	if len(in.Tokens) < 2 {
		return Update{}, ref.Fail("no_loss", nil)
	}
	back := trainingPass{in: in, model: copyOf(in.Checkpoint.Model), seen: map[string]ref.Tensor{}}
	grad := back.model.ZeroLike()
	u := Update{Loss: Number(back.gradients(grad)), Of: back.model.NumParams()}
	for _, p := range grad.Params() {
		u.Params = append(u.Params, ParamShape{p.Name, p.Tensor.Shape})
	}
	at, err := u.choose(grad, param, cell)
	if err != nil {
		return Update{}, err
	}
	u.readLogits(back)
	before := back.factors()
	u.Path = back.path(u.Param, u.Cell)
	u.Terms = back.terms(u.Param, u.Cell)
	u.Check = back.difference(at, u.Index)
	u.step(back, grad, at)
	u.reread(back, before)
	return u, nil
}

// choose finds the number that is asked for, and which parameter it is in.
func (u *Update) choose(grad *ref.GPT, param string, cell []int) (at int, err error) {
	columns := 0 // all of them
	if param == "" {
		param, columns = firstQueries, grad.NEmbd
	}
	at = slices.IndexFunc(u.Params, func(p ParamShape) bool { return p.Name == param })
	wrong := ref.Fail("parameter_wrong", ref.Args{"name": "weight", "value": clip(param + placeOf(cell))})
	if at < 0 {
		return 0, wrong
	}
	shape := u.Params[at].Shape
	if len(cell) == 0 {
		cell = axesOfIndex(shape, steepest(*grad.Params()[at].Tensor, columns))
	}
	if checkIndex(shape, cell, len(shape)) != nil {
		return 0, wrong
	}
	u.Param, u.Cell = param, cell
	for axis, i := range cell {
		u.Index = u.Index*shape[axis] + i
	}
	return at, nil
}

// firstQueries is the parameter whose first C columns are W_Q of the first layer.
const firstQueries = "h.0.attn.c_attn.weight"

// steepest returns the place of the number that is largest by size, among the
// first columns of a matrix where columns is not 0.
func steepest(grad ref.Tensor, columns int) (index int) {
	most := -1.0
	for i, g := range grad.Data {
		if columns > 0 && i%grad.Dim(-1) >= columns {
			continue
		}
		if size := math.Abs(float64(g)); size > most {
			most, index = size, i
		}
	}
	return index
}

// step lets AdamW move every parameter, and reads off what became of one.
func (u *Update) step(back trainingPass, grad *ref.GPT, at int) {
	r, weight := UpdateRecipe, back.model.Params()[at].Tensor
	u.Weight = WeightStep{Rate: Number(r.LR), Beta1: Number(r.Beta1), Beta2: Number(r.Beta2), Old: Number(weight.Data[u.Index]), Grad: Number(grad.Params()[at].Tensor.Data[u.Index])}
	if len(weight.Shape) > 1 {
		u.Weight.Decay = Number(r.WeightDecay)
	}
	optimiser := ref.NewAdamW(back.model, r.Beta1, r.Beta2, r.WeightDecay, r.ClipNorm)
	optimiser.Update(ref.Scope{}, back.model, grad, r.LR)
	m, v := optimiser.M.Params()[at].Tensor.Data[u.Index], optimiser.V.Params()[at].Tensor.Data[u.Index]
	u.Weight.M, u.Weight.V, u.Weight.New = Number(m), Number(v), Number(weight.Data[u.Index])
	u.Weight.MHat, u.Weight.VRoot = Number(float64(m)/(1-r.Beta1)), Number(math.Sqrt(float64(v)/(1-r.Beta2)))
	u.Weight.Clip = Number(min(1, r.ClipNorm/lengthOf(grad)))
	u.Weight.Cut = u.Weight.Grad * u.Weight.Clip
	u.Weight.Move = u.Weight.Rate * (u.Weight.MHat/(u.Weight.VRoot+Number(optimiser.Eps)) + u.Weight.Decay*u.Weight.Old)
	u.Moved = moved(back.in.Checkpoint.Model, back.model)
	u.After = Number(back.loss())
}

// reread sets what the words had before the update beside what they have now.
func (u *Update) reread(back trainingPass, before []ref.Float) {
	for i, p := range back.factors() {
		u.Reread = append(u.Reread, WordChange{Label: back.in.Label(i + 1), Before: Number(before[i]), After: Number(p)})
	}
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
