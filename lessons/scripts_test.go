package lessons

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// Every script runs: on a model that has learnt nothing, and on the bundled
// ones with every sentence the lessons offer.
func TestScriptsRunOnATinyModel(t *testing.T) {
	c := tinyCheckpoint(t, func(c *ref.Config) { c.NHead, c.NLayer = 4, 3 })
	c.Model.Task = ref.NewTaskHead([]string{"yes", "no", "neither"}, c.Model.NEmbd, 1)
	run := runOf(t, c, "abcdabcd")
	for _, l := range Course() {
		t.Run(l.ID, func(t *testing.T) {
			if draw := l.Opening("en").Draw; draw != nil {
				runScript(t, l, runDrawn(t, tinyCheckpoint(t, nil), "abcdabcd", draw), "")
				return
			}
			runScript(t, l, run, "")
		})
	}
}

func TestScriptsRunOnTheBundledModels(t *testing.T) {
	checkpoints := bundled(t)
	for _, l := range Course() {
		for _, try := range l.Tries {
			c := checkpoints[try.Model]
			require.NotNil(t, c, "%s: try %s: no bundled model %s", l.ID, try.ID, try.Model)
			t.Run(l.ID+" "+try.ID+" "+try.Lang, func(t *testing.T) {
				draw := try.Draw
				if draw == nil {
					draw = l.Opening(try.Lang).Draw
				}
				run := runDrawn(t, c, try.Text, draw)
				for _, token := range run.Tokens() {
					assert.True(t, token.Known, "%s knows the character %q", try.Model, token.Text)
				}
				runScript(t, l, run, try.ID)
			})
		}
	}
}

// bundled opens the bundled models by name.
func bundled(t *testing.T) map[string]*ref.Checkpoint {
	require.NotEmpty(t, models.Names())
	checkpoints := map[string]*ref.Checkpoint{}
	for _, name := range models.Names() {
		c, err := models.Open(name)
		require.NoError(t, err)
		checkpoints[name] = c
	}
	return checkpoints
}

// runScript checks that every page has its step, its cell and its view, and
// every question its answer, in both languages. What a page opens by itself is
// for that page.
func runScript(t *testing.T, l *Lesson, run Run, try string) {
	for _, p := range l.Pages {
		own := func(p Page) bool { return try != "" && p.Opens == try }
		if try != "" && p.Opens != "" && !own(p) || slices.ContainsFunc(l.Pages, own) && !own(p) {
			continue
		}
		name := stepOf(p, run)
		step, ok := run.Step(name)
		if !assert.True(t, ok, "page %s: no step %s", p.ID, name) {
			continue
		}
		assertCell(t, p, step)
		assertView(t, p, run, step)
		for _, ask := range p.Asks {
			assertAsk(t, l, ask.Kind, run)
		}
	}
}

// stepOf returns the step of a page: T is the last word, T-1 the one before.
func stepOf(p Page, run Run) string {
	all := factors(run)
	if draws := viz.DrawsOf(run.Tape()).Draws; len(draws) > 0 {
		return strings.Replace(p.Step, "sample.T.", "sample."+strconv.Itoa(len(draws))+".", 1)
	}
	return regexp.MustCompile(`^chain\.T(-\d+)?`).ReplaceAllStringFunc(p.Step, func(word string) string {
		back, _ := strconv.Atoi(strings.TrimPrefix(word, "chain.T"))
		return "chain." + strconv.Itoa(all[len(all)-1].t+back)
	})
}

func assertCell(t *testing.T, p Page, step ref.Tensor) {
	assert.LessOrEqual(t, len(p.Cell), len(step.Shape), "page %s: cell %v of %v", p.ID, p.Cell, step.Shape)
	for axis, i := range p.Cell {
		n := step.Shape[axis]
		assert.True(t, -n <= i && i < n, "page %s: cell %v of %v", p.ID, p.Cell, step.Shape)
	}
}

func assertView(t *testing.T, p Page, run Run, step ref.Tensor) {
	n := len(run.Tokens())
	switch p.View {
	case "attention", "quest", "overview":
		if assert.Len(t, step.Shape, 3, p.ID) {
			assert.Equal(t, []int{n, n}, step.Shape[1:], p.ID)
		}
	case "distribution":
		logits, _ := run.Step("logits")
		assert.Equal(t, logits.Shape, step.Shape, "page %s: a row over the vocabulary for each place", p.ID)
	case "chain", "gap", "blank", "game":
		assert.True(t, strings.HasPrefix(p.Step, "chain."), "page %s: %s", p.ID, p.Step)
	case "tokens":
		if strings.HasPrefix(p.Step, "chain.") {
			assert.Empty(t, step.Shape, "page %s: a number of one word", p.ID)
			return
		}
		assert.Equal(t, n, step.Dim(0), "page %s: something for each word", p.ID)
	case "cuts", "neighbours", "space":
		assert.Equal(t, n, step.Dim(0), "page %s: something for each word", p.ID)
	case "sum":
		assert.Contains(t, []string{"wte", "wpe", "embd"}, p.Step, p.ID)
	case "guessers":
		assert.True(t, strings.HasPrefix(p.Step, "chain."), "page %s: %s", p.ID, p.Step)
	case "stream", "lens":
		assert.Len(t, step.Shape, 2, p.ID)
		assert.Equal(t, n, step.Dim(0), "page %s: a vector for each word", p.ID)
	case "layernorm":
		assert.Regexp(t, `(^|\.)ln_(1|2|f)$`, p.Step, p.ID)
	case "curve":
		assert.Regexp(t, `\.mlp\.(c_fc|gelu)$`, p.Step, p.ID)
	case "loop", "sampling":
		assert.True(t, strings.HasPrefix(p.Step, "sample."), "page %s: %s", p.ID, p.Step)
	case "cache":
		assert.Regexp(t, `\.attn\.[kv]$`, p.Step, p.ID)
	case "scores":
		assert.Contains(t, []string{"logits", "probs"}, p.Step, p.ID)
	case "without":
		assert.Contains(t, []string{"ln_f", "logits", "probs"}, p.Step, p.ID)
	case "tensor":
		assert.GreaterOrEqual(t, len(step.Shape), 2, p.ID)
	}
}

func assertAsk(t *testing.T, l *Lesson, kind string, run Run) {
	for _, lang := range Languages {
		asked, err := l.Ask(lang, run, Guess{Ask: kind})
		require.NoError(t, err)
		assert.GreaterOrEqual(t, len(asked.Options), 2, kind)
		assert.NotContains(t, asked.Question, "{", kind)
		assertAbout(t, l, kind, run, asked)
		right := 0
		var labels []string
		options := asked.Options
		if kind == "point" { // an experiment for each: three will do
			first, err := l.Reveal(lang, run, Guess{Ask: kind}, "0")
			require.NoError(t, err)
			options = slices.DeleteFunc(options, func(o Option) bool { return o.ID != "none" && o.ID != "1" && o.ID != first.Answer })
		}
		for _, o := range options {
			assert.NotEmpty(t, o.Label, kind)
			assert.NotContains(t, o.Label, "{", kind)
			assert.False(t, kind != "point" && slices.Contains(labels, o.Label), "%s: two options say %q", kind, o.Label)
			labels = append(labels, o.Label)

			r, err := l.Reveal(lang, run, Guess{Ask: kind}, o.ID)
			require.NoError(t, err)
			assert.NotContains(t, r.Text+r.Note, "{", kind)
			assert.NotEmpty(t, r.Numbers, kind)
			if r.Right {
				right++
			}
		}
		assert.Equal(t, 1, right, "%s: one option is right", kind)
	}
}

// A question about a word shows that word: the column it is about is named in it.
func assertAbout(t *testing.T, l *Lesson, kind string, run Run, asked Asked) {
	page, _ := l.ask(kind)
	if assert.Equal(t, kind == "head-needed", asked.About != nil, kind); asked.About == nil {
		return
	}
	step, ok := run.Step(page.Step)
	require.True(t, ok, kind)
	require.Len(t, asked.About, len(step.Shape), kind)
	column := asked.About[2]
	assert.LessOrEqual(t, column, asked.About[1], "%s: a word that it may see", kind)
	assert.Contains(t, asked.Question, label(run, column), kind)
}

// What the prose says of its examples is so.
func TestWhatThePagesPromise(t *testing.T) {
	checkpoints := bundled(t)
	l, _ := Find("log-likelihood")
	end := func(lang, id, what string) float64 {
		for _, try := range l.Tries {
			if try.Lang == lang && try.ID == id {
				run := runOf(t, checkpoints[try.Model], try.Text)
				all := factors(run)
				value, _ := run.Step(chainStep(all[len(all)-1].t, what))
				return float64(value.Data[0])
			}
		}
		require.Fail(t, "no such example", id)
		return 0
	}
	for _, lang := range Languages {
		assert.Positive(t, end(lang, "start", "product"), "the first sentence is too short for underflow")
		assert.Zero(t, end(lang, "long", "product"), "the long one is not")
		assert.Less(t, end(lang, "backwards", "sum"), end(lang, "start", "sum")-5, "backwards ends further down, to be seen")
	}
	for _, try := range l.Tries {
		if try.ID == "backwards" {
			assert.ElementsMatch(t, []rune(l.Opening(try.Lang).Text), []rune(try.Text), "the same words, so the same letters")
		}
	}
}

// The sentence a lesson opens with is a row of words at 1280 pixels: of whole words
// half as many as of characters.
func TestTheOpeningSentencesFitTheScreen(t *testing.T) {
	checkpoints := bundled(t)
	for _, l := range Course() {
		for _, lang := range Languages {
			opening := l.Opening(lang)
			words, err := checkpoints[opening.Model].Tokenizer.Encode(opening.Text)
			require.NoError(t, err)
			most := 32
			if len(words) < len([]rune(opening.Text)) {
				most = 16
			}
			assert.LessOrEqual(t, len(words), most, "%s/%s", l.ID, lang)
		}
	}
}
