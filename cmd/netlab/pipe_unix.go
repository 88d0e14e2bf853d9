//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// surviveClosedPipe makes a write to a pipe that nobody reads an error rather than
// the end of the process, so that half-written files are cleared away.
func surviveClosedPipe() { signal.Ignore(syscall.SIGPIPE) }
