package web

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// The sentence of a reader's own model is one that it can read, whatever the
// language of the page.
func TestAnOwnModelHasASentenceInItsLanguage(t *testing.T) {
	english := alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz.,!")
	list := []Model{{"mine", false, english}, {"meine", false, alphabet("0123456789")}, {"poems", false, openTiny}, tiny}
	url := serve(t, list...)
	for _, lang := range []string{"en", "zh-Hant"} {
		for _, lesson := range []string{"map", "chain-rule"} {
			own := func(model string) map[string]string {
				_, body := fetch(t, url+"/api/"+lang+"/lesson/"+lesson+"?for="+model)
				var got struct{ Own map[string]string }
				require.NoError(t, json.Unmarshal([]byte(body), &got))
				return got.Own
			}
			mine := own("mine")
			assert.Equal(t, mine["aesop"], mine["mine"], "%s %s", lang, lesson) // the shortest in English
			assert.Contains(t, mine, "tang")
			assert.Contains(t, own("poems")["poems"], "床前", "%s %s", lang, lesson)
			assert.NotContains(t, own("meine"), "meine", "most of every sentence is unknown to it")
			assert.NotContains(t, own("nobody"), "nobody")
		}
	}
}

// alphabet opens an untrained model that reads the characters of a text.
func alphabet(text string) func() (*ref.Checkpoint, error) {
	return func() (*ref.Checkpoint, error) {
		tokenizer, err := ref.TrainCharTokenizer(text, ref.CharOptions{})
		if err != nil {
			return nil, err
		}
		c, err := openTiny()
		if err != nil {
			return nil, err
		}
		config := c.Model.Config
		config.VocabSize, config.NPositions = tokenizer.Size(), 64
		return &ref.Checkpoint{Model: ref.NewGPT(config, 1), Tokenizer: tokenizer}, nil
	}
}
