package lessons

import (
	"math"
	"strconv"

	"gptlab/ref"
)

// taskOf returns what a run's model gives to each label: task_missing where it
// was taught none.
func taskOf(run Run) (labels []string, probs ref.Tensor, err error) {
	in := run.Tape().Input()
	if len(in.Tokens) < 2 {
		return nil, ref.Tensor{}, tooShort(2)
	}
	probs, ok := run.Step("task.probs") // (1, K)
	if !ok {
		return nil, ref.Tensor{}, ref.Fail("task_missing", ref.Args{"model": in.Checkpoint.Name})
	}
	return in.Checkpoint.Model.Task.Labels, probs, nil
}

// headSize: how many numbers does the task add to the model?
var headSize = askKind{
	wrong:  []string{"labels", "again"},
	values: []string{"labels", "width", "size", "all"},
	ask: func(run Run, _ place) (puzzle, error) {
		labels, _, err := taskOf(run)
		if err != nil {
			return puzzle{}, err
		}
		model := run.Tape().Input().Checkpoint.Model
		k, c, size, all := len(labels), model.NEmbd, len(model.Task.W.Data), model.NumParams()
		p := puzzle{answer: "head", values: map[string]string{
			"labels": strconv.Itoa(k), "width": strconv.Itoa(c), "size": strconv.Itoa(size), "all": strconv.Itoa(all),
		}}
		p.options = distinctOptions("head",
			option{id: "labels", label: strconv.Itoa(k), wrong: "labels"},
			option{id: "head", label: strconv.Itoa(size)},
			option{id: "again", label: strconv.Itoa(all), wrong: "again"})
		p.numbers = []Number{{Option: "head", Value: float64(size), Step: "task.logits", Cell: []int{}}}
		return p, nil
	},
}

// readsWhere: which word's vector does the head read? The answer is found by
// comparing the state with every row.
var readsWhere = askKind{
	options: []string{"first", "mean"},
	wrong:   []string{"first", "mean"},
	values:  []string{"word", "n"},
	ask: func(run Run, _ place) (puzzle, error) {
		if _, _, err := taskOf(run); err != nil {
			return puzzle{}, err
		}
		state, _ := run.Step("task.state") // (1, C)
		rows, _ := run.Step("ln_f")        // (T, C)
		n := rows.Dim(0)
		p := puzzle{answer: "mean", values: map[string]string{"word": label(run, n-1), "n": strconv.Itoa(n)}}
		for row, id := range map[int]string{0: "first", n - 1: "last"} {
			if sameRow(rows.Row(row), state.Row(0)) {
				p.answer = id
			}
		}
		p.options = []option{{id: "first", wrong: "first"}, {id: "last", label: distinctLabel(run, n-1)}, {id: "mean", wrong: "mean"}}
		p.numbers = []Number{{Option: p.answer, Value: float64(state.At(0, 0)), Step: "task.state", Cell: []int{0, 0}}}
		return p, nil
	},
}

func sameRow(a, b []ref.Float) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// unsureLoss: what is the task's loss of somebody who has no idea?
var unsureLoss = askKind{
	options: []string{"zero", "one"},
	wrong:   []string{"zero", "one", "share"},
	values:  []string{"labels", "log", "share"},
	ask: func(run Run, _ place) (puzzle, error) {
		labels, probs, err := taskOf(run)
		if err != nil {
			return puzzle{}, err
		}
		k := len(labels)
		flat := ref.NewTensor(1, k)                               // no label has a score
		loss := float64(ref.TaskLoss(flat, [][]int{{0}}).Data[0]) // log K
		p := puzzle{answer: "log", values: map[string]string{"labels": strconv.Itoa(k), "log": digits(math.Log(float64(k))), "share": digits(1 / float64(k))}}
		p.options = []option{
			{id: "zero", wrong: "zero"},
			{id: "share", label: digits(1 / float64(k)), wrong: "share"},
			{id: "one", wrong: "one"},
			{id: "log", label: digits(loss)},
		}
		p.numbers = []Number{{Option: "log", Value: loss, Step: "task.probs", Cell: probs.Shape[:0]}}
		return p, nil
	},
}
