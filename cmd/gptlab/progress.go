package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"gptlab/ref"
)

// A progress says how training goes: on a terminal as one line that is written
// over again and again, elsewhere as plain lines, so that a log stays a log.
type progress struct {
	w        io.Writer
	terminal bool
	began    time.Time
	first    int       // the first step that was reported
	shown    time.Time // when the last line was written
	over     string    // what a terminal's line is written over with
}

func newProgress(w io.Writer) *progress {
	file, isFile := w.(*os.File)
	return &progress{w: w, terminal: isFile && term.IsTerminal(int(file.Fd()))}
}

// report shows one update. Validation losses are always shown, the others now
// and then.
func (p *progress) report(now ref.Progress) {
	if p.began.IsZero() {
		p.began, p.first = time.Now(), now.Step
		if now.Step > 1 {
			p.printf("going on from step %d\n", now.Step-1)
		}
	}
	patience := 5 * time.Second
	if p.terminal {
		patience = time.Second / 5
	}
	if now.Validation == nil && time.Since(p.shown) < patience {
		return
	}
	p.shown = time.Now()
	line := fmt.Sprintf("step %d/%d  loss %.4f", now.Step, now.Steps, now.Loss)
	if now.Validation != nil {
		line += fmt.Sprintf("  validation %.4f", *now.Validation)
		if now.Accuracy != nil {
			line += fmt.Sprintf("  accuracy %.1f %%", 100**now.Accuracy)
		}
		if now.Best {
			line += "  best so far"
		}
		p.printf("%s\n", line)
		return
	}
	if done := now.Step - p.first; done > 0 {
		left := time.Since(p.began) / time.Duration(done) * time.Duration(now.Steps-now.Step)
		line += fmt.Sprintf("  %s left", left.Round(time.Second))
	}
	if !p.terminal {
		p.printf("%s\n", line)
		return
	}
	p.printf("%s", line)
	p.over = "\r\x1b[K"
}

// printf writes on a line of its own, in place of the moving one.
func (p *progress) printf(format string, args ...any) {
	fmt.Fprintf(p.w, p.over+format, args...)
	p.over = ""
}

// end clears the moving line.
func (p *progress) end() { p.printf("") }
