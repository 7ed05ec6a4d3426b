package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// A browser is a Chromium that is told what to do through a pair of pipes: its
// DevTools protocol, messages in JSON with a zero byte behind each.
type browser struct {
	process *exec.Cmd
	profile string
	in      io.WriteCloser
	out     *bufio.Reader
	calls   int
}

// startBrowser starts an installed Chromium without a window, or says that there is none.
func startBrowser(ctx context.Context) (*browser, error) {
	program := findChromium()
	if program == "" {
		return nil, &skipped{errNoBrowser}
	}
	profile, err := os.MkdirTemp("", "gptlab-bench-browser-")
	if err != nil {
		return nil, err
	}
	args := []string{"--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--user-data-dir=" + profile}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // which root cannot have
	}
	b := &browser{process: exec.CommandContext(ctx, program, append(args, "about:blank")...), profile: profile}
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	b.process.ExtraFiles = []*os.File{theirIn, theirOut} // file descriptors 3 and 4
	b.in, b.out = ourOut, bufio.NewReader(ourIn)
	err = b.process.Start()
	theirIn.Close()
	theirOut.Close()
	if err != nil {
		os.RemoveAll(profile)
		return nil, &skipped{fmt.Errorf("%s does not start: %w", program, err)}
	}
	return b, nil
}

func findChromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
}

// stop ends the browser.
func (b *browser) stop() {
	_ = b.call("", "Browser.close", nil, nil) // or else it ends with its pipe
	b.in.Close()
	_ = b.process.Wait() // it has nothing to say that matters now
	os.RemoveAll(b.profile)
}

// params are what a method is called with.
type params map[string]any

// call calls a method in a session, "" for the browser itself, and decodes its result.
func (b *browser) call(session, method string, with params, result any) error {
	b.calls++
	call := map[string]any{"id": b.calls, "method": method, "params": with}
	if session != "" {
		call["sessionId"] = session
	}
	request, err := json.Marshal(call)
	if err != nil {
		return err
	}
	if _, err := b.in.Write(append(request, 0)); err != nil {
		return err
	}
	for {
		message, err := b.out.ReadBytes(0)
		if err != nil {
			return fmt.Errorf("the browser has gone: %w", err)
		}
		var answer struct {
			ID     int             `json:"id"`
			Result json.RawMessage `json:"result"`
			Error  struct {
				Message string `json:"message"`
			} `json:"error"`
		}
		if err := json.Unmarshal(message[:len(message)-1], &answer); err != nil {
			return err
		}
		switch {
		case answer.ID != b.calls: // an event
		case answer.Error.Message != "":
			return fmt.Errorf("%s: %s", method, answer.Error.Message)
		case result == nil:
			return nil
		default:
			return json.Unmarshal(answer.Result, result)
		}
	}
}

// watchForPicture is put into a page before its own scripts. The stage is busy
// until it has drawn; what was drawn is on the screen with the next frame.
const watchForPicture = `window.firstPicture = new Promise((done) => {
  const look = () => {
    const plot = document.getElementById('plot');
    if (plot && !plot.hasAttribute('aria-busy')) requestAnimationFrame(() => done(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})`

// firstPicture opens a URL in a window of its own, with nothing cached, and
// returns how long after the navigation began the stage had drawn.
func (b *browser) firstPicture(url string) (time.Duration, error) {
	var window struct{ BrowserContextID, TargetID, SessionID string }
	if err := b.call("", "Target.createBrowserContext", nil, &window); err != nil {
		return 0, err
	}
	own := params{"browserContextId": window.BrowserContextID}
	defer func() { _ = b.call("", "Target.disposeBrowserContext", own, nil) }() // else it goes with the browser
	if err := b.call("", "Target.createTarget", params{"url": "about:blank", "browserContextId": window.BrowserContextID, "width": 1280, "height": 720}, &window); err != nil {
		return 0, err
	}
	if err := b.call("", "Target.attachToTarget", params{"targetId": window.TargetID, "flatten": true}, &window); err != nil {
		return 0, err
	}
	if err := b.call(window.SessionID, "Page.enable", nil, nil); err != nil {
		return 0, err
	}
	if err := b.call(window.SessionID, "Page.addScriptToEvaluateOnNewDocument", params{"source": watchForPicture}, nil); err != nil {
		return 0, err
	}
	if err := b.call(window.SessionID, "Page.navigate", params{"url": url}, nil); err != nil {
		return 0, err
	}
	var drawn struct{ Result struct{ Value float64 } } // milliseconds
	if err := b.call(window.SessionID, "Runtime.evaluate", params{"expression": "firstPicture", "awaitPromise": true, "returnByValue": true}, &drawn); err != nil {
		return 0, err
	}
	if drawn.Result.Value <= 0 {
		return 0, fmt.Errorf("%s drew no picture", url)
	}
	return time.Duration(drawn.Result.Value * float64(time.Millisecond)), nil
}
