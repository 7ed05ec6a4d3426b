package ref

import (
	"fmt"

	"gptlab/ref/kernel"
)

// Embed: table (V, C), ids (B, T) → (B, T, C), one row of the table per token.
//
//	y[b,t] = table[ids[b,t]]
func Embed(table Tensor, ids [][]int) Tensor {
	y := table.result(len(ids), len(ids[0]), table.Dim(1))
	for b, row := range ids {
		if len(row) != len(ids[0]) {
			panic(fmt.Sprintf("ref.Embed: sequences of %d and %d tokens in one batch", len(ids[0]), len(row)))
		}
		for t, id := range row {
			copy(rowAt(y, b*len(row)+t), rowAt(table, id))
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
			sum := rowAt(gradTable, id)
			kernel.Add(sum, sum, rowAt(dy, b*len(row)+t))
		}
	}
}

// Positions: table (Tmax, C) → (T, C), the rows of positions from, from+1, …
func Positions(table Tensor, from, n int) Tensor {
	y := table.result(n, table.Dim(1))
	copy(y.Data, table.Data[from*table.Dim(1):])
	return y
}

// PositionsBackward adds dy (T, C) to the rows of positions 0, 1, … T−1.
//
//	forward: y[t] = table[t]   backward: dTable[t] += dy[t]
func PositionsBackward(dy, gradTable Tensor) {
	sum := gradTable.Data[:len(dy.Data)]
	kernel.Add(sum, sum, dy.Data)
}

// AddPositions: (B, T, C) + (T, C) → (B, T, C), the same rows for every sequence.
//
//	y[b,t] = x[b,t] + positions[t]
func AddPositions(x, positions Tensor) Tensor {
	y, n := x.result(x.Shape...), len(positions.Data)
	for i := 0; i < len(x.Data); i += n {
		kernel.Add(y.Data[i:i+n], x.Data[i:i+n], positions.Data)
	}
	return y
}

// AddPositionsBackward: dy (B, T, C) → (T, C), the gradient of the position rows.
//
//	forward: y[b,t] = x[b,t] + positions[t]   backward: dPositions[t] = Σ_b dy[b,t]
func AddPositionsBackward(dy Tensor) Tensor {
	sum := dy.zeros(dy.Dim(1), dy.Dim(2))
	for i, n := 0, len(sum.Data); i < len(dy.Data); i += n {
		kernel.Add(sum.Data, sum.Data, dy.Data[i:i+n])
	}
	return sum
}
