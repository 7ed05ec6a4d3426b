package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"gptlab/ref"
	"gptlab/ref/world"
	"gptlab/ref/worldtext"
)

// evalStories is how many stories eval measures a model on, if there is time:
// enough for a standard error of a few ten-thousandths of a nat.
const evalStories = 2000

// evaluateWorld compares a model with the truth on stories it was not trained on.
func evaluateWorld(ctx context.Context, c *ref.Checkpoint, g *world.Grammar, limit time.Duration) (evaluation, error) {
	if t, ok := c.Tokenizer.(*ref.WordTokenizer); !ok || !slices.Equal(t.Words(), g.Words()) {
		return evaluation{}, fmt.Errorf("%s does not read the words of %s; expected a model that gptlab train --data %s wrote", c.Name, g.Name(), g.Name())
	}
	found := worldtext.Compare(ctx, c.Model, g, evalStories, limit)
	n := func(x float64) *number { return (*number)(&x) }
	return evaluation{
		Model: c.Name, Tokens: found.Words,
		MeanNLL: number(found.MeanNLL), Perplexity: number(math.Exp(found.MeanNLL)),
		Entropy: n(found.Entropy), EntropyError: n(found.EntropyError),
		Gap: n(found.Gap), GapError: n(found.GapError), Stories: found.Stories,
	}, nil
}
