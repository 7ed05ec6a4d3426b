package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/viz"
)

// held opens a connection to a server where the run of tinyText has begun, and
// goes no further than its outline until release is closed, or nobody waits for it.
func held(t *testing.T, release <-chan struct{}) (*client, *viz.Tape) {
	s := New(Options{Models: []Model{tiny}, Log: slog.New(slog.DiscardHandler)})
	hs := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		hs.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	checkpoint, fingerprint, err := s.models.get("tiny")
	require.NoError(t, err)
	spec := viz.Spec{Model: "tiny", Text: tinyText, Start: true}
	id := spec.ID(fingerprint)
	begun := make(chan *viz.Tape, 1)
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan struct{})
	go func() {
		defer close(left)
		_, _ = s.runs.get(ctx, id, func(ctx context.Context, tell func(*recording)) (*recording, error) {
			return recorder(id, checkpoint, spec)(ctx, func(made *recording) {
				tell(made)
				begun <- made.tape
				select {
				case <-release:
				case <-ctx.Done():
				}
			})
		}, nil)
	}()
	tape := <-begun
	c := dial(t, hs.URL)
	assert.Equal(t, id, c.run(tinyText)["run"], "the catalogue does not wait for the steps")
	leave() // now the client alone waits for the run
	<-left
	return c, tape
}

func TestStepsAreSentWhileTheRunIsUnderWay(t *testing.T) {
	release := make(chan struct{})
	c, tape := held(t, release)
	run, steps := c.run(tinyText)["run"], len(tape.Outline())
	c.send(object{"type": "pull", "id": 2, "run": run, "from": 0, "credits": 1024})
	c.send(object{"type": "top", "id": 3, "run": run, "step": steps - 1, "row": 0, "n": 3})
	c.send(object{"type": "spread", "id": 4, "run": run})
	code, _ := c.refused(object{"type": "close", "id": 5, "run": "x"})
	assert.Equal(t, "run_unknown", code, "meanwhile other requests are answered")
	assert.Zero(t, tape.Len())

	close(release)
	got := map[string]int{}
	for range steps + 3 {
		got[c.next()["type"].(string)]++
	}
	assert.Equal(t, map[string]int{"step": steps, "end": 1, "error": 1, "spread": 1}, got, "the last step is no distribution")
}

func TestClosingARunUnderWayEndsIt(t *testing.T) {
	release := make(chan struct{})
	c, tape := held(t, release)
	run := c.run(tinyText)["run"]
	c.send(object{"type": "pull", "id": 2, "run": run, "from": 0, "credits": 1024})
	closed := c.ask(object{"type": "close", "id": 3, "run": run})
	assert.Equal(t, "closed", closed["type"])
	gone := c.next()
	assert.Equal(t, "run_unknown", gone["code"])
	assert.EqualValues(t, 2, gone["id"])
	assert.Error(t, tape.WaitEnd(t.Context()))
	assert.Zero(t, tape.Len(), "no step was computed for nobody")
}

func TestTooManyQuestionsAboutARunUnderWay(t *testing.T) {
	release := make(chan struct{})
	c, _ := held(t, release)
	run := c.run(tinyText)["run"]
	for id := range maxPending + 1 {
		c.send(object{"type": "spread", "id": id + 1, "run": run})
	}
	busy := c.next()
	assert.Equal(t, "busy", busy["code"])
	assert.EqualValues(t, maxPending+1, busy["id"])
	close(release)
	for range maxPending {
		assert.Equal(t, "spread", c.next()["type"])
	}
}

// A hundred browsers follow one run at a time, some of them leave in the middle.
func TestAHundredFollowOneRun(t *testing.T) {
	release := make(chan struct{})
	first, tape := held(t, release)
	steps := len(tape.Outline())
	var class sync.WaitGroup
	for i := range 100 {
		c := dial(t, first.url)
		run := c.run(tinyText)["run"]
		c.send(object{"type": "pull", "id": 2, "run": run, "from": 0, "credits": 1024})
		if i%10 == 0 {
			c.conn.Close()
			continue
		}
		class.Go(func() {
			for range steps {
				assert.Equal(t, "step", c.next()["type"])
			}
			assert.Equal(t, "end", c.next()["type"])
		})
	}
	close(release)
	class.Wait()
}

// The browsers of a class ask with the same ids, and get the same frame.
func TestACatalogueIsEncodedOnceForAClass(t *testing.T) {
	made := recordingOf(1)
	first, err := catalogued{made, 1}.frame()
	require.NoError(t, err)
	again, err := catalogued{made, 1}.frame()
	require.NoError(t, err)
	assert.Same(t, first, again)
	other, err := catalogued{made, 2}.frame()
	require.NoError(t, err)
	assert.NotSame(t, first, other)
	for id := range uint32(100) {
		_, err := catalogued{made, id + 1}.frame()
		require.NoError(t, err)
	}
	assert.LessOrEqual(t, len(made.said.byID), 4, "a client that counts up is not remembered")
}
