package viz

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/ref/world"
)

func bundled(t *testing.T, name string) *ref.Checkpoint {
	t.Helper()
	c, err := models.Open(name)
	require.NoError(t, err)
	return c
}

func withLabel(choices []Choice, label string) *Choice {
	for _, c := range choices {
		if c.Label == label {
			return &c
		}
	}
	return nil
}

func TestNextWordsCanBeWritten(t *testing.T) {
	c := bundled(t, "world-en")
	tape := tinyTape(t, c, Spec{Text: "Mia  is in the park with Tom", Start: true})
	next, err := NextWordsOf(tape, 7)
	require.NoError(t, err)
	assert.True(t, next.Allowed)
	assert.Nil(t, next.Left)
	require.Len(t, next.Choices, 1)
	assert.Equal(t, "Mia  is in the park with Tom.", next.Choices[0].Text, "a full stop stands close; what was typed stays")

	next, err = NextWordsOf(tape, 4) // behind "the", in the place of "park"
	require.NoError(t, err)
	total := 0.0
	for _, choice := range next.Choices {
		total += float64(*choice.P)
	}
	assert.InDelta(t, 1, total, 1e-9)
	garden := withLabel(next.Choices, "garden")
	require.NotNil(t, garden)
	assert.Equal(t, "Mia  is in the garden with Tom", garden.Text)
	assert.Equal(t, "Mia  is in the with park Tom", next.Swapped)

	zh := bundled(t, "world-zh")
	next, err = NextWordsOf(tinyTape(t, zh, Spec{Text: "溫暖的傍晚，雅婷", Start: true}), 0)
	require.NoError(t, err)
	assert.Contains(t, next.Choices[len(next.Choices)-1].Text, "的傍晚，雅婷")
	assert.NotContains(t, next.Choices[0].Text, " ")
}

func TestDrawnWordsAreNoText(t *testing.T) {
	tape := tinyTape(t, bundled(t, "world-en"), Spec{Text: "Mia is in the park with", Start: true, Draw: &Draw{MaxTokens: 3}})
	next, err := NextWordsOf(tape, 6) // behind the text
	require.NoError(t, err)
	tom := withLabel(next.Choices, "Tom")
	require.NotNil(t, tom)
	assert.Equal(t, "Mia is in the park with Tom", tom.Text)

	next, err = NextWordsOf(tape, 4)
	require.NoError(t, err)
	garden := withLabel(next.Choices, "garden")
	require.NotNil(t, garden)
	assert.Equal(t, "Mia is in the garden with", garden.Text)

	next, err = NextWordsOf(tape, 7) // in the place of the second drawn word
	require.NoError(t, err)
	require.NotEmpty(t, next.Choices)
	assert.Empty(t, next.Swapped, "drawn words do not change places")
	assert.Equal(t, "Mia is in the park with "+ref.Label(tape.Input().Tokens[7])+next.Choices[0].Label, next.Choices[0].Text)
}

func TestUnknownWordsHaveNeighbours(t *testing.T) {
	tape := tinyTape(t, bundled(t, "world-en"), Spec{Text: "Mia is in the gardn with Tom", Start: true})
	next, err := NextWordsOf(tape, 7)
	require.NoError(t, err)
	require.Len(t, next.Unknown, 1)
	assert.Equal(t, 5, next.Unknown[0].At)
	require.NotEmpty(t, next.Unknown[0].Near)
	assert.Equal(t, "Mia is in the garden with Tom", next.Unknown[0].Near[0].Text)
	assert.False(t, next.Allowed, "nobody can say what follows a word that is not known")
	assert.Empty(t, next.Choices)

	next, err = NextWordsOf(tinyTape(t, bundled(t, "world-en"), Spec{Text: "Mia has a kite", Start: true}), 4)
	require.NoError(t, err)
	require.NotNil(t, next.Left)
	assert.Equal(t, 2, *next.Left, "the grammar is left at “has”")
	for _, row := range []int{-1, 5} {
		_, err = NextWordsOf(tinyTape(t, bundled(t, "world-en"), Spec{Text: "Mia has a kite", Start: true}), row)
		assert.Equal(t, "index_out_of_range", codeOf(t, err))
	}
	next, err = NextWordsOf(tinyTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true}), 2)
	require.NoError(t, err)
	assert.Empty(t, next.World)
}

// L of each text is what the chain rule gives when the text is run itself.
func TestBlankIsTheChainRuleOfEachText(t *testing.T) {
	c := bundled(t, "world-en")
	tape := tinyTape(t, c, Spec{Text: "Mia is in the park with Tom. Tom", Start: true})
	b, err := BlankOf(tape, 7, 5) // the first “Tom”
	require.NoError(t, err)
	share := 0.0
	for i, w := range b.Words {
		ids := slices.Clone(tape.Input().IDs())[1:]
		ids[6] = w.ID
		alone := tinyTape(t, c, Spec{Tokens: ids, Start: true})
		sum, _ := alone.Named("chain.9.sum")
		assert.InDelta(t, float64(sum.Value.At()), float64(*w.Sum), 1e-4, w.Label)
		assert.InDelta(t, float64(*w.Sum), float64(*b.Before+*w.Left+*w.Right), 1e-9)
		assert.InDelta(t, math.Log(float64(w.P)), float64(*w.Left), 1e-5)
		assert.Equal(t, i+1, w.Whole)
		require.NotNil(t, w.Allowed)
		share += float64(*w.Share)
	}
	assert.InDelta(t, 1, share, 1e-9)
	assert.Equal(t, "Tom", b.Words[0].Label, "“Tom” on the right says who stands on the left")
	assert.True(t, b.Words[0].Here)

	for _, bad := range []struct{ row, n int }{{0, 3}, {10, 3}, {1, 0}, {1, MaxBlank + 1}} {
		_, err := BlankOf(tape, bad.row, bad.n)
		codeOf(t, err)
	}
}

func TestGameIsScoredAsItSays(t *testing.T) {
	for _, lang := range world.Languages() {
		c, g := worldCheckpoint(t, lang)
		game, err := GameOf(c, 3, nil)
		require.NoError(t, err)
		assert.Equal(t, g.Name(), game.World)
		assert.Equal(t, GamePlaces, game.Places)
		require.NotNil(t, game.Ask)
		assert.Nil(t, game.Ask.Came, "the answer is not told before")

		var said []Said
		sum, told := 0.0, ""
		for i := range game.Places {
			said = append(said, Said{Word: i % gameOptions, Sure: 60})
			game, err = GameOf(c, 3, said)
			require.NoError(t, err)
			place := game.Done[i]
			told += place.Before
			if *place.Came == said[i].Word {
				sum += math.Log(0.6)
			} else {
				sum += math.Log(0.4 / (gameOptions - 1))
			}
		}
		assert.Nil(t, game.Ask)
		assert.NotEmpty(t, game.Rest)
		assert.InDelta(t, sum, float64(*game.Players[0].Sum), 1e-9)
		uniform := game.Players[len(game.Players)-1]
		assert.InDelta(t, -GamePlaces*math.Log(gameOptions), float64(*uniform.Sum), 1e-9)
		truth := game.Players[2]
		assert.Equal(t, "truth", truth.Name)
		assert.Greater(t, float64(*truth.Sum), float64(*uniform.Sum))
		again, err := GameOf(c, 3, said)
		require.NoError(t, err)
		assert.Equal(t, game, again, "the same seed, the same game")

		for _, bad := range [][]Said{{{Word: -1, Sure: 50}}, {{Word: gameOptions, Sure: 50}}, {{Word: 0, Sure: 0}}, {{Word: 0, Sure: 100}}, append(said, said[0])} {
			_, err := GameOf(c, 3, bad)
			assert.Equal(t, "said_wrong", codeOf(t, err))
		}
	}
	game, err := GameOf(tinyCheckpoint(t, true, nil), 1, nil)
	require.NoError(t, err)
	assert.Empty(t, game.World, "no story without a world")
}
