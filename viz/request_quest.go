package viz

// SeekersRequest asks which N heads look most from a position at some words.
type SeekersRequest struct {
	viewHead
	Row     int   `json:"row"`
	Columns []int `json:"columns"`
	N       int   `json:"n"`
}

// AblateRequest asks what the word behind a position loses without each head.
type AblateRequest struct {
	viewHead
	Row int `json:"row"`
}

// HideRequest asks what it loses when the position cannot look at each word.
type HideRequest struct {
	viewHead
	Row int `json:"row"`
}

// SpreadRequest asks how widely each head shares its attention out.
type SpreadRequest struct{ viewHead }

func (r *SeekersRequest) check() error { return r.checkN(r.N) }

// SeekersMessage answers seekers.
type SeekersMessage struct {
	ReplyHead
	Seekers
}

// AblateMessage answers ablate.
type AblateMessage struct {
	ReplyHead
	Ablations
}

// HideMessage answers hide.
type HideMessage struct {
	ReplyHead
	Hidings
}

// SpreadMessage answers spread.
type SpreadMessage struct {
	ReplyHead
	Spread
}
