package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/traditionalchinese"

	"gptlab/viz"
)

// said is everything a reader of a language can be shown by this package, by
// where it stands.
func said(lang string) map[string]string {
	all := map[string]string{}
	for _, l := range Course() {
		text := l.prose[lang]
		all[l.ID] = text.title + " " + strings.Join(values(text.tries), " ")
		for _, page := range text.pages {
			at := l.ID + "#" + page.id
			all[at] = page.title + "\n" + page.body
			for kind, ask := range page.asks {
				all[at+"?"+kind] = strings.Join(ask.all(), "\n")
			}
		}
	}
	for _, k := range loaded().kinds {
		all["steps.txt "+k.pattern] = k.Caption[lang]
	}
	for _, term := range Glossary(lang) {
		all["glossary.txt "+term.ID] = term.Term + " " + term.Text
	}
	return all
}

func values(m map[string]string) (texts []string) {
	for _, k := range sortedKeys(m) {
		texts = append(texts, m[k])
	}
	return texts
}

// What stands in a link, an address or a symbol is not read.
var (
	unread = regexp.MustCompile(`\]\([a-z]+:[^)]*\)|\]\{\.[A-Za-z]+\}`)
	symbol = regexp.MustCompile(`\$[A-Za-z0-9]+\$`)
)

// read returns a text as it is read: n for a symbol or a value.
func read(text string) string {
	text = unread.ReplaceAllString(text, "")
	text = symbol.ReplaceAllString(text, "n")
	text = braces.ReplaceAllString(text, "n")
	return strings.ReplaceAll(text, "[", "")
}

// Every character of a Traditional Chinese text is in the first level of Big5,
// the characters taught in Taiwan. Simplified ones are not.
func TestChineseIsTraditional(t *testing.T) {
	encoder := traditionalchinese.Big5.NewEncoder()
	for at, text := range said("zh-Hant") {
		for _, r := range text {
			if !unicode.Is(unicode.Han, r) {
				continue
			}
			code, err := encoder.String(string(r))
			common := err == nil && len(code) == 2 && code[0] >= 0xA4 && code[0] <= 0xC6
			assert.True(t, common, "%s: %c is not a common character of Taiwan", at, r)
		}
	}
}

// Chinese is set as in a Taiwanese book: full-width punctuation, a space
// between Chinese characters and Latin letters or digits, none at punctuation.
func TestChineseTypography(t *testing.T) {
	han := `[\p{Han}]`
	for at, text := range said("zh-Hant") {
		text = read(text)
		assert.NotRegexp(t, han+`[,.;:!?()"']`, text, at)
		assert.NotRegexp(t, `[,.;:!?()"'] *`+han, text, at)
		assert.NotRegexp(t, han+`[A-Za-z0-9●]`, text, "%s: a space is missing", at)
		assert.NotRegexp(t, `[A-Za-z0-9●]`+han, text, "%s: a space is missing", at)
		assert.NotRegexp(t, `[，。；：！？、「」（）] `, text, "%s: a space too many", at)
		assert.NotRegexp(t, ` [，。；：！？、」）]`, text, "%s: a space too many", at)
		assert.NotRegexp(t, `[“”‘’]`, text, "%s: quotation marks are 「」", at)
	}
}

func TestEnglishTypography(t *testing.T) {
	for at, text := range said("en") {
		assert.NotRegexp(t, `[\p{Han}，。「」]`, text, at)
		assert.NotRegexp(t, `["']`, text, "%s: quotation marks and apostrophes are curly", at)
		assert.NotRegexp(t, `\S  +\S`, text, at)
	}
}

// No word of English is left on a Chinese page, but names and code.
func TestChineseIsChinese(t *testing.T) {
	names := []string{
		"n", "softmax", "Softmax", "LayerNorm", "Transformer", "GPT", "GELU", "MLP", "BPE", "WordPiece", "BERT", "UTF", "float32", "log", "e", "Q", "K", "V", "T", "AdamW", "P", "N",
		"top", "k", "p", "u", "KV", // top-k, top-p
	}
	latin := regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*`)
	for at, text := range said("zh-Hant") {
		for _, word := range latin.FindAllString(read(text), -1) {
			assert.Contains(t, names, word, at)
		}
	}
}

// A question's words are shown as they are: no Markdown in them.
func TestQuestionsArePlainText(t *testing.T) {
	for _, lang := range Languages {
		for at, text := range said(lang) {
			if strings.Contains(at, "?") {
				assert.NotRegexp(t, "[$*`\\[\\]<>]", text, at)
			}
		}
	}
}

var sentenceEnd = regexp.MustCompile(`[.?!。？！]([”」]|$|\s)|[。？！]`)

// A page is a breath: what it says fits the column at 1280×720 without
// scrolling, and leaves room for its question.
func TestPagesAreShort(t *testing.T) {
	most := map[string]struct{ page, asking int }{ // characters
		"en": {430, 300}, "zh-Hant": {170, 125},
	}
	for _, l := range Course() {
		for _, lang := range Languages {
			for _, page := range l.prose[lang].pages {
				body := read(page.body)
				limit := most[lang].page
				if len(page.asks) > 0 {
					limit = most[lang].asking
				}
				assert.LessOrEqual(t, len([]rune(strings.TrimSpace(body))), limit, "%s/%s#%s", l.ID, lang, page.id)
				n := len(sentenceEnd.FindAllString(body, -1))
				assert.True(t, 1 <= n && n <= 5, "%s/%s#%s has %d sentences", l.ID, lang, page.id, n)
			}
		}
	}
}

var reference = regexp.MustCompile(`\$([A-Za-z0-9]+)\$|\]\{\.([A-Za-z]+)\}|\]\(((?:step|try|page|lesson|term):[^)]*)\)|\{([a-z_]+)\}`)

// Both languages point at the same things: the same symbols, ideas, links,
// terms and, question by question, values.
func TestLanguagesPointAtTheSame(t *testing.T) {
	for _, l := range Course() {
		for i := range l.Pages {
			var pages []string
			for _, lang := range Languages {
				pages = append(pages, references(l.prose[lang].pages[i].body))
			}
			assert.Equal(t, pages[0], pages[1], "%s#%s", l.ID, l.Pages[i].ID)
			for _, ask := range l.Pages[i].Asks {
				en := l.prose["en"].pages[i].asks[ask.Kind]
				zh := l.prose["zh-Hant"].pages[i].asks[ask.Kind]
				for j, text := range en.all() {
					assert.Equal(t, references(text), references(zh.all()[j]), "%s#%s ask %s: %s", l.ID, l.Pages[i].ID, ask.Kind, text)
				}
			}
		}
	}
}

func references(text string) string {
	found := reference.FindAllString(text, -1)
	sort.Strings(found)
	return strings.Join(slices.Compact(found), " ")
}

// A link to a step, an example, a page or a lesson leads somewhere.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\((step|try|page|lesson):([^)]*)\)`)
	for _, l := range Course() {
		for _, lang := range Languages {
			for _, page := range l.prose[lang].pages {
				for _, m := range link.FindAllStringSubmatch(page.body, -1) {
					at := fmt.Sprintf("%s/%s#%s: %s:%s", l.ID, lang, page.id, m[1], m[2])
					switch m[1] {
					case "step":
						_, ok := KindOf(viz.KindOf(m[2]))
						assert.True(t, ok, at)
					case "try":
						assert.Contains(t, l.prose[lang].tries, m[2], at)
					case "page":
						assert.NotNil(t, l.page(m[2]), at)
					case "lesson":
						_, ok := Find(m[2])
						assert.True(t, ok, at)
					}
				}
			}
		}
	}
}

// One thing keeps one name: a linked term is written as the glossary has it,
// and words that mean the same are not used.
func TestTermsAreThoseOfTheGlossary(t *testing.T) {
	term := regexp.MustCompile(`\[([^\]]+)\]\(term:([^)]*)\)`)
	for _, lang := range Languages {
		for at, text := range said(lang) {
			for _, m := range term.FindAllStringSubmatch(text, -1) {
				want := glossary().in[lang][m[2]].Term
				assert.Contains(t, []string{lowerFirst(want), lowerFirst(want) + "s"}, lowerFirst(m[1]), at)
			}
			for id, words := range glossary().avoid[lang] {
				for _, word := range words {
					assert.NotContains(t, text, word, "%s: the word for %s is %s", at, id, glossary().in[lang][id].Term)
				}
			}
		}
	}
}

func lowerFirst(s string) string {
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

func TestGlossary(t *testing.T) {
	en, zh := Glossary("en"), Glossary("zh-Hant")
	require.Len(t, zh, len(en))
	seen := map[string]bool{}
	for i, term := range en {
		assert.Equal(t, term.ID, zh[i].ID)
		assert.Equal(t, [2]string{term.Term, term.Pair}, [2]string{zh[i].Pair, zh[i].Term})
		assert.False(t, seen[term.ID], "%s twice", term.ID)
		seen[term.ID] = true
		for _, x := range []Term{term, zh[i]} {
			assert.NotEmpty(t, x.Term, term.ID)
			assert.Regexp(t, `[.。]$`, x.Text, term.ID)
		}
	}
	for _, src := range []string{
		"a\n  en a\n  zh-Hant 甲：一。\n",
		"a\n  en a: b.\n",
		"  en a: b.\n",
		"a\n  en a: b.\n  en a: c.\n  zh-Hant 甲：一。\n",
	} {
		_, err := parseGlossary("g", src)
		assert.ErrorContains(t, err, "g:")
	}
}

// What we write can be drawn: the font that the page and the pictures share
// has a glyph for every character.
func TestFontHasEveryCharacter(t *testing.T) {
	font, err := sfnt.Parse(viz.Font())
	require.NoError(t, err)
	var buffer sfnt.Buffer
	check := func(at, text string) {
		for _, r := range text {
			if r == '\n' {
				continue
			}
			glyph, err := font.GlyphIndex(&buffer, r)
			require.NoError(t, err)
			assert.NotZero(t, glyph, "%s: no glyph for %c (U+%04X)", at, r, r)
		}
	}
	for _, lang := range Languages {
		for at, text := range said(lang) {
			check(at, text)
		}
	}
	for _, l := range Course() {
		for _, try := range l.Tries {
			check(l.ID+" try "+try.ID, try.Text)
		}
	}
}
