package web

import (
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"

	"gptlab/viz"
)

// A reply is one WebSocket message on its way out. It is encoded when it is
// sent, so that a tensor that waits for a slow client costs no memory beside
// its tape.
type reply interface{ send(*websocket.Conn) error }

// A message is a text frame; the messages of viz.
type message struct{ value any }

func (m message) send(conn *websocket.Conn) error {
	text, err := json.Marshal(m.value)
	if err != nil {
		return err
	}
	return sendAll(conn, websocket.TextMessage, text)
}

// A tensor is a binary frame, or an error in its place.
type tensor struct {
	id    uint32
	tape  *viz.Tape
	step  int
	index []int
}

func (t tensor) send(conn *websocket.Conn) error {
	frame, err := viz.TensorFrame(t.id, t.tape, t.step, t.index)
	if err != nil {
		return message{viz.NewError(t.id, err)}.send(conn)
	}
	return sendAll(conn, websocket.BinaryMessage, frame)
}

// sendAll sends a message piece by piece. The client has some seconds for each
// piece, so that a slow network takes its time and a dead one is found out.
func sendAll(conn *websocket.Conn, kind int, body []byte) error {
	const piece = 32 << 10
	w, err := conn.NextWriter(kind)
	if err != nil {
		return err
	}
	for len(body) > 0 {
		n := min(len(body), piece)
		if err := conn.SetWriteDeadline(time.Now().Add(stuck)); err != nil {
			return err
		}
		if _, err := w.Write(body[:n]); err != nil {
			return err
		}
		body = body[n:]
	}
	return w.Close()
}
