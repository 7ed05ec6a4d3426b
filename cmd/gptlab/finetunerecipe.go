package main

import (
	"github.com/spf13/pflag"

	"gptlab/ref"
)

// tuningFlags change the recipe of fine-tuning.
type tuningFlags struct {
	steps, patience int
	seed            uint64
	lambda, rate    float64
}

func (f *tuningFlags) addFlags(flags *pflag.FlagSet) {
	flags.Float64Var(&f.lambda, "lambda", 0.5, "λ, the weight of the language model's loss beside the task's")
	flags.IntVar(&f.steps, "steps", 0, "updates to make at most (default: the recipe's)")
	flags.IntVar(&f.patience, "patience", 0, "stop after this many validations without a better one (default: the recipe's)")
	flags.Float64Var(&f.rate, "rate", 0, "the highest learning rate (default: the recipe's)")
	flags.Uint64Var(&f.seed, "seed", 0, "decides the split, the head's first weights and the order of the texts (default: the recipe's)")
}

// read returns the model's usual recipe with what was given in its place.
func (f tuningFlags) read(flags *pflag.FlagSet, m *ref.GPT) (ref.FineTuneRecipe, error) {
	r := ref.DefaultFineTuning(m)
	if flags.Changed("steps") {
		r.Steps = f.steps
	}
	if flags.Changed("rate") {
		r.LR, r.MinLR = f.rate, f.rate/10
	}
	if flags.Changed("lambda") {
		r.Lambda = f.lambda
	}
	if flags.Changed("patience") {
		r.Patience = f.patience
	}
	if flags.Changed("seed") {
		r.Seed = f.seed
	}
	return r, checkRecipe(r)
}

// checkRecipe refuses what no run can follow.
func checkRecipe(r ref.FineTuneRecipe) error {
	switch {
	case r.Steps < 1:
		return misused("--steps %d: expected 1 or more", r.Steps)
	case r.Patience < 1:
		return misused("--patience %d: expected 1 or more", r.Patience)
	case !(r.LR > 0 && r.LR <= 1):
		return misused("--rate %g: expected more than 0, at most 1", r.LR)
	case !(r.Lambda >= 0 && r.Lambda <= 100):
		return misused("--lambda %g: expected 0 to 100", r.Lambda)
	}
	return nil
}
