package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/ref/world"
)

// metricsFile is how well a fine-tuned model does, in its folder.
const metricsFile = "metrics.json"

func newFinetune() *cobra.Command {
	var (
		job          finetuning
		model, dtype string
		recipe       tuningFlags
	)
	cmd := &cobra.Command{
		Use:   "finetune --model M --data FILE.tsv|world-en|world-zh --out DIR",
		Short: "Teach a pre-trained model a task from labelled texts, or another kind of text",
		Long: `Fine-tune a model: teach it a task, or another kind of text.

With a file of labelled texts, lines "text<tab>label", it learns to label: a linear
head on the state of the text's last token is trained together with the whole model
on L_task + λ·L_LM. A fifth of the texts is the test. A fifth of the others is for
validation: the model that labels those best is kept, and training stops when it no
longer gets better. --labels N uses N texts for training and validation together;
--from-scratch begins from untrained weights of the same shape, for comparison.
With --data world-en or world-zh the texts are stories of the small world, --label
says what they are labelled by, and 1,000 fresh ones are the test. What the test
measured is printed, and stands in metrics.json.

With any other file, plain text, it goes on predicting the next token, and says how
much better it has become at that on a tenth of the file, which was set aside.

The folder becomes a Hugging Face checkpoint: still a language model for generate,
score and trace, and a classifier for classify. It is written whenever the model
is the best so far; Ctrl-C keeps that one.`,
		Example: `  gptlab finetune --model world-en --data world-en --label holder --labels 200 --out ./holder
  gptlab finetune --model world-en --data world-en --label holder --labels 200 --from-scratch --out ./scratch
  gptlab finetune --model tang --data poems.tsv --classes 宮怨,僧寺,送別 --out ./theme
  gptlab finetune --model aesop --data letters.txt --out ./letters`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if job.dtype, err = dtypeNamed(dtype); err != nil {
				return err
			}
			if job.base, err = models.Open(model); err != nil {
				return err
			}
			if job.base.Tokenizer == nil {
				return ref.Fail("tokenizer_missing", ref.Args{"model": job.base.Name})
			}
			flags := cmd.Flags()
			meaningless, data := job.meaningless()
			if i := slices.IndexFunc(meaningless, flags.Changed); i >= 0 {
				return misused("--%s is not for %s", meaningless[i], data)
			}
			if job.recipe, err = recipe.read(flags, job.base.Model); err != nil {
				return err
			}
			if job.labels < 0 {
				return misused("--labels %d: expected 0, all of them, or more", job.labels)
			}
			job.log, job.out = newProgress(cmd.ErrOrStderr()), cmd.OutOrStdout()
			ctx, stop := interruptible(cmd)
			defer stop()
			return job.run(ctx)
		},
	}
	flags := cmd.Flags()
	addModelFlag(cmd, &model)
	flags.StringVar(&job.data, "data", "", "what to learn from: a `file` of labelled texts if it ends in .tsv, else of plain text; or world-en, world-zh")
	flags.StringVarP(&job.dir, "out", "o", "", "the checkpoint `folder` to write")
	flags.IntVar(&job.labels, "labels", 0, "labelled texts for training and validation (default: all but those of the test; 200 of the world)")
	flags.StringVar(&job.label, "label", "holder", "what stories of the small world are labelled by: "+strings.Join(worldLabelNames(), ", "))
	flags.StringSliceVar(&job.classes, "classes", nil, "the labels to tell apart; texts of others are left out (default: all of the file)")
	flags.BoolVar(&job.fromScratch, "from-scratch", false, "begin from untrained weights")
	flags.StringVar(&job.documents, "documents", "auto", "where one text of a plain file ends and the next begins: lines, paragraphs or none; auto looks at the file and the model")
	flags.StringVar(&dtype, "dtype", "f32", "how the checkpoint stores its numbers: f32, or f16 in half the space")
	recipe.addFlags(flags)
	must(cmd.MarkFlagRequired("data"))
	must(cmd.MarkFlagRequired("out"))
	must(cmd.MarkFlagDirname("out"))
	must(cmd.RegisterFlagCompletionFunc("label", cobra.FixedCompletions(worldLabelNames(), cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("dtype", cobra.FixedCompletions([]string{"f32", "f16"}, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// A finetuning is one run of the command.
type finetuning struct {
	base        *ref.Checkpoint
	data, dir   string
	label       string // of the world's stories
	labels      int
	classes     []string
	fromScratch bool
	documents   string
	recipe      ref.FineTuneRecipe
	dtype       ref.DType
	log         *progress
	out         io.Writer
}

func (job finetuning) run(ctx context.Context) error {
	if _, ok := world.Named(job.data); ok || isTSV(job.data) {
		return job.onLabels(ctx)
	}
	return job.onText(ctx)
}

// meaningless lists the flags that say nothing of the kind of data there is, and
// calls that kind by its name.
func (job finetuning) meaningless() (flags []string, data string) {
	if _, ok := world.Named(job.data); ok {
		return []string{"classes", "documents"}, "stories of the small world"
	}
	if isTSV(job.data) {
		return []string{"label", "documents"}, "a file of labelled texts"
	}
	return []string{"label", "labels", "classes", "lambda", "patience"}, "plain text"
}

// onLabels learns a task.
func (job finetuning) onLabels(ctx context.Context) error {
	data, err := job.split()
	if err != nil {
		return err
	}
	if err := ref.MakeFolder(job.dir); err != nil {
		return err
	}
	model := job.base.Model
	if job.fromScratch {
		model = ref.NewGPT(model.Config, job.recipe.Seed)
	}
	model.Task = ref.NewTaskHead(data.labels, model.NEmbd, job.recipe.Seed)
	tuner := ref.NewFineTuner(job.recipe, model, data.train, data.validation)
	job.log.printf("%d parameters; %d labels, %d texts to learn from, %d to stop by, %d to test on\n", model.NumParams(), len(data.labels), len(data.train), len(data.validation), len(data.test))
	if data.cut > 0 {
		job.log.printf("%d texts are longer than the %d tokens that the model can see: of those it reads the end\n", data.cut, model.NPositions)
	}
	err = tuner.Run(ctx, job.log.report, job.keep)
	job.log.end()
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		job.log.printf("stopped at step %d; the folder has the best model so far\n", tuner.Step())
	}
	return job.report(tuner, data.test)
}

// split reads, or tells, the texts to learn from, to stop by and to test on.
func (job finetuning) split() (labelled, error) {
	if g, ok := world.Named(job.data); ok {
		return splitWorld(job.base, g, job.label, job.labels, job.recipe.Seed)
	}
	return splitTSV(job.base, job.data, job.classes, job.labels, job.recipe.Seed)
}

// keep stores a model with the tokenizer it was begun with.
func (job finetuning) keep(m *ref.GPT) error {
	return (&ref.Checkpoint{Model: m, Tokenizer: job.base.Tokenizer}).Save(job.dir, job.dtype)
}

// taskReport is what metrics.json says.
type taskReport struct {
	Model       string             `json:"model"` // that it began with
	FromScratch bool               `json:"from_scratch"`
	Data        string             `json:"data"`
	Train       int                `json:"train"` // texts learnt from
	Recipe      ref.FineTuneRecipe `json:"recipe"`
	Steps       int                `json:"steps"`   // updates made
	BestAt      int                `json:"best_at"` // the step whose model was kept
	Validation  metrics            `json:"validation"`
	Test        metrics            `json:"test"`
}

// report measures what the folder holds on the texts nobody has looked at.
func (job finetuning) report(tuner *ref.FineTuner, test []ref.LabelledText) error {
	kept, err := ref.Open(job.dir)
	if err != nil {
		return err
	}
	r := taskReport{
		Model: job.base.Name, FromScratch: job.fromScratch, Data: filepath.Base(job.data), Train: len(tuner.Train),
		Recipe: job.recipe, Steps: tuner.Step(), BestAt: tuner.BestAt,
		Validation: metricsOf(tuner.Best), Test: metricsOf(kept.Model.EvaluateTask(test)),
	}
	err = ref.WriteFiles(
		ref.FileToWrite{Path: filepath.Join(job.dir, metricsFile), Write: func(w io.Writer) error { return writeJSON(w, r) }},
		job.logFile(tuner.Log),
	)
	if err != nil {
		return err
	}
	return r.Test.print(job.out)
}

// logFile is how the run went, beside the model.
func (job finetuning) logFile(log ref.TrainingLog) ref.FileToWrite {
	return ref.FileToWrite{Path: filepath.Join(job.dir, ref.TrainingLogFile), Write: func(w io.Writer) error {
		_, err := w.Write(log.JSON())
		return err
	}}
}

// onText goes on with pre-training on another text.
func (job finetuning) onText(ctx context.Context) error {
	text, err := readData(job.data)
	if err != nil {
		return err
	}
	model, documents := job.base.Model, job.documents
	if documents == "auto" {
		documents = documentsOf(text, model)
	}
	boundary := model.BOS
	if documents == ref.DocumentsNone {
		boundary = -1
	}
	corpus, err := ref.NewCorpus(ref.SplitDocuments(text, documents), job.base.Tokenizer, boundary)
	if err != nil {
		return err
	}
	recipe := job.recipe.Recipe
	recipe.BlockSize = min(recipe.BlockSize, len(corpus.Train)-1)
	if recipe.BlockSize < 1 || len(corpus.Validation) < 2 {
		return fmt.Errorf("%s is too short: it has %d tokens to learn from and %d for validation; give a longer text, or another --documents",
			job.data, len(corpus.Train), len(corpus.Validation))
	}
	if err := ref.MakeFolder(job.dir); err != nil {
		return err
	}
	if job.fromScratch {
		model = ref.NewGPT(model.Config, recipe.Seed)
	}
	trainer := ref.ContinueTraining(recipe, corpus, model)
	before, _ := trainer.Validate()
	if err := job.keep(model); err != nil { // nothing may be better
		return err
	}
	job.log.printf("%d tokens to learn from, %d for validation\n", len(corpus.Train), len(corpus.Validation))
	err = trainer.Run(ctx, "", job.log.report, job.keep)
	job.log.end()
	if err != nil {
		return err
	}
	if err := ref.WriteFiles(job.logFile(trainer.Log)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(job.out, "validation loss %.4f before, %.4f after %d steps (nats per token)\n", before, trainer.Best, trainer.BestAt)
	return err
}
