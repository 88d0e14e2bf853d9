//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"netlab/cmd/netlab/tui"
	"netlab/lab/debug"
	"netlab/lab/story"
	"netlab/lab/words"
)

// A terminal is one of tmux's: the screen as a person sees it.
type terminal struct {
	*testing.T
	socket string
	dir    string // where the shell in it stands
}

// newTerminal starts a shell in a terminal of that size, with netlab in its path.
func newTerminal(t *testing.T, w, h int) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("a terminal needs tmux, which is not here")
	}
	c := program(t)
	m := &terminal{t, filepath.Join(c.Dir, "tmux.sock"), c.Dir}
	m.tmux("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h),
		"env", "-u", "NO_COLOR", "PATH="+c.Dir+":"+os.Getenv("PATH"), "LANG=C.UTF-8", "PS1=$ ", "ENV=", "GORACE=atexit_sleep_ms=0", "sh", "-c", "cd "+c.Dir+"; exec sh")
	t.Cleanup(func() { exec.Command("tmux", "-S", m.socket, "kill-server").Run() })
	return m
}

func (m *terminal) tmux(args ...string) string {
	m.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", m.socket}, args...)...).CombinedOutput()
	if err != nil {
		m.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// run types a command line.
func (m *terminal) run(line string) {
	m.Helper()
	m.tmux("send-keys", "-l", line)
	m.tmux("send-keys", "Enter")
}

// press presses keys, and sees that the screen says so.
func (m *terminal) press(key, want string) string {
	m.Helper()
	m.tmux("send-keys", key)
	return m.see(want)
}

// see waits until the screen shows a text, and gives the screen.
func (m *terminal) see(want string) string {
	m.Helper()
	const tries = 3000 // of some milliseconds each
	screen := ""
	for range tries {
		if screen = m.tmux("capture-pane", "-p"); strings.Contains(screen, want) {
			return screen
		}
	}
	m.Fatalf("the screen does not show %q but\n%s", want, screen)
	return ""
}

// restored sees that the terminal is as it was: its own screen, its cursor, and what
// is typed is shown.
func (m *terminal) restored() {
	m.Helper()
	m.run("stty -a; echo over")
	screen := m.see("\nover")
	for _, want := range []string{" echo ", " icanon ", " isig "} {
		if !strings.Contains(strings.ReplaceAll(screen, "\n", " "), want) {
			m.Errorf("the terminal has lost%s:\n%s", want, screen)
		}
	}
	if got := m.tmux("display", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}"); got != "0 1 0\n" {
		m.Errorf("alternate screen, cursor, mouse: %q", got)
	}
}

// TestStep uses the debugger as a person does: it drops the SYN-ACK, looks at what
// comes of it, saves that, and runs the file.
func TestStep(t *testing.T) {
	m := newTerminal(t, 80, 24)
	m.run("netlab step handshake --seed 7 --rule \"from client fin#1 drop\"; echo left $?")
	m.see("event 1 of")
	m.press("p", "client sends packet 1: S 0:0(0)")
	screen := m.press("p", "server sends packet 2: S. 0:0(0)")
	if !strings.Contains(screen, "stands at the desk") || !strings.Contains(screen, "SYN-RECEIVED") {
		t.Errorf("the SYN-ACK at the desk:\n%s", screen)
	}
	m.press("d", "Decided: drop")
	m.press("n", "✗── S.")
	m.press("B", "branch 1: packet 2 drop")
	if screen := m.press("c", "B: branch 1: packet 2 drop"); !strings.Contains(screen, "A: the lab as it is\n") || strings.Contains(screen, "handshake / three\n") {
		t.Errorf("two branches beside each other:\n%s", screen)
	}
	m.press("Escape", "show it")
	m.press("Escape", "→ next")
	m.press("End", "The run ends")
	m.press("Left", "event")
	m.press("w", "What if?")
	m.press("Escape", "→ next")
	m.press("q", "1 branch is not saved")
	m.press("s", "save as: handshake-three-1.yaml")
	m.press("Enter", "Saved.")
	m.press("q", "left 0")
	m.see("netlab run handshake-three-1.yaml --variant three --seed 7")
	m.restored()

	text, err := os.ReadFile(filepath.Join(m.dir, "handshake-three-1.yaml"))
	_, rules, _ := strings.Cut(string(text), "fin#1 drop") // the command line's rule has become the lab's
	if err != nil || !strings.Contains(rules, "packet 2 drop") {
		t.Fatalf("what was saved: %v\n%s", err, text)
	}
	c := program(t, "run", filepath.Join(m.dir, "handshake-three-1.yaml"), "--variant", "three", "--seed", "7")
	out, _ := c.CombinedOutput()
	if !strings.Contains(string(out), "packet 2 drop") || !strings.Contains(string(out), "RTO 1 s") {
		t.Errorf("the saved file does not run as it was seen:\n%s", out)
	}
}

// TestStepResized changes the terminal's size.
func TestStepResized(t *testing.T) {
	m := newTerminal(t, 80, 24)
	m.run("netlab step teardown --lang zh; echo left $?")
	m.see("事件 1 /")
	m.tmux("resize-window", "-x", "150", "-y", "45")
	m.see("─ 即将发生 ─")
	m.tmux("resize-window", "-x", "82", "-y", "25")
	m.see("─▸原因◂─ 变量")
	m.press("q", "left 0")
	m.restored()
}

// TestStepSuspended goes back to the shell for a while, and returns.
func TestStepSuspended(t *testing.T) {
	m := newTerminal(t, 80, 24)
	m.run("netlab step teardown; echo left $?")
	m.see("event 1 of")
	m.press("p", "packet 1: S 0:0(0)")
	m.press("C-z", "Stopped")
	m.restored()
	m.run("clear; fg")
	m.see("packet 1: S 0:0(0)")
	m.press("n", "Verdict on packet 1")
	m.press("q", "\n$")
	m.restored()
}

// TestStepKernel goes through a run of the kernel's hosts, which goes forward only,
// with the SYN held for a while, and to its end.
func TestStepKernel(t *testing.T) {
	if _, err := os.Stat("/dev/net/tun"); runtime.GOOS != "linux" || os.Geteuid() != 0 || err != nil {
		t.Skip("hosts of the kernel's cannot be had here")
	}
	m := newTerminal(t, 80, 24)
	m.run("netlab step handshake --stack kernel; echo left $?")
	m.see("forward only")
	m.press("p", "stands at the desk")
	m.press("h", "Held until you press r")
	m.press("n", "Verdict on packet 1: delay")
	m.press("Left", "it goes forward only")
	m.press("r", "Packet 1 goes on.")
	m.press("End", "The run ends")
	m.press("q", "1 branch is not saved")
	m.press("y", "left 0")
	m.restored()
}

// TestStepSignal ends the debugger as a system does that goes down.
func TestStepSignal(t *testing.T) {
	m := newTerminal(t, 80, 24)
	m.run("netlab step teardown; echo status $?")
	m.see("event 1 of")
	pane := strings.TrimSpace(m.tmux("display", "-p", "#{pane_pid}"))
	if out, err := exec.Command("pkill", "-TERM", "-P", pane).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	m.see("status 130")
	m.restored()
}

// panicking is a debugger with a bug.
type panicking struct{ debug.Debugger }

func (panicking) View() (*debug.View, error) {
	return &debug.View{Branch: &debug.Branch{Parent: -1}, Story: &story.Story{}, N: 1, Of: 2}, nil
}
func (panicking) Branches() []*debug.Branch  { return nil }
func (panicking) Next(context.Context) error { panic("a bug") }

// TestStepPanic restores the terminal also where the program has a bug. The screen
// is that of this test itself, run once more in a terminal.
func TestStepPanic(t *testing.T) {
	const inside = "NETLAB_TEST_SCREEN"
	if os.Getenv(inside) != "" {
		_, err := tui.Run(context.Background(), panicking{}, tui.Options{Lang: words.English}, os.Stdin, os.Stdout, os.Environ())
		fmt.Println("ended:", err)
		return
	}
	m := newTerminal(t, 80, 24)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	m.run(inside + "=1 " + exe + " -test.run='^TestStepPanic$' 2>panic.txt")
	m.see("event 1 of 2")
	m.press("n", "ended: program was killed: program experienced a panic")
	m.restored()
}
