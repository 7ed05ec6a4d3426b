package lessons

import "gptlab/ref"

// A place is what a question is about. Rows below 0 count from the last, −1.
type place struct{ layer, head, row int }

// placeIn returns the place a script names, or the nearest that the run has:
// lessons are written for the bundled models and their own sentences, and read
// with others too.
func placeIn(run Run, params map[string]int) place {
	at := place{layer: min(params["layer"], layers(run)-1), row: -1}
	if weights, ok := run.Step(attnStep(at.layer, "weights")); ok {
		at.head = min(params["head"], weights.Dim(0)-1)
	}
	if row, ok := params["row"]; ok && row < 0 && len(run.Tokens())+row > 0 {
		at.row = row
	}
	return at
}

// layers counts the layers of a run.
func layers(run Run) int {
	for n := 0; ; n++ {
		if _, ok := run.Step(attnStep(n, "weights")); !ok {
			return n
		}
	}
}

// matrix returns one head's matrix of a step of attention: (T, T).
func (at place) matrix(run Run, what string) (ref.Tensor, error) {
	all, ok := run.Step(attnStep(at.layer, what)) // (nh, T, T)
	if !ok {
		return ref.Tensor{}, at.layerUnknown(run)
	}
	if at.head < 0 || at.head >= all.Dim(0) {
		return ref.Tensor{}, ref.Fail("head_unknown", ref.Args{"head": at.head, "heads": all.Dim(0)})
	}
	rows, columns := all.Dim(1), all.Dim(2)
	size := rows * columns
	return ref.FromSlice(all.Data[at.head*size:(at.head+1)*size], rows, columns), nil
}

// rowOf returns which row of a matrix is meant; −1 counts from the end.
func (at place) rowOf(matrix ref.Tensor) (int, error) {
	row := at.row
	if row < 0 {
		row += matrix.Dim(0)
	}
	if row < 0 || row >= matrix.Dim(0) {
		return 0, ref.Fail("index_out_of_range", ref.Args{"index": []int{at.row}, "shape": matrix.Shape})
	}
	return row, nil
}

// layerUnknown says that the model has no such layer, and how many it has.
func (at place) layerUnknown(run Run) error {
	return ref.Fail("layer_unknown", ref.Args{"layer": at.layer, "layers": layers(run)})
}
