package ref

import "math/rand/v2"

// A LabelledText is one example of a task: a text in tokens, as TaskTokens
// gives them, and which of the labels it has.
type LabelledText struct {
	Tokens []int
	Label  int
}

// FineTuneRecipe is everything that decides what fine-tuning comes to, besides
// the model it begins with and its data. Of Recipe, Steps is the most updates
// there will be; the model's own shape stands there too.
type FineTuneRecipe struct {
	Recipe
	Lambda   float64 `json:"lambda"`   // λ, the weight of L_LM beside L_task
	Patience int     `json:"patience"` // validations without a better one before it stops
}

// DefaultFineTuning returns the recipe for a model. Radford et al. 2018, section
// 4.1, take λ = 0.5 and a rate of 6.25·10⁻⁵ for a model of 117 million
// parameters; ones as small as ours want larger steps.
func DefaultFineTuning(m *GPT) FineTuneRecipe {
	return FineTuneRecipe{
		Recipe: Recipe{
			Name: "finetune", NLayer: m.NLayer, NHead: m.NHead, NEmbd: m.NEmbd, BlockSize: m.NPositions,
			BatchSize: 16, Steps: 600, LR: 5e-4, MinLR: 5e-5, Warmup: 20,
			Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 10, Seed: 1337,
		},
		Lambda: 0.5, Patience: 15,
	}
}

// FineTuner is fine-tuning in progress (chapter 8.1.2): it makes the loss of a
// task on labelled texts smaller, from whatever the model has learnt before.
type FineTuner struct {
	Recipe            FineTuneRecipe
	Model             *GPT // with a task head
	Train, Validation []LabelledText

	Best   Evaluation // the best on Validation so far
	BestAt int        // the step it was reached at; 0 before the first
	Log    TrainingLog

	optimiser *AdamW
	random    *rand.Rand // shuffles Train, each time all of it was seen
	order     []int      // places in Train, still to be seen
	grad      *GPT
	since     logMean // the losses that the log has no row for yet
	memory    Arena   // for one update
}

// NewFineTuner begins a run. The model is changed in place.
func NewFineTuner(recipe FineTuneRecipe, model *GPT, train, validation []LabelledText) *FineTuner {
	return &FineTuner{
		Recipe: recipe, Model: model, Train: train, Validation: validation,
		optimiser: NewAdamW(model, recipe.Beta1, recipe.Beta2, recipe.WeightDecay, recipe.ClipNorm),
		random:    rand.New(rand.NewPCG(recipe.Seed, 3)),
		grad:      model.ZeroLike(),
	}
}

// Step returns how many updates have been made.
func (f *FineTuner) Step() int { return f.optimiser.Step }

// Update takes the next batch and moves every parameter a little against the
// gradient of its loss, which it returns as it was before the move.
//
//	loss = L_task + λ·L_LM,   w ← w − AdamW(∂loss/∂w)
func (f *FineTuner) Update(s Scope) (loss float64) {
	f.grad.clear()
	f.memory.Reset()
	task, lm := f.Model.TaskGradients(s.Within(&f.memory), f.Model.TaskBatch(f.next()), Float(f.Recipe.Lambda), f.grad)
	f.optimiser.Update(s, f.Model, f.grad, f.Recipe.LearningRate(f.Step()))
	return float64(task.Data[0]) + f.Recipe.Lambda*float64(lm.Data[0])
}

// next draws the texts of a batch without putting any back before all were seen.
func (f *FineTuner) next() (batch []LabelledText) {
	for len(batch) < f.Recipe.BatchSize {
		if len(f.order) == 0 {
			f.order = f.random.Perm(len(f.Train))
		}
		batch = append(batch, f.Train[f.order[0]])
		f.order = f.order[1:]
	}
	return batch
}

// Validate measures the model on the validation split, and says whether it is
// the best so far: more of the labels right, or as many with a smaller loss.
func (f *FineTuner) Validate() (now Evaluation, best bool) {
	now = f.Model.EvaluateTask(f.Validation)
	if f.BestAt == 0 || now.better(f.Best) {
		f.Best, f.BestAt = now, f.Step()
		return now, true
	}
	return now, false
}

// Evaluation is how well a model labels texts.
type Evaluation struct {
	Confusion Confusion
	Loss      float64 // the mean of −log P(y | text), in nats
}

func (e Evaluation) better(than Evaluation) bool {
	a, b := e.Confusion.Accuracy(), than.Confusion.Accuracy()
	return a > b || a == b && e.Loss < than.Loss
}

// EvaluateTask labels every text and compares.
func (m *GPT) EvaluateTask(texts []LabelledText) Evaluation {
	const batch = 16
	e := Evaluation{Confusion: NewConfusion(m.Task.Labels)}
	for from := 0; from < len(texts); from += batch {
		part := texts[from:min(from+batch, len(texts))]
		b := m.TaskBatch(part)
		_, logits := m.TaskLogits(Scope{}, m.States(Scope{}, b.Tokens, nil, nil), b.Last) // (B, K)
		logP := LogSoftmax(logits)                                                        // (B, K)
		for i, text := range part {
			row := logP.Row(i)
			_, said := maxOf(row)
			e.Confusion.Add(text.Label, said)
			e.Loss -= float64(row[text.Label]) / float64(len(texts))
		}
	}
	return e
}

// TaskTokens returns what the model reads of a text to label it: a start token,
// where the model has one, and the text. Of a text that is too long it reads the
// end, which stands next to the state that is asked; cut is how many tokens at
// its beginning are left out.
func (m *GPT) TaskTokens(text []int) (tokens []int, cut int) {
	room := m.NPositions - len(m.WithStart(nil))
	cut = max(0, len(text)-room)
	return m.WithStart(text[cut:]), cut
}

// TaskBatch puts texts side by side, padded to the longest. The language model
// is asked for the next token of each text, and for the end token after its last.
func (m *GPT) TaskBatch(texts []LabelledText) TaskBatch {
	longest := 0
	for _, text := range texts {
		longest = max(longest, len(text.Tokens))
	}
	var b TaskBatch
	for _, text := range texts {
		n := len(text.Tokens)
		tokens, targets := make([]int, longest), make([]int, longest)
		copy(tokens, text.Tokens)
		copy(targets, text.Tokens[1:])
		targets[n-1] = m.EOS // −1 is Ignore
		for t := n; t < longest; t++ {
			targets[t] = Ignore // and tokens[t] is 0, which nobody sees
		}
		b.Tokens, b.Targets = append(b.Tokens, tokens), append(b.Targets, targets)
		b.Last, b.Labels = append(b.Last, n-1), append(b.Labels, []int{text.Label})
	}
	return b
}
