package web

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"
)

// The languages of the page. The path of a URL decides which one is shown:
// /zh-Hant/lesson/attention.
const (
	english            = "en"
	traditionalChinese = "zh-Hant"
)

// languages are the ones there are, the fallback first.
var languages = []string{english, traditionalChinese}

// nativeName is what a reader of the language calls it.
var nativeName = map[string]string{english: "English", traditionalChinese: "繁體中文"}

func isLanguage(lang string) bool { return slices.Contains(languages, lang) }

// languageCookie remembers the language of the last page that was opened.
const languageCookie = "lang"

// languageOf chooses a language for a request whose path has none: the one read
// last, else the best of Accept-Language, else English.
func languageOf(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil && isLanguage(c.Value) {
		return c.Value
	}
	return acceptedLanguage(r.Header.Get("Accept-Language"))
}

var matcher = language.NewMatcher([]language.Tag{
	language.English,
	language.MustParse(traditionalChinese),
})

// acceptedLanguage reads an Accept-Language header. It asks for each wish in
// turn, because the matcher answers a list that fits nothing with a guess; a
// guess has confidence No. Chinese in simplified script fits with confidence
// Low, and is taken: a reader of it reads traditional script with less trouble
// than English. Japanese does not fit, and falls to English.
func acceptedLanguage(header string) string {
	wishes, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return english
	}
	for _, wish := range wishes {
		if _, i, confidence := matcher.Match(wish); confidence > language.No {
			return languages[i]
		}
	}
	return english
}

// rememberLanguage sets the cookie that / will read.
func rememberLanguage(w http.ResponseWriter, lang string) {
	const year = 365 * 24 * 60 * 60
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: lang, Path: "/", MaxAge: year, SameSite: http.SameSiteLaxMode, HttpOnly: true,
	})
}
