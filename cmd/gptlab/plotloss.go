package main

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gptlab/lessons"
	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// newPlotLoss is the one kind of picture that needs no run of the model.
func newPlotLoss() *cobra.Command {
	var model, lang, out string
	cmd := &cobra.Command{
		Use:   "loss --model M -o FILE.{png,svg,pdf,csv}",
		Short: "Draw how a model learned: the losses of its training log",
		Long: `Draw how a model learned: the loss of the training batches and the validation
loss over the updates, from the training log in the model's folder. For the
small world, the entropy of its stories is the floor.`,
		Example: "  gptlab plot loss --model world-en -o loss.png",
		Args:    cobra.NoArgs,
		RunE: asWork(func(cmd *cobra.Command, _ []string) error {
			format, err := viz.FormatOf(out)
			if err != nil {
				return &misuse{err}
			}
			if !slices.Contains(lessons.Languages, lang) {
				return misused("--lang %s: expected one of %s", lang, strings.Join(lessons.Languages, ", "))
			}
			log, err := models.TrainingLog(model)
			if err != nil {
				return err
			}
			if len(log.Rows) == 0 {
				return ref.Fail("log_empty", ref.Args{"model": model})
			}
			meta := viz.Meta{Lang: lang, Model: filepath.Base(model), Version: version()}
			return ref.WriteFile(out, func(w io.Writer) error { return viz.DrawPlot(w, viz.LossOf(log), meta, format) })
		}),
	}
	addModelFlag(cmd, &model)
	addPictureFlags(cmd, &lang, &out)
	return cmd
}
