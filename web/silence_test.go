package web

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// In these tests time is synctest's: it passes when everybody waits.

func TestAClientThatTakesNothingIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialPipe(t)
		start := time.Now()
		require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"close","id":1,"run":"x"}`)))
		synctest.Wait() // the answer is being written, and nobody reads it
		time.Sleep(stuck + time.Second)

		_, err := io.ReadAll(conn.NetConn())
		require.NoError(t, err, "the server has hung up")
		assert.Less(t, time.Since(start), stuck+2*time.Second)
	})
}

func TestAClientThatFallsSilentIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialPipe(t)
		conn.SetPingHandler(func(string) error { return nil }) // hears the pings and does not answer
		start := time.Now()
		_, _, err := conn.ReadMessage()
		assert.Error(t, err)
		assert.InDelta(t, silence.Seconds(), time.Since(start).Seconds(), 1)
	})
}

func TestAClientThatOnlyListensStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialPipe(t)
		hour := time.AfterFunc(time.Hour, func() {
			assert.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"close","id":1,"run":"x"}`)))
		})
		defer hour.Stop()
		_, text, err := conn.ReadMessage() // answers pings on the way
		require.NoError(t, err)
		assert.Contains(t, string(text), "run_unknown")
	})
}

// dialPipe connects to a server over a pipe, which holds no byte that the other
// end does not take.
func dialPipe(t *testing.T) *websocket.Conn {
	t.Helper()
	s := New(Options{Models: []Model{tiny}, Log: slog.New(slog.DiscardHandler)})
	ours, theirs := net.Pipe()
	hs := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	l := &oneConn{conn: theirs, closed: make(chan struct{})}
	go func() { _ = hs.Serve(l) }() // ends with hs.Close
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return ours, nil }}
	conn, _, err := dialer.Dial("ws://pipe/ws", nil)
	require.NoError(t, err)
	t.Cleanup(func() {
		conn.Close()
		s.Close()
		hs.Close()
	})
	return conn
}

// oneConn is a listener that one client calls.
type oneConn struct {
	mu     sync.Mutex
	conn   net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *oneConn) Accept() (net.Conn, error) {
	l.mu.Lock()
	conn := l.conn
	l.conn = nil
	l.mu.Unlock()
	if conn != nil {
		return conn, nil
	}
	<-l.closed
	return nil, net.ErrClosed
}

func (l *oneConn) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *oneConn) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }
