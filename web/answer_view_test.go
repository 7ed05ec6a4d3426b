package web

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
)

// letters is a second model on the server, which knows other characters.
var letters = Model{Name: "letters", Bundled: true, Open: func() (*ref.Checkpoint, error) {
	c, err := openTiny()
	if err != nil {
		return nil, err
	}
	c.Tokenizer, err = ref.TrainCharTokenizer("abc", ref.CharOptions{})
	return c, err
}}

// The requests of docs/protocol.md §3.8, on a real run.
func TestViewsAreAnswered(t *testing.T) {
	again := tiny
	again.Name = "tiny-again"
	c := dial(t, serve(t, tiny, letters, again))
	run := c.run("床前明")["run"]
	ask := func(kind string, fields object) object {
		message := object{"type": kind, "id": 9, "run": run}
		for name, value := range fields {
			message[name] = value
		}
		reply := c.ask(message)
		require.Equal(t, kind, reply["type"], "%v", reply)
		assert.EqualValues(t, 9, reply["id"])
		assert.Equal(t, run, reply["run"])
		return reply
	}

	var kinds, names []string
	cuts := ask("cuts", nil)["cuts"].([]any)
	for _, cut := range cuts {
		kinds, names = append(kinds, cut.(object)["kind"].(string)), append(names, cut.(object)["name"].(string))
	}
	assert.Equal(t, []string{"characters", "characters", "bytes"}, kinds)
	assert.Equal(t, []string{"tiny", "letters", ""}, names, "tiny-again cuts like tiny")
	assert.Len(t, cuts[0].(object)["pieces"], 3)
	assert.EqualValues(t, 1, cuts[0].(object)["unknown"], "明 is not in the vocabulary")
	assert.EqualValues(t, 3, cuts[1].(object)["unknown"])
	assert.EqualValues(t, 9, cuts[2].(object)["broken"], "no byte of a Chinese character is whole")

	space := ask("space", nil)
	assert.Len(t, space["points"], int(space["size"].(float64)))

	near := ask("neighbours", object{"token": 3, "n": 2})
	assert.Len(t, near["entries"], 2)

	stream := ask("stream", object{"row": 1})
	assert.Len(t, stream["parts"], 6)

	byName := map[string]int{}
	steps, _ := c.pull(run, 0, 1024, 1024)
	for _, step := range steps {
		byName[step["name"].(string)] = int(step["i"].(float64))
	}
	norm := ask("layernorm", object{"step": byName["ln_f"], "row": 2})
	assert.Len(t, norm["gamma"], 16)
	assert.EqualValues(t, byName["h.1.resid_2"], norm["from"])

	curve := ask("curve", object{"step": byName["h.1.mlp.gelu"], "row": 2})
	assert.Len(t, curve["in"], 64)

	lens := ask("lens", object{"row": 1, "n": 3})
	depths := lens["depths"].([]any)
	require.Len(t, depths, 3)
	top := c.ask(object{"type": "top", "id": 5, "run": run, "step": byName["probs"], "row": 1, "n": 3})
	assert.Equal(t, top["entries"], depths[2].(object)["entries"], "the last reading is what the model said")

	for _, bad := range []struct {
		message object
		code    string
	}{
		{object{"type": "neighbours", "token": 999, "n": 1}, "token_out_of_range"},
		{object{"type": "neighbours", "token": 1, "n": 0}, "credits_out_of_range"},
		{object{"type": "stream", "row": 4}, "index_out_of_range"},
		{object{"type": "layernorm", "step": 0, "row": 0}, "step_not_layernorm"},
		{object{"type": "curve", "step": 0, "row": 0}, "step_not_activation"},
		{object{"type": "curve", "step": -1, "row": 0}, "step_out_of_range"},
		{object{"type": "lens", "row": 0, "n": 201}, "credits_out_of_range"},
	} {
		bad.message["id"], bad.message["run"] = 9, run
		code, _ := c.refused(bad.message)
		assert.Equal(t, bad.code, code, "%v", bad.message)
	}
	code, _ := c.refused(object{"type": "cuts", "id": 9, "run": strings.Repeat("x", 300)})
	assert.Equal(t, "run_unknown", code)
}
