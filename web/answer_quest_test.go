package web

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The requests of the quests, on a real run.
func TestQuestsAreAnswered(t *testing.T) {
	c := dial(t, serve(t, tiny))
	run := c.run("床前明")["run"]
	ask := func(kind string, fields object) object {
		message := object{"type": kind, "id": 9, "run": run}
		for name, value := range fields {
			message[name] = value
		}
		return c.ask(message)
	}

	seekers := ask("seekers", object{"row": 2, "columns": []int{0, 1, 2}, "n": 200})
	require.Equal(t, "seekers", seekers["type"], "%v", seekers)
	heads := seekers["heads"].([]any)
	assert.Len(t, heads, int(seekers["count"].(float64)))
	for _, head := range heads {
		assert.InDelta(t, 1, head.(object)["weight"], 1e-5, "a row adds up to 1")
	}
	next := seekers["next"].(object)
	assert.Equal(t, "text", next["from"])
	assert.Nil(t, next["truth"])

	ablated := ask("ablate", object{"row": 2})
	assert.Equal(t, next, ablated["next"])
	assert.Len(t, ablated["heads"], len(heads))
	hidden := ask("hide", object{"row": 2})
	assert.Equal(t, next, hidden["next"])
	assert.Len(t, hidden["words"], 3)
	spread := ask("spread", nil)
	assert.LessOrEqual(t, spread["mean"], spread["most"])

	assert.Equal(t, "index_out_of_range", ask("ablate", object{"row": 99})["code"])
	assert.Equal(t, "index_out_of_range", ask("seekers", object{"row": 1, "columns": []int{99}, "n": 3})["code"])
	assert.Equal(t, "credits_out_of_range", ask("seekers", object{"row": 1, "columns": []int{0}, "n": 0})["code"])
	assert.Equal(t, "message_not_json", ask("seekers", object{"row": 1, "columns": "all", "n": 1})["code"])
}
