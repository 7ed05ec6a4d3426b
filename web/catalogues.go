package web

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// catalogues are the frames of one run's catalogue by the id of the request they
// answer. It is the largest message of a lesson, and the browsers of a class that
// opens one link ask for it with the same id, so it is encoded once for them all.
type catalogues struct {
	mu   sync.Mutex
	byID map[uint32]*websocket.PreparedMessage
}

// catalogued is a recording's catalogue as the answer to request id.
type catalogued struct {
	made *recording
	id   uint32
}

func (c catalogued) send(conn *websocket.Conn) error {
	frame, err := c.frame()
	if err != nil {
		return err
	}
	if err := conn.SetWriteDeadline(time.Now().Add(stuck)); err != nil {
		return err
	}
	return conn.WritePreparedMessage(frame)
}

// frame returns the message, ready to be sent.
func (c catalogued) frame() (*websocket.PreparedMessage, error) {
	const most = 4 // pages begin with small ids; what others ask with is not worth keeping
	said := &c.made.said
	said.mu.Lock()
	defer said.mu.Unlock()
	if frame, ok := said.byID[c.id]; ok {
		return frame, nil
	}
	catalogue := c.made.catalogue
	catalogue.ID = c.id
	text, err := json.Marshal(catalogue)
	if err != nil {
		return nil, err
	}
	frame, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err != nil {
		return nil, err
	}
	if len(said.byID) < most {
		if said.byID == nil {
			said.byID = map[uint32]*websocket.PreparedMessage{}
		}
		said.byID[c.id] = frame
	}
	return frame, nil
}
