package ref

import (
	"encoding/json"
	"strconv"
)

// This file is about how a task head lies in a checkpoint folder: as in a
// GPT2ForSequenceClassification, score.weight (K, C) beside the model's own
// tensors, and the names of the labels in config.json as id2label. W₂ is not
// lost: it is tied, or stored as ever, so the folder still is a language model.

// maxLabels is the most labels that are told apart.
const maxLabels = 1000

// taskHead returns the head that the headers promise, its numbers still 0. A
// config.json without id2label leaves the labels the names that transformers
// gives them; one with id2label and no score.weight describes no head: every
// older GPT-2 has LABEL_0 and LABEL_1.
func (w *weights) taskHead(cfg hfConfig) TaskHead {
	t, ok := w.tensors[taskName]
	if !ok {
		return TaskHead{}
	}
	labels := cfg.labels
	if labels == nil && len(t.info.Shape) == 2 {
		for k := range min(t.info.Shape[0], maxLabels) {
			labels = append(labels, "LABEL_"+strconv.Itoa(k))
		}
	}
	return TaskHead{W: NewTensor(len(labels), cfg.NEmbd), Labels: labels}
}

// labels reads id2label: {"0": "happy", "1": "sad"}, every id from 0 once and no
// name twice. It is nil where the field is absent.
func (f *jsonFields) labels(field string) []string {
	if !f.has(field) {
		return nil
	}
	var names map[string]string
	wrong := json.Unmarshal(f.raw[field], &names) != nil || len(names) > maxLabels
	var labels []string
	seen := map[string]bool{}
	for id := range min(len(names), maxLabels) {
		name, ok := names[strconv.Itoa(id)]
		wrong = wrong || !ok || seen[name]
		labels, seen[name] = append(labels, name), true
	}
	if wrong {
		f.fail("field_wrong", field, `{"0": …, "1": …}, at most `+strconv.Itoa(maxLabels)+" different names")
		return nil
	}
	return labels
}

func (t TaskHead) architecture() string {
	if t.Exists() {
		return "GPT2ForSequenceClassification"
	}
	return "GPT2LMHeadModel"
}

func (t TaskHead) id2label() map[string]string {
	names := map[string]string{}
	for id, name := range t.Labels {
		names[strconv.Itoa(id)] = name
	}
	return names
}

func (t TaskHead) label2id() map[string]int {
	ids := map[string]int{}
	for id, name := range t.Labels {
		ids[name] = id
	}
	return ids
}
