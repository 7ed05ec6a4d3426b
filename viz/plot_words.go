package viz

import "fmt"

// words are the words of the pictures in one language. A test asks that every
// field is filled in both.
type words struct {
	lang         string
	comma        string // between the parts of a title
	model        string
	seed         string
	changed      string // before a change of the run
	asItWas      string
	asChanged    string
	differs      string
	instead      string // %s
	layer        string // %d
	head         string // %d
	layerHead    string // %d, %d
	allHeads     string // %d: of a layer
	allLayers    string
	query        string
	key          string
	masked       string
	notANumber   string
	maskedInOne  string
	range_       string // %s, %s
	matrixTitles map[string]string
	factors      string
	ladder       string
	meanNLL      string // %s
	perplexity   string // %s
	distribution string
	rest         string // %d
	vocabulary   string // %d
	loss         string
	bestLoss     string // %s, %d
	lossFloor    string // %s
	nats         string
	updates      string
	batches      string
	validation   string
	embedding    string
	vectors      string // %d, %d
	component    string // %d, %.0f
	layerNorm    string
	ofToken      string // %s, %s
	channels     string // %d
	before       string
	after        string
	gradient     string // %s
	gradientSign string
	stream       string // %s
	adds         string
	lengthThen   string
	neighbours   string // %s
	cosine       string
	lens         string // %s
	lensNote     string

	// Of the pictures of the lessons' own views.
	guessers    string
	bits        string
	ppl         string
	wordsOfText string // %d
	blank       string // %d
	fromLeft    string
	fromWhole   string
	embd        string // %s
	activation  string // %s, %s
	below       string // %d, %d
	drawn       string
	ofDrawn     string
	ofBest      string
	oneDraw     string // %d
	modelP      string
	scaledP     string
	drawnP      string
	choice      string // %s
	work        string
	cached      string
	anew        string
	scores      string // %s
	scoresNote  string // %s, %d
	withNorm    string // %s
	with        string
	without     string
	kept        string
	afterUpdate string // %d
	meanOf      string
	update      string // %s
	gradientOf  string // %s
	slope       string
	weightOld   string
	weightNew   string
	lossBefore  string
	lossAfter   string
	reread      string
	pBefore     string
	pAfter      string
	taskHead    string
	labels      string
	untaught    string
	taught      string
	scratch     string
	confusion   string // %s
	trueSaid    string
	learning    string
	labelled    string // %d
	samples     string
	sameChance  string
	slip        string
	fit         string // %d, %d
	cuts        string
	cutSize     string // %d
	cutCount    string // %d
	cutUnknown  string
	cutBroken   string
	wholeModel  string // %s
	mapRest     string // %d, %s
	mapScale    string
	mapLooks    string
	lengthOf    string // %s
	wordVector  string
	placeVector string
	firstX      string
	attentionOf string // %d
	afterBlock  string // %d
	scaledX     string
	skipped     string // %d
	game        string
	gameNote    string // %d, %d, %d, %s
	cutKinds    map[string]string
	feelings    map[string]string
	who         map[string]string // the guessers
}

// wordsIn returns the words of a language, English where it has none.
func wordsIn(lang string) *words {
	if lang == chinese.lang {
		return &chinese
	}
	return &english
}

func (w *words) valueRange(low, high float64) string {
	return fmt.Sprintf(w.range_, number(low), number(high))
}
