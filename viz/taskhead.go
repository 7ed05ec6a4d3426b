package viz

import "gptlab/ref"

// A Labelling is the task head at work on a text: each label's row of W_y, multiplied
// with the vector of the last word.
//
//	P(y | w_1 … w_T) = Softmax(W_y · h_T)
type Labelling struct {
	State  []Number    `json:"state"` // h_T (C)
	Labels []HeadLabel `json:"labels"`
}

// A HeadLabel is one row of the head.
type HeadLabel struct {
	Label string   `json:"label"`
	W     []Number `json:"w"`     // (C)
	Terms []Number `json:"terms"` // (C)   W_y[y,c] · h_T[c]
	Logit Number   `json:"logit"` // as recorded: the sum of the terms
	P     Number   `json:"p"`     // as recorded
}

// LabellingOf takes the head apart. It fails with task_missing for a model that was
// taught no labels.
func LabellingOf(t *Tape) (Labelling, error) {
	task := t.Input().Checkpoint.Model.Task
	state, ok := t.Named("task.state") // (1, C)
	if !ok {
		return Labelling{}, ref.Fail("task_missing", ref.Args{"model": t.Input().Spec.Model})
	}
	logits, _ := t.Named("task.logits") // (1, K)
	probs, _ := t.Named("task.probs")   // (1, K)
	head := Labelling{State: numbers(state.Value.Row(0))}
	for y, name := range task.Labels {
		row := HeadLabel{Label: name, W: numbers(task.W.Row(y)), Logit: Number(logits.Value.At(0, y)), P: Number(probs.Value.At(0, y))}
		for c, w := range task.W.Row(y) {
			row.Terms = append(row.Terms, Number(w*state.Value.At(0, c)))
		}
		head.Labels = append(head.Labels, row)
	}
	return head, nil
}
