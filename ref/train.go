package ref

import (
	"math"
	"math/rand/v2"
)

// Trainer is pre-training in progress (chapter 8.1.2): it climbs the
// log-likelihood of unlabelled text by making its negative mean smaller.
type Trainer struct {
	Recipe Recipe
	Texts  Texts
	Model  *GPT
	Log    TrainingLog
	Watch  Scope   // sees every step of Run's passes, and may change it; silent by default
	Best   float64 // lowest validation loss so far, nats per token; +Inf before the first
	BestAt int     // the step it was reached at

	// OtherKernel names the kernel that computed the run before it was resumed, if
	// that is not the one in use now. The weights will then not be bit for bit those
	// of a run that was never interrupted.
	OtherKernel string

	optimiser *AdamW
	source    *rand.PCG // where the batches are drawn from; its state is saved
	grad      *GPT
	since     logMean // the losses that the log has no row for yet
	memory    Arena   // for one update
}

// NewTrainer begins a run from untrained weights.
func NewTrainer(recipe Recipe, texts Texts, config Config) *Trainer {
	return ContinueTraining(recipe, texts, NewGPT(config, recipe.Seed))
}

// ContinueTraining begins a run from a model that has learnt before, which is
// changed in place: fine-tuning without labels, on a text of another kind.
func ContinueTraining(recipe Recipe, texts Texts, model *GPT) *Trainer {
	return &Trainer{
		Recipe: recipe, Texts: texts, Model: model, Best: math.Inf(1),
		optimiser: NewAdamW(model, recipe.Beta1, recipe.Beta2, recipe.WeightDecay, recipe.ClipNorm),
		source:    rand.NewPCG(recipe.Seed, 1),
		grad:      model.ZeroLike(),
	}
}

// Step returns how many updates have been made.
func (t *Trainer) Step() int { return t.optimiser.Step }

// Update draws a batch, measures the loss, follows its gradient back to every
// parameter and moves each a little against it. It returns the loss before the
// move, in nats per token.
//
//	loss = −(1/N) Σ log P(w_t | w_<t),   w ← w − AdamW(∂loss/∂w)
func (t *Trainer) Update(s Scope) float64 {
	inputs, targets := t.Texts.Batch(rand.New(t.source), t.Recipe.BatchSize, t.Recipe.BlockSize)
	t.grad.clear()
	t.memory.Reset()
	loss := t.Model.Gradients(s.Within(&t.memory), inputs, targets, t.grad)
	t.optimiser.Update(s, t.Model, t.grad, t.Recipe.LearningRate(t.Step()))
	return float64(loss.Data[0])
}

// Validate returns the mean loss over the texts set aside for validation, in nats
// per token, and whether it is the lowest so far.
func (t *Trainer) Validate() (loss float64, best bool) {
	loss = t.Texts.Held(t.Watch, t.Model)
	if loss < t.Best {
		t.Best, t.BestAt = loss, t.Step()
		return loss, true
	}
	return loss, false
}

// clear sets every gradient to 0.
func (m *GPT) clear() {
	for _, p := range m.Params() {
		clear(p.Tensor.Data)
	}
}
