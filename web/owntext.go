package web

import (
	"cmp"
	"maps"
	"slices"
	"unicode/utf8"

	"gptlab/ref"
)

// withOwnText adds to a lesson's sentences, one for each model that it is taught
// with, the one of them that a reader's own model knows most of. Where most of
// every sentence is unknown to it, or there is no such model, nothing is added.
// The model is opened for that, so it is asked about by name, when it is chosen.
func (s *Server) withOwnText(taught map[string]string, name string) map[string]string {
	isOwn := func(m Model) bool { return m.Name == name && !m.Bundled }
	if !slices.ContainsFunc(s.models.list, isOwn) {
		return taught
	}
	c, _, err := s.models.get(name)
	if err != nil || c.Tokenizer == nil {
		return taught // whoever runs the model hears why
	}
	own := maps.Clone(taught)
	if text := mostKnown(c, slices.SortedFunc(maps.Values(taught), shorter)); text != "" {
		own[name] = text
	}
	return own
}

// shorter orders texts: to a model of characters a short one is long already.
func shorter(a, b string) int {
	return cmp.Or(cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)), cmp.Compare(a, b))
}

// mostKnown returns the first text of which a model knows the largest share of
// the tokens, "" where it knows less than half of each that it can see as a whole.
func mostKnown(c *ref.Checkpoint, texts []string) string {
	best, most := "", 0.5
	for _, text := range texts {
		tokens, err := c.Tokenizer.Encode(text)
		if err != nil || len(tokens) == 0 || len(tokens) >= c.Model.Config.NPositions {
			continue
		}
		if share := knownShare(tokens); share > most {
			best, most = text, share
		}
	}
	return best
}

func knownShare(tokens []ref.Token) float64 {
	known := 0
	for _, t := range tokens {
		if t.Known {
			known++
		}
	}
	return float64(known) / float64(len(tokens))
}
