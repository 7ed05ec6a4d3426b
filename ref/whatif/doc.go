// Package whatif changes steps of a GPT's computation while it runs: a number
// in place of a tensor, a head set to 0, one attention weight edited, the
// causal mask or √d_k left out, LayerNorm as identity. What comes after a
// changed step really computes with it, and gradients are those of the changed
// function.
//
// It does so from outside, as a ref.Observer: ref knows nothing of it.
//
// Reading order:
//
//	change.go    one change and how it is written: STEP=VALUE
//	set.go       several changes, their order, and whether they fit a model
//	place.go     which steps can be changed, their shapes and inputs
//	observer.go  the changes at work, forward and backward
package whatif
