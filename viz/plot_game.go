package viz

import (
	"fmt"
	"strconv"
	"strings"

	"gptlab/ref"
)

// gameAsked sets what a player said of a story beside the guessers: L, and the
// perplexity, over the words that are done. It fails with said_nothing before the
// first, and as GameOf does.
func gameAsked(t *Tape, ask PlotAsk) (Plot, error) {
	story := max(ask.Story, 1)
	game, err := GameOf(t.Input().Checkpoint, story, ask.Said)
	if err != nil {
		return nil, err
	}
	if len(game.Done) == 0 {
		return nil, ref.Fail("said_nothing", nil)
	}
	b := BarsPlot{
		scales:  []int{0, 1},
		title:   func(w *words) string { return w.game },
		columns: columnsOf(sameIn("–L"), func(w *words) string { return w.ppl }),
		place:   []Fact{{"Story", strconv.Itoa(story)}},
	}
	var came []string
	for _, place := range game.Done {
		came = append(came, place.Words[*place.Came].Label)
	}
	b.place = append(b.place, Fact{"Came", strings.Join(came, " ")})
	b.note = func(w *words) string {
		return fmt.Sprintf(w.gameNote, story, len(came), game.Places, Legible(strings.Join(came, " ")))
	}
	for _, player := range game.Players {
		b.addSaid(player.Name, func(w *words) string { return w.who[player.Name] }, -orNaN(player.Sum), orNaN(player.Perplexity))
	}
	return b, nil
}
