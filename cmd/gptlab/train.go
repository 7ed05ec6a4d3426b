package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
)

func newTrain() *cobra.Command {
	var (
		job                          training
		config, tokenizer, documents string
		dtype                        string
		steps                        int
		seed                         uint64
	)
	cmd := &cobra.Command{
		Use:   "train --data FILE --out DIR",
		Short: "Train a GPT of your own on a text file",
		Long: `Train a GPT on a text file. The folder becomes an ordinary Hugging Face GPT-2
checkpoint: the model with the lowest validation loss so far. Beside it stands
training.safetensors, the whole state of the run: after Ctrl-C, the same command
with --resume goes on to the very weights an uninterrupted run ends in.

A tenth of the text is set aside for validation. --config names a recipe; the
other flags change it.`,
		Example: `  gptlab train --data poems.txt --out ./my-model
  gptlab train --data poems.txt --out ./my-model --resume
  gptlab train --data shakespeare.txt --config shakespeare-char-cpu --out ./shakespeare`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			recipe, err := recipeNamed(config)
			if err != nil {
				return err
			}
			if tokenizer != "char" {
				return misused("--tokenizer %s: expected char", tokenizer)
			}
			if job.dtype, err = dtypeNamed(dtype); err != nil {
				return err
			}
			flags := cmd.Flags()
			if flags.Changed("documents") {
				if err := checkDocuments(documents); err != nil {
					return err
				}
				recipe.Documents = documents
			}
			if flags.Changed("steps") {
				if steps < 1 {
					return misused("--steps %d: expected 1 or more", steps)
				}
				recipe.Steps = steps
			}
			if flags.Changed("seed") {
				recipe.Seed = seed
			}
			job.recipe = recipe
			job.log = newProgress(cmd.ErrOrStderr())
			ctx, stop := interruptible(cmd)
			defer stop()
			return job.run(ctx)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&job.data, "data", "", "the text `file` to learn from, UTF-8")
	flags.StringVar(&job.out, "out", "", "the checkpoint `folder` to write")
	flags.BoolVar(&job.resume, "resume", false, "go on with the run whose state is in the folder")
	flags.StringVar(&config, "config", ref.Recipes[0].Name, "the recipe: "+strings.Join(recipeNames(), ", "))
	flags.StringVar(&tokenizer, "tokenizer", "char", "how text becomes tokens: char")
	flags.StringVar(&documents, "documents", "", "where one text of the file ends and the next begins: lines, paragraphs or none (default: the recipe's)")
	flags.StringVar(&dtype, "dtype", "f32", "how the checkpoint stores its numbers: f32, or f16 in half the space")
	flags.IntVar(&steps, "steps", 0, "updates to make (default: the recipe's)")
	flags.Uint64Var(&seed, "seed", 0, "of the untrained weights and of the order of the text (default: the recipe's)")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("out"))
	must(cmd.MarkFlagDirname("out"))
	must(cmd.RegisterFlagCompletionFunc("dtype", cobra.FixedCompletions([]string{"f32", "f16"}, cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("config", cobra.FixedCompletions(recipeNames(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// A training is one run of the command.
type training struct {
	data, out string
	resume    bool
	recipe    ref.Recipe
	dtype     ref.DType
	log       *progress
}

func (job training) run(ctx context.Context) error {
	trainer, tokenizer, err := job.prepare()
	if err != nil {
		return err
	}
	keep := func(m *ref.GPT) error {
		return (&ref.Checkpoint{Model: m, Tokenizer: tokenizer}).Save(job.out, job.dtype)
	}
	job.log.printf("%d parameters, %d tokens to learn from, %d for validation\n",
		trainer.Model.NumParams(), len(trainer.Corpus.Train), len(trainer.Corpus.Validation))

	err = trainer.Run(ctx, job.out, job.log.report, keep)
	job.log.end()
	if err != nil {
		return err
	}
	if trainer.BestAt == 0 { // interrupted before the first validation
		if err := keep(trainer.Model); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		job.log.printf("stopped at step %d; the same command with --resume goes on\n", trainer.Step())
	}
	return nil
}

// prepare reads the text and begins the run, or takes up the one in the folder.
func (job training) prepare() (*ref.Trainer, *ref.CharTokenizer, error) {
	text, err := readData(job.data)
	if err != nil {
		return nil, nil, err
	}
	recipe := job.recipe
	tokenizer, err := ref.TrainCharTokenizer(text, ref.CharOptions{
		MinCount: recipe.MinCount, WithoutStart: recipe.Documents == ref.DocumentsNone,
	})
	if err != nil {
		return nil, nil, err
	}
	boundary := tokenizer.Start()
	corpus, err := ref.NewCorpus(ref.SplitDocuments(text, recipe.Documents), tokenizer, boundary)
	if err != nil {
		return nil, nil, err
	}
	if len(corpus.Train) <= recipe.BlockSize || len(corpus.Validation) < 2 {
		return nil, nil, fmt.Errorf("%s is too short: its %d tokens for training and %d for validation do not fill a window of %d; give a longer text, or another --config or --documents",
			job.data, len(corpus.Train), len(corpus.Validation), recipe.BlockSize)
	}
	if err := job.checkFolder(); err != nil {
		return nil, nil, err
	}
	trainer := ref.NewTrainer(recipe, corpus, recipe.Config(tokenizer.Size(), boundary, boundary))
	if job.resume {
		return trainer, tokenizer, trainer.LoadState(job.out)
	}
	return trainer, tokenizer, nil
}

// checkFolder makes sure, before hours are spent, that the folder can be
// written, and does not hold a run that would be lost.
func (job training) checkFolder() error {
	state := filepath.Join(job.out, ref.TrainingStateFile)
	if _, err := os.Stat(state); err == nil && !job.resume {
		return fmt.Errorf("%s holds a training run already: --resume goes on with it; for a new one choose another --out, or remove the file", state)
	}
	if err := os.MkdirAll(job.out, 0o777); err != nil {
		return err
	}
	probe, err := os.CreateTemp(job.out, ".probe*")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func dtypeNamed(name string) (ref.DType, error) {
	switch name {
	case "f32":
		return ref.F32, nil
	case "f16":
		return ref.F16, nil
	}
	return "", misused("--dtype %s: expected f32 or f16", name)
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
