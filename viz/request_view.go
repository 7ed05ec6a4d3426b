package viz

import (
	"strconv"

	"gptlab/ref"
)

// A ViewRequest is one of a lesson's view (docs/protocol.md §3.8): it asks what
// a tape and its model say beyond the recorded steps, computed when somebody looks.
type ViewRequest interface {
	Request

	// Reply is the head of the answer, which is of the same type.
	Reply() ReplyHead
}

type viewHead struct{ Head }

// Reply implements ViewRequest.
func (h viewHead) Reply() ReplyHead { return ReplyHead{h.Type, h.ID, h.Run} }

// CutsRequest asks how every tokenizer of the server cuts the run's text.
type CutsRequest struct{ viewHead }

// SpaceRequest asks for the embedding table laid flat.
type SpaceRequest struct{ viewHead }

// NeighboursRequest asks for the N words nearest to one.
type NeighboursRequest struct {
	viewHead
	Token int `json:"token"` // its id
	N     int `json:"n"`
}

// StreamRequest asks what each part adds to the residual stream at a position.
type StreamRequest struct {
	viewHead
	Row int `json:"row"`
}

// LayerNormRequest asks for a LayerNorm at a position, move by move.
type LayerNormRequest struct {
	viewHead
	Step int `json:"step"`
	Row  int `json:"row"`
}

// CurveRequest asks for the activation function around the numbers of a position.
type CurveRequest struct {
	viewHead
	Step int `json:"step"`
	Row  int `json:"row"`
}

// LensRequest asks what the model would say after each block at a position: the
// N likeliest words of each.
type LensRequest struct {
	viewHead
	Row int `json:"row"`
	N   int `json:"n"`
}

// TruthRequest asks what is true of each word, where the model's language is one
// whose probabilities are known.
type TruthRequest struct{ viewHead }

// CompareRequest asks for the distribution behind a position, the model's beside
// the true one: every word that is possible, and the model's N likeliest.
type CompareRequest struct {
	viewHead
	Row int `json:"row"`
	N   int `json:"n"`
}

// GuessersRequest asks how well other guessers than the model predict the text.
type GuessersRequest struct{ viewHead }

// LearnedRequest asks how the model was trained, and how well the checkpoints kept
// along the way predict the text.
type LearnedRequest struct{ viewHead }

// SamplesRequest asks what those checkpoints write behind the text.
type SamplesRequest struct {
	viewHead
	Nth int `json:"nth"`
}

// HeadRequest asks for the task head at work on the run's text.
type HeadRequest struct{ viewHead }

// UpdateRequest asks for one update of the model on the run's text, seen from one
// number of a parameter; without a cell, from the one that has the largest gradient,
// and without a parameter from that of W_Q.
type UpdateRequest struct {
	viewHead
	Param string `json:"param"`
	Cell  []int  `json:"cell"`
}

// NextRequest asks which words can follow a position in a small world, and which
// are meant by unknown ones.
type NextRequest struct {
	viewHead
	Row int `json:"row"`
}

// BlankRequest asks which words may stand at a position, tried with the N
// likeliest.
type BlankRequest struct {
	viewHead
	Row int `json:"row"`
	N   int `json:"n"`
}

// GameRequest asks for the story of a seed, as far as somebody has guessed its words.
type GameRequest struct {
	viewHead
	Seed int    `json:"seed"`
	Said []Said `json:"said"`
}

// ClassifyRequest asks which label the text gets from every model that was taught
// labels in the same words.
type ClassifyRequest struct{ viewHead }

// DrawsRequest asks for the words that the run has drawn.
type DrawsRequest struct{ viewHead }

// SamplingRequest asks for one draw, from 1, and the N likeliest words of it;
// Undrawn, as it can be told before it happens.
type SamplingRequest struct {
	viewHead
	Draw    int  `json:"draw"`
	N       int  `json:"n"`
	Undrawn bool `json:"undrawn"`
}

// CacheRequest asks what the run's draws cost with and without kept keys and values.
type CacheRequest struct{ viewHead }

// ScoresRequest asks for the Softmax behind a position, move by move: the N
// likeliest words, and Also, wherever it ranks.
type ScoresRequest struct {
	viewHead
	Row  int  `json:"row"`
	N    int  `json:"n"`
	Also *int `json:"also"`
}

// WithoutRequest asks for the distribution behind a position without the last
// LayerNorm, beside the model's own: the N likeliest words of either.
type WithoutRequest struct {
	viewHead
	Row int `json:"row"`
	N   int `json:"n"`
}

// newViewRequest returns an empty request of a view's type, nil for an unknown type.
func newViewRequest(kind string) Request {
	switch kind {
	case "seekers":
		return new(SeekersRequest)
	case "ablate":
		return new(AblateRequest)
	case "hide":
		return new(HideRequest)
	case "spread":
		return new(SpreadRequest)
	case "cuts":
		return new(CutsRequest)
	case "space":
		return new(SpaceRequest)
	case "neighbours":
		return new(NeighboursRequest)
	case "stream":
		return new(StreamRequest)
	case "layernorm":
		return new(LayerNormRequest)
	case "curve":
		return new(CurveRequest)
	case "lens":
		return new(LensRequest)
	case "truth":
		return new(TruthRequest)
	case "compare":
		return new(CompareRequest)
	case "guessers":
		return new(GuessersRequest)
	case "draws":
		return new(DrawsRequest)
	case "sampling":
		return new(SamplingRequest)
	case "cache":
		return new(CacheRequest)
	case "scores":
		return new(ScoresRequest)
	case "without":
		return new(WithoutRequest)
	case "next":
		return new(NextRequest)
	case "blank":
		return new(BlankRequest)
	case "game":
		return new(GameRequest)
	case "classify":
		return new(ClassifyRequest)
	case "learned":
		return new(LearnedRequest)
	case "samples":
		return new(SamplesRequest)
	case "head":
		return new(HeadRequest)
	case "update":
		return new(UpdateRequest)
	}
	return nil
}

func (r *NeighboursRequest) check() error { return r.checkN(r.N) }

func (r *LensRequest) check() error { return r.checkN(r.N) }

func (r *CompareRequest) check() error { return r.checkN(r.N) }

func (r *UpdateRequest) check() error {
	if len(r.Param) > maxNameBytes {
		return ref.Fail("parameter_wrong", ref.Args{"name": "weight", "value": clip(r.Param)})
	}
	return checkAxes(r.Head, r.Cell)
}

func (r *SamplesRequest) check() error {
	if r.Nth < 1 {
		return ref.Fail("parameter_wrong", ref.Args{"name": "nth", "value": strconv.Itoa(r.Nth)})
	}
	return r.Head.check()
}

func (r *SamplingRequest) check() error { return r.checkN(r.N) }

func (r *ScoresRequest) check() error { return r.checkN(r.N) }

func (r *WithoutRequest) check() error { return r.checkN(r.N) }

// checkN refuses a number of entries that is never listed.
func (h Head) checkN(n int) error {
	if n < 1 || n > MaxTop {
		return ref.Fail("credits_out_of_range", ref.Args{"got": n, "limit": MaxTop})
	}
	return h.check()
}
