package viz

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"gptlab/ref"
)

// A Request is what a client may send, section 3 of docs/protocol.md.
type Request interface {
	// RequestID is what the reply repeats.
	RequestID() uint32
	// About is the id of the run that it asks about; "" for a run.
	About() string
	check() error
}

// Head is what every request begins with.
type Head struct {
	Type string `json:"type"`
	ID   uint32 `json:"id"`
	Run  string `json:"run"` // absent in a run
}

// RequestID implements Request.
func (h Head) RequestID() uint32 { return h.ID }

// About implements Request.
func (h Head) About() string { return h.Run }

func (h Head) check() error {
	if len(h.Run) > maxNameBytes {
		return ref.Fail("run_unknown", ref.Args{"run": clip(h.Run)})
	}
	return nil
}

// RunRequest asks for a run to be computed, or found.
type RunRequest struct {
	Head
	Spec Spec `json:"spec"`
}

// PullRequest asks for at most Credits steps from index From.
type PullRequest struct {
	Head
	From    int `json:"from"`
	Credits int `json:"credits"`
}

// TensorRequest asks for the numbers of a step, or of a part of it.
type TensorRequest struct {
	Head
	Step  int   `json:"step"`
	Index []int `json:"index"` // a leading index; empty is the whole
}

// ExplainRequest asks how one cell came about.
type ExplainRequest struct {
	Head
	Step  int   `json:"step"`
	Cell  []int `json:"cell"`
	Terms int   `json:"terms"` // how many of a long sum to list at most; 0 is DefaultTerms
}

// TopRequest asks for the largest entries of a distribution.
type TopRequest struct {
	Head
	Step int  `json:"step"`
	Row  int  `json:"row"`
	N    int  `json:"n"`
	Also *int `json:"also"` // this entry too, wherever it ranks
}

// GuessRequest asks a lesson's question, or answers it.
type GuessRequest struct {
	Head
	Lang   string  `json:"lang"`
	Lesson string  `json:"lesson"`
	Ask    string  `json:"ask"`
	Choice *string `json:"choice"` // nil asks for the options

	// Where the reader stands; nil is the lesson's own place.
	Layer  *int `json:"layer"`
	HeadAt *int `json:"head"`
	Row    *int `json:"row"`
}

// CloseRequest is done with a run.
type CloseRequest struct{ Head }

// Limits on what a client may send.
const (
	MaxMessageBytes = 256 << 10
	MaxCredits      = 1024
	maxNameBytes    = 256 // of run ids, lesson ids and the like
	maxAxes         = 8   // no tensor has more
)

// DecodeRequest reads a text frame. Its errors have the codes of section 6:
// message_too_long, message_not_json, message_unknown, id_missing,
// credits_out_of_range and so on. Where the id could be read, the request is
// not nil even so, and the error can answer it.
func DecodeRequest(data []byte) (Request, error) {
	if len(data) > MaxMessageBytes {
		return nil, ref.Fail("message_too_long", ref.Args{"got": len(data), "limit": MaxMessageBytes})
	}
	var first struct {
		Type string      `json:"type"`
		ID   json.Number `json:"id"`
	}
	if !utf8.Valid(data) || json.Unmarshal(data, &first) != nil {
		return nil, ref.Fail("message_not_json", nil)
	}
	id, err := strconv.ParseUint(first.ID.String(), 10, 32)
	if err != nil || id == 0 {
		return nil, ref.Fail("id_missing", nil)
	}
	head := Head{Type: first.Type, ID: uint32(id)}
	request := newRequest(first.Type)
	if request == nil {
		return head, ref.Fail("message_unknown", ref.Args{"type": clip(first.Type)})
	}
	if json.Unmarshal(data, request) != nil {
		return head, ref.Fail("message_not_json", nil)
	}
	if err := request.check(); err != nil {
		return head, err
	}
	return request, nil
}

// newRequest returns an empty request of a type, nil for an unknown type.
func newRequest(kind string) Request {
	switch kind {
	case "run":
		return new(RunRequest)
	case "pull":
		return new(PullRequest)
	case "tensor":
		return new(TensorRequest)
	case "explain":
		return new(ExplainRequest)
	case "top":
		return new(TopRequest)
	case "guess":
		return new(GuessRequest)
	case "close":
		return new(CloseRequest)
	}
	return newViewRequest(kind)
}

func (r *RunRequest) check() error {
	if len(r.Spec.Model) > maxNameBytes {
		return ref.Fail("model_unknown", ref.Args{"model": clip(r.Spec.Model)})
	}
	return nil
}

func (r *PullRequest) check() error {
	if r.Credits < 1 || r.Credits > MaxCredits {
		return ref.Fail("credits_out_of_range", ref.Args{"got": r.Credits, "limit": MaxCredits})
	}
	return r.Head.check()
}

func (r *TensorRequest) check() error { return checkAxes(r.Head, r.Index) }

func (r *ExplainRequest) check() error { return checkAxes(r.Head, r.Cell) }

func (r *TopRequest) check() error {
	if r.N < 1 || r.N > MaxTop {
		return ref.Fail("credits_out_of_range", ref.Args{"got": r.N, "limit": MaxTop})
	}
	return r.Head.check()
}

func (r *GuessRequest) check() error {
	switch {
	case len(r.Lesson) > maxNameBytes:
		return ref.Fail("lesson_unknown", ref.Args{"lesson": clip(r.Lesson)})
	case len(r.Ask) > maxNameBytes:
		return ref.Fail("ask_unknown", ref.Args{"ask": clip(r.Ask)})
	case r.Choice != nil && len(*r.Choice) > maxNameBytes:
		return ref.Fail("choice_unknown", ref.Args{"choice": clip(*r.Choice)})
	}
	return r.Head.check()
}

// checkAxes refuses an index longer than any tensor has axes, so that it is not
// said back.
func checkAxes(h Head, index []int) error {
	if len(index) > maxAxes {
		return ref.Fail("index_out_of_range", ref.Args{"index": index[:maxAxes], "shape": []int{}})
	}
	return h.check()
}

// clip keeps what a client sent short enough to be said back.
func clip(s string) string {
	const limit = 64
	if len(s) <= limit {
		return s
	}
	end := limit
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
