package world

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The labels of a Chinese story, found again by reading it sentence by sentence
// without the grammar.
func TestChineseLabelsAgreeWithTheText(t *testing.T) {
	g, ok := For("zh-Hant")
	require.True(t, ok)
	seen := map[Labels]bool{}
	for _, story := range stories(g, 10, 1000) {
		read := readChinese(g, story.IDs)
		assert.Equal(t, read, [2]string{story.Labels.Holder, story.Labels.Feeling}, g.Text(story.IDs))
		seen[Labels{Feeling: story.Labels.Feeling, Holder: story.Labels.Holder}] = true
	}
	assert.Len(t, seen, 5, "%v", seen)
}

// readChinese returns who holds the thing and how the first child feels.
func readChinese(g *Grammar, ids []int) [2]string {
	people := map[string]bool{}
	for _, row := range g.kinds["person"].entries {
		people[row[0]] = true
	}
	var order []string // the two children, as they are named
	holder, feeling := "", ""
	for _, sentence := range sentencesOf(g, ids) {
		var who []string
		has := map[string]bool{}
		for _, w := range sentence {
			has[w] = true
			if people[w] {
				who = append(who, w)
			}
		}
		if len(order) == 0 {
			order = who
			continue
		}
		given := func(to string) {
			holder, feeling = to, "proud"
			if to == order[0] {
				feeling = "thankful"
			}
		}
		switch {
		case has["發現"], has["帶來"], has["找到"] && !has["明天"]:
			holder, feeling = who[0], "happy"
		case has["送"]: // a grown-up does
			holder, feeling = who[0], "thankful"
		case has["掉到"]:
			holder, feeling = "", "sad"
		case has["交給"] && len(who) == 1: // to her, to him
			given(order[1-indexOf(order, who[0])])
		case has["交給"], has["讓"]:
			given(who[1])
		case has["向"], has["收下"]:
			given(who[0])
		}
	}
	switch holder {
	case "":
		return [2]string{"nobody", feeling}
	case order[0]:
		return [2]string{"first", feeling}
	default:
		return [2]string{"second", feeling}
	}
}

func indexOf(order []string, name string) int {
	if order[0] == name {
		return 0
	}
	return 1
}

// sentencesOf cuts a story behind every mark that ends a sentence.
func sentencesOf(g *Grammar, ids []int) (all [][]string) {
	var words []string
	for _, id := range ids {
		words = append(words, g.words[id])
		if strings.Contains("。！？」", g.words[id]) {
			all, words = append(all, words), nil
		}
	}
	return all
}

// A thing keeps its classifier, 她們 are girls only, and 妳 and 她 fit the one meant.
func TestChineseAgreement(t *testing.T) {
	g, _ := For("zh-Hant")
	pronoun, classifier := map[string]string{}, map[string]string{}
	for _, row := range g.kinds["person"].entries {
		pronoun[row[0]] = row[1]
	}
	for _, row := range g.kinds["thing"].entries {
		classifier[row[0]] = row[g.kinds["thing"].forms["cl"]]
	}
	for _, row := range g.kinds["animal"].entries {
		classifier[row[0]] = "隻"
	}
	counted := map[string]bool{}
	for _, c := range classifier {
		counted[c] = true
	}
	for _, story := range stories(g, 12, 500) {
		words := wordsOf(g, story.IDs)
		var children []string
		for i, w := range words {
			if _, ok := pronoun[w]; ok && len(children) < 2 {
				children = append(children, w)
			}
			if counted[w] && i > 0 && (words[i-1] == "一" || words[i-1] == "這" || words[i-1] == "那") {
				for _, next := range words[i+1:] {
					if c, isThing := classifier[next]; isThing {
						assert.Equal(t, c, w, g.Text(story.IDs))
						break
					}
				}
			}
			girls := len(children) == 2 && pronoun[children[0]] == "她" && pronoun[children[1]] == "她"
			assert.False(t, w == "她們" && !girls || w == "他們" && girls, g.Text(story.IDs))
		}
	}
}

func wordsOf(g *Grammar, ids []int) (words []string) {
	for _, id := range ids {
		words = append(words, g.words[id])
	}
	return words
}
