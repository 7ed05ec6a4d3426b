package viz

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestToleranceHasRoomForRoundingsAlone bounds the tolerance of every explanation
// without asking Explain how it came by it.
func TestToleranceHasRoomForRoundingsAlone(t *testing.T) {
	tapes := variants(t)
	tapes["the way back"] = backTape(t, tinyCheckpoint(t, true, nil), Spec{Text: "badge", Start: true})
	for name, tape := range tapes {
		for _, step := range tape.Steps() {
			if arithmetics[step.Kind] == nil && gradients[step.Kind] == nil {
				continue
			}
			largest := largestNumber(step)
			eachCell(step.Value.Shape, func(cell []int) {
				x, err := Explain(tape, step.Index, cell, MaxTerms)
				require.NoError(t, err)
				assert.LessOrEqual(t, x.Tolerance, roundingsAtMost(x, largest), "%s: %s%v, %s", name, step.Name, cell, x.Kind)
			})
		}
	}
}

// roundingsAtMost is how far off float32 can be. What is copied is exact. A sum of
// n products is off by at most (n + 5)·2⁻²⁴ of the sum of their sizes, which is
// added up here from the terms that are shown (Higham 2002, §3.1). Of everything
// else it must be possible to tell a number from one that differs by 2·10⁻⁵ of
// its step's largest.
func roundingsAtMost(x Explanation, largest float64) float64 {
	const least = 0x1p-149 // the smallest float32
	switch x.Kind {
	case "copy", "lookup", "mask", "keep", "choice":
		return 0
	case "dot":
		n, sizes := 0.0, 0.0
		for _, term := range x.Terms {
			n, sizes = n+1, sizes+math.Abs(term.Value)
		}
		return (n+5)*0x1p-24*sizes + least
	}
	return 2e-5*largest + least
}

// largestNumber is the largest finite number of a step, without its sign.
func largestNumber(s Step) (largest float64) {
	for _, v := range s.Value.Data {
		if size := math.Abs(float64(v)); size > largest && !math.IsInf(size, 0) {
			largest = size
		}
	}
	return largest
}
