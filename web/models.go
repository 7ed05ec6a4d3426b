package web

import (
	"fmt"
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
// bundled model or a checkpoint folder, then the rest of the bundled ones. What
// is neither gives the error model_not_found.
func Models(wanted ...string) ([]Model, error) {
	var list []Model
	for _, name := range append(slices.Clone(wanted), models.Names()...) {
		m, err := modelOf(name)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return distinct(list), nil
}

func modelOf(name string) (Model, error) {
	open := func() (*ref.Checkpoint, error) { return models.Open(name) }
	if slices.Contains(models.Names(), name) {
		return Model{name, true, open}, nil
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return Model{}, ref.Fail("model_not_found", ref.Args{"model": name, "bundled": strings.Join(models.Names(), ", ")})
	}
	folder, err := filepath.Abs(name)
	if err != nil {
		return Model{}, err
	}
	return Model{filepath.Base(folder), false, open}, nil
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
