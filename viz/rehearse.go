package viz

import "gptlab/ref"

// rehearse returns the steps that a run will record from its forward pass on,
// before it begins: their names, kinds, axes and lines, not their numbers. Which
// equations are evaluated depends on how deep the model is and on the words, not
// on how wide it is. So the same code goes through a model of the same depth
// whose vectors are two numbers long, over the first two words; only the chain
// rule needs them all.
func rehearse(in Input) []Step {
	var t Tape
	small := in.small()
	probs := pass(small, &t) // (1, 1 or 2, V)
	if n := len(in.Tokens); n > 1 {
		all := small
		all.Tokens = in.Tokens
		none := ref.NewTensor(1, n, probs.Dim(2))
		chainRule(all, &t, all.smallIDs(), none, none)
	}
	if small.Checkpoint.Model.Task.Exists() {
		label(small, &t)
	}
	if in.Spec.Backward {
		backward(small, &t)
	}
	return t.Steps()
}

// The vocabulary of the small model: the start token, and all others.
const (
	smallOther = iota
	smallStart
	smallVocabulary
)

// small returns an input whose model has the depth, the head and the task of
// in's, and vectors of two numbers, since one would be taken for an axis that can be
// left out; of the text it has the first two words.
func (in Input) small() Input {
	model := in.Checkpoint.Model
	cfg := model.Config
	cfg.VocabSize, cfg.NPositions, cfg.NEmbd, cfg.NHead, cfg.NInner = smallVocabulary, 2, 2, 1, 2
	if cfg.BOS >= 0 {
		cfg.BOS = smallStart
	}
	tiny := ref.NewZeroGPT(cfg, model.Tied())
	if model.Task.Exists() {
		tiny.Task = ref.NewTaskHead(model.Task.Labels, cfg.NEmbd, 0)
	}
	short := in
	short.Checkpoint = &ref.Checkpoint{Model: tiny}
	short.Set = nil
	short.Tokens = nil
	for i, id := range in.smallIDs()[:min(2, len(in.Tokens))] {
		token := in.Tokens[i]
		token.ID = id
		short.Tokens = append(short.Tokens, token)
	}
	return short
}

// smallIDs returns the tokens as the small model numbers them.
func (in Input) smallIDs() []int {
	ids := make([]int, len(in.Tokens))
	for i, token := range in.Tokens {
		ids[i] = smallOther
		if i == 0 && token.ID == in.Checkpoint.Model.BOS {
			ids[i] = smallStart
		}
	}
	return ids
}
