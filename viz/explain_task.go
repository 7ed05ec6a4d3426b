package viz

// taskState: the row of the last position, which the head reads.
func (e *explainer) taskState() arithmetic {
	states := fromStep(e.named("ln_f"))
	return copied("lookup", states.cell(states.value.Dim(0)-1, e.at(-1)))
}

// taskLogits explains Σ_c h_T[c]·W_y[y,c]: how well the text fits label y.
func (e *explainer) taskLogits() arithmetic {
	state, head := fromStep(e.named("task.state")), e.param("score.weight")
	y := e.at(-1)
	return e.dot(state.value.Dim(-1),
		func(c int) Operand { return state.cell(0, c) },
		func(c int) Operand { return head.cell(y, c) },
		nil, nil)
}

func (e *explainer) taskProbs() arithmetic {
	return e.softmax(fromStep(e.named("task.logits")), []int{0}, e.at(-1), e.taskLabel)
}

// taskLabel returns the name of a label.
func (e *explainer) taskLabel(y int) string { return e.input.Checkpoint.Model.Task.Labels[y] }
