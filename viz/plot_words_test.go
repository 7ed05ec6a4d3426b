package viz

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/image/font/sfnt"
)

var (
	verbs = regexp.MustCompile(`%(\.\d+)?[a-z]`)
	latin = regexp.MustCompile(`[A-Za-z]{2,}`)
)

// eachWord visits every word of both languages, by the name of its field.
func eachWord(visit func(field, english, chinese string)) {
	e, c := reflect.ValueOf(english), reflect.ValueOf(chinese)
	for i := range e.NumField() {
		field := e.Type().Field(i).Name
		if e.Field(i).Kind() == reflect.Map {
			for _, key := range e.Field(i).MapKeys() {
				visit(field+"."+key.String(), e.Field(i).MapIndex(key).String(), c.Field(i).MapIndex(key).String())
			}
			continue
		}
		visit(field, e.Field(i).String(), c.Field(i).String())
	}
}

func TestWordsOfBothLanguages(t *testing.T) {
	names := regexp.MustCompile(`^(LayerNorm|log|zh|Hant|Softmax|BPE|WordPiece|UTF)$`) // names and formulas stay as they are
	var buffer sfnt.Buffer
	eachWord(func(field, english, chinese string) {
		english, chinese = strings.ReplaceAll(english, "%%", ""), strings.ReplaceAll(chinese, "%%", "")
		assert.NotEmpty(t, english, field)
		assert.NotEmpty(t, chinese, field)
		assert.Equal(t, verbs.FindAllString(english, -1), verbs.FindAllString(chinese, -1), "%s: the same values in the same order", field)
		for _, word := range latin.FindAllString(verbs.ReplaceAllString(chinese, ""), -1) {
			assert.Regexp(t, names, word, "%s: English left over", field)
		}
		for _, r := range english + chinese {
			assert.True(t, drawable(&buffer, r), "%s: the font lacks %q", field, r)
		}
	})
	assert.Len(t, chinese.matrixTitles, len(AttentionSteps))
	assert.Len(t, english.matrixTitles, len(AttentionSteps))
}

func TestWordsInOtherLanguagesAreEnglish(t *testing.T) {
	assert.Same(t, &chinese, wordsIn("zh-Hant"))
	for _, lang := range []string{"en", "", "ja", "<b>"} {
		assert.Same(t, &english, wordsIn(lang))
	}
}

func TestFormulas(t *testing.T) {
	assert.Equal(t, "P(w_t | w_<t) ÷ √d_k", plainFormula("P(w_{t} | w_{<t}) ÷ √d_{k}"))
	assert.Equal(t, []formulaPart{{"P(w", false}, {"t", true}, {")", false}}, formulaParts("P(w_{t})"))
	assert.Empty(t, formulaParts(""))
	whole := ""
	for _, part := range formulaParts(chinese.ladder) {
		whole += part.text
	}
	assert.Equal(t, strings.NewReplacer("_{", "", "}", "").Replace(chinese.ladder), whole)
}
