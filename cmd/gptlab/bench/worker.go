package bench

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gptlab/ref"
	"gptlab/ref/kernel"
)

// Work answers requests for pieces of work, as comparator/openblas.c does, until
// in ends. Beside products it knows the works of tasks. GPTLAB_KERNEL and
// GOMAXPROCS choose the kernel and the threads.
func Work(in io.Reader, out io.Writer) error {
	fmt.Fprintln(out, kernel.Name())
	var (
		lines = bufio.NewScanner(in)
		ready = map[string]func(){} // tasks are prepared once
		last  string
		again func()
	)
	lines.Buffer(nil, 1<<16)
	for lines.Scan() {
		milliseconds, work, _ := strings.Cut(lines.Text(), " ")
		ms, err := strconv.Atoi(milliseconds)
		if err != nil {
			return fmt.Errorf("a request begins with milliseconds, not %q", milliseconds)
		}
		if work != last {
			again = nil // its operands make room for the next one's
			if again, err = prepare(work, ready); err != nil {
				return err
			}
			last = work
		}
		repeat(out, time.Duration(ms)*time.Millisecond, again)
	}
	return lines.Err()
}

// repeat prints one line with the nanoseconds that each repetition took.
func repeat(out io.Writer, about time.Duration, work func()) {
	var line []byte
	begun := time.Now()
	for end := begun.Add(about); begun.Before(end); {
		work()
		ended := time.Now()
		line = strconv.AppendInt(line, ended.Sub(begun).Nanoseconds(), 10)
		line = append(line, ' ')
		begun = ended
	}
	_, _ = out.Write(append(line, '\n')) // whoever asked is gone if this fails, and the next read says so
}

func prepare(work string, ready map[string]func()) (func(), error) {
	if again := ready[work]; again != nil {
		return again, nil
	}
	if name, argument, _ := strings.Cut(work, " "); tasks[name] != nil {
		again, err := tasks[name](argument)
		ready[work] = again
		return again, err
	}
	return multiply(strings.Fields(work))
}

// multiply prepares products, each written as its name, m, k, n and how often it is to be done.
func multiply(fields []string) (func(), error) {
	kernels := map[string]func(c, a, b []ref.Float, m, k, n int){
		"MatMul": kernel.MatMul, "MatMulT": kernel.MatMulT, "TMatMul": kernel.TMatMul,
	}
	var all []func()
	for ; len(fields) >= 5; fields = fields[5:] {
		run := kernels[fields[0]]
		var size [4]int
		for i := range size {
			var err error
			if size[i], err = strconv.Atoi(fields[1+i]); err != nil {
				return nil, err
			}
		}
		if run == nil {
			return nil, fmt.Errorf("no product is called %q", fields[0])
		}
		m, k, n := size[0], size[1], size[2]
		a, b, c := numbers(m*k), numbers(k*n), make([]ref.Float, m*n)
		for range size[3] {
			all = append(all, func() { run(c, a, b, m, k, n) })
		}
	}
	return func() {
		for _, product := range all {
			product()
		}
	}, nil
}

// numbers returns operands of which none is 0, so that no product is easier than another.
func numbers(n int) []ref.Float {
	x := make([]ref.Float, n)
	for i := range x {
		x[i] = ref.Float(i%17)/16 - 0.53
	}
	return x
}
