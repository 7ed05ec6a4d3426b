package lessons

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every row of the chapter's table is a row of docs/formulas.md, which another
// test holds to the source: the same section, function and file.
func TestChapterIsThatOfTheFormulas(t *testing.T) {
	known := map[string]bool{}
	sections := map[string]bool{}
	text, err := os.ReadFile("../docs/formulas.md")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "8.1.") {
			continue
		}
		section := strings.TrimSpace(cells[1])
		sections[section] = true
		for _, name := range strings.Split(cells[3], ",") {
			for _, file := range strings.Split(cells[4], ",") {
				known[section+" "+strings.TrimSpace(file)+":"+strings.Trim(name, " `")] = true
			}
		}
	}
	for _, lang := range Languages {
		rows := Chapter(lang)
		require.Greater(t, len(rows), 15)
		seen, kinds := map[string]bool{}, map[string]bool{}
		for _, row := range rows {
			at := row.Section + " " + row.Function.File + ":" + row.Function.Name
			assert.True(t, known[at], "%s: %s is not in docs/formulas.md", row.ID, at)
			assert.False(t, seen[row.ID], "%s twice", row.ID)
			assert.False(t, kinds[row.Kind], "%s: two terms show %s", row.ID, row.Kind)
			assert.Contains(t, row.Function.Text, "func ", row.ID)
			assert.Positive(t, row.Function.From, row.ID)
			assert.NotEmpty(t, row.Term.Text, row.ID)
			seen[row.ID], kinds[row.Kind] = true, row.Kind != ""
			delete(sections, row.Section)
			if row.Lesson != "" {
				_, ok := Find(row.Lesson)
				assert.True(t, ok, "%s: a link to a lesson that is not there", row.ID)
			}
		}
	}
	assert.Empty(t, sections, "every section of the chapter has its terms")
}

// A lesson of chapter.txt that the course does not have yet is one that it will have.
func TestChapterNamesLessonsOfThePlan(t *testing.T) {
	plan := []string{"map", "chain-rule", "log-likelihood", "tokens", "attention", "block", "prediction", "autoregression", "pre-training", "fine-tuning", "summary"}
	for line := range strings.Lines(mustRead("chapter.txt")) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
			assert.Contains(t, plan, fields[2], line)
		}
	}
}

func TestParseChapterRefuses(t *testing.T) {
	for src, want := range map[string]string{
		"softmax 8.1.2 prediction probs":                                "c:1: term, section",
		"\nsoftmaxx 8.1.2 prediction probs ref/softmax.go:Softmax S":    "c:2: softmaxx is no term of the glossary",
		"softmax 8.1.2 prediction probz ref/softmax.go:Softmax S":       "c:1: no kind of step is called probz",
		"softmax 8.1.2 prediction probs ref/gpt.go:Softmax S":           "c:1: ref/gpt.go has no function Softmax",
		"softmax 8.1.2 prediction probs ref/softmax.go:Attention.Nil S": "c:1: ref/softmax.go has no function Attention.Nil",
	} {
		_, err := parseChapter("c", src, "en")
		assert.ErrorContains(t, err, want)
	}
	rows, err := parseChapter("c", "softmax 8.1.2 not-yet - ref/softmax.go:Softmax Soft max", "en")
	require.NoError(t, err)
	assert.Empty(t, rows[0].Lesson, "no dead links")
	assert.Empty(t, rows[0].Kind)
	assert.Equal(t, "Soft max", rows[0].Symbol)
}
