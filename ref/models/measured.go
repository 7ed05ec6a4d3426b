package models

import (
	"encoding/json"
	"io/fs"
	"path"
)

// The files beside a bundled model that was fine-tuned on labels.
const (
	MetricsFile = "metrics.json"        // what gptlab finetune wrote
	CurveFile   = "learning-curve.json" // accuracy by how many labels there were
)

// Metrics is how a fine-tuned model did on texts it had not seen.
type Metrics struct {
	Model       string `json:"model"` // that fine-tuning began with
	FromScratch bool   `json:"from_scratch"`
	Train       int    `json:"train"` // texts learnt from
	Recipe      struct {
		Seed   uint64  `json:"seed"`
		Lambda float64 `json:"lambda"` // weight of the language model's own loss
	} `json:"recipe"`
	Validation struct {
		Texts int `json:"texts"` // kept back to stop by
	} `json:"validation"`
	Test struct {
		Texts    int     `json:"texts"`
		Accuracy float64 `json:"accuracy"`
		Classes  []struct {
			Label string `json:"label"`
			Texts int    `json:"texts"`
		} `json:"classes"`
		Confusion [][]int `json:"confusion"` // [true label][said label]
	} `json:"test"`
}

// A CurvePoint is the accuracy of two runs that had as many labelled texts: one
// fine-tuned a pre-trained model, one began from random weights.
type CurvePoint struct {
	Labels  int     `json:"labels"`
	Tuned   float64 `json:"tuned"`
	Scratch float64 `json:"scratch"`
}

// MetricsOf returns what was measured of a bundled model; false where nothing was.
func MetricsOf(name string) (m Metrics, ok bool) {
	ok = read(name, MetricsFile, &m)
	return m, ok
}

// CurveOf returns the learning curve beside a bundled model, by rising labels;
// none where it was not measured.
func CurveOf(name string) []CurvePoint {
	var curve struct {
		Points []CurvePoint `json:"points"`
	}
	read(name, CurveFile, &curve)
	return curve.Points
}

// read decodes a file of a bundled model, of which a test has read them all.
func read(name, file string, into any) bool {
	text, err := fs.ReadFile(bundled, path.Join(name, file))
	return err == nil && json.Unmarshal(text, into) == nil
}
