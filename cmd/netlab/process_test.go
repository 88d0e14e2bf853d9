//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"netlab/hooks/event"
)

// program is this test binary as netlab (see TestMain).
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "netlab")
	if err := os.Symlink(exe, link); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(link, args...)
	c.Dir = dir
	return c
}

// slow is a lab whose second packet takes a real minute to arrive.
var slow = []string{"run", "handshake", "--time", "real", "--set", "wires.wire1.delay=0s", "--set", "wires.wire1.from.server.delay=1m"}

// TestInterrupt stops a run on real time: it ends with 130, its ladder with a
// summary, and its files are whole and say that it was cut short.
func TestInterrupt(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			c := program(t, append(slow, "--out", "out")...)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(out)
			seen := ""
			for !strings.Contains(seen, "SYN-SENT") { // drawn while it goes on
				line, err := lines.ReadString('\n')
				if err != nil {
					t.Fatalf("the ladder ended before SYN-SENT: %v\n%s", err, seen)
				}
				seen += line
			}
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(lines)
			wantStatus(t, c.Wait(), exitInterrupted)
			if !strings.Contains(string(rest), "client SYN-SENT") {
				t.Errorf("the summary does not say where the client stood:\n%s", rest)
			}
			f, err := os.Open(filepath.Join(c.Dir, "out", "events.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			log, err := event.ReadLog(f)
			if err != nil {
				t.Fatalf("the recording: %v", err)
			}
			var last event.Event
			log.At(log.Len()-1, &last)
			if last.Kind != event.End || last.More.End.Reason != "interrupted" {
				t.Errorf("the recording ends with %v, wanted an end event that says interrupted", last.Kind)
			}
			var result struct{ Reason string }
			b, err := os.ReadFile(filepath.Join(c.Dir, "out", "result.json"))
			if err == nil {
				err = json.Unmarshal(b, &result)
			}
			if err != nil || result.Reason != "interrupted" {
				t.Errorf("result.json: %v, reason %q, wanted interrupted", err, result.Reason)
			}
			onlyWhole(t, filepath.Join(c.Dir, "out"))
		})
	}
}

// TestInterruptPace stops a picture that is drawn at a pace: the run was over.
func TestInterruptPace(t *testing.T) {
	c := program(t, "run", "handshake-loss", "--pace", "0.001", "--out", "out")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	c.Process.Signal(os.Interrupt)
	io.Copy(io.Discard, lines)
	wantStatus(t, c.Wait(), exitInterrupted)
	onlyWhole(t, filepath.Join(c.Dir, "out"))
}

// TestReaderGoes closes the pipe that a run on real time is drawn to: the run is
// called off, without a word, and its files are kept.
func TestReaderGoes(t *testing.T) {
	c := program(t, append(slow, "--set", "wires.wire1.from.server.delay=200ms", "--out", "out")...)
	var words bytes.Buffer
	c.Stderr = &words
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(out, 16).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	out.Close()
	wantStatus(t, c.Wait(), exitInterrupted)
	if strings.Contains(words.String(), "netlab:") {
		t.Errorf("it complains: %s", &words)
	}
	onlyWhole(t, filepath.Join(c.Dir, "out"))
}

func wantStatus(t *testing.T, err error, want int) {
	t.Helper()
	got := 0
	var e *exec.ExitError
	if errors.As(err, &e) {
		got = e.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("exit status %d, wanted %d", got, want)
	}
}

// onlyWhole says whether a folder holds the four files of a run and nothing else,
// no temporary one in particular.
func onlyWhole(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), "capture.pcapng events.jsonl ladder.txt report.html result.json"; got != want {
		t.Errorf("%s holds %s, wanted %s", dir, got, want)
	}
}
