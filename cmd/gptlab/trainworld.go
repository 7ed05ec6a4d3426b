package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"gptlab/ref"
	"gptlab/ref/world"
	"gptlab/ref/worldtext"
)

// worldNames are what --data calls the grammars of the small world.
func worldNames() (names []string) {
	for _, lang := range world.Languages() {
		g, _ := world.For(lang)
		names = append(names, g.Name())
	}
	return names
}

// prepareWorld begins a run on stories of the small world, or takes up the one
// in the folder.
func (job training) prepareWorld(g *world.Grammar) (*ref.Trainer, ref.Tokenizer, error) {
	if err := job.checkFolder(); err != nil {
		return nil, nil, err
	}
	tokenizer := worldtext.Tokenizer(g)
	config := job.recipe.Config(tokenizer.Size(), tokenizer.Start(), tokenizer.Start())
	trainer := ref.NewTrainer(job.recipe, worldtext.TextsOf(g), config)
	return trainer, tokenizer, job.takeUp(trainer)
}

// amount says how much there is to learn from.
func amount(texts ref.Texts) string {
	if corpus, ok := texts.(*ref.Corpus); ok {
		return fmt.Sprintf("%d tokens to learn from, %d for validation", len(corpus.Train), len(corpus.Validation))
	}
	entropy, _ := texts.Floor()
	return fmt.Sprintf("stories without end; the truth about those for validation is %.4f nats per word", entropy)
}

// stops are the checkpoints that are written along a run, beside its result.
type stops struct {
	job       training
	trainer   *ref.Trainer
	tokenizer ref.Tokenizer
	failed    error
}

func (job training) along(trainer *ref.Trainer, tokenizer ref.Tokenizer) *stops {
	return &stops{job: job, trainer: trainer, tokenizer: tokenizer}
}

// start writes the untrained model, if that is to be kept.
func (s *stops) start() error {
	s.write(s.trainer.Step())
	return s.failed
}

// report shows one update and writes the model as it is after it, if that is to be kept.
func (s *stops) report(now ref.Progress) {
	s.job.log.report(now)
	s.write(now.Step)
}

func (s *stops) write(step int) {
	if !slices.Contains(s.job.keep, step) {
		return
	}
	dir := filepath.Join(s.job.out, fmt.Sprintf("step-%07d", step))
	if err := (&ref.Checkpoint{Model: s.trainer.Model, Tokenizer: s.tokenizer}).Save(dir, s.job.dtype); err != nil {
		s.failed = err
		s.job.log.printf("%v\n", err)
	}
}
