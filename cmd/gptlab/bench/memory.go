package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"gptlab/ref"
	"gptlab/viz"
)

// memoryRow compares the anonymous memory of a process that records one forward
// pass of a checkpoint folder with what is on the tape. Pages of the mapped
// checkpoint are the system's, which may forget them, and do not count.
func memoryRow(ctx context.Context, b *bench) (Result, error) {
	dir := filepath.Join(b.dir, "124M")
	if err := (&ref.Checkpoint{Model: ref.NewGPT(gpt124M, 1)}).Save(dir, ref.F32); err != nil {
		return Result{}, err
	}
	c, err := ref.Open(dir)
	if err != nil {
		return Result{}, err
	}
	var tape viz.Tape
	c.Model.Probs(ref.Watch(&tape), [][]int{randomTokens(measuredTokens, c.Model.VocabSize)}, nil)

	we, err := b.ours(ctx, b.fastest(), 2)
	if err != nil {
		return Result{}, err
	}
	if _, err := we.turn(0, "recorded "+dir); err != nil {
		return Result{}, err
	}
	anonymous, err := anonymousMemory(we.process.Process.Pid)
	if err != nil {
		return Result{}, &skipped{err}
	}
	r := Result{Threads: 2, Ours: anonymous / (1 << 20), Theirs: float64(tape.Bytes()) / (1 << 20), Unit: "MiB", Against: "what is recorded"}
	return r.timesAsLong(1.15, 1.05), nil
}

// anonymousMemory returns the bytes a process has that are in no file.
func anonymousMemory(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, errors.New("this system does not say how much memory a process has to itself")
	}
	for line := range strings.Lines(string(status)) {
		if text, found := strings.CutPrefix(line, "RssAnon:"); found {
			kilobytes, err := strconv.ParseFloat(strings.Fields(text)[0], 64)
			return kilobytes * 1024, err
		}
	}
	return 0, errors.New("this system does not tell anonymous memory from mapped files")
}
