package web

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAcceptedLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"":                                   "en",
		"*":                                  "en",
		"en-GB,en;q=0.9":                     "en",
		"zh-TW,zh;q=0.9,en-US;q=0.8":         "zh-Hant",
		"zh-Hant-HK":                         "zh-Hant",
		"zh-HK":                              "zh-Hant",
		"zh-CN,zh;q=0.9":                     "zh-Hant",
		"zh":                                 "zh-Hant",
		"ja":                                 "en",
		"ja,en;q=0.5":                        "en",
		"ko-KR,ko;q=0.9":                     "en",
		"de,fr;q=0.9":                        "en",
		"ja,zh-TW;q=0.8,en;q=0.5":            "zh-Hant", // listed before English
		"en;q=0.2,zh-TW;q=0.7":               "zh-Hant",
		"en;q=0.8,zh-TW;q=0.7":               "en",
		"zh-TW;q=0,fr":                       "en",
		"!!":                                 "en",
		"zh-TW;q=x":                          "en",
		strings.Repeat("zh-TW-", 2000) + "x": "en",
	} {
		assert.Equal(t, want, acceptedLanguage(header), "Accept-Language: %.60s", header)
	}
}

func TestTheCookieGoesBeforeTheHeader(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Language", "zh-TW")
	assert.Equal(t, "zh-Hant", languageOf(r))

	r.Header.Set("Cookie", "lang=en")
	assert.Equal(t, "en", languageOf(r))

	r.Header.Set("Cookie", "lang=xx")
	assert.Equal(t, "zh-Hant", languageOf(r), "an unknown cookie is no wish")
}

func FuzzAcceptedLanguage(f *testing.F) {
	f.Add("zh-TW,zh;q=0.9")
	f.Add("*;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		assert.True(t, isLanguage(acceptedLanguage(header)))
	})
}
