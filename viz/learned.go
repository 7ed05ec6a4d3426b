package viz

import (
	"math"

	"gptlab/ref"
)

// mostBatches is how many points of the batches' losses a curve shows.
const mostBatches = 400

// A Kept is a checkpoint that was kept along a training run, or its end.
type Kept struct {
	Model      string          // as the reader chooses it
	Update     int             // after how many updates; −1 where nobody wrote it down
	Checkpoint *ref.Checkpoint // of the same vocabulary as the run's own
}

// Learned is how a model came to be: the losses along the run that trained it,
// and how well the checkpoints that were kept predict the text.
type Learned struct {
	Entropy    *Number       `json:"entropy"`    // the floor, nats per token; null where nobody knows it
	Batches    [][2]Number   `json:"batches"`    // update, loss: the mean since the point before
	Validation [][2]Number   `json:"validation"` // update, loss on texts that no batch holds
	Kept       []KeptGuesser `json:"kept"`       // by rising update
	Words      int           `json:"words"`      // N of the sums
}

// A KeptGuesser is a checkpoint with what it gives to the words of the text.
type KeptGuesser struct {
	Model      string    `json:"model"`
	Update     int       `json:"update"`
	Validation *Number   `json:"validation"` // null where it was not measured after that update
	P          []*Number `json:"p"`          // P(w_t | w_<t) of each word; null where there is none
	Sum        Number    `json:"sum"`        // L, in nats
	MeanNLL    *Number   `json:"mean_nll"`   // −L/N; null where no word has a factor
	Perplexity *Number   `json:"perplexity"` // e^(−L/N)
}

// LearnedOf sets a run's model beside the checkpoints of its training. Without a
// log there is no curve: log_empty.
func LearnedOf(t *Tape, along []Kept) (Learned, error) {
	curve, err := t.losses()
	if err != nil {
		return Learned{}, err
	}
	learned := Learned{Batches: pairs(thinByRatio(finite(curve.Batches), mostBatches/2)), Validation: pairs(finite(curve.Validation))}
	if curve.Entropy != nil {
		learned.Entropy = known(*curve.Entropy)
	}
	measured := map[int]*Number{}
	for _, p := range curve.Validation {
		measured[p.Update] = known(p.Loss)
	}
	for _, k := range along {
		guesser, words := t.readBy(k)
		guesser.Validation = measured[k.Update]
		learned.Kept, learned.Words = append(learned.Kept, guesser), words
	}
	return learned, nil
}

// losses is how the run's own model learned, or log_empty.
func (t *Tape) losses() (LossPlot, error) {
	log := t.Input().Checkpoint.Log
	if log == nil || len(log.Rows) == 0 {
		return LossPlot{}, ref.Fail("log_empty", ref.Args{"model": t.Input().Spec.Model})
	}
	return LossOf(*log), nil
}

func pairs(points []LossPoint) [][2]Number {
	all := [][2]Number{}
	for _, p := range points {
		all = append(all, [2]Number{Number(p.Update), Number(p.Loss)})
	}
	return all
}

// readBy lets a checkpoint read the run's tokens, and counts the words it gave
// a probability to. A word without a context, or outside the vocabulary, has none.
func (t *Tape) readBy(k Kept) (g KeptGuesser, words int) {
	in := t.Input()
	ids, unknown := in.IDs(), in.Unknown()
	logP := ref.LogSoftmax(k.Checkpoint.Model.Logits(ref.Scope{}, [][]int{ids}, nil, nil)) // (1, T, V)
	g = KeptGuesser{Model: k.Model, Update: k.Update}
	sum := 0.0
	for at := len(ids) - len(in.Words()); at < len(ids); at++ {
		if at == 0 || unknown[at] {
			g.P = append(g.P, nil)
			continue
		}
		l := float64(logP.At(0, at-1, ids[at]))
		g.P = append(g.P, known(math.Exp(l)))
		sum, words = sum+l, words+1
	}
	g.Sum = Number(sum)
	if n := float64(words); n > 0 {
		g.MeanNLL, g.Perplexity = known(-sum/n), known(math.Exp(-sum/n))
	}
	return g, words
}
