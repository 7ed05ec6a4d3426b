package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Result is one line of the table. Seconds are medians. Ratio says how ours
// compares with theirs, and Required and Aim what it should be: at least that
// where AtLeast is set, else at most; 0 is no wish.
type Result struct {
	Row      string  `json:"row"`
	Threads  int     `json:"threads"`
	Ours     float64 `json:"ours"`
	Theirs   float64 `json:"theirs"`
	Unit     string  `json:"unit"`
	Against  string  `json:"against"`
	Ratio    float64 `json:"ratio"`
	Required float64 `json:"required"`
	Aim      float64 `json:"aim"`
	AtLeast  bool    `json:"at_least"`
	Calm     int     `json:"calm"`   // rounds that nothing disturbed, of those that were needed
	Rounds   int     `json:"rounds"` // where Calm is less than half of them, all rounds counted
	Note     string  `json:"note,omitempty"`
}

// Reached reports whether the ratio is what is required.
func (r Result) Reached() bool { return r.meets(r.Required) }

// Aimed reports whether it is what was aimed for.
func (r Result) Aimed() bool { return r.meets(r.Aim) }

func (r Result) meets(wish float64) bool {
	switch {
	case wish == 0:
		return true
	case r.AtLeast:
		return r.Ratio >= wish
	}
	return r.Ratio <= wish
}

// A row is a line of the table that can be measured on its own.
type row struct {
	name    string
	measure func(context.Context, *bench) (Result, error)
}

// rows are all lines, in the order of the table. Memory comes first, while the
// process that is measured has done nothing else.
func rows() []row {
	list := gemmRows()
	return slices.Concat([]row{{"anonymous memory 124M", memoryRow}}, list, []row{
		{"training step", stepRow},
		{"recorded forward 124M", recordedForwardRow},
		{"generation 124M", generationRow},
		{"plain Go training step", plainGoRow},
		{"silent tap", silentTapRow},
		{"recorded small forward", recordedSmallRow},
		{"serve: first byte of the page", firstByteRow},
		{"page: first step on the screen", firstStepRow},
	})
}

// gemmRows are the products alone, for each kernel in assembly, on one thread and on two.
func gemmRows() []row {
	var list []row
	for _, kernel := range []string{"avx512", "avx2"} {
		for _, threads := range []int{1, 2} {
			for _, p := range gptProducts {
				required, aim := 0.85, 1.0
				if kernel == "avx2" {
					required, aim = 0.75, 0.95
				}
				list = append(list, gemmRow(kernel, threads, p, required, aim))
			}
			for _, p := range trainingProducts {
				list = append(list, gemmRow(kernel, threads, p, 0.9, 1.1))
			}
		}
	}
	return list
}

func gemmRow(kernel string, threads int, p product, required, aim float64) row {
	name := fmt.Sprintf("gemm %s %d threads: %s", kernel, threads, p)
	return row{name, func(ctx context.Context, b *bench) (Result, error) {
		r, err := b.againstOpenBLAS(ctx, kernel, threads, work(timesProduct{p, 1}), work(timesProduct{p, 1}))
		if err != nil {
			return r, err
		}
		r.Ratio = r.Theirs / r.Ours
		r.Ours, r.Theirs, r.Unit = p.flop()/r.Ours/1e9, p.flop()/r.Theirs/1e9, "GFLOP/s"
		r.Required, r.Aim, r.AtLeast = required, aim, true
		return r, nil
	}}
}

const (
	measuredConfig = "shakespeare-char-cpu"
	smallModel     = "world-en"
)

func stepRow(ctx context.Context, b *bench) (Result, error) {
	recipe, err := recipeNamed(measuredConfig)
	if err != nil {
		return Result{}, err
	}
	products := stepProducts(recipe.Config(shakespeareCharacters, -1, -1), recipe.BatchSize, recipe.BlockSize)
	return b.slower(ctx, "train "+measuredConfig, work(products...), 2.0, 1.4)
}

func recordedForwardRow(ctx context.Context, b *bench) (Result, error) {
	return b.slower(ctx, "recorded 124M", work(forwardProducts(gpt124M, 1, measuredTokens)...), 1.5, 1.2)
}

// slower compares a task on two threads with products alone in OpenBLAS.
func (b *bench) slower(ctx context.Context, task, products string, required, aim float64) (Result, error) {
	r, err := b.againstOpenBLAS(ctx, b.fastest(), 2, task, products)
	if err != nil {
		return r, err
	}
	r.Against += ", its products alone"
	return r.inMilliseconds().timesAsLong(required, aim), nil
}

func generationRow(ctx context.Context, b *bench) (Result, error) {
	r, err := b.againstOurselves(ctx, b.fastest(), "generate 124M", b.fastest(), "stream 124M")
	if err != nil {
		return r, err
	}
	r.Ratio, r.Required, r.Aim, r.AtLeast = r.Theirs/r.Ours, 0.85, 0.95, true
	r.Against = "reading the weights once from memory"
	return r.inMilliseconds(), nil
}

func plainGoRow(ctx context.Context, b *bench) (Result, error) {
	r, err := b.againstOurselves(ctx, "go", "train "+measuredConfig, "avx2", "train "+measuredConfig)
	if err != nil {
		return r, err
	}
	r.Ratio, r.Aim, r.AtLeast = r.Theirs/r.Ours, 0.2, true
	r.Against = "kernel avx2"
	return r.inMilliseconds(), nil
}

// silentTapRow divides the time of a forward pass with its silent taps by what is
// left without them: they are too cheap to be seen in the difference of two runs.
func silentTapRow(ctx context.Context, b *bench) (Result, error) {
	r, err := b.againstOurselves(ctx, b.fastest(), "forward "+smallModel, b.fastest(), "taps "+smallModel)
	if err != nil {
		return r, err
	}
	r.Theirs = r.Ours - r.Theirs
	r.Against = "without its taps"
	return r.inMilliseconds().timesAsLong(1.01, 1.001), nil
}

func recordedSmallRow(ctx context.Context, b *bench) (Result, error) {
	r, err := b.againstOurselves(ctx, b.fastest(), "recorded "+smallModel, b.fastest(), "forward "+smallModel)
	if err != nil {
		return r, err
	}
	r.Against = "the same, silent"
	return r.inMilliseconds().timesAsLong(1.3, 1.1), nil
}

func (r Result) inMilliseconds() Result {
	r.Ours, r.Theirs, r.Unit = 1000*r.Ours, 1000*r.Theirs, "ms"
	return r
}

// timesAsLong wishes for a ratio of times.
func (r Result) timesAsLong(required, aim float64) Result {
	r.Ratio, r.Required, r.Aim = r.Ours/r.Theirs, required, aim
	return r
}

// matches reports whether a row's name contains every word of only, case aside.
func (r row) matches(only string) bool {
	name := strings.ToLower(r.name)
	for _, word := range strings.Fields(strings.ToLower(only)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}
