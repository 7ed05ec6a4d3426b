package web

import (
	"sync"
	"time"
)

// sessions are the connections that are open.
type sessions struct {
	mu     sync.Mutex
	open   map[*session]bool
	closed bool
	gone   sync.WaitGroup
}

func (s *sessions) full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed || len(s.open) >= maxConnections
}

// add reports false where the server is closing.
func (s *sessions) add(c *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.open[c] = true
	s.gone.Add(1)
	return true
}

func (s *sessions) remove(c *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
	s.gone.Done()
}

// closeAll ends the sessions: with a goodbye where the client takes it within a
// second, without where it does not.
func (s *sessions) closeAll() {
	s.mu.Lock()
	s.closed = true
	for c := range s.open {
		c.end()
	}
	s.mu.Unlock()

	cut := time.AfterFunc(time.Second, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.open {
			_ = c.conn.Close()
		}
	})
	defer cut.Stop()
	s.gone.Wait()
}
