package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"gptlab/ref"
)

// asError returns what a client is told of an error: an *ref.Error as it is.
// Anything else is a fault of ours; it goes to the log, and the client learns
// no more than that.
func (s *Server) asError(err error) *ref.Error {
	var known *ref.Error
	if errors.As(err, &known) {
		return known
	}
	s.log.Error("internal", "err", err)
	return ref.Fail("internal", nil)
}

// rescue turns a panic of the surrounding function into an error, so that a
// fault in one run is not the end of everybody's. Use: defer rescue(&err).
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// statusOf returns the HTTP status of an error.
func statusOf(e *ref.Error) int {
	switch {
	case e.Code == "internal":
		return http.StatusInternalServerError
	case e.Code == "method_wrong":
		return http.StatusMethodNotAllowed
	case e.Code == "origin_foreign", e.Code == "host_foreign":
		return http.StatusForbidden
	case e.Code == "connections_full":
		return http.StatusServiceUnavailable
	case strings.HasSuffix(e.Code, "_unknown"):
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// An errorBody is an error as JSON, for programs; Message is for the person
// who sees it raw.
type errorBody struct {
	Error struct {
		Code    string   `json:"code"`
		Args    ref.Args `json:"args"`
		Message string   `json:"message"`
	} `json:"error"`
}

func (s *Server) writeError(w http.ResponseWriter, lang string, err error) {
	e := s.asError(err)
	var body errorBody
	body.Error.Code, body.Error.Args, body.Error.Message = e.Code, withoutNil(e.Args), sentence(lang, e)
	writeJSON(w, statusOf(e), body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "internal", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that went away has nobody to tell
}

// withoutNil returns {} for no args, so that a client need not ask.
func withoutNil(args ref.Args) ref.Args {
	if args == nil {
		return ref.Args{}
	}
	return args
}
