package web

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/viz"
)

func TestReadMessageReadsToTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		kind int
		text string
		code string
	}{
		"short":    {websocket.TextMessage, "{}", ""},
		"just fit": {websocket.TextMessage, strings.Repeat("x", viz.MaxMessageBytes), ""},
		"too long": {websocket.TextMessage, strings.Repeat("x", viz.MaxMessageBytes+1), "message_too_long"},
		"binary":   {websocket.BinaryMessage, "{}", "message_binary"},
	} {
		r := strings.NewReader(c.text)
		message, err := readMessage(c.kind, r)
		assert.Zero(t, r.Len(), name)
		var e *ref.Error
		if errors.As(err, &e) {
			assert.Equal(t, c.code, e.Code, name)
			continue
		}
		assert.NoError(t, err, name)
		assert.Equal(t, c.text, string(message), name)
		assert.Empty(t, c.code, name)
	}
	_, err := readMessage(websocket.TextMessage, io.MultiReader(strings.NewReader("{"), broken{}))
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestOpenRunsCloseTheOneUsedLongestAgo(t *testing.T) {
	o := newOpenRuns(2)
	left := ""
	open := func(id string) openRun { return openRun{viz.Spec{Text: id}, func() { left += id }} }
	o.add("a", open("a"))
	o.add("b", open("b"))
	_, err := o.get("a")
	require.NoError(t, err)
	o.add("c", open("c"))

	_, err = o.get("b")
	assert.ErrorContains(t, err, "b", "b was used longest ago")
	assert.Equal(t, "b", left, "and nobody waits for it here any more")
	a, err := o.get("a")
	require.NoError(t, err)
	assert.Equal(t, "a", a.spec.Text)

	require.NoError(t, o.remove("a"))
	assert.Error(t, o.remove("a"), "closed is closed")
	o.add("c", open("c"))
	assert.Equal(t, "bac", left)
	assert.Len(t, o.order, 1, "opening a run twice takes one place")
}
