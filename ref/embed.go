package ref

import "fmt"

// Embed: table (V, C), ids (B, T) → (B, T, C), one row of the table per token.
//
//	y[b,t] = table[ids[b,t]]
func Embed(table Tensor, ids [][]int) Tensor {
	y := NewTensor(len(ids), len(ids[0]), table.Dim(1))
	for b, row := range ids {
		if len(row) != len(ids[0]) {
			panic(fmt.Sprintf("ref.Embed: sequences of %d and %d tokens in one batch", len(ids[0]), len(row)))
		}
		for t, id := range row {
			copy(y.Row(b, t), table.Row(id))
		}
	}
	return y
}

// EmbedBackward adds each position's gradient to the row it was read from.
//
//	forward: y[b,t] = table[ids[b,t]]   backward: dTable[ids[b,t]] += dy[b,t]
func EmbedBackward(ids [][]int, dy, gradTable Tensor) {
	for b, row := range ids {
		for t, id := range row {
			sum := gradTable.Row(id)
			for j, d := range dy.Row(b, t) {
				sum[j] += d
			}
		}
	}
}

// Positions: table (Tmax, C) → (T, C), the rows of positions from, from+1, …
func Positions(table Tensor, from, n int) Tensor {
	c := table.Dim(1)
	return FromSlice(table.Data[from*c:(from+n)*c], n, c)
}

// AddPositions: (B, T, C) + (T, C) → (B, T, C), the same rows for every sequence.
//
//	y[b,t] = x[b,t] + positions[t]
func AddPositions(x, positions Tensor) Tensor {
	y := x.Clone()
	for b := range x.Dim(0) {
		for t := range x.Dim(1) {
			row := y.Row(b, t)
			for j, p := range positions.Row(t) {
				row[j] += p
			}
		}
	}
	return y
}

// AddPositionsBackward: dy (B, T, C) → (T, C), the gradient of the position rows.
//
//	forward: y[b,t] = x[b,t] + positions[t]   backward: dPositions[t] = Σ_b dy[b,t]
func AddPositionsBackward(dy Tensor) Tensor {
	sum := NewTensor(dy.Dim(1), dy.Dim(2))
	for b := range dy.Dim(0) {
		for t := range dy.Dim(1) {
			row := sum.Row(t)
			for j, d := range dy.Row(b, t) {
				row[j] += d
			}
		}
	}
	return sum
}
