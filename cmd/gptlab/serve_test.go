package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestServe starts the server as its user does, reads the URL it prints, opens
// it, and ends it.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	done := make(chan int, 1)
	var said strings.Builder
	go func() {
		done <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--model", "nowhere", "--model", checkpoint(t)}, strings.NewReader(""), write, &said)
		write.Close()
	}()
	url, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+/\n$`, url)

	answer, err := http.Get(strings.TrimSpace(url) + "en/lesson/chain-rule")
	require.NoError(t, err)
	page, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusOK, answer.StatusCode)
	assert.Contains(t, string(page), `<html lang="en"`)

	cancel()
	assert.Equal(t, exitOK, <-done, "Ctrl-C is how a server ends")
	assert.Contains(t, said.String(), "nowhere", "a model that cannot be read is reported, and the server goes on")
}

func TestServePortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	got := gptlab("serve", "--addr", taken.Addr().String())
	assert.Equal(t, exitFailed, got.code)
	assert.Contains(t, got.stderr, taken.Addr().String())
	assert.Contains(t, got.stderr, "--addr")
	assert.Empty(t, got.stdout)
}
