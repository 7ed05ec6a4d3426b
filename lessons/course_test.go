package lessons

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

var refresh = flag.Bool("refresh", false, "write the fingerprints of the English pages into the translations; read both first")

func TestCourse(t *testing.T) {
	var ids []string
	for _, l := range Course() {
		ids = append(ids, l.ID)
	}
	assert.Equal(t, []string{"map", "chain-rule", "log-likelihood", "tokens", "attention", "block", "prediction", "autoregression", "pre-training", "fine-tuning", "summary"}, ids, "in the order of their numbers")
	for _, l := range Course() {
		assert.LessOrEqual(t, len(l.Pages), 12, l.ID)
		asks := 0
		for _, p := range l.Pages {
			asks += len(p.Asks)
		}
		assert.GreaterOrEqual(t, asks, 3, "%s asks before it shows", l.ID)
	}
	_, ok := Find("nonsense")
	assert.False(t, ok)
}

// The same words in another order are shown beside those that the lesson opens with.
func TestAnExampleStandsBesideAnother(t *testing.T) {
	l, _ := Find("chain-rule")
	for _, lang := range Languages {
		r := l.Render(lang)
		for _, example := range r.Examples {
			if example.ID == "order" {
				assert.Equal(t, r.Text, example.Beside)
			}
		}
	}
}

// A translated page says what the English one says now, not what it said once.
func TestTranslationsAreFresh(t *testing.T) {
	for _, l := range Course() {
		for _, lang := range Languages[1:] {
			file := l.ID + "/" + lang + ".md"
			if *refresh {
				require.NoError(t, os.WriteFile(file, []byte(refreshed(l, mustRead(file))), 0o644))
				continue
			}
			for i, page := range l.prose[lang].pages {
				assert.Equal(t, l.prose[Languages[0]].pages[i].fingerprint(), page.from,
					"%s:%d: page %s is not the translation of the English page as it is now: read both, then go test ./lessons -refresh", file, page.line, page.id)
			}
		}
	}
}

// refreshed returns a translation with the fingerprints of the English pages.
func refreshed(l *Lesson, src string) string {
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		if m := pageHeading.FindStringSubmatch(line); m != nil {
			lines[i] = "## " + m[1] + " {#" + m[2] + " from=" + l.prose[Languages[0]].page(m[2]).fingerprint() + "}"
		}
	}
	return strings.Join(lines, "\n")
}

// What makes a lesson unusable is found when it is loaded, by file and line.
func TestLoadRefuses(t *testing.T) {
	good := map[string]string{
		"steps.txt":                 "wte  embedding wte\n  en  A.\n  zh-Hant  一。\n",
		"formulas/embedding.mathml": `<math><mrow data-part="wte"><mi>x</mi></mrow></math>`,
		"small/lesson.txt":          "lesson small\nnumber 1\nsection 8\ntry a en aesop x\ntry a zh-Hant tang 床\npage one\nstep wte\nview tensor\nformula embedding wte\nask scale layer=0\n",
		"small/en.md":               "# T\n- try a: A\n## One {#one}\nText.\n### ask scale\n- question: Q {score}?\n- answer: {scaled}\n- wrong same: S\n- wrong whole: W\n",
		"small/zh-Hant.md":          "# 題\n- try a: 甲\n## 一 {#one}\n文。\n### ask scale\n- question: {score}？\n- answer: {scaled}\n- wrong same: 同\n- wrong whole: 全\n",
	}
	_, err := load(mapFS(good))
	require.NoError(t, err)

	for name, c := range map[string]struct{ file, old, new, want string }{
		"no such formula":       {"small/lesson.txt", "formula embedding", "formula softmax", `small/lesson.txt: page one: no formula "softmax"`},
		"no such part":          {"small/lesson.txt", "embedding wte", "embedding sum", `small/lesson.txt: page one: formula embedding has no part "sum"`},
		"no step":               {"small/lesson.txt", "step wte\n", "", "small/lesson.txt: page one: no step or no view"},
		"no such question":      {"small/lesson.txt", "ask scale layer=0", "ask riddle", `small/en.md: page one: no question "riddle"`},
		"no such parameter":     {"small/lesson.txt", "layer=0", "depth=0", `small/en.md: page one: ask scale has no parameter "depth"`},
		"question not worded":   {"small/zh-Hant.md", "### ask scale", "### ask uniform", "small/zh-Hant.md: page one: ask scale is missing"},
		"no answer":             {"small/zh-Hant.md", "- answer: {scaled}\n", "", "small/zh-Hant.md: page one: ask scale: no question or no answer"},
		"misconception missing": {"small/en.md", "- wrong same: S\n", "", "small/en.md: page one: ask scale: wrong same is missing"},
		"option of no use":      {"small/en.md", "- wrong same: S\n", "- wrong same: S\n- option x: X\n", "small/en.md: page one: ask scale: option x is of no use here"},
		"value that is not":     {"small/en.md", "{scaled}", "{answer}", `small/en.md: page one: ask scale: "{answer}" has no value {answer}; there are [score query key dk root scaled]`},
		"other page":            {"small/zh-Hant.md", "{#one}", "{#two}", "small/zh-Hant.md: line 3: page two, the script has one here"},
		"page too many":         {"small/zh-Hant.md", "## 一", "## 零 {#zero}\n## 一", "small/zh-Hant.md: 2 pages, the script has 1"},
		"example without name":  {"small/zh-Hant.md", "- try a: 甲\n", "", "small/zh-Hant.md: try a is missing"},
		"example for nobody":    {"small/lesson.txt", "try a zh-Hant tang 床\n", "", "small/zh-Hant.md: the script has nothing to try in zh-Hant"},
		"other id":              {"small/lesson.txt", "lesson small", "lesson large", "open large/en.md: file does not exist"},
		"caption missing":       {"steps.txt", "  zh-Hant  一。\n", "", "steps.txt:1: wte has no text in zh-Hant"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := map[string]string{}
			for file, src := range good {
				bad[file] = src
			}
			bad[c.file] = strings.Replace(good[c.file], c.old, c.new, 1)
			require.NotEqual(t, good[c.file], bad[c.file])
			_, err := load(mapFS(bad))
			assert.EqualError(t, err, c.want)
		})
	}
}

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, src := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(src)}
	}
	return fsys
}

var tags = regexp.MustCompile(`<[^>]*>`)

func TestRenderedLessonsAreWhole(t *testing.T) {
	for _, l := range Course() {
		for _, lang := range Languages {
			r := l.Render(lang)
			assert.Equal(t, l.ID, r.ID)
			assert.Equal(t, lang, r.Lang)
			assert.NotEmpty(t, r.Title)
			assert.NotEmpty(t, r.Text)
			require.Len(t, r.Pages, len(l.Pages))
			for i, p := range r.Pages {
				assert.Equal(t, l.Pages[i].ID, p.ID)
				assert.NotNil(t, p.Highlight, "a list, in JSON too")
				assert.NotNil(t, p.Asks)
				assertSafeIn(t, lang, p.HTML)
				// Left-over markup is what an author mistyped.
				text := tags.ReplaceAllString(p.HTML, "")
				assert.NotContains(t, p.Title, "$")
				assert.NotRegexp(t, `[{}$\[\]*#_`+"`"+`]`, text+p.Title, "%s/%s page %s", l.ID, lang, p.ID)
			}
		}
	}
}

// A page may name a function to read; it is there.
func TestCodeAddressesResolve(t *testing.T) {
	for _, l := range Course() {
		for _, p := range l.Pages {
			if p.Code != "" {
				file, function, _ := strings.Cut(p.Code, ":")
				assert.True(t, hasFunction(t, strings.TrimPrefix(file, "ref/"), function), "%s page %s: %s", l.ID, p.ID, p.Code)
			}
		}
	}
}

func hasFunction(t *testing.T, file, name string) bool {
	src, err := ref.Source.ReadFile(file)
	require.NoError(t, err)
	tree, err := parser.ParseFile(token.NewFileSet(), file, src, 0)
	require.NoError(t, err)
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == name {
			return true
		}
	}
	return false
}
