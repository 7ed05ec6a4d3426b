package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"gptlab/ref"
)

// Words are everything the page says outside the lessons, by the names the
// page's scripts use. Words["errors"] has the sentence for each error code.
type Words map[string]any

// wordsOf returns the words of a language: web/static/i18n/{lang}.json, whose
// English errors come from ref.Sentences, so that no sentence is written twice.
func wordsOf(lang string) (Words, error) {
	return readWords[lang]()
}

var readWords = func() map[string]func() (Words, error) {
	read := map[string]func() (Words, error){}
	for _, lang := range languages {
		read[lang] = sync.OnceValues(func() (Words, error) { return loadWords(lang) })
	}
	return read
}()

func loadWords(lang string) (Words, error) {
	text, err := static.ReadFile("static/i18n/" + lang + ".json")
	if err != nil {
		return nil, err
	}
	var words Words
	if err := json.Unmarshal(text, &words); err != nil {
		return nil, fmt.Errorf("static/i18n/%s.json: %w", lang, err)
	}
	errors := map[string]any{}
	for code, sentence := range ref.Sentences {
		errors[code] = sentence
	}
	translated, _ := words["errors"].(map[string]any)
	maps.Copy(errors, translated)
	words["errors"] = errors
	return words, nil
}

// sentence says an error in a language.
func sentence(lang string, e *ref.Error) string {
	words, err := wordsOf(lang)
	if err != nil {
		return e.Error()
	}
	text, _ := words["errors"].(map[string]any)[e.Code].(string)
	return ref.Fill(text, e.Args)
}
