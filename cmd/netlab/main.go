// Command netlab is the command line of the TCP laboratory. It joins what the
// packages below know not of each other: labs from the catalogue or from files,
// makers of hosts, sinks for a run's events, and pictures.
//
// What it can do stands in two tables: commands (commands.go), one short file
// each, and flags (flags.go). They dispatch, they check the command line, and
// help, completions and the man page are printed from them.
//
// Data goes to stdout, words to stderr. Outputs are written whole or not at all.
// The exit status is that of exit.go.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"time"

	"netlab/topology/linux"
)

// soon is when a command that still goes on begins to watch for signals. Most are
// over before, and are spared the threads that watching takes.
const soon = 10 * time.Millisecond

func main() {
	stretch()             // before anything is on the stack
	linux.Inside(os.Args) // as a part of the program that runs inside a host, it stays there
	// A run is one goroutine, and so is everything around it: one processor
	// saves the runtime's passing work to and fro.
	runtime.GOMAXPROCS(1)
	surviveClosedPipe()
	ctx, cancel := context.WithCancelCause(context.Background())
	w := &world{in: os.Stdin, out: newPrinter(os.Stdout, cancel), err: os.Stderr, getenv: os.Getenv, args: os.Args[1:]}
	w.watch = sync.OnceFunc(func() { watch(cancel) })
	time.AfterFunc(soon, w.watch)
	os.Exit(w.run(ctx))
}

// stretch lets the stack grow once, to what reading a lab and drawing it need.
// Otherwise it is doubled, and all that is on it copied, five times on the way
// there: a tenth of a short run.
//
//go:noinline
func stretch() byte {
	var room [48 << 10]byte
	return room[len(os.Args)]
}

// watch turns the signals that ask a program to end into the end of its context.
// Whoever asks a second time is obeyed at once.
func watch(cancel context.CancelCauseFunc) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, endings...)
	go func() {
		<-c
		signal.Reset(endings...)
		cancel(errInterrupted)
	}()
}
