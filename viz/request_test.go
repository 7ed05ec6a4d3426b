package viz

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func point[T any](x T) *T { return &x }

func TestDecodeRequest(t *testing.T) {
	head := func(kind string, id uint32) Head { return Head{Type: kind, ID: id, Run: "r"} }
	for text, want := range map[string]Request{
		`{"type":"run","id":1,"spec":{"model":"tang","text":"床前"},"new":[1]}`: &RunRequest{
			Head{Type: "run", ID: 1}, Spec{Model: "tang", Text: "床前", Start: true}},
		`{"type":"pull","id":4294967295,"run":"r","from":3,"credits":1024}`: &PullRequest{head("pull", 4294967295), 3, 1024},
		`{"type":"tensor","id":2,"run":"r","step":7,"index":[2,6]}`:         &TensorRequest{head("tensor", 2), 7, []int{2, 6}},
		`{"type":"tensor","id":2,"run":"r","step":7}`:                       &TensorRequest{head("tensor", 2), 7, nil},
		`{"type":"explain","id":3,"run":"r","step":7,"cell":[]}`:            &ExplainRequest{head("explain", 3), 7, []int{}, 0},
		`{"type":"top","id":4,"run":"r","step":9,"row":2,"n":5,"also":0}`:   &TopRequest{head("top", 4), 9, 2, 5, point(0)},
		`{"type":"guess","id":5,"run":"r","lesson":"attention","ask":"row-max","choice":null,"head":2}`: &GuessRequest{
			Head: head("guess", 5), Lesson: "attention", Ask: "row-max", HeadAt: point(2)},
		`{"type":"guess","id":5,"run":"r","lang":"en","choice":"4"}`: &GuessRequest{Head: head("guess", 5), Lang: "en", Choice: point("4")},
		`{"type":"close","id":6,"run":"r"}`:                          &CloseRequest{head("close", 6)},
	} {
		got, err := DecodeRequest([]byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
	}
}

func TestDecodeRequestRefuses(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		code, text string
		id         uint32 // what the error can answer
	}{
		{"message_not_json", ``, 0},
		{"message_not_json", `nonsense`, 0},
		{"message_not_json", `[1]`, 0},
		{"message_not_json", `{"type":"pull","id":1`, 0},
		{"message_not_json", "{\"type\":\"run\",\"id\":1,\"spec\":{\"text\":\"\xff\"}}", 0},
		{"message_not_json", strings.Repeat(`[`, 20000), 0},
		{"message_not_json", `{"type":7,"id":1}`, 0},
		{"message_not_json", `{"type":"pull","id":1,"from":"three","credits":1}`, 1},
		{"message_not_json", `{"type":"pull","id":1,"from":1e300,"credits":1}`, 1},
		{"message_not_json", `{"type":"pull","id":1,"from":1.5,"credits":1}`, 1},
		{"id_missing", `{"type":"pull"}`, 0},
		{"id_missing", `null`, 0},
		{"id_missing", `{"type":"pull","id":0}`, 0},
		{"id_missing", `{"type":"pull","id":-1}`, 0},
		{"id_missing", `{"type":"pull","id":1.5}`, 0},
		{"id_missing", `{"type":"pull","id":4294967296}`, 0},
		{"message_unknown", `{"type":"dance","id":1}`, 1},
		{"message_unknown", `{"id":1}`, 1},
		{"credits_out_of_range", `{"type":"pull","id":9,"run":"r","from":0,"credits":0}`, 9},
		{"credits_out_of_range", `{"type":"pull","id":9,"run":"r","from":0,"credits":1025}`, 9},
		{"credits_out_of_range", `{"type":"top","id":9,"run":"r","n":201}`, 9},
		{"index_out_of_range", `{"type":"explain","id":9,"run":"r","cell":[0,0,0,0,0,0,0,0,0]}`, 9},
		{"index_out_of_range", `{"type":"tensor","id":9,"run":"r","index":[0,0,0,0,0,0,0,0,0]}`, 9},
		{"run_unknown", `{"type":"close","id":9,"run":"` + long + `"}`, 9},
		{"model_unknown", `{"type":"run","id":9,"spec":{"model":"` + long + `"}}`, 9},
		{"lesson_unknown", `{"type":"guess","id":9,"lesson":"` + long + `"}`, 9},
		{"message_too_long", `{"type":"run","id":1,"spec":{"text":"` + strings.Repeat("長", MaxMessageBytes/3) + `"}}`, 0},
	} {
		request, err := DecodeRequest([]byte(c.text))
		shown := c.text[:min(len(c.text), 80)]
		assert.Equal(t, c.code, codeOf(t, err), shown)
		assert.Less(t, len(err.Error()), 400, "what is said back is short")
		if c.id == 0 {
			assert.Nil(t, request, shown)
		} else {
			assert.Equal(t, c.id, request.RequestID(), shown)
		}
	}
}

func TestClipKeepsCharactersWhole(t *testing.T) {
	for n := range 8 {
		clipped := clip(strings.Repeat("a", n) + strings.Repeat("光", 40))
		assert.True(t, strings.HasSuffix(clipped, "光…"), clipped)
		assert.LessOrEqual(t, len(clipped), 64+len("…"))
	}
}

func FuzzDecodeRequest(f *testing.F) {
	for _, seed := range []string{
		`{"type":"run","id":1,"spec":{"model":"tang","text":"床前","tokens":[1],"start":false}}`,
		`{"type":"pull","id":1,"run":"r","from":-9,"credits":7}`,
		`{"type":"tensor","id":1,"run":"r","step":7,"index":[2,6]}`,
		`{"type":"explain","id":1,"run":"r","step":7,"cell":[2,6,4],"terms":9}`,
		`{"type":"top","id":1,"run":"r","step":7,"row":1,"n":5,"also":3}`,
		`{"type":"guess","id":1,"run":"r","lesson":"l","ask":"a","choice":null,"row":1}`,
		`{"type":"close","id":"1"}`, `{"ID":2,"Type":"run","spec":null}`,
	} {
		f.Add([]byte(seed))
	}
	tape := tinyTape(f, tinyCheckpoint(f, true, nil), Spec{Text: "badge", Start: true})
	f.Fuzz(func(t *testing.T, data []byte) {
		request, err := DecodeRequest(data)
		if err != nil {
			codeOf(t, err)
			_, err := json.Marshal(NewError(1, err))
			require.NoError(t, err)
			return
		}
		require.NotZero(t, request.RequestID())
		// Whatever was let through can be asked of a tape.
		switch r := request.(type) {
		case *TensorRequest:
			_, err = TensorFrame(r.ID, tape, r.Step, r.Index)
		case *ExplainRequest:
			_, err = Explain(tape, r.Step, r.Cell, r.Terms)
		case *TopRequest:
			also := -1
			if r.Also != nil {
				also = *r.Also
			}
			_, err = Top(tape, r.Step, r.Row, r.N, also)
		}
		if err != nil {
			codeOf(t, err)
		}
	})
}
