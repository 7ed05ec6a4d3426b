package whatif

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// A Change says what one step becomes.
type Change struct {
	Step  string // its public name; h.*.… is the step of every layer
	Index []int  // a leading index of the tensor: a head, a row, a cell; empty is all of it
	Kind  Kind
	Value ref.Float // the number or the factor
}

// Kind is what happens to the numbers that a change is about.
type Kind int

// The kinds, each with the gradient of what came out before the change.
const (
	Number   Kind = iota // y' = Value:        the gradient ends here, dy = 0
	Identity             // y' = x, the input: all of the gradient goes to the input, dx = dy'
	Factor               // y' = Value·y:      dy = Value·dy'
)

// Limits on what may be written.
const (
	MaxChanges  = 32  // in one run
	MaxBytes    = 128 // of one change
	MaxNumber   = 1e9
	maxIndexLen = 3 // no step has more axes
)

// Grammar is how a change is written.
const Grammar = `STEP=VALUE, where STEP is a public step name (h.*.… for every layer) and VALUE is
  0.5          this number in every cell
  x0.5         every cell times this factor; masked cells stay -Inf
  identity     what the step was computed from: no ÷√d_k in attn.scaled, no mask in
               attn.masked, no LayerNorm in ln_1, ln_2 and ln_f, and so on
  [1]=0        a number, or a factor (x2), for a part alone: here head 1 of a step that
               has heads; [h,i] is a row, [h,i,j] a cell`

// Parse reads a change. It fails with
//
//	set_syntax    {set} is not STEP=VALUE
//	set_number    {value} is not a number from −{limit} to {limit}
//	set_step      {step} is none of the steps that can be changed
//	set_identity  {step} has no single input of its own shape
func Parse(text string) (Change, error) {
	if len(text) > MaxBytes {
		return Change{}, ref.Fail("set_syntax", ref.Args{"set": strings.ToValidUTF8(text[:64], "") + "…"})
	}
	step, value, ok := strings.Cut(text, "=")
	if !ok {
		return Change{}, ref.Fail("set_syntax", ref.Args{"set": text})
	}
	c := Change{Step: step}
	if inside, rest, indexed := cutIndex(value); indexed {
		if c.Index, ok = parseIndex(inside); !ok {
			return Change{}, ref.Fail("set_syntax", ref.Args{"set": text})
		}
		value = rest
	}
	if err := c.parseValue(text, value); err != nil {
		return Change{}, err
	}
	return c, c.checkStep()
}

// cutIndex takes [h,i,j]= off the front of a value.
func cutIndex(value string) (inside, rest string, ok bool) {
	if value, ok = strings.CutPrefix(value, "["); !ok {
		return "", "", false
	}
	return strings.Cut(value, "]=")
}

func parseIndex(text string) (index []int, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		i, err := strconv.ParseUint(part, 10, 31)
		if err != nil || len(index) == maxIndexLen {
			return nil, false
		}
		index = append(index, int(i))
	}
	return index, true
}

func (c *Change) parseValue(text, value string) error {
	switch {
	case value == "":
		return ref.Fail("set_syntax", ref.Args{"set": text})
	case value == "identity" && c.Index == nil:
		c.Kind = Identity
		return nil
	case value[0] == 'x':
		c.Kind, value = Factor, value[1:]
	}
	number, ok := parseNumber(value)
	if !ok {
		return ref.Fail("set_number", ref.Args{"value": value, "limit": strconv.Itoa(MaxNumber)})
	}
	c.Value = ref.Float(number)
	return nil
}

// parseNumber reads a decimal number that float32 can hold and the rest of a
// pass can live with.
func parseNumber(text string) (float64, bool) {
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false // such as inf, or hexadecimal
	}
	x, err := strconv.ParseFloat(text, 32)
	return x + 0, err == nil && math.Abs(x) <= MaxNumber // + 0 makes −0 an ordinary 0
}

// String returns the one way to write a change; Parse reads it back.
func (c Change) String() string {
	var b strings.Builder
	b.WriteString(c.Step + "=")
	if len(c.Index) > 0 {
		b.WriteString(strings.ReplaceAll(fmt.Sprint(c.Index), " ", ",") + "=")
	}
	switch c.Kind {
	case Identity:
		b.WriteString("identity")
		return b.String()
	case Factor:
		b.WriteString("x")
	}
	b.WriteString(strconv.FormatFloat(float64(c.Value), 'g', -1, 32))
	return b.String()
}

// apply returns what y, of that many axes without a batch, becomes. input is
// what y was computed from, for an identity.
func (c Change) apply(y, input ref.Tensor, axes int) ref.Tensor {
	if c.Kind == Identity {
		return input
	}
	changed := y.Clone()
	c.each(changed, axes, func(cell *ref.Float) {
		switch {
		case c.Kind == Number:
			*cell = c.Value
		case !math.IsInf(float64(*cell), -1): // a masked cell stays masked
			*cell *= c.Value
		}
	})
	return changed
}

// applyBackward turns the gradient of what the step became into that of what
// it would have been. That of an identity's input is the observer's to carry.
func (c Change) applyBackward(dy ref.Tensor, axes int) ref.Tensor {
	before := dy.Clone()
	c.each(before, axes, func(cell *ref.Float) {
		if c.Kind == Factor {
			*cell *= c.Value
		} else {
			*cell = 0
		}
	})
	return before
}

// each visits the cells that the change is about, in every text of a batch.
// Cells that a tensor does not have, because its text is shorter, are skipped.
func (c Change) each(x ref.Tensor, axes int, visit func(cell *ref.Float)) {
	shape := x.Shape[len(x.Shape)-axes:]
	size, at := 1, 0
	for axis, d := range shape {
		if axis < len(c.Index) {
			if c.Index[axis] >= d {
				return
			}
			at = at*d + c.Index[axis]
		} else {
			size *= d
		}
	}
	whole := 1
	for _, d := range shape {
		whole *= d
	}
	for text := 0; text < len(x.Data); text += whole {
		part := x.Data[text+at*size : text+(at+1)*size]
		for i := range part {
			visit(&part[i])
		}
	}
}

// Covers reports whether a change is about a cell of its step.
func (c Change) Covers(cell []int) bool {
	return len(c.Index) <= len(cell) && slices.Equal(c.Index, cell[:len(c.Index)])
}
