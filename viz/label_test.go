package viz

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// What ref.Label makes of a token can be drawn as it is: the font has its signs.
func TestTheFontHasEveryLabelSign(t *testing.T) {
	for _, token := range []ref.Token{
		{Known: true}, {Text: "\ufffd"}, {ID: 464},
		{Text: " "}, {Text: "\n"}, {Text: "\t"}, {Text: "\a"}, {Text: "\u3000"}, {Text: "\xe5\xba"},
	} {
		label := ref.Label(token)
		assert.Equal(t, label, Legible(label), "%+v", token)
	}
	assert.Equal(t, "<U+1F642>", Legible(ref.Label(ref.Token{Text: "🙂"})), "printable, but not in the font")
}

// Every character that a bundled model can be trained on is in the font.
func TestTheFontHasTheCorpora(t *testing.T) {
	data := os.Getenv("GPTLAB_DATA")
	if data == "" {
		data = "../../shared/data"
	}
	for _, corpus := range []string{"tang-quatrains-1500.txt", "aesop-townsend.txt", "tinyshakespeare.txt", "sanzijing.txt"} {
		text, err := os.ReadFile(filepath.Join(data, "corpora", corpus))
		if os.IsNotExist(err) {
			t.Skipf("no texts in %s: set GPTLAB_DATA", data)
		}
		require.NoError(t, err)
		tokenizer, err := ref.TrainCharTokenizer(string(text), ref.CharOptions{})
		require.NoError(t, err)
		for id := range tokenizer.Size() {
			label := ref.Label(tokenizer.Token(id))
			assert.Equal(t, label, Legible(label), corpus)
		}
	}
}
