// Package ref is a GPT to be read: the model of chapter 8.1, forward and
// backward, with its training, its text generation and its files.
//
// # What it is
//
// A reference. Every formula of the chapter is one function that looks like it,
// with the formula and its source above and the shapes beside; the backward
// pass of an operation stands directly under the operation. There are no
// configuration flags in the mathematics: what a checkpoint's config.json
// chooses becomes a value when it is opened. What is clever about speed lives
// in ref/kernel. Nothing here draws, serves or waits.
//
// # Dimensions
//
//	B   batch: sequences computed together
//	T   time: positions, that is tokens, of a sequence
//	Tk  positions the keys cover: T, and those kept from before
//	C   channels: numbers per position (n_embd)
//	nh  heads
//	hs  head size, C/nh; the chapter's d_k
//	V   vocabulary: different tokens
//	L   layers
//
// Every line that makes a tensor says its shape, (B, T, C) and so on; where the
// line taps it, a test holds the comment to what is really computed.
//
// # Steps
//
// Equations are named through [Scope.Tap]. An [Observer] sees each as it is
// evaluated, under a name that is public: h.0.attn.scores. The zero [Scope] is
// silent and costs nothing. See [StepNames].
//
// # Reading order
//
//	tensor.go tap.go arena.go               numbers with a shape; how they are watched; their memory
//	matmul.go linear.go add.go softmax.go   operations, each with its backward pass
//	layernorm.go activation.go embed.go
//	heads.go mask.go
//	attention.go mlp.go block.go gpt.go     the model: Softmax(W₂·LayerNorm(f_θ))
//	steps.go params.go                      the names of its steps and of its parameters
//	likelihood.go                           ∏ P(w_t | w_<t) and its logarithm, L
//	loss.go adamw.go train.go pretrain.go   pre-training: L climbed by its gradient
//	recipe.go texts.go corpus.go            what decides a run: numbers, text
//	trainlog.go trainstate.go               how it went; how it goes on after a break
//	taskhead.go finetune.go                 fine-tuning: a label read from the last state
//	tsv.go metrics.go                       labelled texts; how well they are labelled
//	generate.go sampling.go kvcache.go      autoregression: predict, draw, append
//	textstream.go                           what was drawn, as text, until it stops
//	ngram.go                                counting, to compare a model with
//	tokenizer.go chartok.go wordtok.go      text as tokens, tokens as text
//	bpe.go wordpiece.go label.go
//	checkpoint.go hfconfig.go weights.go    files that other programs read too
//	safetensors.go
//	errors.go                               what a person can mend, as a code and its values
package ref
