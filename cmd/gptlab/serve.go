package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"gptlab/web"
)

func newServe() *cobra.Command {
	var (
		addr   string
		wanted []string
		open   bool
	)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Open the lab in a browser: lessons, and a GPT to step through",
		Long: `Serve the lab: the lessons, and a GPT that is stepped through equation by
equation. The URL is printed on standard output; Ctrl-C ends the server.

The bundled models are always there. Each --model adds a checkpoint folder, or
all checkpoints of a folder of such folders, or puts a bundled model first. One
that cannot be read is reported and left out.`,
		Example: `  gptlab serve --open
  gptlab serve --model ./my-model
  gptlab serve --model ./runs           # every model folder in it
  gptlab serve --addr 0.0.0.0:8080      # for the other computers of the room`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd)
			defer stop()
			return serve(ctx, cmd, addr, wanted, open)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "the `address` to listen on; port 0 takes any free one")
	cmd.Flags().StringArrayVar(&wanted, "model", nil, "a bundled model or a checkpoint `folder`; may be given again")
	cmd.Flags().BoolVar(&open, "open", false, "open the page in the default browser")
	must(cmd.RegisterFlagCompletionFunc("model", completeModels))
	return cmd
}

func serve(ctx context.Context, cmd *cobra.Command, addr string, wanted []string, open bool) error {
	models, problems := web.Models(wanted...)
	for _, problem := range problems {
		fmt.Fprintf(cmd.ErrOrStderr(), "gptlab serve goes on without a model that cannot be read:\n%v\n", problem)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(web.MemoryBytes) // collect sooner, rather than wait for twice as much
	}
	listener, err := web.Listen(addr)
	if err != nil {
		return err
	}
	url := web.URL(listener)
	fmt.Fprintln(cmd.OutOrStdout(), url)
	if open {
		if err := openBrowser(url); err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "no browser could be started (%v): open the URL yourself\n", err)
		}
	}
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	return web.New(web.Options{Models: models, Version: version(), Log: log}).Serve(ctx, listener)
}

// openBrowser starts the default browser and does not wait for it.
func openBrowser(url string) error {
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", url).Start()
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
	default:
		return exec.Command("xdg-open", url).Start()
	}
}

// interruptible returns a context that Ctrl-C ends. The second Ctrl-C ends the
// process, as it would any.
func interruptible(cmd *cobra.Command) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
