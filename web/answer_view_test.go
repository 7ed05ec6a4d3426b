package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gptlab/ref"
	"gptlab/ref/models"
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
	assert.Equal(t, []string{"characters", "wordpiece", "bytes"}, kinds, "one of each kind")
	assert.Equal(t, []string{"tiny", "", ""}, names, "its own characters, not those of another model")
	assert.Len(t, cuts[0].(object)["pieces"], 3)
	assert.EqualValues(t, 1, cuts[0].(object)["unknown"], "明 is not in the vocabulary")
	assert.EqualValues(t, 0, cuts[1].(object)["unknown"])
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

	update := ask("update", nil)
	assert.Less(t, update["after"], update["loss"])

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
		{object{"type": "learned"}, "log_empty"},
		{object{"type": "update", "param": "w"}, "parameter_wrong"},
		{object{"type": "update", "param": "ln_f.bias", "cell": []int{99}}, "parameter_wrong"},
		{object{"type": "update", "param": strings.Repeat("w", 300)}, "parameter_wrong"},
		{object{"type": "samples", "nth": 0}, "parameter_wrong"},
		{object{"type": "head"}, "task_missing"},
	} {
		bad.message["id"], bad.message["run"] = 9, run
		code, _ := c.refused(bad.message)
		assert.Equal(t, bad.code, code, "%v", bad.message)
	}
	code, _ := c.refused(object{"type": "cuts", "id": 9, "run": strings.Repeat("x", 300)})
	assert.Equal(t, "run_unknown", code)
}

// The checkpoints of one run stand beside each other, in the order they were
// kept; other models are no part of it.
func TestLearnedFindsTheRun(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mine")
	end, err := openTiny()
	require.NoError(t, err)
	for _, at := range []string{"", "step-0000003", "step-0000000"} {
		require.NoError(t, end.Save(filepath.Join(folder, at), ref.F32))
	}
	log := ref.TrainingLog{Rows: []ref.LogRow{{Step: 10, Loss: 2, Validation: new(float64)}}}
	require.NoError(t, os.WriteFile(filepath.Join(folder, ref.TrainingLogFile), log.JSON(), 0o644))
	list, problems := Models(folder)
	require.Empty(t, problems)
	c := dial(t, serve(t, append(list, tiny)...))
	for _, name := range []string{"mine", "mine/step-0000003"} {
		run := c.ask(object{"type": "run", "id": 1, "spec": object{"model": name, "text": "床前"}})
		reply := c.ask(object{"type": "learned", "id": 9, "run": run["run"]})
		require.Equal(t, "learned", reply["type"], "%v", reply)
		var names []string
		var updates []float64
		for _, k := range reply["kept"].([]any) {
			names, updates = append(names, k.(object)["model"].(string)), append(updates, k.(object)["update"].(float64))
		}
		assert.Equal(t, []string{"mine/step-0000000", "mine/step-0000003", "mine"}, names)
		assert.Equal(t, []float64{0, 3, 10}, updates)
	}
}

// Without a log nobody knows how old the end of a run is; it is the last all the same.
func TestAgeOfAModelWithoutALog(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mine")
	end, err := openTiny()
	require.NoError(t, err)
	for _, at := range []string{"", "step-3"} {
		require.NoError(t, end.Save(filepath.Join(folder, at), ref.F32))
	}
	list, problems := Models(folder)
	require.Empty(t, problems)
	c := dial(t, serve(t, list...))
	run := c.ask(object{"type": "run", "id": 1, "spec": object{"model": "mine", "text": "床前"}})
	reply := c.ask(object{"type": "samples", "id": 9, "run": run["run"], "nth": 1})
	require.Equal(t, "samples", reply["type"], "%v", reply)
	var updates []float64
	for _, k := range reply["kept"].([]any) {
		updates = append(updates, k.(object)["update"].(float64))
	}
	assert.Equal(t, []float64{3, -1}, updates)
}

// The requests of a small world, on a bundled model.
func TestViewsOfASmallWorldAreAnswered(t *testing.T) {
	c := dial(t, serve(t, Model{Name: "world-en", Bundled: true, Open: func() (*ref.Checkpoint, error) { return models.Open("world-en") }}))
	catalogue := c.ask(object{"type": "run", "id": 1, "spec": object{"model": "world-en", "text": "Mia is in the gardn"}})
	run := catalogue["run"]
	next := c.ask(object{"type": "next", "id": 9, "run": run, "row": 4})
	require.Equal(t, "next", next["type"], "%v", next)
	assert.Equal(t, true, next["allowed"])
	assert.NotEmpty(t, next["choices"])
	near := next["unknown"].([]any)[0].(object)["near"].([]any)
	assert.Equal(t, "Mia is in the garden", near[0].(object)["text"])

	blank := c.ask(object{"type": "blank", "id": 9, "run": run, "row": 2, "n": 4})
	require.Equal(t, "blank", blank["type"], "%v", blank)
	assert.GreaterOrEqual(t, len(blank["words"].([]any)), 4)

	game := c.ask(object{"type": "game", "id": 9, "run": run, "seed": 1, "said": []object{{"word": 0, "sure": 60}}})
	require.Equal(t, "game", game["type"], "%v", game)
	assert.Len(t, game["done"], 1)
	assert.Len(t, game["players"], 6)

	for _, bad := range []struct {
		message object
		code    string
	}{
		{object{"type": "next", "row": 99}, "index_out_of_range"},
		{object{"type": "blank", "row": 0, "n": 4}, "index_out_of_range"},
		{object{"type": "blank", "row": 2, "n": 21}, "credits_out_of_range"},
		{object{"type": "game", "seed": 1, "said": []object{{"word": 0, "sure": 100}}}, "said_wrong"},
	} {
		bad.message["id"], bad.message["run"] = 9, run
		code, _ := c.refused(bad.message)
		assert.Equal(t, bad.code, code, "%v", bad.message)
	}
}

// Every model that was taught labels in the same words says its own; the numbers
// measured beforehand stand beside it.
func TestClassifyAsksAllThatWereTaught(t *testing.T) {
	list, problems := Models()
	require.Empty(t, problems)
	c := dial(t, serve(t, list...))
	run := c.ask(object{"type": "run", "id": 1, "spec": object{"model": "world-en", "text": "Leo is in the forest with Ruby."}})
	reply := c.ask(object{"type": "classify", "id": 9, "run": run["run"]})
	require.Equal(t, "classify", reply["type"], "%v", reply)
	var names []string
	var before int
	for _, m := range reply["models"].([]any) {
		names = append(names, m.(object)["model"].(string))
		if m.(object)["before"] == true {
			before++
		}
		sum := 0.0
		for _, p := range m.(object)["p"].([]any) {
			sum += p.(float64)
		}
		assert.InDelta(t, 1, sum, 1e-5)
		assert.Equal(t, m.(object)["before"] == true, m.(object)["metrics"] == nil, "measured, but for the one that was not taught yet")
	}
	if before == 1 {
		assert.Equal(t, "world-en", names[0], "the model that fine-tuning began with stands in front")
		names = names[1:]
	}
	assert.Equal(t, []string{"world-en-feeling", "world-en-feeling-scratch"}, names)
	assert.NotEmpty(t, reply["curve"])
	assert.Empty(t, reply["truth"], "nothing has happened yet")

	for text, feeling := range map[string]string{
		"Leo is in the forest with Ruby. Leo finds a ball.":                              "happy",
		"Leo is in the forest with Ruby. Leo finds a ball. Leo gives the ball to Ruby.":  "proud",
		"Leo is in the forest with Ruby. Ruby finds a ball. Ruby gives the ball to Leo.": "thankful",
		"Leo is in the forest with Ruby. Leo finds":                                      "",
		"Leo finds a ball.": "",
	} {
		run := c.ask(object{"type": "run", "id": 1, "spec": object{"model": "world-en", "text": text}})
		assert.Equal(t, feeling, c.ask(object{"type": "classify", "id": 9, "run": run["run"]})["truth"], text)
	}
}
