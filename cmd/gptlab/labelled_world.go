package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gptlab/ref"
	"gptlab/ref/world"
)

// Fine-tuning can have as many labelled stories of the small world as it wants.
// The seed of the run says which; these two keep what is learnt from apart from
// what is tested on, and both from the stories of pre-training.
const (
	learnStories = 0xF17E << 32
	freshStories = 0x7E57 << 32
)

// worldLabels are what a story of the world can be labelled by.
var worldLabels = map[string]func(world.Labels) string{
	"feeling": func(l world.Labels) string { return l.Feeling },
	"holder":  func(l world.Labels) string { return l.Holder },
	"thing":   func(l world.Labels) string { return l.Thing },
	"place":   func(l world.Labels) string { return l.Place },
}

func worldLabelNames() []string { return slices.Sorted(maps.Keys(worldLabels)) }

// storiesOf returns n stories of a grammar with one of their labels, none of
// which is among the others given.
func storiesOf(g *world.Grammar, label string, seed uint64, n int, others []ref.TaggedText) (stories []ref.TaggedText, err error) {
	labelOf, ok := worldLabels[label]
	if !ok {
		return nil, misused("--label %s: expected one of %s", label, strings.Join(worldLabelNames(), ", "))
	}
	known := map[string]bool{}
	for _, story := range others {
		known[story.Text] = true
	}
	for story := range g.Stories(seed) {
		if len(stories) == n {
			break
		}
		if text := g.Text(story.IDs); !known[text] {
			stories = append(stories, ref.TaggedText{Text: text, Label: labelOf(story.Labels), Line: len(stories) + 1})
		}
	}
	return stories, nil
}

// splitWorld tells n labelled stories to learn from and to stop by, and
// testStories fresh ones.
func splitWorld(c *ref.Checkpoint, g *world.Grammar, label string, n int, seed uint64) (labelled, error) {
	const usual, most = 200, 100_000
	if n == 0 {
		n = usual
	}
	if n > most {
		return labelled{}, misused("--labels %d: expected at most %d", n, most)
	}
	learn, err := storiesOf(g, label, learnStories+seed, n, nil)
	if err != nil {
		return labelled{}, err
	}
	fresh, err := storiesOf(g, label, freshStories+seed, testStories, learn)
	if err != nil {
		return labelled{}, err
	}
	labels, rows, err := ref.LabelsOf(g.Name(), slices.Concat(fresh, learn), nil, 1)
	if err != nil {
		return labelled{}, err
	}
	texts, cut, err := encodeRows(c, g.Name(), labels, rows)
	if err != nil {
		return labelled{}, err
	}
	d := labelled{labels: labels, test: texts[:testStories], cut: cut}
	err = d.learnFrom(texts[testStories:])
	return d, err
}

// readLabelled reads the rows that classify measures a model on: a file, or
// fresh stories of the world under the label that the model knows.
func readLabelled(c *ref.Checkpoint, name string) ([]ref.TaggedText, error) {
	g, ok := world.Named(name)
	if !ok {
		return readTSV(name)
	}
	const seed = 1 // of stories that no fine-tuning run of this seed learns from
	for _, label := range worldLabelNames() {
		rows, err := storiesOf(g, label, freshStories+seed, testStories, nil)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(rows, func(r ref.TaggedText) bool { return !slices.Contains(c.Model.Task.Labels, r.Label) }) {
			return rows, nil
		}
	}
	return nil, fmt.Errorf("%s labels texts %s; the stories of %s are labelled by %s", c.Name,
		strings.Join(c.Model.Task.Labels, ", "), name, strings.Join(worldLabelNames(), ", "))
}
