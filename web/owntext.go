package web

import (
	"cmp"
	"maps"
	"slices"
	"unicode/utf8"

	"gptlab/ref"
)

// ownTexts are a lesson's sentences for each model in its own language, and for
// each of the reader's own models the one of them that it knows most of. A model
// that most of every sentence is unknown to has none.
func (s *Server) ownTexts(taught map[string]string) map[string]string {
	own, texts := maps.Clone(taught), slices.SortedFunc(maps.Values(taught), shorter)
	for _, m := range s.models.list {
		if m.Bundled {
			continue
		}
		c, _, err := s.models.get(m.Name)
		if err != nil || c.Tokenizer == nil {
			continue // whoever runs the model hears why
		}
		if text := mostKnown(c, texts); text != "" {
			own[m.Name] = text
		}
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
