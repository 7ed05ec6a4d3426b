package lessons

import "gptlab/viz"

// Languages are the languages the course is written in; the first is the one
// that translations are checked against.
var Languages = []string{"en", "zh-Hant"}

// Views are the pictures a page can ask for.
var Views = []string{
	"quest",        // which heads look at a word, and what is lost without them
	"attention",    // one head's matrix, queries down, keys across
	"overview",     // all heads of all layers
	"chain",        // the factors of the sentence, and the ladder of their logarithms
	"tensor",       // any matrix
	"distribution", // the largest entries of a row over the vocabulary
	"tokens",       // the sentence as the model sees it
	"map",          // the whole model with the numbers of one position
	"cuts",         // the text as each tokenizer cuts it
	"sum",          // word vector + place vector
	"neighbours",   // the words nearest to one by the cosine
	"space",        // the embedding table in two directions
	"stream",       // what each part adds to the residual stream
	"layernorm",    // a LayerNorm move by move
	"curve",        // the activation function, with a position's numbers on it
	"lens",         // what the model would say after each block
	"loss",         // the losses along the training, and the checkpoints kept
	"kept",         // how well those checkpoints predict the text
	"samples",      // what they write behind the text
	"update",       // one update, opened up
	"reread",       // the words of the text before that update and after it
	"head",         // the task head, number by number
	"classify",     // which label the text gets from all that were taught labels
	"metrics",      // which label they said for which, on fresh texts
	"learning",     // how often they were right, by how many labels they learnt from
	"guessers",     // how well others than the model predict the text
	"gap",          // a gap, filled from the left alone
	"blank",        // a gap, filled from the left and by the whole sentence
	"game",         // guess the next word, and be scored like a model
	"terms",        // every term of the chapter, its function and its lesson
	"review",       // ten questions, those answered wrong first
	"loop",         // the words that were drawn, one after another
	"sampling",     // one draw: the distribution, what may be drawn, the line with u on it
	"cache",        // which keys and values are kept, and what that saves
	"scores",       // the next word's Softmax, move by move
	"without",      // the next word with and without the last LayerNorm
}

// Ideas are the classes of coloured words and symbols: one idea, one colour, in
// prose, formula, plot and code.
var Ideas = []string{
	"w",  // a word
	"t",  // its place in the sentence, and T, how many there are
	"p",  // a probability
	"L",  // the log-likelihood
	"x",  // a position's vector on its way through the model
	"q",  // queries
	"k",  // keys
	"v",  // values
	"dk", // the length of a key
	"a",  // attention weights
	"m",  // the mask
}

// A Lesson is one lesson as its script has it, with the prose of each language.
type Lesson struct {
	ID      string
	Number  int    // place in the course, from 0
	Section string // of the chapter
	Tries   []Try
	Pages   []Page

	prose map[string]*prose // by language
}

// A Try is an example sentence, with the model that should read it.
type Try struct {
	ID    string
	Lang  string // whose reader it is for
	Model string
	Text  string
	Draw  *viz.Draw // how the text is continued; nil: it is read as it is
	Set   []string  // what is changed while it is read

	Beside string // the text it is compared with
}

// A Page is one page of a lesson: what the stage shows while it is read.
type Page struct {
	ID        string
	Step      string // public step name; chain.T.… is the last word's, chain.T-1.… that of the one before
	Cell      []int  // the cell in focus, or a leading part of it; negative counts from the end
	View      string // one of Views
	Formula   string
	Highlight []string // parts of the formula
	Opens     string   // the try it reads, where that is not the lesson's first
	Code      string   // file:function, empty where the step's own line says it
	Reads     string   // file:function that is shown at once, where the page is about no statement of the run
	Asks      []Ask
}

// An Ask is a question put before something is shown.
type Ask struct {
	Kind   string
	Params map[string]int
}

// page returns the page of an id, and nil where there is none.
func (l *Lesson) page(id string) *Page {
	for i := range l.Pages {
		if l.Pages[i].ID == id {
			return &l.Pages[i]
		}
	}
	return nil
}

// ask returns the question of a kind with the page it stands on. A kind is
// asked at most once in a lesson, so the kind is the question's id.
func (l *Lesson) ask(kind string) (*Page, *Ask) {
	for i := range l.Pages {
		for j := range l.Pages[i].Asks {
			if l.Pages[i].Asks[j].Kind == kind {
				return &l.Pages[i], &l.Pages[i].Asks[j]
			}
		}
	}
	return nil, nil
}

// ownTexts returns an example sentence for each model that the course knows, in
// the model's own language: this lesson's where it has one.
func (l *Lesson) ownTexts() map[string]string {
	texts := map[string]string{}
	for _, lesson := range append([]*Lesson{l}, Course()...) {
		for _, try := range lesson.Tries {
			if texts[try.Model] == "" {
				texts[try.Model] = try.Text
			}
		}
	}
	return texts
}

// Opening returns what the lesson opens with for a reader of lang.
func (l *Lesson) Opening(lang string) Try {
	for _, try := range l.Tries {
		if try.Lang == lang {
			return try
		}
	}
	return Try{}
}
