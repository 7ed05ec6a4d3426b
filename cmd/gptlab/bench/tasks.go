package bench

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"unsafe"

	"gptlab/ref"
	"gptlab/ref/kernel"
	"gptlab/ref/models"
	"gptlab/viz"
)

// tasks are the works of gptlab's own that are measured whole, by name. Each takes
// an argument and prepares what it repeats.
var tasks = map[string]func(argument string) (func(), error){
	"train":    trainingStep,
	"forward":  silentForward,
	"recorded": recordedForward,
	"taps":     silentTaps,
	"generate": generation,
	"stream":   streaming,
}

// gpt124M is the shape of the smallest GPT-2.
var gpt124M = ref.Config{
	VocabSize: 50257, NPositions: 1024, NEmbd: 768, NLayer: 12, NHead: 12, NInner: 3072,
	LayerNormEpsilon: 1e-5, Activation: ref.GELU.Name, ScaleAttnWeights: true, BOS: -1, EOS: -1,
}

// shakespeareCharacters is how many different ones nanoGPT's text has.
const shakespeareCharacters = 65

// trainingStep makes updates by a recipe, on tokens that follow no rule: time does
// not depend on them.
func trainingStep(config string) (func(), error) {
	recipe, err := recipeNamed(config)
	if err != nil {
		return nil, err
	}
	corpus := &ref.Corpus{Train: randomTokens(1<<16, shakespeareCharacters)}
	t := ref.NewTrainer(recipe, corpus, recipe.Config(shakespeareCharacters, -1, -1))
	return func() { t.Update(ref.Scope{}) }, nil
}

func recipeNamed(name string) (ref.Recipe, error) {
	i := slices.IndexFunc(ref.Recipes, func(r ref.Recipe) bool { return r.Name == name })
	if i < 0 {
		return ref.Recipe{}, fmt.Errorf("no recipe is called %q", name)
	}
	return ref.Recipes[i], nil
}

func randomTokens(n, vocabulary int) []int {
	random := rand.New(rand.NewPCG(1, 2))
	tokens := make([]int, n)
	for i := range tokens {
		tokens[i] = random.IntN(vocabulary)
	}
	return tokens
}

// measuredTokens is how long the texts are that forward passes are measured on.
const measuredTokens = 64

func silentForward(name string) (func(), error) {
	m, err := model(name)
	if err != nil {
		return nil, err
	}
	text := [][]int{randomTokens(measuredTokens, m.VocabSize)}
	return func() { m.Probs(ref.Scope{}, text, nil) }, nil
}

// recordedForward keeps every step on a tape, as the page does.
func recordedForward(name string) (func(), error) {
	m, err := model(name)
	if err != nil {
		return nil, err
	}
	text := [][]int{randomTokens(measuredTokens, m.VocabSize)}
	return func() { m.Probs(ref.Watch(new(viz.Tape)), text, nil) }, nil
}

// silentTaps does nothing but pass as many silent taps as the forward pass of a
// model has, with the names of their places.
func silentTaps(name string) (func(), error) {
	m, err := model(name)
	if err != nil {
		return nil, err
	}
	var tape viz.Tape
	m.Probs(ref.Watch(&tape), [][]int{{0}}, nil)
	n, x := tape.Len(), ref.Scalar(1)
	return func() {
		var s ref.Scope
		for range n {
			x = s.At("h", 1).In("attn").Tap("q", x)
		}
	}, nil
}

// generation makes one token after the other with the KV cache, and begins a new
// text after as many as forward passes are measured on.
func generation(name string) (func(), error) {
	m, err := model(name)
	if err != nil {
		return nil, err
	}
	start := randomTokens(1, m.VocabSize)
	next, stop := iter.Pull(m.Generate(ref.Scope{}, start, ref.Sampling{MaxTokens: measuredTokens}))
	return func() {
		if _, ok := next(); !ok {
			stop()
			next, stop = iter.Pull(m.Generate(ref.Scope{}, start, ref.Sampling{MaxTokens: measuredTokens}))
			next()
		}
	}, nil
}

// streaming reads every weight of a model that a token needs once (of the places
// it needs a single row), as fast as memory gives them: one number of each line of
// the caches, on all threads.
func streaming(name string) (func(), error) {
	m, err := model(name)
	if err != nil {
		return nil, err
	}
	const line = 64 / int(unsafe.Sizeof(ref.Float(0)))
	return func() {
		for _, p := range m.Params() {
			if p.Tensor == &m.WPE {
				continue
			}
			kernel.Parallel(len(p.Tensor.Data)/line, line, func(from, to int) {
				var sum ref.Float
				for i := from * line; i < to*line; i += line {
					sum += p.Tensor.Data[i]
				}
				if sum == 0.123 {
					fmt.Print() // the sum must be of use to somebody
				}
			})
		}
	}, nil
}

var made = map[string]*ref.GPT{}

// model returns a bundled model, or random weights in the shape of GPT-2's 124 M.
func model(name string) (*ref.GPT, error) {
	if m := made[name]; m != nil {
		return m, nil
	}
	if name == "124M" {
		made[name] = ref.NewGPT(gpt124M, 1)
		return made[name], nil
	}
	c, err := models.Open(name)
	if err != nil {
		return nil, err
	}
	made[name] = c.Model
	return c.Model, nil
}
