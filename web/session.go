package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"gptlab/ref"
	"gptlab/viz"
)

// What a connection may cost (docs/protocol.md §8).
const (
	maxFrame       = 4 << 20 // of a message that is read at all; viz.MaxMessageBytes is answered
	maxConnections = 512
	maxOpenRuns    = 8
	maxInFlight    = 4  // runs that are being computed
	maxPending     = 32 // requests about a run that is under way
	maxWaiting     = 64 // replies
)

const (
	pingEvery = 20 * time.Second
	silence   = 60 * time.Second // without a pong
	stuck     = 10 * time.Second // without taking a byte
)

// A session is one WebSocket connection. Two goroutines own it: the reader
// takes a request, answers it and only then takes the next; the writer sends
// what is in the queue and pings. Runs are computed beside them, so that a
// reader can go on looking at one run while another is under way.
//
// The queue is short. When a client does not read, it fills, the reader waits,
// and TCP makes the client wait; nobody else notices. The session ends when
// ctx is done, which either goroutine brings about.
type session struct {
	server *Server
	conn   *websocket.Conn
	ctx    context.Context
	end    context.CancelFunc

	queue    chan reply
	open     *openRuns
	inFlight chan struct{}  // one for each run being computed
	pending  chan struct{}  // one for each request that waits for one of them
	computed sync.WaitGroup // the goroutines of both
}

var upgrader = websocket.Upgrader{
	HandshakeTimeout: 10 * time.Second,
	ReadBufferSize:   4 << 10,
	WriteBufferSize:  4 << 10,
	WriteBufferPool:  new(sync.Pool),
	// CheckOrigin stays nil: gorilla then wants the Origin's host to be ours.
}

// serveSocket upgrades a request and serves the connection until it ends.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	up := upgrader
	up.Error = func(w http.ResponseWriter, r *http.Request, status int, reason error) {
		if status == http.StatusForbidden {
			s.writeError(w, languageOf(r), ref.Fail("origin_foreign", ref.Args{"origin": r.Header.Get("Origin")}))
			return
		}
		http.Error(w, reason.Error(), status)
	}
	if s.sessions.full() {
		s.writeError(w, languageOf(r), ref.Fail("connections_full", ref.Args{"limit": maxConnections}))
		return
	}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // answered by up.Error
	}
	s.serveConn(conn)
}

func (s *Server) serveConn(conn *websocket.Conn) {
	ctx, end := context.WithCancel(context.Background())
	c := &session{
		server: s, conn: conn, ctx: ctx, end: end,
		queue: make(chan reply, maxWaiting), open: newOpenRuns(maxOpenRuns), inFlight: make(chan struct{}, maxInFlight),
		pending: make(chan struct{}, maxPending),
	}
	defer conn.Close()
	defer end()
	if !s.sessions.add(c) {
		c.goodbye()
		return
	}
	defer s.sessions.remove(c)

	var writer sync.WaitGroup
	writer.Go(c.write)
	c.read()
	end()
	writer.Wait()
	c.computed.Wait()
}

// read takes requests until the connection ends.
func (c *session) read() {
	c.conn.SetReadLimit(maxFrame)
	c.conn.SetPongHandler(func(string) error { return c.conn.SetReadDeadline(time.Now().Add(silence)) })
	for c.ctx.Err() == nil {
		// While the queue was full nobody read, so the pongs of that time are still to come.
		_ = c.conn.SetReadDeadline(time.Now().Add(silence)) // fails on a closed connection, as the read will
		kind, r, err := c.conn.NextReader()
		if err != nil {
			return
		}
		message, err := readMessage(kind, r)
		var known *ref.Error
		switch {
		case errors.As(err, &known):
			c.fail(0, known)
		case err != nil:
			return
		default:
			c.handle(message)
		}
	}
}

// readMessage reads a message to its end, so that the next one can be read even if this is refused.
func readMessage(kind int, r io.Reader) ([]byte, error) {
	message, err := io.ReadAll(io.LimitReader(r, viz.MaxMessageBytes))
	if err != nil {
		return nil, err
	}
	rest, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, err
	}
	if kind == websocket.BinaryMessage {
		return nil, ref.Fail("message_binary", nil)
	}
	if rest > 0 {
		return nil, ref.Fail("message_too_long", ref.Args{"got": viz.MaxMessageBytes + rest, "limit": viz.MaxMessageBytes})
	}
	return message, nil
}

// write sends what is in the queue until the session ends or the client takes no more.
func (c *session) write() {
	// A reader that waits for the client is woken by the closing connection.
	defer c.conn.Close()
	defer c.end()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		var err error
		select {
		case r := <-c.queue:
			err = r.send(c.conn)
		case <-ping.C:
			err = c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(stuck))
		case <-c.ctx.Done():
			c.goodbye()
			return
		}
		if err != nil {
			return
		}
	}
}

// goodbye tells the client that the server, not the network, ends the connection.
func (c *session) goodbye() {
	bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
	_ = c.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) // it may be gone already
}

// reply puts a message into the queue, and waits while it is full. It reports
// whether the session goes on.
func (c *session) reply(r reply) bool {
	select {
	case c.queue <- r:
		return true
	case <-c.ctx.Done():
		return false
	}
}
