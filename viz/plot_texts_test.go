package viz

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// The boxes of a text are its pieces, in lines no wider than the picture, and
// what is unknown or broken is explained below.
func TestCutsPicture(t *testing.T) {
	c := tinyCheckpoint(t, true, nil)
	long := strings.Repeat("badge", 20)
	plot := CutsPlot{[]Cut{CutOf("tiny", c.Tokenizer, long+"山"), CutIntoBytes("山")}}
	for _, meta := range []Meta{inEnglish, inChinese} {
		picture, spy := spyOn(t, plot, meta)
		assertLegible(t, picture, spy)
		for _, part := range []string{wordsIn(meta.Lang).cutUnknown, wordsIn(meta.Lang).cutBroken, "<E5>", "山"} {
			assert.True(t, spy.says(part), part)
		}
	}
	lines := plot.Cuts[0].lines()
	assert.Greater(t, len(lines), 1)
	together := ""
	for _, line := range lines {
		wide := -pieceGap
		for _, piece := range line {
			wide += piece.width() + pieceGap
			together += piece.Label
		}
		assert.LessOrEqual(t, wide, cutsWidth)
	}
	assert.Equal(t, long+"山", together)
	assert.Len(t, plot.Table().Rows, 101+3)
	_, spy := spyOn(t, CutsPlot{[]Cut{CutOf("tiny", c.Tokenizer, "badge")}}, inEnglish)
	assert.False(t, spy.says(english.cutUnknown), "nothing to explain")
}

// Words are set in lines as people write them: no line begins with a full stop,
// and none ends with an opening quotation mark.
func TestSamplesPicture(t *testing.T) {
	var words []SampleWord
	for i := range 20 {
		words = append(words, SampleWord{Label: "extraordinary", Text: " extraordinary", P: 0.5}, SampleWord{Label: ".", Text: ".", P: 0.25}, SampleWord{Label: "(", Text: " (", P: 0.25})
		words[3*i].Slip = i == 4
	}
	s := SamplesPlot{Samples{World: "world-en", Nth: 2, Kept: []Sample{{Model: "m", Update: 10, Words: words, Fits: 12}, {Model: "nobody-knows", Update: -1}}}, "Once upon a time"}
	for _, meta := range []Meta{inEnglish, inChinese} {
		picture, spy := spyOn(t, s, meta)
		assertLegible(t, picture, spy)
		assert.True(t, spy.says("×extraordinary"), "the slip is marked by more than its colour")
		assert.True(t, spy.says("12"))
		assert.True(t, spy.says("nobody-knows"), "no age is made up")
		assert.False(t, spy.says("-1"))
	}
	for n := range 60 { // the lines are broken at another place each time
		lines := map[float64][]writtenPart{}
		for _, part := range s.Kept[0].lines(strings.Repeat("i", n)) {
			lines[part.line] = append(lines[part.line], part)
		}
		assert.Greater(t, len(lines), 3)
		for at, line := range lines {
			assert.NotEqual(t, ".", line[0].text, "line %v", at)
			last := line[len(line)-1]
			if last.text != "." {
				assert.LessOrEqual(t, last.x+textWidth(last.text, writtenSize), writtenWidth)
			}
		}
	}
	table := s.Table()
	assert.Equal(t, []string{"10", "13", "extraordinary", "0.5", "false"}, table.Rows[12])
	assert.Len(t, table.Rows, 60)

	assert.Equal(t, []string{"床", "前，ab", " c"}, pieces("床前，ab c"))
	assert.Empty(t, pieces(""))
}

// The map holds the numbers of one row of every step on the way.
func TestMapPicture(t *testing.T) {
	tape := tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	m, err := MapOf(tape, 2)
	require.NoError(t, err)
	assert.Equal(t, "d", m.Next)
	for name, got := range map[string][]ref.Float{"wte": m.WTE, "wpe": m.WPE, "embd": m.Embd, "h.1.attn.c_proj": m.Blocks[1].Attn, "h.0.mlp.c_proj": m.Blocks[0].MLP, "h.1.resid_2": m.Blocks[1].After, "ln_f": m.LNF} {
		assert.Equal(t, mustNamed(t, tape, name).Value.Row(2), got, name)
	}
	assert.Equal(t, mustNamed(t, tape, "h.1.attn.weights").Value.Row(2, 2), m.Blocks[1].Weights[2])
	came := 0
	for _, w := range m.Words {
		assert.Equal(t, mustNamed(t, tape, "logits").Value.At(2, w.ID), w.Logit)
		assert.EqualValues(t, mustNamed(t, tape, "probs").Value.At(2, w.ID), w.P)
		if w.ID == m.NextID {
			came++
		}
	}
	assert.Equal(t, 1, came, "the word that followed is among them")
	for _, row := range []int{1, 5} {
		m, err := MapOf(tape, row)
		require.NoError(t, err)
		for _, meta := range []Meta{inEnglish, inChinese} {
			picture, spy := spyOn(t, MapPlot{m}, meta)
			assertLegible(t, picture, spy)
			spy.assertDrawable(t)
			assert.Equal(t, row == 5, spy.says("→ ?"), "nothing has followed the last word")
			assert.True(t, spy.says(number(float64(m.Words[0].Logit))))
		}
	}
	_, err = MapOf(tape, 6)
	assert.Equal(t, "index_out_of_range", codeOf(t, err))
}

// Of a long text the words before the position are shown as far as there is room,
// of a deep model the first blocks, the middle and the last.
func TestMapOfALargeModel(t *testing.T) {
	c := tinyCheckpoint(t, true, func(cfg *ref.Config) { cfg.NLayer, cfg.NPositions = 12, 90 })
	tape := tinyTape(t, c, Spec{Text: strings.Repeat("abcdefghijk", 8), Start: true})
	m, err := MapOf(tape, 80)
	require.NoError(t, err)
	var layers, skipped []int
	for _, b := range m.Blocks {
		layers, skipped = append(layers, b.Layer), append(skipped, b.Skipped)
	}
	assert.Equal(t, []int{0, 1, 6, 10, 11}, layers)
	assert.Equal(t, []int{0, 0, 4, 3, 0}, skipped)
	picture, spy := spyOn(t, MapPlot{m}, inEnglish)
	assertLegible(t, picture, spy)
	assert.True(t, spy.says("…"))
	assert.True(t, spy.says("4 more above"))
}

// The bars of a game are −L and the perplexity of everybody over what was said.
func TestGamePicture(t *testing.T) {
	c, _ := worldCheckpoint(t, "en")
	tape := tinyTape(t, c, Spec{Tokens: []int{5, 6}, Start: true})
	said := []Said{{0, 90}, {2, 30}}
	plot, err := gameAsked(tape, PlotAsk{Story: 3, Said: said})
	require.NoError(t, err)
	game, err := GameOf(c, 3, said)
	require.NoError(t, err)
	rows := plot.Table().Rows
	require.Len(t, rows, len(game.Players))
	for i, player := range game.Players {
		assert.Equal(t, []string{player.Name, cellOf(-float64(*player.Sum)), cellOf(float64(*player.Perplexity))}, rows[i])
	}
	for _, meta := range []Meta{inEnglish, inChinese} {
		picture, spy := spyOn(t, plot, meta)
		assertLegible(t, picture, spy)
		for _, place := range game.Done {
			assert.True(t, spy.says(Legible(place.Words[*place.Came].Label)), "the words that came are named")
		}
		assert.True(t, spy.says(strconv.Itoa(game.Places)))
	}
	for code, ask := range map[string]PlotAsk{"said_nothing": {Story: 3}, "said_wrong": {Story: 3, Said: []Said{{99, 90}}}} {
		_, err := gameAsked(tape, ask)
		assert.Equal(t, code, codeOf(t, err))
	}
}

// Marks whose numbers would meet are left out; zero keeps its own.
func TestAxisLabelsDoNotMeet(t *testing.T) {
	for _, span := range [][2]float64{{-0.0125, 0.0025}, {-6e-8, 4e-8}, {0, 1}, {0, 250000}, {-1, 0}} {
		a := newRoundAxis(span[0], span[1], 0, 120)
		every, zero := a.labelled()
		end, zeros := -1000.0, 0
		for i, tick := range a.ticks {
			if (i-zero)%every != 0 {
				continue
			}
			half := textWidth(tick.label, tickSize) / 2
			assert.GreaterOrEqual(t, a.at(tick.value)-half, end, "%v", span)
			end = a.at(tick.value) + half
			if tick.value == 0 {
				zeros++
			}
		}
		assert.Equal(t, 1, zeros, "%v", span)
	}
}
