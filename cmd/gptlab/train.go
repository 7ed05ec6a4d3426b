package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/kernel"
	"gptlab/ref/whatif"
	"gptlab/ref/world"
)

func newTrain() *cobra.Command {
	var (
		job    training
		recipe recipeFlags
		dtype  string
	)
	cmd := &cobra.Command{
		Use:   "train --data FILE --out DIR",
		Short: "Pre-train a GPT of your own on a text file, or on the small world",
		Long: `Pre-train a GPT on a text file, or on stories of the small world (--data world-en
or world-zh). The folder becomes an ordinary Hugging Face GPT-2 checkpoint: the
model with the lowest validation loss so far. Beside it stands
training.safetensors, the whole state of the run: after Ctrl-C, the same command
with --resume goes on, and ends in the same weights as a run without a break.

A tenth of the text is set aside for validation. --config names a recipe, of which
the other flags change a part; the small world has its own.

--set trains with a changed step (see gptlab trace --help): forward, backward and
in the validation. 'h.*.attn.masked=identity' leaves out the causal mask, for
example. The checkpoint does not record it: give the same --set to the commands
that run the model.`,
		Example: `  gptlab train --data poems.txt --out ./my-model
  gptlab train --data poems.txt --out ./my-model --resume
  gptlab train --data world-en --out ./my-world --steps 2000 --keep 0,100,500
  gptlab train --data shakespeare.txt --config shakespeare-char-cpu --out ./shakespeare`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if job.recipe, job.set, err = recipe.read(cmd.Flags(), job.data); err != nil {
				return err
			}
			if job.dtype, err = dtypeNamed(dtype); err != nil {
				return err
			}
			if err := checkKept(job.keep, job.recipe.Steps); err != nil {
				return err
			}
			job.log = newProgress(cmd.ErrOrStderr())
			ctx, stop := interruptible(cmd)
			defer stop()
			return job.run(ctx)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&job.data, "data", "", "the text `file` to learn from, UTF-8; or "+strings.Join(worldNames(), " or ")+", the small world")
	flags.IntSliceVar(&job.keep, "keep", nil, "also write the model as it is after these `steps`, into subfolders of OUT")
	flags.StringVarP(&job.out, "out", "o", "", "the checkpoint `folder` to write")
	flags.BoolVar(&job.resume, "resume", false, "go on with the run whose state is in the folder")
	recipe.addFlags(cmd)
	flags.StringVar(&dtype, "dtype", "f32", "how the checkpoint stores its numbers: f32, or f16 in half the space")
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("out"))
	must(cmd.MarkFlagDirname("out"))
	must(cmd.RegisterFlagCompletionFunc("dtype", cobra.FixedCompletions([]string{"f32", "f16"}, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// A training is one run of the command.
type training struct {
	data, out string
	resume    bool
	keep      []int // updates after which a checkpoint of its own is written
	recipe    ref.Recipe
	set       whatif.Set
	dtype     ref.DType
	log       *progress
}

func (job training) run(ctx context.Context) error {
	trainer, tokenizer, err := job.prepare()
	if err != nil {
		return err
	}
	if err := job.change(trainer); err != nil {
		return err
	}
	counts := trainer.Texts.Bigrams(tokenizer.Size())
	keep := func(m *ref.GPT) error {
		return (&ref.Checkpoint{Model: m, Tokenizer: tokenizer, Bigrams: counts}).Save(job.out, job.dtype)
	}
	job.log.printf("%d parameters, %s\n", trainer.Model.NumParams(), amount(trainer.Texts))

	along := job.along(trainer, tokenizer)
	if err := along.start(); err != nil {
		return err
	}
	err = trainer.Run(ctx, job.out, along.report, keep)
	job.log.end()
	if err = errors.Join(err, along.failed); err != nil {
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

// change lets the training pass with its changes of steps, validation too.
func (job training) change(trainer *ref.Trainer) error {
	if len(job.set) == 0 {
		return nil
	}
	if err := job.set.Fits(trainer.Model.Config, job.recipe.BlockSize); err != nil {
		return err
	}
	trainer.Watch = ref.Watch(job.set.Watch(trainer.Model, nil))
	return nil
}

// prepare reads the text and begins the run, or takes up the one in the folder.
func (job training) prepare() (*ref.Trainer, ref.Tokenizer, error) {
	if g, ok := world.Named(job.data); ok {
		return job.prepareWorld(g)
	}
	text, err := readData(job.data)
	if err != nil {
		return nil, nil, err
	}
	recipe := job.recipe
	tokenizer, boundary, err := learnTokenizer(text, recipe)
	if err != nil {
		return nil, nil, err
	}
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
	return trainer, tokenizer, job.takeUp(trainer)
}

// takeUp goes on with the run in the folder, if it is asked to.
func (job training) takeUp(trainer *ref.Trainer) error {
	if !job.resume {
		return nil
	}
	if err := trainer.LoadState(job.out); err != nil {
		return err
	}
	if other := trainer.OtherKernel; other != "" {
		job.log.printf("note: begun with kernel %s, going on with %s: as good, but not to the same bits as without a break (GPTLAB_KERNEL=%s gives those)\n",
			other, kernel.Name(), other)
	}
	return nil
}

// checkFolder makes sure, before hours are spent, that the folder can be
// written, and does not hold a run that would be lost.
func (job training) checkFolder() error {
	state := filepath.Join(job.out, ref.TrainingStateFile)
	if _, err := os.Stat(state); err == nil && !job.resume {
		return fmt.Errorf("%s holds a training run already: --resume goes on with it; for a new one choose another --out, or remove the file", state)
	}
	return ref.MakeFolder(job.out)
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

// checkKept refuses a step of --keep that the run never reaches.
func checkKept(keep []int, steps int) error {
	for _, step := range keep {
		if step < 0 || step > steps {
			return misused("--keep %d: expected 0, the untrained model, to %d, the last step", step, steps)
		}
	}
	return nil
}
