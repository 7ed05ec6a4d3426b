// Package models holds the checkpoints that come with the program, and opens
// those and any others.
package models

import (
	"cmp"
	"embed"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// bundled is this folder: every subfolder with a config.json is a model.
//
//go:embed *
var bundled embed.FS

// CardFile is the model card in a model's folder.
const CardFile = "README.md"

// Names lists the bundled models by their letters, checkpoints along a run by
// their updates.
func Names() []string { return namesIn(bundled) }

// Open opens a bundled model by its name, or a checkpoint folder by its path. A
// folder called like a bundled model is opened as ./name.
func Open(nameOrDir string) (*ref.Checkpoint, error) {
	if slices.Contains(Names(), nameOrDir) {
		return openBundled(nameOrDir)
	}
	if info, err := os.Stat(nameOrDir); err != nil || !info.IsDir() {
		return nil, ref.Fail("model_not_found", ref.Args{"model": nameOrDir, "bundled": strings.Join(Names(), ", ")})
	}
	return ref.Open(nameOrDir)
}

// TrainingLog returns how a bundled model, or the one in a folder, was trained.
func TrainingLog(nameOrDir string) (ref.TrainingLog, error) {
	if !slices.Contains(Names(), nameOrDir) {
		return ref.LoadTrainingLog(nameOrDir)
	}
	run, _, _ := Along(nameOrDir)
	sub, err := fs.Sub(bundled, run)
	if err != nil {
		return ref.TrainingLog{}, err
	}
	return ref.OpenTrainingLog(sub, nameOrDir)
}

// along matches the name of a checkpoint that was kept along a run: a bundled
// one, or one in the folder of a run.
var along = regexp.MustCompile(`^(.+)[-/]step-([0-9]{1,9})$`)

// Along returns which training run a model comes from, by the name of the model
// at its end, and after how many updates it was kept; false of a model that is
// itself the end.
func Along(name string) (run string, update int, ok bool) {
	m := along.FindStringSubmatch(name)
	if m == nil {
		return name, 0, false
	}
	update, _ = strconv.Atoi(m[2]) // nine digits
	return m[1], update, true
}

// KeptAlong returns the bundled checkpoints that were kept along the run of a
// bundled model, from the first update on; not the model at its end.
func KeptAlong(run string) []string {
	return slices.DeleteFunc(Names(), func(name string) bool {
		of, _, kept := Along(name)
		return !kept || of != run
	})
}

// openBundled opens a model with the log of its run, which lies where the run ended.
func openBundled(name string) (*ref.Checkpoint, error) {
	c, err := openIn(bundled, name)
	if run, _, ok := Along(name); ok && err == nil {
		var log ref.TrainingLog
		log, err = TrainingLog(run)
		c.Log = &log
	}
	return c, err
}

// Card returns the model card of a bundled model as Markdown: what it was
// trained on and how, and how well it does. It is empty where there is none.
func Card(name string) string {
	if !slices.Contains(Names(), name) {
		return ""
	}
	card, err := fs.ReadFile(bundled, path.Join(name, CardFile))
	if err != nil {
		return ""
	}
	return string(card)
}

func namesIn(fsys fs.FS) []string {
	configs, err := fs.Glob(fsys, "*/"+ref.ConfigFile)
	if err != nil {
		panic(err) // the pattern is wrong
	}
	var names []string
	for _, config := range configs {
		names = append(names, path.Dir(config))
	}
	slices.SortFunc(names, inOrder)
	return names
}

// inOrder compares names as a reader lists them: by their letters, and the
// checkpoints along a run by their updates.
func inOrder(a, b string) int {
	letters := func(name string) (string, int) {
		if run, update, ok := Along(name); ok {
			return run + "-step", update
		}
		return name, 0
	}
	a, first := letters(a)
	b, second := letters(b)
	return cmp.Or(strings.Compare(a, b), first-second)
}

func openIn(fsys fs.FS, name string) (*ref.Checkpoint, error) {
	sub, err := fs.Sub(fsys, name)
	if err != nil {
		return nil, err
	}
	return ref.OpenFS(sub, name)
}
