package web

import (
	"bytes"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
	"gptlab/viz"
)

// A whole conversation as docs/protocol.md §10 has it, on a real model.
func TestConversation(t *testing.T) {
	c := dial(t, serve(t))
	catalogue := c.run("床前x")
	run, steps := catalogue["run"], int(catalogue["steps"].(float64))
	assert.EqualValues(t, 1, catalogue["id"])
	assert.EqualValues(t, 1, catalogue["v"])
	assert.Equal(t, "床前x", catalogue["text"])
	tokens := catalogue["tokens"].([]any)
	require.Len(t, tokens, 4)
	assert.Equal(t, true, tokens[0].(object)["start"])
	assert.Equal(t, "床", tokens[1].(object)["label"])
	assert.Equal(t, false, tokens[3].(object)["known"], "x is not in the vocabulary, and is shown")

	half := steps / 2
	first, end := c.pull(run, 0, half, half)
	assert.False(t, end)
	second, end := c.pull(run, half, 1024, steps-half+1)
	assert.True(t, end, "the end comes after the last step")
	all := append(first, second...)
	require.Len(t, all, steps)

	kinds := catalogue["kinds"].([]any)
	byName := map[string]object{}
	for i, step := range all {
		assert.EqualValues(t, i, step["i"])
		name := step["name"].(string)
		byName[name] = step
		kind := kinds[int(step["kind"].(float64))].(object)
		assert.Equal(t, viz.KindOf(name), kind["kind"])
		assert.Len(t, kind["axes"], len(step["shape"].([]any)), name)
	}
	weights := int(byName["h.1.attn.weights"]["i"].(float64))
	whole := c.tensor(run, weights)
	assert.Equal(t, []int{2, 4, 4}, whole.shape)
	assert.EqualValues(t, 3, whole.id)
	assert.EqualValues(t, weights, whole.step)
	row := c.tensor(run, weights, 1, 2)
	assert.Equal(t, []int{4}, row.shape)
	assert.Equal(t, whole.data[(1*4+2)*4:(1*4+3)*4], row.data, "a part is the part of the whole")
	assert.InDelta(t, 1, row.data[0]+row.data[1]+row.data[2], 1e-6)
	assert.Zero(t, row.data[3], "the future gets nothing")
	masked := c.tensor(run, int(byName["h.1.attn.masked"]["i"].(float64)), 1, 2)
	assert.True(t, math.IsInf(float64(masked.data[3]), -1), "−Inf travels")

	explained := c.ask(object{"type": "explain", "id": 4, "run": run, "step": weights, "cell": []int{1, 2, 1}})
	require.Equal(t, "explained", explained["type"])
	assert.Equal(t, []any{"", "前", "床"}, explained["labels"])
	assert.Equal(t, true, explained["equal"])
	assert.InDelta(t, row.data[1], explained["value"], 1e-7)

	probs := int(byName["probs"]["i"].(float64))
	top := c.ask(object{"type": "top", "id": 5, "run": run, "step": probs, "row": 0, "n": 3, "also": 1})
	require.Equal(t, "top", top["type"])
	total := top["rest"].(object)["p"].(float64)
	for _, entry := range top["entries"].([]any) {
		total += entry.(object)["p"].(float64)
	}
	assert.InDelta(t, 1, total, 1e-5)

	assert.Equal(t, "closed", c.ask(object{"type": "close", "id": 7, "run": run})["type"])
	code, args := c.refused(object{"type": "pull", "id": 8, "run": run, "credits": 1})
	assert.Equal(t, "run_unknown", code)
	assert.Equal(t, run, args["run"])
}

func TestBadRequestsAreSaidAndLoseNothing(t *testing.T) {
	c := dial(t, serve(t))
	catalogue := c.run(tinyText)
	run, steps := catalogue["run"], catalogue["steps"].(float64)
	spec := func(spec object) object { return object{"type": "run", "id": 9, "spec": spec} }
	for _, bad := range []struct {
		message any
		code    string
		args    object
	}{
		{`nonsense`, "message_not_json", nil},
		{`{"type":"run"}`, "id_missing", nil},
		{object{"type": "dance", "id": 9}, "message_unknown", object{"type": "dance"}},
		{strings.Repeat(" ", viz.MaxMessageBytes+7), "message_too_long", object{"got": viz.MaxMessageBytes + 7.0, "limit": viz.MaxMessageBytes + 0.0}},
		{spec(object{"model": "tiny", "text": ""}), "text_empty", nil},
		{spec(object{"model": "tiny", "text": strings.Repeat("床", 40)}), "text_too_long", object{"got": 40.0, "limit": 31.0, "over": 9.0}},
		{spec(object{"model": "tiny", "tokens": []int{999}}), "token_out_of_range", nil},
		{spec(object{"model": "huge", "text": "床"}), "model_unknown", object{"model": "huge"}},
		{object{"type": "run", "id": 9}, "model_unknown", nil},
		{object{"type": "pull", "id": 9, "run": run, "from": steps + 1, "credits": 1}, "step_out_of_range", object{"step": steps + 1, "steps": steps}},
		{object{"type": "pull", "id": 9, "run": run, "from": -1, "credits": 1}, "step_out_of_range", nil},
		{object{"type": "pull", "id": 9, "run": run, "credits": 0}, "credits_out_of_range", nil},
		{object{"type": "pull", "id": 9, "run": "nobody's", "credits": 1}, "run_unknown", nil},
		{object{"type": "tensor", "id": 9, "run": run, "step": -1}, "step_out_of_range", nil},
		{object{"type": "tensor", "id": 9, "run": run, "step": 0, "index": []int{99}}, "index_out_of_range", nil},
		{object{"type": "explain", "id": 9, "run": run, "step": 0, "cell": []int{0}}, "index_out_of_range", nil},
		{object{"type": "top", "id": 9, "run": run, "step": 0, "n": 1}, "not_a_distribution", object{"name": "wte"}},
		{object{"type": "guess", "id": 9, "run": run, "lesson": "alchemy"}, "lesson_unknown", nil},
		{object{"type": "guess", "id": 9, "run": run, "lesson": "attention", "ask": "why"}, "ask_unknown", nil},
		{object{"type": "close", "id": 9, "run": "nobody's"}, "run_unknown", nil},
	} {
		reply := c.ask(bad.message)
		require.Equal(t, "error", reply["type"], "%v", bad.message)
		assert.Equal(t, bad.code, reply["code"], "%v", bad.message)
		assert.Contains(t, ref.Sentences, reply["code"])
		if bad.args != nil {
			assert.Equal(t, bad.args, reply["args"], bad.code)
		}
	}
	require.NoError(t, c.conn.WriteMessage(websocket.BinaryMessage, []byte{1, 2, 3}))
	assert.Equal(t, "message_binary", c.next()["code"])

	steps2, end := c.pull(run, int(steps)-1, 5, 2)
	assert.Len(t, steps2, 1)
	assert.True(t, end, "after all that the run is still open")
	steps2, end = c.pull(run, int(steps), 5, 1)
	assert.Empty(t, steps2)
	assert.True(t, end, "from the end there is only the end")
}

func TestAFarTooLongMessageEndsTheConnection(t *testing.T) {
	c := dial(t, serve(t))
	// The server may hang up before all of it is written.
	_ = c.conn.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte(" "), maxFrame+1))
	_, _, err := c.conn.ReadMessage()
	assert.Error(t, err)
}

func TestAForeignOriginIsRefused(t *testing.T) {
	url := serve(t)
	ws := "ws" + strings.TrimPrefix(url, "http") + "/ws"
	for origin, welcome := range map[string]bool{
		url:                           true,
		"http://evil.example":         false,
		url + ".evil.example":         false,
		"null":                        false,
		"http://127.0.0.1:1":          false,
		strings.ToUpper(url):          true, // host names know no case
		"file://":                     false,
		"http://evil.example/" + url:  false,
		"http://user@evil.example:80": false,
	} {
		conn, response, err := websocket.DefaultDialer.Dial(ws, http.Header{"Origin": {origin}})
		if welcome {
			require.NoError(t, err, origin)
			conn.Close()
			continue
		}
		require.Error(t, err, origin)
		assert.Equal(t, http.StatusForbidden, response.StatusCode, origin)
	}
}

func TestAReconnectFindsTheSameRun(t *testing.T) {
	url := serve(t)
	c := dial(t, url)
	before := c.run(tinyText)
	bytesBefore := c.tensor(before["run"], 10)
	c.conn.Close()

	c = dial(t, url)
	code, _ := c.refused(object{"type": "pull", "id": 2, "run": before["run"], "credits": 1})
	require.Equal(t, "run_unknown", code, "a new connection has no open runs")
	after := c.run(tinyText)
	assert.Equal(t, before, after)
	assert.Equal(t, bytesBefore, c.tensor(after["run"], 10))

	elsewhere := dial(t, serve(t)).run(tinyText) // another server, as after a restart
	assert.Equal(t, before, elsewhere)
}

func TestAForgottenRunIsComputedAgainUnnoticed(t *testing.T) {
	s := New(Options{Models: []Model{tiny}, Log: slog.New(slog.DiscardHandler)})
	s.runs.budget = 1 // nothing is remembered
	c := session{server: s, ctx: t.Context(), queue: make(chan reply, 4), open: newOpenRuns(2)}
	spec := viz.Spec{Model: "tiny", Text: tinyText, Start: true}
	first, err := s.record(t.Context(), spec, nil)
	require.NoError(t, err)
	c.open.add(first.catalogue.Run, openRun{spec, func() {}})

	second, err := c.recording(first.catalogue.Run)
	require.NoError(t, err)
	assert.NotSame(t, first, second)
	assert.Equal(t, first.catalogue, second.catalogue)
	for i, step := range first.tape.Steps() {
		assert.Equal(t, step.Value, second.tape.Steps()[i].Value, step.Name)
	}
}

func TestThirtyStudentsOpenTheSameLink(t *testing.T) {
	var opened atomic.Int32
	url := serve(t, Model{Name: "tiny", Open: func() (*ref.Checkpoint, error) {
		opened.Add(1)
		return openTiny()
	}})
	var class sync.WaitGroup
	for range 30 {
		c := dial(t, url)
		class.Go(func() {
			catalogue := c.run(tinyText)
			f := c.tensor(catalogue["run"], 5)
			assert.NotEmpty(t, f.data)
		})
	}
	class.Wait()
	assert.EqualValues(t, 1, opened.Load())
}

// A client that never reads fills its own queue, and nothing else.
func TestAClientThatDoesNotReadHoldsUpNobody(t *testing.T) {
	url := serve(t)
	dead := dial(t, url)
	run := dead.run(tinyText)["run"]
	go func() { // until the server stops reading; then the test ends the connection
		pull := fmt.Sprintf(`{"type":"pull","id":2,"run":%q,"from":0,"credits":1024}`, run)
		for dead.conn.WriteMessage(websocket.TextMessage, []byte(pull)) == nil {
		}
	}()
	live := dial(t, url)
	for range 20 {
		assert.Equal(t, run, live.run(tinyText)["run"])
		live.tensor(run, 5)
	}
	dead.conn.Close()
}

func TestTooManyRunsAtOnceAreRefused(t *testing.T) {
	release := make(chan struct{})
	url := serve(t, Model{Name: "tiny", Open: func() (*ref.Checkpoint, error) {
		<-release
		return openTiny()
	}})
	c := dial(t, url)
	for id := range maxInFlight + 1 {
		c.send(object{"type": "run", "id": id + 1, "spec": object{"model": "tiny", "text": "床"}})
	}
	busy := c.next()
	assert.Equal(t, "busy", busy["code"])
	assert.EqualValues(t, maxInFlight+1, busy["id"])

	code, _ := c.refused(object{"type": "close", "id": 99, "run": "x"})
	assert.Equal(t, "run_unknown", code, "meanwhile other requests are answered")
	close(release)
	for range maxInFlight {
		assert.Equal(t, "catalogue", c.next()["type"])
	}
}

func TestAPanicIsAnErrorAndNotTheEnd(t *testing.T) {
	var calls atomic.Int32
	c := dial(t, serve(t, Model{Name: "tiny", Open: func() (*ref.Checkpoint, error) {
		if calls.Add(1) == 1 {
			panic("a fault of ours")
		}
		return openTiny()
	}}))
	reply := c.ask(object{"type": "run", "id": 1, "spec": object{"model": "tiny", "text": "床"}})
	assert.Equal(t, "internal", reply["code"])
	assert.Empty(t, reply["args"], "the client learns nothing of our insides")
	c.run("床")
}

func TestAFolderThatCannotBeReadIsSaid(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mine")
	c := dial(t, serve(t, Model{Name: "mine", Open: func() (*ref.Checkpoint, error) { return ref.Open(folder) }}))
	code, _ := c.refused(object{"type": "run", "id": 1, "spec": object{"model": "mine", "text": "x"}})
	assert.Equal(t, "folder_missing", code)
}

func TestBundledModelsAnswer(t *testing.T) {
	list, problems := Models()
	require.Empty(t, problems)
	require.Len(t, list, len(models.Names()))
	require.NotEmpty(t, list)
	c := dial(t, serve(t, list...))
	for _, m := range list {
		reply := c.ask(object{"type": "run", "id": 1, "spec": object{"model": m.Name, "text": "The fox 床前<b>"}})
		require.Equal(t, "catalogue", reply["type"], "%v", reply)
		assert.Equal(t, m.Name, reply["model"].(object)["name"])
	}
}

func TestClosingEndsEveryConnection(t *testing.T) {
	s := New(Options{Models: []Model{tiny}, Log: slog.New(slog.DiscardHandler)})
	l, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	hs := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = hs.Serve(l) }() // ends with hs.Close
	defer hs.Close()
	url := strings.TrimSuffix(URL(l), "/")

	one, two := dial(t, url), dial(t, url)
	one.run("床")
	s.Close()
	for _, c := range []*client{one, two} {
		_, _, err := c.conn.ReadMessage()
		assert.True(t, websocket.IsCloseError(err, websocket.CloseGoingAway), "%v", err)
	}
	_, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http")+"/ws", nil)
	require.Error(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
}

// FuzzMessages sends anything at all to a session that has a run open.
func FuzzMessages(f *testing.F) {
	s := New(Options{Models: []Model{tiny}, Log: slog.New(slog.DiscardHandler)})
	spec := viz.Spec{Model: "tiny", Text: "床前", Start: true}
	made, err := s.record(f.Context(), spec, nil)
	if err != nil {
		f.Fatal(err)
	}
	run := made.catalogue.Run
	for _, seed := range []string{
		`{"type":"run","id":1,"spec":{"model":"tiny","text":"床前"}}`,
		`{"type":"pull","id":2,"run":"` + run + `","from":0,"credits":64}`,
		`{"type":"tensor","id":3,"run":"` + run + `","step":36,"index":[1]}`,
		`{"type":"explain","id":4,"run":"` + run + `","step":12,"cell":[0,1,0]}`,
		`{"type":"top","id":5,"run":"` + run + `","step":34,"row":0,"n":3,"also":2}`,
		`{"type":"guess","id":6,"run":"` + run + `","lesson":"attention","ask":"row-max","choice":null}`,
		`{"type":"close","id":7,"run":"` + run + `"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c := &session{
			server: s, ctx: t.Context(), queue: make(chan reply, 2000),
			open: newOpenRuns(maxOpenRuns), inFlight: make(chan struct{}, maxInFlight), pending: make(chan struct{}, maxPending),
		}
		c.open.add(run, openRun{spec, func() {}})
		c.handle(text)
		c.computed.Wait()
		require.NotEmpty(t, c.queue, "every request has an answer")
		for len(c.queue) > 0 {
			if m, ok := (<-c.queue).(message); ok {
				if e, ok := m.value.(viz.ErrorMessage); ok {
					assert.NotEqual(t, "internal", e.Code)
				}
			}
		}
	})
}
