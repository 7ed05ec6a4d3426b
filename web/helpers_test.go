package web

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"gptlab/ref"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tinyText is the alphabet of the tiny model, and what it is asked to read.
const tinyText = "床前看月光，疑是地上霜。"

// tiny is a small random model that reads the characters of tinyText.
var tiny = Model{Name: "tiny", Bundled: true, Open: openTiny}

func openTiny() (*ref.Checkpoint, error) {
	tokenizer, err := ref.TrainCharTokenizer(tinyText, ref.CharOptions{})
	if err != nil {
		return nil, err
	}
	model := ref.NewGPT(ref.Config{
		VocabSize: tokenizer.Size(), NPositions: 32, NEmbd: 16, NLayer: 2, NHead: 2, NInner: 64,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true,
		BOS: tokenizer.Start(), EOS: tokenizer.Start(),
	}, 1)
	return &ref.Checkpoint{Name: "tiny", Model: model, Tokenizer: tokenizer}, nil
}

// serve starts a server for one test and returns its URL without the slash.
func serve(t *testing.T, list ...Model) string {
	t.Helper()
	if len(list) == 0 {
		list = []Model{tiny}
	}
	s := New(Options{Models: list, Version: "test", Log: slog.New(slog.DiscardHandler)})
	hs := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		hs.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return hs.URL
}

// fetch gets a path without following redirects. header is Name: value pairs.
func fetch(t *testing.T, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return do(t, r)
}

func do(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(body)
}

// errorOf reads an error that came as JSON.
func errorOf(t *testing.T, body string) (code, message string) {
	t.Helper()
	var e errorBody
	require.NoError(t, json.Unmarshal([]byte(body), &e), body)
	return e.Error.Code, e.Error.Message
}

// A client is the other end of the wire, written from docs/protocol.md.
type client struct {
	t    *testing.T
	url  string
	conn *websocket.Conn
}

type object = map[string]any

func dial(t *testing.T, url string) *client {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http")+"/ws", nil)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	return &client{t, url, conn}
}

func (c *client) send(message any) {
	c.t.Helper()
	text, ok := message.(string)
	if !ok {
		b, err := json.Marshal(message)
		require.NoError(c.t, err)
		text = string(b)
	}
	require.NoError(c.t, c.conn.WriteMessage(websocket.TextMessage, []byte(text)))
}

// next returns the next text message.
func (c *client) next() object {
	c.t.Helper()
	kind, text := c.receive()
	require.Equal(c.t, websocket.TextMessage, kind)
	var m object
	require.NoError(c.t, json.Unmarshal(text, &m))
	return m
}

func (c *client) receive() (kind int, message []byte) {
	c.t.Helper()
	require.NoError(c.t, c.conn.SetReadDeadline(time.Now().Add(time.Minute)))
	kind, message, err := c.conn.ReadMessage()
	require.NoError(c.t, err)
	return kind, message
}

func (c *client) ask(message any) object {
	c.t.Helper()
	c.send(message)
	return c.next()
}

// refused asks for what must give an error, and returns its code and args.
func (c *client) refused(message any) (code string, args object) {
	c.t.Helper()
	reply := c.ask(message)
	require.Equal(c.t, "error", reply["type"], "%v", reply)
	return reply["code"].(string), reply["args"].(object)
}

// run opens a run and returns its catalogue.
func (c *client) run(text string) object {
	c.t.Helper()
	reply := c.ask(object{"type": "run", "id": 1, "spec": object{"model": "tiny", "text": text}})
	require.Equal(c.t, "catalogue", reply["type"], "%v", reply)
	return reply
}

// pull returns the steps a pull gives, and whether the end came after them.
func (c *client) pull(run any, from, credits, expect int) (steps []object, end bool) {
	c.t.Helper()
	c.send(object{"type": "pull", "id": 2, "run": run, "from": from, "credits": credits})
	for range expect {
		m := c.next()
		if m["type"] == "end" {
			return steps, true
		}
		require.Equal(c.t, "step", m["type"], "%v", m)
		steps = append(steps, m)
	}
	return steps, false
}

// A frame is a binary message, taken apart.
type frame struct {
	id, step uint32
	shape    []int
	data     []float32
}

func (c *client) tensor(run any, step int, index ...int) frame {
	c.t.Helper()
	c.send(object{"type": "tensor", "id": 3, "run": run, "step": step, "index": index})
	kind, b := c.receive()
	require.Equal(c.t, websocket.BinaryMessage, kind, "%s", b)
	word := func(i int) uint32 { return binary.LittleEndian.Uint32(b[4*i:]) }
	require.Equal(c.t, "GLT1", string(b[:4]))
	f := frame{id: word(1), step: word(2)}
	n, size := int(word(3)), 1
	for i := range n {
		f.shape = append(f.shape, int(word(4+i)))
		size *= f.shape[i]
	}
	require.Len(c.t, b, 16+4*n+4*size)
	for i := range size {
		f.data = append(f.data, math.Float32frombits(word(4+n+i)))
	}
	return f
}
