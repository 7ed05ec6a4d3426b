// Package bench measures gptlab: each row of the table in docs/performance.md
// against what it is compared with, the two interleaved in one run.
package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"gptlab/ref/kernel"
)

// A bench is one run of the benchmarks, with its contenders, which are started
// when a row first needs them.
type bench struct {
	self     []string // the command line that makes this program a contender
	dir      string   // for what is built and written
	openBLAS string   // the program, once it is built
	missing  error    // why there is no OpenBLAS
	playing  map[string]*contender
}

// A Report gets each result as it is measured, or why a row was left out.
type Report func(row string, r Result, skipped error)

// Run measures the rows whose names contain every word of only; self is the
// command that calls Work.
func Run(ctx context.Context, self []string, only string, report Report) error {
	dir, err := os.MkdirTemp("", "gptlab-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{self: self, dir: dir, playing: map[string]*contender{}}
	defer func() {
		for _, c := range b.playing {
			c.stop()
		}
	}()
	b.openBLAS, b.missing = buildOpenBLAS(ctx, dir)

	some := false
	for _, row := range rows() {
		if !row.matches(only) {
			continue
		}
		some = true
		r, err := row.measure(ctx, b)
		var skip *skipped
		if err != nil && !errors.As(err, &skip) {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		r.Row = row.name
		report(row.name, r, err)
	}
	if !some {
		return fmt.Errorf("no row's name contains %q", only)
	}
	return nil
}

// A skipped is why a row cannot be measured on this machine.
type skipped struct{ error }

// ours returns gptlab with a kernel and so many threads.
func (b *bench) ours(ctx context.Context, kernel string, threads int) (*contender, error) {
	if !able(kernel) {
		return nil, &skipped{fmt.Errorf("this machine has no %s", kernel)}
	}
	env := []string{"GPTLAB_KERNEL=" + kernel, fmt.Sprint("GOMAXPROCS=", threads)}
	return b.contender(ctx, env, b.self[0], b.self[1:]...)
}

// comparator returns OpenBLAS with the instruction set of a kernel and so many threads.
func (b *bench) comparator(ctx context.Context, kernel string, threads int) (*contender, error) {
	if b.missing != nil {
		return nil, &skipped{b.missing}
	}
	return b.contender(ctx, openBLASEnvironment(kernel, threads), b.openBLAS)
}

func (b *bench) contender(ctx context.Context, env []string, program string, args ...string) (*contender, error) {
	key := program + strings.Join(env, " ")
	if c := b.playing[key]; c != nil {
		return c, nil
	}
	c, err := start(ctx, env, program, args...)
	if err == nil {
		b.playing[key] = c
	}
	return c, err
}

func able(name string) bool { return slices.Contains(kernel.Names(), name) }

func (b *bench) fastest() string { return kernel.Names()[0] }

// The rounds of a duel: products are short and have many rows.
const rounds = 9

// againstOpenBLAS measures a work of ours and one of OpenBLAS's, in seconds.
func (b *bench) againstOpenBLAS(ctx context.Context, kernel string, threads int, our, their string) (Result, error) {
	we, err := b.ours(ctx, kernel, threads)
	if err != nil {
		return Result{}, err
	}
	they, err := b.comparator(ctx, kernel, threads)
	if err != nil {
		return Result{}, err
	}
	return measure(ctx, threads, side{we, our}, side{they, their}, "OpenBLAS "+they.name)
}

// againstOurselves measures two works of ours, on two threads, in seconds.
func (b *bench) againstOurselves(ctx context.Context, kernel, our, otherKernel, other string) (Result, error) {
	const threads = 2
	we, err := b.ours(ctx, kernel, threads)
	if err != nil {
		return Result{}, err
	}
	they, err := b.ours(ctx, otherKernel, threads)
	if err != nil {
		return Result{}, err
	}
	return measure(ctx, threads, side{we, our}, side{they, other}, "")
}

func measure(ctx context.Context, threads int, ours, theirs side, against string) (Result, error) {
	s, err := duel{rounds, threads}.fight(ctx, ours, theirs)
	return Result{Threads: threads, Ours: s.ours, Theirs: s.theirs, Against: against, Calm: s.calm, Rounds: s.rounds}, err
}
