package main

import (
	"strconv"
	"strings"

	"gptlab/ref"
)

const (
	defaultBPESize = 1024 // tokens that --tokenizer bpe learns

	// A word of --tokenizer word is seen this often at least; the others are what
	// the model learns the unknown word from.
	leastWordCount = 2
)

// learnTokenizer learns how a text becomes tokens, as the recipe says. start is
// the token that begins and ends a text of it, −1 where the whole file is one text.
func learnTokenizer(text string, recipe ref.Recipe) (tokenizer ref.Tokenizer, start int, err error) {
	size, err := bpeSize(recipe.Tokenizer)
	if err != nil {
		return nil, -1, err
	}
	withoutStart := recipe.Documents == ref.DocumentsNone
	learnt := ref.LearnedFrom(ref.SplitDocuments(text, recipe.Documents))
	if recipe.Tokenizer == wordTokenizer {
		words, err := ref.TrainWordTokenizer(strings.Join(learnt, "\n"), max(leastWordCount, recipe.MinCount))
		if err != nil {
			return nil, -1, err
		}
		if withoutStart {
			return words, -1, nil
		}
		return words, words.Start(), nil
	}
	if size == 0 {
		chars, err := ref.TrainCharTokenizer(text, ref.CharOptions{MinCount: recipe.MinCount, WithoutStart: withoutStart})
		if err != nil {
			return nil, -1, err
		}
		return chars, chars.Start(), nil
	}
	bpe, err := ref.TrainBPETokenizer(learnt, size)
	switch {
	case err != nil:
		return nil, -1, err
	case withoutStart:
		return bpe, -1, nil
	default:
		return bpe, bpe.Start(), nil
	}
}

// wordTokenizer is the --tokenizer whose tokens are whole words.
const wordTokenizer = "word"

// bpeSize reads bpe and bpe:SIZE; it is 0 for characters and words.
func bpeSize(tokenizer string) (size int, err error) {
	kind, number, sized := strings.Cut(tokenizer, ":")
	switch {
	case tokenizer == "" || tokenizer == "char" || tokenizer == wordTokenizer:
		return 0, nil
	case kind == "bpe" && !sized:
		return defaultBPESize, nil
	case kind == "bpe":
		if size, err := strconv.Atoi(number); err == nil && size >= ref.MinBPESize && size <= ref.MaxBPESize {
			return size, nil
		}
		return 0, misused("--tokenizer %s: expected a SIZE of %d … %d", tokenizer, ref.MinBPESize, ref.MaxBPESize)
	}
	return 0, misused("--tokenizer %s: expected char, word or bpe:SIZE", tokenizer)
}
