package ref

import "math"

// Recipe is everything besides the data that decides the outcome of a training
// run: two runs of one recipe on one text end in the same weights.
type Recipe struct {
	Name string `json:"name"`

	NLayer    int `json:"n_layer"`
	NHead     int `json:"n_head"`
	NEmbd     int `json:"n_embd"`
	BlockSize int `json:"block_size"` // tokens a window holds, and the longest text the model can see

	Tokenizer string `json:"tokenizer,omitempty"` // char, which is also "", word, or bpe:SIZE
	Documents string `json:"documents"`           // where one text ends and the next begins: DocumentsLines, …
	MinCount  int    `json:"min_count"`           // characters seen less often become the unknown token

	BatchSize   int     `json:"batch_size"` // windows an update averages over
	Steps       int     `json:"steps"`
	LR          float64 `json:"lr"`
	MinLR       float64 `json:"min_lr"`
	Warmup      int     `json:"warmup"` // steps
	Beta1       float64 `json:"beta1"`
	Beta2       float64 `json:"beta2"`
	WeightDecay float64 `json:"weight_decay"`
	ClipNorm    float64 `json:"clip_norm"`
	EvalEvery   int     `json:"eval_every"` // steps
	Seed        uint64  `json:"seed"`

	// Set are the changes of steps that the model is trained with, such as a mask
	// left out: in their canonical form, with spaces between them. Whoever runs the
	// recipe applies them, as Trainer.Watch.
	Set string `json:"set,omitempty"`
}

// Recipes are the ones we ship, by name. small is for a reader's own text, and
// shakespeare-char-cpu is nanoGPT's recipe for a CPU (README and
// config/train_shakespeare_char.py of that project); shakespeare-char-5min is what
// five minutes of two cores can make better of the same model, by a window twice as
// long, a learning rate three times as high and more updates. The others made the
// bundled models. aesop's small corpus is soon learnt by heart, which a tenfold weight
// decay delays.
var Recipes = []Recipe{
	{
		Name: "small", NLayer: 4, NHead: 4, NEmbd: 128, BlockSize: 64, Documents: DocumentsLines, MinCount: 1,
		BatchSize: 16, Steps: 1000, LR: 1e-3, MinLR: 1e-4, Warmup: 50,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 100, Seed: 1337,
	},
	{
		Name: "aesop", NLayer: 4, NHead: 4, NEmbd: 144, BlockSize: 128, Documents: DocumentsParagraphs, MinCount: 1,
		BatchSize: 12, Steps: 4000, LR: 1e-3, MinLR: 1e-4, Warmup: 100,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 1, ClipNorm: 1, EvalEvery: 200, Seed: 1337,
	},
	{
		Name: "aesop-bpe", NLayer: 4, NHead: 4, NEmbd: 160, BlockSize: 96, Tokenizer: "bpe:1024", Documents: DocumentsParagraphs, MinCount: 1,
		BatchSize: 10, Steps: 1200, LR: 1e-3, MinLR: 1e-4, Warmup: 100,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 2, ClipNorm: 1, EvalEvery: 100, Seed: 1337,
	},
	{
		Name: "tang", NLayer: 4, NHead: 4, NEmbd: 128, BlockSize: 64, Documents: DocumentsLines, MinCount: 5,
		BatchSize: 24, Steps: 3000, LR: 1e-3, MinLR: 1e-4, Warmup: 100,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 200, Seed: 1337,
	},
	{
		Name: "world-en", NLayer: 4, NHead: 4, NEmbd: 128, BlockSize: 64, BatchSize: 16, Steps: 24000, LR: 3e-3, MinLR: 1e-5, Warmup: 200,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.01, ClipNorm: 1, EvalEvery: 200, Seed: 1337,
	},
	{
		Name: "world-zh", NLayer: 4, NHead: 4, NEmbd: 128, BlockSize: 64, BatchSize: 16, Steps: 28000, LR: 3e-3, MinLR: 1e-5, Warmup: 200,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.01, ClipNorm: 1, EvalEvery: 200, Seed: 1337,
	},
	{
		// Without a mask, on the small world: the loss soon falls to nearly nothing, since the model can read what it should predict.
		Name: "nomask", NLayer: 2, NHead: 4, NEmbd: 64, BlockSize: 64, BatchSize: 16, Steps: 400, LR: 4e-3, MinLR: 4e-5, Warmup: 50,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.01, ClipNorm: 1, EvalEvery: 50, Seed: 1337, Set: "h.*.attn.masked=identity",
	},
	{
		Name: "shakespeare-char-cpu", NLayer: 4, NHead: 4, NEmbd: 128, BlockSize: 64, Documents: DocumentsNone, MinCount: 1,
		BatchSize: 12, Steps: 2000, LR: 1e-3, MinLR: 1e-4, Warmup: 100,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 250, Seed: 1337,
	},
	{
		Name: "shakespeare-char-5min", NLayer: 4, NHead: 4, NEmbd: 128, BlockSize: 128, Documents: DocumentsNone, MinCount: 1,
		BatchSize: 6, Steps: 14500, LR: 3e-3, MinLR: 1e-4, Warmup: 100,
		Beta1: 0.9, Beta2: 0.99, WeightDecay: 0.1, ClipNorm: 1, EvalEvery: 500, Seed: 1337,
	},
}

// Config returns the model a recipe trains over a vocabulary of the given size.
func (r Recipe) Config(vocabSize, bos, eos int) Config {
	return Config{
		VocabSize: vocabSize, NPositions: r.BlockSize, NEmbd: r.NEmbd, NLayer: r.NLayer, NHead: r.NHead,
		NInner: 4 * r.NEmbd, LayerNormEpsilon: 1e-5, Activation: GELU.Name, ScaleAttnWeights: true,
		BOS: bos, EOS: eos,
	}
}

// LearningRate returns the size of an update: a linear warm-up, then half a
// cosine down to MinLR. Loshchilov & Hutter 2017, eq. (5).
func (r Recipe) LearningRate(step int) float64 {
	if step < r.Warmup {
		return r.LR * float64(step+1) / float64(r.Warmup+1)
	}
	progress := min(1, float64(step-r.Warmup)/float64(max(1, r.Steps-r.Warmup)))
	return r.MinLR + (r.LR-r.MinLR)*(1+math.Cos(math.Pi*progress))/2
}
