package ref

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The table of a textbook: 5 of 8 a's, 3 of 4 b's, and a c that is never said.
func TestConfusion(t *testing.T) {
	c := NewConfusion([]string{"a", "b", "c", "never"})
	count := func(truth, said, n int) {
		for range n {
			c.Add(truth, said)
		}
	}
	count(0, 0, 5)
	count(0, 1, 3)
	count(1, 1, 3)
	count(1, 0, 1)
	count(2, 0, 2)
	assert.Equal(t, 14, c.Total())
	assert.InDelta(t, 8.0/14, c.Accuracy(), 1e-12)

	a := c.Class(0)
	assert.InDelta(t, 5.0/8, a.Precision, 1e-12)
	assert.InDelta(t, 5.0/8, a.Recall, 1e-12)
	assert.InDelta(t, 5.0/8, a.F1, 1e-12)
	b := c.Class(1)
	assert.InDelta(t, 0.5, b.Precision, 1e-12)
	assert.InDelta(t, 0.75, b.Recall, 1e-12)
	assert.InDelta(t, 0.6, b.F1, 1e-12)
	unsaid := c.Class(2)
	assert.True(t, math.IsNaN(unsaid.Precision))
	assert.Zero(t, unsaid.Recall)
	assert.Zero(t, unsaid.F1)
	assert.Equal(t, 2, unsaid.Support)

	assert.InDelta(t, (5.0/8+0.6+0)/3, c.MacroF1(), 1e-12, "a label that does not occur is no part of the mean")
	assert.True(t, math.IsNaN(NewConfusion([]string{"a"}).Accuracy()))
}
