package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"gptlab/ref"
)

// FuzzText types anything at all: a text is scored, or refused in one sentence.
func FuzzText(f *testing.F) {
	tokenizer, err := ref.TrainCharTokenizer(poem, ref.CharOptions{})
	if err != nil {
		f.Fatal(err)
	}
	config := tiny
	config.VocabSize, config.BOS, config.EOS = tokenizer.Size(), tokenizer.Start(), tokenizer.Start()
	dir := f.TempDir()
	if err := (&ref.Checkpoint{Model: ref.NewGPT(config, 1), Tokenizer: tokenizer}).Save(dir, ref.F32); err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{"床前看月光", "", " ", "a\x00b\x1b[31m", "\xe5\xba", "<script>alert(1)</script>", "🙂‍🙂", "\r\n\t", "--help", poem} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, format := range []string{"--json=false", "--json"} {
			got := gptlab("score", "--model", dir, "--text="+text, format)
			if got.code == exitOK {
				assert.Empty(t, got.stderr)
				assert.NotContains(t, got.stdout, "\x1b", "a terminal obeys nothing that was typed")
				continue
			}
			assert.Equal(t, exitFailed, got.code)
			assert.Equal(t, 1, strings.Count(got.stderr, "\n"), got.stderr)
			assert.Empty(t, got.stdout)
		}
	})
}

// FuzzTokens does the same for ids.
func FuzzTokens(f *testing.F) {
	config := tiny
	config.VocabSize, config.BOS, config.EOS = 50, -1, -1
	dir := f.TempDir()
	if err := (&ref.Checkpoint{Model: ref.NewGPT(config, 2)}).Save(dir, ref.F32); err != nil {
		f.Fatal(err)
	}
	for _, ids := range []string{"1,2,3", "", ",", "1,,2", "-1", "50", "9223372036854775808", "1 2", "1;2", "0x1", "１"} {
		f.Add(ids)
	}
	f.Fuzz(func(t *testing.T, ids string) {
		got := gptlab("score", "--model", dir, "--tokens="+ids, "--json")
		assert.Contains(t, []int{exitOK, exitFailed, exitUsedWrongly}, got.code)
		assert.Equal(t, got.code == exitOK, got.stdout != "")
		assert.Equal(t, got.code != exitOK, got.stderr != "")
	})
}

// FuzzFlags reads the flags that are small languages of their own: what is not
// understood is a wrong use of the command, and what is stays within its limits.
func FuzzFlags(f *testing.F) {
	for _, text := range []string{"", "char", "word", "bpe", "bpe:512", "bpe:0", "bpe:-1", "bpe:999999", "bpe:99999999999999999999", "wte.weight,1,2", "wte.weight,x", ",", "a,1,,2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		size, err := bpeSize(text)
		if err != nil {
			assert.ErrorAs(t, err, new(*misuse))
		} else if size != 0 {
			assert.True(t, ref.MinBPESize <= size && size <= ref.MaxBPESize, "%d", size)
		}
		want := plotChoice{weight: text}
		if err := want.readWeight(); err != nil {
			assert.ErrorAs(t, err, new(*misuse))
			return
		}
		again := plotChoice{weight: want.ask.Param}
		for _, i := range want.ask.Cell {
			again.weight += fmt.Sprintf(",%d", i)
		}
		assert.NoError(t, again.readWeight())
		assert.Equal(t, want.ask, again.ask, "written out and read once more")
	})
}
