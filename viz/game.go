package viz

import (
	"math"
	"math/rand/v2"
	"slices"

	"gptlab/ref"
	"gptlab/ref/world"
)

// A game asks for a few words of one story, each time with a few to choose from.
const (
	GamePlaces  = 8
	gameOptions = 6
)

// A Said is what a player says of a place: one of its words, and how sure in
// percent. The player's distribution gives the word that much, and what is left to
// the others, the same to each.
type Said struct {
	Word int `json:"word"` // from 0, in the order the place lists them
	Sure int `json:"sure"` // percent
}

// A Game is a story that nobody has read, and what was said of its words so far.
type Game struct {
	World  string  `json:"world"`
	Seed   int     `json:"seed"`
	Places int     `json:"places"` // how many words are asked for in all
	Done   []Place `json:"done"`
	Ask    *Place  `json:"ask"`  // the word that is asked for now; null when all are done
	Rest   string  `json:"rest"` // the end of the story, when all are done

	// Players are the player, you, and the guessers, over the places that are
	// done. All choose among the same words: what a guesser gives to others is shared out
	// among these in proportion.
	Players []Guesser `json:"players"`
}

// A Place is a word of the story that is asked for.
type Place struct {
	Before string  `json:"before"` // the story since the place before
	Words  []Entry `json:"words"`  // to choose from; without probabilities before it is done
	Came   *int    `json:"came"`   // which of them it was
	Said   *Said   `json:"said"`
}

// GameOf tells the story of a seed as far as a player has come. It fails with
// said_wrong for what is not one of the words or not between 1 and 99 percent. Of a model
// that has no small world there is no game: World is empty.
func GameOf(c *ref.Checkpoint, seed int, said []Said) (Game, error) {
	g, ok := WorldOf(c)
	if !ok {
		return Game{}, nil
	}
	story := storyOf(g, seed)
	ids := append([]int{world.Start}, story.IDs...)
	ids = ids[:min(len(ids), c.Model.NPositions)]
	asked := newGamer(c, g, ids, seed)
	if len(said) > len(asked.places) {
		return Game{}, ref.Fail("said_wrong", ref.Args{"place": len(asked.places) + 1})
	}
	game := Game{World: g.Name(), Seed: seed, Places: len(asked.places), Done: []Place{}}
	for i, s := range said {
		if s.Word < 0 || s.Word >= len(asked.options[i]) || s.Sure < 1 || s.Sure > 99 {
			return Game{}, ref.Fail("said_wrong", ref.Args{"place": i + 1})
		}
		game.Done = append(game.Done, asked.place(i, &s))
	}
	if n := len(said); n < len(asked.places) {
		ask := asked.place(n, nil)
		game.Ask = &ask
	} else {
		game.Rest = c.Tokenizer.Decode(ids[asked.places[len(asked.places)-1]:])
	}
	game.Players = asked.players(game.Done)
	return game, nil
}

// storyOf returns the story of a seed. Seeds of games are far from those that
// models learn from, which count from 0.
func storyOf(g *world.Grammar, seed int) world.Story {
	for story := range g.Stories(1<<40 + uint64(seed)) {
		return story
	}
	panic("a grammar tells stories without end")
}

// A gamer knows the whole story.
type gamer struct {
	c       *ref.Checkpoint
	ids     []int
	places  []int       // positions that are asked for, ascending
	options [][]int     // by place: ids
	names   []string    // of the guessers
	p       [][]float64 // by guesser and place: P of the word that came, among the options
}

func newGamer(c *ref.Checkpoint, g *world.Grammar, ids []int, seed int) gamer {
	random := rand.New(rand.NewPCG(uint64(seed), 2))
	probs := c.Model.Probs(ref.Scope{}, [][]int{ids}, nil) // (1, T, V)
	v := probs.Dim(-1)
	counts := countsOf(c)
	all := gamer{c: c, ids: ids, names: []string{"model", "truth", "bigram", "unigram", "uniform"}}
	all.p = make([][]float64, len(all.names))
	for _, at := range placesOf(g, ids, random) {
		choices := statesOf(g, ids)[at-1].Next()
		options := optionsOf(random, choices, ids[at], v)
		given := []func(w int) float64{
			func(w int) float64 { return float64(probs.At(0, at-1, w)) },
			func(w int) float64 { return trueP(choices, w) },
			func(w int) float64 { return counts.Bigram(ids[at-1], w) },
			counts.Unigram,
			func(int) float64 { return 1 },
		}
		for i, p := range given {
			total := 0.0
			for _, w := range options {
				total += p(w)
			}
			all.p[i] = append(all.p[i], p(ids[at])/total)
		}
		all.places, all.options = append(all.places, at), append(all.options, options)
	}
	return all
}

// placesOf chooses the words that are asked for: those that the truth is unsure
// of first, spread over the story by chance; the story's first words are told.
func placesOf(g *world.Grammar, ids []int, random *rand.Rand) []int {
	const told = 3
	states := statesOf(g, ids)
	var open, certain []int
	for at := told; at < len(ids); at++ {
		if states[at-1].Entropy() > 0 {
			open = append(open, at)
		} else {
			certain = append(certain, at)
		}
	}
	random.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	random.Shuffle(len(certain), func(i, j int) { certain[i], certain[j] = certain[j], certain[i] })
	half := min(len(open), GamePlaces/2+1) // the others have to be fetched from further back, which is a game too
	places := append(slices.Clone(open[:half]), certain...)
	places = places[:min(len(places), GamePlaces)]
	slices.Sort(places)
	return places
}

// statesOf returns the state behind each position of a story.
func statesOf(g *world.Grammar, ids []int) []world.State {
	states := []world.State{g.Start()}
	for _, w := range ids[1:] {
		state, _ := states[len(states)-1].After(w)
		states = append(states, state)
	}
	return states
}

// optionsOf mixes the word that came with others that could have come, and fills
// up with any words of the vocabulary of v.
func optionsOf(random *rand.Rand, choices []world.Choice, came, v int) []int {
	options := []int{came}
	add := func(w, most int) {
		if len(options) < most && w > world.Unknown && !slices.Contains(options, w) {
			options = append(options, w)
		}
	}
	for _, i := range random.Perm(len(choices)) {
		add(choices[i].ID, gameOptions-2)
	}
	for len(options) < min(gameOptions, v-2) {
		add(random.IntN(v), gameOptions)
	}
	random.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	return options
}

// place writes a place as the player sees it.
func (g gamer) place(i int, said *Said) Place {
	from := 1
	if i > 0 {
		from = g.places[i-1]
	}
	p := Place{Before: g.c.Tokenizer.Decode(g.ids[from:g.places[i]]), Said: said}
	for _, w := range g.options[i] {
		p.Words = append(p.Words, Entry{ID: w, Label: labelOf(g.c, w)})
	}
	if said != nil {
		came := slices.Index(g.options[i], g.ids[g.places[i]])
		p.Came = &came
	}
	return p
}

// players adds up L of the player and of the guessers over what is done.
func (g gamer) players(done []Place) []Guesser {
	you := Guesser{Name: "you"}
	for _, place := range done {
		sure, others := float64(place.Said.Sure)/100, float64(len(place.Words)-1)
		p := (1 - sure) / others
		if place.Said.Word == *place.Came {
			p = sure
		}
		you.P = append(you.P, known(p))
	}
	all := []Guesser{you}
	for i, name := range g.names {
		guesser := Guesser{Name: name}
		for place := range done {
			guesser.P = append(guesser.P, known(g.p[i][place]))
		}
		all = append(all, guesser)
	}
	if n := float64(len(done)); n > 0 {
		for i := range all {
			sum := 0.0
			for _, p := range all[i].P {
				sum += math.Log(float64(*p))
			}
			all[i].Sum, all[i].MeanNLL, all[i].Perplexity = known(sum), known(-sum/n), known(math.Exp(-sum/n))
		}
	}
	return all
}
