package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"syscall"
	"time"

	"gptlab/ref"
)

// Options say what a server offers.
type Options struct {
	Models  []Model      // as Models lists them; the first is the default
	Version string       // of gptlab, for the page and for exported pictures
	Log     *slog.Logger // slog.Default() when nil
}

// A Server is gptlab's HTTP handler. It reads no model and no font before the
// first request that needs it, so it answers as soon as it is made.
type Server struct {
	models  *shelf
	runs    *runs
	ahead   *ahead
	drawing chan struct{} // one place for each picture that may be drawn at a time
	version string
	log     *slog.Logger
	assets  assets
	handler http.Handler

	loopback bool // answer only to loopback names
	sessions sessions
}

// tapesBytes is what all remembered tapes together may hold.
const tapesBytes = 512 << 20

// tapeBytes is how many one run may take.
const tapeBytes = 256 << 20

// MemoryBytes is what a server may well use beside the mapped checkpoints: all
// tapes, one more under way, and 128 MB for everything else.
const MemoryBytes = tapesBytes + tapeBytes + 128<<20

// New returns a server. Close ends its connections.
func New(o Options) *Server {
	log := o.Log
	if log == nil {
		log = slog.Default()
	}
	atATime := max(1, runtime.GOMAXPROCS(0)/2) // a run uses several threads itself
	s := &Server{
		models: newShelf(o.Models), runs: newRuns(tapesBytes, atATime), ahead: newAhead(), drawing: make(chan struct{}, atATime),
		version: o.Version, log: log,
	}
	s.sessions.open = map[*session]bool{}
	s.handler = s.routes()
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends every WebSocket connection with "going away", and waits until all are gone.
func (s *Server) Close() {
	s.sessions.closeAll()
	s.ahead.close()
}

// Listen takes an address such as 127.0.0.1:8080. It fails with port_in_use or
// address_unusable.
func Listen(addr string) (net.Listener, error) {
	if addr == "" { // which net would take for every address of this machine
		return nil, ref.Fail("address_unusable", ref.Args{"addr": `""`, "reason": "it is empty"})
	}
	l, err := net.Listen("tcp", addr)
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, ref.Fail("port_in_use", ref.Args{"addr": addr})
	case errors.As(err, &op):
		return nil, ref.Fail("address_unusable", ref.Args{"addr": addr, "reason": op.Err.Error()}) // the rest says addr again
	case err != nil:
		return nil, ref.Fail("address_unusable", ref.Args{"addr": addr, "reason": err.Error()})
	}
	return l, nil
}

// URL returns where a browser on this machine finds the server of a listener.
func URL(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "http://" + l.Addr().String() + "/"
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// Serve answers requests until ctx is done, then lets those under way end, for
// five seconds at most, and closes the WebSocket connections.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.loopback = isLoopback(l.Addr())
	hs := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      2 * time.Minute, // a font over a slow school network
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), // clients that went away
	}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(l) }()

	select {
	case err := <-failed:
		s.Close()
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	var both sync.WaitGroup
	both.Go(s.Close)
	err := hs.Shutdown(patience)
	both.Wait()
	if errors.Is(err, context.DeadlineExceeded) {
		return hs.Close()
	}
	return err
}
