package viz

// The answers to the requests of request_view.go: each is what it was computed
// as, under the head that every message has.

// ReplyHead is what a message of the server begins with.
type ReplyHead struct {
	Type string `json:"type"`
	ID   uint32 `json:"id"`
	Run  string `json:"run"`
}

// CutsMessage answers cuts.
type CutsMessage struct {
	ReplyHead
	Cuts []Cut `json:"cuts"`
}

// SpaceMessage answers space.
type SpaceMessage struct {
	ReplyHead
	Space
}

// NeighboursMessage answers neighbours.
type NeighboursMessage struct {
	ReplyHead
	Neighbours
}

// StreamMessage answers stream.
type StreamMessage struct {
	ReplyHead
	Stream
}

// LayerNormMessage answers layernorm.
type LayerNormMessage struct {
	ReplyHead
	Normalised
}

// CurveMessage answers curve.
type CurveMessage struct {
	ReplyHead
	Curve
}

// LensMessage answers lens.
type LensMessage struct {
	ReplyHead
	Lens
}

// TruthMessage answers truth.
type TruthMessage struct {
	ReplyHead
	Truth
}

// CompareMessage answers compare.
type CompareMessage struct {
	ReplyHead
	Comparison
}

// GuessersMessage answers guessers.
type GuessersMessage struct {
	ReplyHead
	Guessers
}

// LearnedMessage answers learned.
type LearnedMessage struct {
	ReplyHead
	Learned
}

// SamplesMessage answers samples.
type SamplesMessage struct {
	ReplyHead
	Samples
}

// HeadMessage answers head.
type HeadMessage struct {
	ReplyHead
	Labelling
}

// UpdateMessage answers update.
type UpdateMessage struct {
	ReplyHead
	Update
}

// NextMessage answers next.
type NextMessage struct {
	ReplyHead
	NextWords
}

// BlankMessage answers blank.
type BlankMessage struct {
	ReplyHead
	Blank
}

// GameMessage answers game.
type GameMessage struct {
	ReplyHead
	Game
}

// DrawsMessage answers draws.
type DrawsMessage struct {
	ReplyHead
	Draws
}

// SamplingMessage answers sampling.
type SamplingMessage struct {
	ReplyHead
	Sampling
}

// CacheMessage answers cache.
type CacheMessage struct {
	ReplyHead
	Cache
}

// ScoresMessage answers scores.
type ScoresMessage struct {
	ReplyHead
	Scores
}

// WithoutMessage answers without.
type WithoutMessage struct {
	ReplyHead
	Without
}
