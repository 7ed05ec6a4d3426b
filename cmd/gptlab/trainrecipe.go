package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gptlab/ref"
	"gptlab/ref/whatif"
	"gptlab/ref/world"
)

// recipeFlags name the recipe of a training run, and what is changed in it.
type recipeFlags struct {
	config, tokenizer, documents string
	steps                        int
	seed                         uint64
	set                          []string
}

func (f *recipeFlags) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.config, "config", ref.Recipes[0].Name, "the recipe, one of "+strings.Join(recipeNames(), ", "))
	flags.StringVar(&f.tokenizer, "tokenizer", "", "how text becomes tokens: char; word, whole words seen twice or more; or bpe:SIZE, byte-pair encoding learned from the text (default: the recipe's)")
	flags.StringVar(&f.documents, "documents", "", "where one text of the file ends and the next begins: lines, paragraphs or none (default: the recipe's)")
	flags.IntVar(&f.steps, "steps", 0, "updates to make (default: the recipe's)")
	flags.Uint64Var(&f.seed, "seed", 0, "decides the first weights and the order of the text (default: the recipe's)")
	flags.StringArrayVar(&f.set, "set", nil, "train with a changed step: `STEP=VALUE`, as in trace; may be given several times")
	must(cmd.RegisterFlagCompletionFunc("config", cobra.FixedCompletions(recipeNames(), cobra.ShellCompDirectiveNoFileComp)))
}

// read returns the recipe, and the changes of steps that it is trained with. The
// small world has its own recipe, unless --config names another.
func (f recipeFlags) read(flags *pflag.FlagSet, data string) (ref.Recipe, whatif.Set, error) {
	if _, ok := world.Named(data); ok && !flags.Changed("config") {
		f.config = data
	}
	recipe, err := recipeNamed(f.config)
	if err != nil {
		return ref.Recipe{}, nil, err
	}
	if err := f.change(&recipe, flags); err != nil {
		return ref.Recipe{}, nil, err
	}
	changes := f.set
	if len(changes) == 0 {
		changes = strings.Fields(recipe.Set)
	}
	set, err := setOf(changes)
	recipe.Set = strings.Join(set.Strings(), " ")
	return recipe, set, err
}

// change puts the values that were given in the place of the recipe's own.
func (f recipeFlags) change(recipe *ref.Recipe, flags *pflag.FlagSet) error {
	if flags.Changed("tokenizer") {
		recipe.Tokenizer = f.tokenizer
	}
	if _, err := bpeSize(recipe.Tokenizer); err != nil {
		return err
	}
	if flags.Changed("documents") {
		if err := checkDocuments(f.documents); err != nil {
			return err
		}
		recipe.Documents = f.documents
	}
	if flags.Changed("steps") {
		if f.steps < 1 {
			return misused("--steps %d: expected 1 or more", f.steps)
		}
		recipe.Steps = f.steps
	}
	if flags.Changed("seed") {
		recipe.Seed = f.seed
	}
	return nil
}

func recipeNamed(name string) (ref.Recipe, error) {
	i := slices.IndexFunc(ref.Recipes, func(r ref.Recipe) bool { return r.Name == name })
	if i < 0 {
		return ref.Recipe{}, misused("--config %s: expected one of %s", name, strings.Join(recipeNames(), ", "))
	}
	return ref.Recipes[i], nil
}

func recipeNames() []string {
	var names []string
	for _, r := range ref.Recipes {
		names = append(names, r.Name)
	}
	return names
}
