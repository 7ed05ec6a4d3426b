package web

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Who opens a lesson finds its run already made.
func TestALessonsOpeningRunIsMadeAhead(t *testing.T) {
	list, problems := Models()
	require.Empty(t, problems)
	s := New(Options{Models: list, Log: slog.New(slog.DiscardHandler)})
	defer s.Close()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/en/lesson/attention", nil))
	s.ahead.gone.Wait()

	lesson, err := lessonOf("attention")
	require.NoError(t, err)
	made := s.runs.latest.Len()
	assert.Equal(t, 1, made)
	_, err = s.record(t.Context(), openingOf(lesson.Opening("en")), nil)
	require.NoError(t, err)
	assert.Equal(t, made, s.runs.latest.Len(), "it is the run that the page asks for")
}

func TestWhatIsMadeAheadIsBegunOnceAndNotAfterTheEnd(t *testing.T) {
	a := newAhead()
	var count atomic.Int32
	once := func(context.Context) { count.Add(1) }
	a.begin("en", "map", once)
	a.begin("en", "map", once)
	a.begin("zh-Hant", "map", once)
	a.close()
	assert.EqualValues(t, 2, count.Load())
	a.begin("en", "chain-rule", once)
	assert.EqualValues(t, 2, count.Load())
}
