package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// A contender is a process that does a piece of work again and again on request
// and says how long it took each time. Ours and OpenBLAS's speak the same
// protocol, which comparator/openblas.c describes. Each sleeps while it is not
// asked, so that turns of two of them do not disturb each other.
type contender struct {
	name    string
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// start runs a program with some more environment, and reads the name it gives itself.
func start(ctx context.Context, env []string, program string, args ...string) (*contender, error) {
	c := &contender{process: exec.CommandContext(ctx, program, args...)}
	c.process.Env = append(os.Environ(), env...)
	c.process.Stderr = os.Stderr
	var err error
	if c.in, err = c.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	name, err := c.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s said nothing: %w", program, err)
	}
	c.name = strings.TrimSpace(name)
	return c, nil
}

// stop ends the process.
func (c *contender) stop() {
	c.in.Close()
	_ = c.process.Wait() // it has nothing to say that matters now
}

// turn repeats the work for about so long, at least once, and returns the seconds
// that each repetition took.
func (c *contender) turn(about time.Duration, work string) ([]float64, error) {
	if _, err := fmt.Fprintf(c.in, "%d %s\n", max(1, about.Milliseconds()), work); err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	line, err := c.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s did not answer to %q: %w", c.name, work, err)
	}
	var times []float64
	for _, field := range strings.Fields(line) {
		ns, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil, fmt.Errorf("%s answered %q", c.name, field)
		}
		times = append(times, ns/1e9)
	}
	return times, nil
}
