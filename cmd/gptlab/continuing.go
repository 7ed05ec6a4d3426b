package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"gptlab/ref"
)

// A continuing is how a text is continued.
type continuing struct {
	ref.Sampling
	stops []string
}

// drawFlags are the names of the flags of addFlags.
var drawFlags = []string{"max-tokens", "temperature", "top-k", "top-p", "seed"}

// addFlags declares how to draw, and how many tokens by default.
func (how *continuing) addFlags(flags *pflag.FlagSet, usual int) {
	flags.IntVar(&how.MaxTokens, "max-tokens", usual, "stop after this many tokens")
	flags.Float64Var(&how.Temperature, "temperature", 1, "below 1 sharpens the distribution, above 1 flattens it; 0 always takes the most probable token")
	flags.IntVar(&how.TopK, "top-k", 0, "draw among the `k` most probable tokens alone; 0 is all")
	flags.Float64Var(&how.TopP, "top-p", 1, "draw among the fewest tokens whose probabilities add up to `p`; 1 is all")
	flags.Uint64Var(&how.Seed, "seed", 0, "the same seed draws the same text")
}

// check says what is wrong in the words of the flags.
func (how continuing) check() error {
	if slices.Contains(how.stops, "") {
		return misused("--stop: expected a text that is not empty")
	}
	var wrong *ref.Error
	if errors.As(how.Check(), &wrong) {
		got, least, most := wrong.Args["got"], wrong.Args["least"], wrong.Args["most"]
		switch flag := strings.ReplaceAll(fmt.Sprint(wrong.Args["name"]), "_", "-"); flag {
		case "temperature":
			return misused("--temperature %v: expected 0 (greedy), or %v to %v", got, least, most)
		case "top-p":
			return misused(topPExpected, got)
		default: // counts
			return misused("--%s %.0f: expected %.0f to %.0f", flag, got, least, most)
		}
	}
	if how.TopP == 0 {
		return misused(topPExpected, how.TopP)
	}
	return nil
}

// topPExpected says more than Sampling.Check, to which a top-p of 0 is one that was not given.
const topPExpected = "--top-p %v: expected more than 0, to 1"
