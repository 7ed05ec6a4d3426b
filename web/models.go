package web

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// A Model is a checkpoint that a reader can choose. It is opened when the first
// run needs it.
type Model struct {
	Name    string
	Bundled bool
	Open    func() (*ref.Checkpoint, error)
}

// Models lists what a server offers: the wanted ones first, each the name of a
// bundled model, a checkpoint folder, or a folder of such folders, then the
// rest of the bundled ones. What cannot be opened is not in the list; why is in
// the problems: model_not_found, or what is wrong with the checkpoint.
func Models(wanted ...string) (list []Model, problems []error) {
	for _, name := range wanted {
		found, err := modelsOf(name)
		if err != nil {
			problems = append(problems, err)
		}
		list = append(list, found...)
	}
	for _, name := range models.Names() {
		list = append(list, bundled(name))
	}
	return distinct(list), problems
}

// bundled returns a model that is part of the program.
func bundled(name string) Model {
	return Model{name, true, func() (*ref.Checkpoint, error) { return models.Open(name) }}
}

// modelsOf returns the models that a name stands for: one, or those of the
// checkpoints along a training run, in the order of their names. The error is
// about those that cannot be opened; the others are returned nonetheless.
func modelsOf(name string) (list []Model, err error) {
	if slices.Contains(models.Names(), name) {
		return []Model{bundled(name)}, nil
	}
	folder, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, ref.Fail("model_not_found", ref.Args{"model": name, "bundled": strings.Join(models.Names(), ", ")})
	}
	folders := map[string]string{filepath.Base(folder): folder}
	within := checkpointsIn(folder)
	if _, err := os.Stat(filepath.Join(folder, ref.ConfigFile)); err != nil && len(within) > 0 {
		folders = within
	}
	for called, inside := range within {
		if _, _, kept := models.Along(called); kept {
			folders[called] = inside // on the way to the model in the folder itself
		}
	}
	var problems []error
	for _, called := range slices.Sorted(maps.Keys(folders)) {
		m, err := opened(called, folders[called])
		if err != nil {
			problems = append(problems, err)
			continue
		}
		list = append(list, m)
	}
	return list, errors.Join(problems...)
}

// checkpointsIn returns the checkpoint folders in a folder, by a name for each.
func checkpointsIn(folder string) map[string]string {
	found := map[string]string{}
	entries, _ := os.ReadDir(folder) // in one that cannot be read there are none
	for _, entry := range entries {
		inside := filepath.Join(folder, entry.Name())
		if _, err := os.Stat(filepath.Join(inside, ref.ConfigFile)); err == nil {
			found[filepath.Base(folder)+"/"+entry.Name()] = inside
		}
	}
	return found
}

// opened opens a checkpoint folder now, so that what is wrong with it is said
// before a class waits for it, and keeps what it read for the first who asks.
func opened(name, folder string) (Model, error) {
	first, err := openAlong(folder)
	if err != nil {
		return Model{}, fmt.Errorf("%s: %w", name, err)
	}
	return Model{name, false, func() (*ref.Checkpoint, error) {
		if c := first; c != nil {
			first = nil // the shelf keeps it
			return c, nil
		}
		return openAlong(folder)
	}}, nil
}

// distinct keeps the first of the bundled models that were listed twice, and
// numbers folders whose names are taken.
func distinct(list []Model) []Model {
	var out []Model
	taken := map[string]bool{}
	for _, m := range list {
		if m.Bundled && taken[m.Name] {
			continue
		}
		name := m.Name
		for n := 2; taken[name] || !m.Bundled && slices.Contains(models.Names(), name); n++ {
			name = fmt.Sprintf("%s-%d", m.Name, n)
		}
		m.Name = name
		taken[name] = true
		out = append(out, m)
	}
	return out
}

// A shelf holds the models that have been opened. It may be used by many
// goroutines; each model is read once.
type shelf struct {
	list []Model
	slot map[string]*slot
}

type slot struct {
	mu          sync.Mutex
	open        func() (*ref.Checkpoint, error)
	checkpoint  *ref.Checkpoint
	fingerprint string
}

func newShelf(list []Model) *shelf {
	s := &shelf{list: list, slot: map[string]*slot{}}
	for _, m := range list {
		s.slot[m.Name] = &slot{open: m.Open}
	}
	return s
}

// get opens a model, or returns the open one, with its fingerprint. A failure
// is not kept: a folder may be mended while the server runs.
func (s *shelf) get(name string) (c *ref.Checkpoint, fingerprint string, err error) {
	defer rescue(&err)
	m, ok := s.slot[name]
	if !ok {
		return nil, "", ref.Fail("model_unknown", ref.Args{"model": name})
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.checkpoint == nil {
		c, err := m.open()
		if err != nil {
			return nil, "", err
		}
		c.Name = name
		m.checkpoint, m.fingerprint = c, viz.Fingerprint(c.Model)
	}
	return m.checkpoint, m.fingerprint, nil
}

// tokenizer returns a model's tokenizer, nil for one that has none.
func (s *shelf) tokenizer(name string) (ref.Tokenizer, error) {
	c, _, err := s.get(name)
	if err != nil {
		return nil, err
	}
	return c.Tokenizer, nil
}
