package world

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSizes(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		assert.True(t, len(g.Words()) >= 200 && len(g.Words()) <= 800, "%d words", len(g.words))
		said := map[int]bool{}
		for _, story := range stories(g, 1, 5000) {
			require.True(t, len(story.IDs) >= 20 && len(story.IDs) <= 60, "%d words: %s", len(story.IDs), g.Text(story.IDs))
			for _, id := range story.IDs {
				said[id] = true
			}
		}
		assert.Len(t, said, len(g.words)-2, "every word is said")
	})
}

func TestSameSeedSameStories(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		assert.Equal(t, stories(g, 7, 20), stories(g, 7, 20))
		assert.NotEqual(t, stories(g, 7, 20), stories(g, 8, 20))
	})
}

// Models are trained on these ids and stories, on whatever machine.
func TestFirstEnglishStory(t *testing.T) {
	g, _ := For("en")
	assert.Equal(t, "On Thursday, Emma and Leo are in the meadow. Leo finds a pink hat. “How lovely!” says Emma. "+
		"Emma asks Leo for the hat and gets it. Emma runs and the hat falls behind the fence. Emma and Leo go home together.",
		g.Text(stories(g, 1, 1)[0].IDs))
	assert.Equal(t, []string{"On", "Emma", "together"}, []string{g.words[2], g.words[22], g.words[232]})
}

func TestTruth(t *testing.T) {
	each(t, func(t *testing.T, g *Grammar) {
		for _, story := range stories(g, 9, 10) {
			assert.Equal(t, story.P, g.Truth(story.IDs))
			assert.Equal(t, append(story.P, story.End), g.Truth(append(story.IDs, Start)))

			// Any word that cannot come next is found where it stands.
			for at := range story.IDs {
				wrong := append([]int{}, story.IDs...)
				wrong[at] = wrongWord(t, g, story.IDs[:at])
				truth := g.Truth(wrong)
				require.Equal(t, story.P[:at], truth[:at])
				require.Zero(t, truth[at])
				for _, p := range truth[at+1:] {
					require.True(t, math.IsNaN(p))
				}
			}
		}
		unknown := g.Truth([]int{Unknown, 2})
		assert.True(t, math.IsNaN(unknown[0]) && math.IsNaN(unknown[1]))
		assert.Zero(t, g.Truth([]int{len(g.words)})[0], "no such id")
		assert.Zero(t, g.Truth([]int{-1})[0])
		assert.Empty(t, g.Truth(nil))
	})
}

// wrongWord returns a word the grammar forbids after a prefix.
func wrongWord(t *testing.T, g *Grammar, prefix []int) int {
	allowed := map[int]bool{}
	follow(t, g, prefix, func(i int, s State) {
		if i == len(prefix) {
			for _, c := range s.Next() {
				allowed[c.ID] = true
			}
		}
	})
	for id := 2 + len(prefix)%7; ; id++ {
		if !allowed[id] {
			return id
		}
	}
}

func FuzzTruth(f *testing.F) {
	for _, g := range grammars {
		ids := stories(g, 1, 1)[0].IDs
		text := make([]byte, len(ids))
		for i, id := range ids {
			text[i] = byte(id)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		ids := make([]int, len(text))
		for i, b := range text {
			ids[i] = int(b)
		}
		for _, g := range grammars {
			over := false
			for _, p := range g.Truth(ids) {
				require.True(t, !over || math.IsNaN(p), "no truth behind a forbidden word")
				require.False(t, p < 0 || p > 1)
				over = over || p == 0 || math.IsNaN(p)
			}
		}
	})
}

// The labels of an English story, found again by reading it sentence by sentence
// without the grammar.
func TestEnglishLabelsAgreeWithTheText(t *testing.T) {
	g, ok := For("en")
	require.True(t, ok)
	people := map[string]bool{}
	for _, row := range g.kinds["person"].entries {
		people[row[0]] = true
	}
	seen := map[Labels]bool{}
	for _, story := range stories(g, 10, 1000) {
		text := g.Text(story.IDs)
		read := readEnglish(text, people)
		assert.Equal(t, read, [2]string{story.Labels.Holder, story.Labels.Feeling}, text)
		assert.Contains(t, text, " "+story.Labels.Thing)
		assert.Contains(t, text, " the "+story.Labels.Place)
		if story.Labels.Holder == "nobody" {
			assert.Empty(t, story.Shown.Holder)
		} else {
			assert.Contains(t, text, story.Shown.Holder)
		}
		seen[Labels{Feeling: story.Labels.Feeling, Holder: story.Labels.Holder}] = true
	}
	assert.Len(t, seen, 5, "%v", seen)
}

// readEnglish returns who holds the thing and how the first child feels.
func readEnglish(text string, people map[string]bool) [2]string {
	var order []string // the two children, as they are named
	names := func(words []string) (found []string) {
		for _, w := range words {
			if people[w] {
				found = append(found, w)
			}
		}
		return found
	}
	holder, feeling := "", ""
	gets := func(name, how string) { holder, feeling = name, how }
	asked := ""
	for _, sentence := range strings.Split(text, ".") {
		words := strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune(" ,!?“”", r) })
		who := names(words)
		if len(order) == 0 {
			order = who
			continue
		}
		other := func(name string) string {
			if name == order[0] {
				return order[1]
			}
			return order[0]
		}
		moved := map[bool]string{true: "thankful", false: "proud"} // to the first, to the second
		switch has := func(s string) bool { return strings.Contains(" "+strings.Join(words, " ")+" ", " "+s+" ") }; {
		case has("takes") && !has("home"):
			gets(who[0], moved[who[0] == order[0]])
		case has("May I have"):
			asked = who[0]
		case has("gives") && has("to") && asked != "" && len(who) == 1:
			gets(asked, moved[asked == order[0]])
		case has("gives") && has("to"), has("lets"):
			gets(other(who[0]), moved[who[0] != order[0]])
		case has("gives"): // a grown-up does
			gets(who[0], "thankful")
		case has("asks") && has("gets"):
			gets(who[0], moved[who[0] == order[0]])
		case has("finds"), has("has") && !has("Now"):
			gets(who[0], "happy")
		case has("falls behind"), has("fall behind"):
			gets("", "sad")
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

func TestTextOfEnglish(t *testing.T) {
	g, _ := For("en")
	var ids []int
	for _, w := range strings.Fields("“ Look ! How lovely ! ” says Mia .") {
		require.Contains(t, g.ids, w)
		ids = append(ids, g.ids[w])
	}
	assert.Equal(t, "“Look! How lovely!” says Mia.", g.Text(append([]int{Start}, ids...)))
	assert.Empty(t, g.Text(nil))
}

func TestLanguages(t *testing.T) {
	for _, lang := range Languages() {
		g, ok := For(lang)
		require.True(t, ok)
		named, ok := Named(g.Name())
		require.True(t, ok)
		assert.Same(t, g, named)
		assert.Equal(t, lang, g.Lang())
		assert.Equal(t, []string{startName, unknownName}, g.Words()[:2])
	}
	_, ok := For("tlh")
	assert.False(t, ok)
}
