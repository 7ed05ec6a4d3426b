package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

// What a reader waits for: the first byte of the page after the server was
// started, and the first step on the screen after the page was asked for.
const (
	firstByteMay, firstByteAim = 150 * time.Millisecond, 50 * time.Millisecond
	firstStepMay, firstStepAim = 500 * time.Millisecond, 200 * time.Millisecond
)

// A served is a running `gptlab serve`.
type served struct {
	process *exec.Cmd
	url     string
}

// serve starts the server on any free port and reads the URL it prints.
func (b *bench) serve(ctx context.Context) (*served, error) {
	s := &served{process: exec.CommandContext(ctx, b.self[0], "serve", "--addr", "127.0.0.1:0")}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("gptlab serve printed no URL: %w", err)
	}
	s.url = strings.TrimSpace(line)
	return s, nil
}

// stop ends the server as Ctrl-C does.
func (s *served) stop() {
	if s.process.Process.Signal(os.Interrupt) != nil {
		_ = s.process.Process.Kill() // a system without signals
	}
	_ = s.process.Wait() // it has nothing to say that matters now
}

// firstByteRow starts the real program, and counts until the first byte of the first lesson's page.
func firstByteRow(ctx context.Context, b *bench) (Result, error) {
	r, err := waiting(ctx, firstByteMay, firstByteAim, func() (time.Duration, error) {
		begun := time.Now()
		s, err := b.serve(ctx)
		if err != nil {
			return 0, err
		}
		defer s.stop()
		answer, err := http.Get(s.url)
		if err != nil {
			return 0, err
		}
		defer answer.Body.Close()
		if _, err := io.ReadFull(answer.Body, make([]byte, 1)); err != nil {
			return 0, err
		}
		return time.Since(begun), nil
	})
	r.Against = "what may pass"
	return r, err
}

// firstStepRow opens the page in a browser that has never seen it, on a server
// that has just been started, and counts until its first picture.
func firstStepRow(ctx context.Context, b *bench) (Result, error) {
	chromium, err := startBrowser(ctx)
	if err != nil {
		return Result{}, err
	}
	defer chromium.stop()
	r, err := waiting(ctx, firstStepMay, firstStepAim, func() (time.Duration, error) {
		s, err := b.serve(ctx)
		if err != nil {
			return 0, err
		}
		defer s.stop()
		return chromium.firstPicture(s.url)
	})
	r.Against = "what may pass"
	return r, err
}

// waiting is the median of what the rounds took, as a part of what it may take;
// the undisturbed rounds alone count where there are enough.
func waiting(ctx context.Context, may, aim time.Duration, round func() (time.Duration, error)) (Result, error) {
	var calm, all []float64
	p := newProbe(2)
	begun := time.Now()
	for len(calm) < rounds && (len(all) < rounds || time.Since(begun) < budget) {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		good := p.calm()
		took, err := round()
		if err != nil {
			return Result{}, err
		}
		all = append(all, took.Seconds())
		if p.calm() && good {
			calm = append(calm, took.Seconds())
		}
	}
	r := Result{Threads: 2, Theirs: may.Seconds(), Calm: len(calm), Rounds: rounds}
	if len(calm) < rounds/2 {
		calm = all
	}
	r.Ours = median(calm)
	return r.inMilliseconds().timesAsLong(1, aim.Seconds()/may.Seconds()), nil
}

var errNoBrowser = errors.New("no Chromium was found; CHROMIUM may name one")
