package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Whatever ends netlab, and whenever, nothing of it is left: no process, and so no
// namespace and no device, which live by processes' descriptors alone; nothing in
// the machine's own network; no file; no name that a kept network was found by.

// longestLife is when a run stands and its program is at work, as a rule.
const longestLife = 80 * time.Millisecond

// ended are the ways to end, and how often each is tried.
var ended = []struct {
	name   string
	signal syscall.Signal
	times  int
}{
	{"killed", syscall.SIGKILL, 21},
	{"interrupted", syscall.SIGINT, 6},
	{"terminated", syscall.SIGTERM, 3},
	{"hung up", syscall.SIGHUP, 3},
	{"panicking", syscall.SIGQUIT, 3}, // the runtime's answer to it is a panic's: traces of all goroutines, and the end
}

func TestNothingLeft(t *testing.T) {
	const sleeper = "(setsid sleep 1000 &); sleep 1000"
	for _, u := range users(t) {
		for _, what := range []struct {
			name string
			args [][]string // one after the other
		}{
			{"run", [][]string{
				{"run", "handshake-loss", "--stack", "kernel"},
				{"run", "handshake-loss", "--stack", "client=kernel", "--link", "veth"},
				{"run", "handshake-loss", "--link", "veth"},
			}},
			{"exec", [][]string{{"exec", "handshake", "client", "--", "sh", "-c", sleeper}}},
			{"keep", [][]string{{"run", labFile(t), "--stack", "kernel", "--keep"}}},
		} {
			for _, e := range ended {
				t.Run(strings.Join([]string{u.name, what.name, e.name}, "/"), func(t *testing.T) {
					chance := rand.New(rand.NewPCG(1, uint64(e.signal)))
					times := e.times
					if testing.Short() {
						times = 2
					}
					for i := range times {
						life := time.Duration(chance.Int64N(int64(longestLife)))
						if !cutShort(t, u, what.args[i%len(what.args)], e.signal, life, i) {
							t.Fatalf("signalled after %v", life)
						}
					}
				})
			}
		}
	}
}

// cutShort ends a netlab after a time, and says whether nothing is left of it.
func cutShort(t *testing.T, u user, args []string, signal syscall.Signal, life time.Duration, i int) bool {
	t.Helper()
	before := devices(t)
	dir := t.TempDir()
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	mark := fmt.Sprintf("NETLAB_TEST_LEFT=%d.%s.%d", os.Getpid(), t.Name(), i)
	c := u.netlab(args...)
	c.Dir = dir
	c.Env = append(c.Env, mark, "TMPDIR="+dir)
	// All that it starts has its stdout or its stderr: the end of both is the end
	// of all.
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c.Stdout, c.Stderr = w, w
	err = c.Start()
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(life, func() { c.Process.Signal(signal) })
	patience := time.AfterFunc(20*time.Second, func() { c.Process.Kill() })
	said, _ := io.ReadAll(r)
	if !patience.Stop() {
		t.Errorf("it did not end:\n%s", said)
	}
	timer.Stop()
	c.Wait()
	// The last of it closes its descriptors one by one: what else it held may be
	// there a moment longer than its end of the pipe.
	var left []string
	for end := time.Now().Add(5 * time.Second); ; {
		if left = remains(t, mark, dir, before); left == nil || time.Now().After(end) {
			break
		}
	}
	for _, l := range left {
		t.Error("left: " + l)
	}
	return !t.Failed()
}

// remains is what is left of a netlab that has ended.
func remains(t *testing.T, mark, dir, devicesBefore string) (left []string) {
	t.Helper()
	for _, p := range marked(mark) {
		left = append(left, "process "+p)
	}
	if after := devices(t); after != devicesBefore {
		left = append(left, "devices: they were "+devicesBefore+" and are "+after)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		left = append(left, "file "+f.Name())
	}
	names, err := os.ReadFile("/proc/net/unix")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(names, []byte("@netlab/")) && bytes.Contains(names, []byte(labName())) {
		left = append(left, "the name of a kept network")
	}
	return left
}

// marked are the processes that have a variable in their environment.
func marked(variable string) (found []string) {
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, f := range all {
		if b, err := os.ReadFile(f); err == nil && bytes.Contains(b, []byte(variable)) {
			found = append(found, filepath.Base(filepath.Dir(f)))
		}
	}
	return found
}

// devices are the names of the network devices of this process's namespace.
func devices(t *testing.T) (names string) {
	t.Helper()
	b, err := os.ReadFile("/proc/net/dev")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if name, _, ok := strings.Cut(line, ":"); ok {
			names += strings.TrimSpace(name) + " "
		}
	}
	return names
}
