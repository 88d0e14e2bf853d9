package linux

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// The test binary is the shim too, and what rootless_linux_test.go starts.
func TestMain(m *testing.M) {
	Inside(os.Args)
	if role := roles[os.Getenv(roleVariable)]; role != nil {
		os.Exit(role())
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0") // a shim under the race detector would sleep a second at its end
	os.Exit(m.Run())
}

// quarters is a namespace to start programs in.
func quarters(t *testing.T) *namespace {
	t.Helper()
	if !privileged() {
		t.Skip("it makes network namespaces, which takes CAP_SYS_ADMIN and CAP_NET_ADMIN")
	}
	ns, err := newNamespace()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.close() })
	return ns
}

// runIn runs a program to its end.
func runIn(t *testing.T, ns *namespace, c topology.Command) (status int, output string) {
	t.Helper()
	c.Keep = true
	woken := make(chan struct{})
	p, err := startIn(ns, &c, func() { close(woken) })
	if err != nil {
		t.Fatal(err)
	}
	<-woken
	status, ended := p.Ended()
	if !ended {
		t.Error("it woke the loop, and had not ended")
	}
	return status, string(p.Output())
}

func shell(script string) topology.Command {
	return topology.Command{Args: []string{"sh", "-c", script}}
}

func TestExecStatus(t *testing.T) {
	ns := quarters(t)
	for _, tt := range []struct {
		name, script string
		want         int
	}{
		{"well", "true", 0},
		{"not well", "false", 1},
		{"a status", "exit 77", 77},
		{"a signal", "kill -TERM $$", 128 + 15},
		{"one that nobody catches", "kill -KILL $$", 128 + 9},
		{"default actions work: it is not the first process", "kill -INT $$; exit 5", 128 + 2},
		{"an orphan ends before it", "(true &) ; exit 3", 3},
		{"an orphan is left", "sleep 1000 & exit 4", 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, out := runIn(t, ns, shell(tt.script)); got != tt.want {
				t.Errorf("status %d, wanted %d; it wrote %q", got, tt.want, out)
			}
		})
	}
}

func TestExecCannot(t *testing.T) {
	ns := quarters(t)
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, []byte("no program\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "/nowhere:/nowhere/else")
	for _, tt := range []struct {
		name, program, says string
		is                  error
	}{
		{"not in PATH", "curl", "/nowhere:/nowhere/else", exec.ErrNotFound},
		{"no such file", dir + "/none", "none", fs.ErrNotExist},
		{"not executable", plain, "plain", fs.ErrPermission},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := startIn(ns, &topology.Command{Args: []string{tt.program}}, func() {})
			if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("saw %v, wanted %v that says %s", err, tt.is, tt.says)
			}
		})
	}
	t.Run("no program at all", func(t *testing.T) {
		if err := os.Chmod(plain, 0o755); err != nil {
			t.Fatal(err)
		}
		status, out := runIn(t, ns, topology.Command{Args: []string{plain}})
		if status != 126 || !strings.Contains(out, "exec format error") {
			t.Errorf("status %d, output %q, wanted 126 and exec format error", status, out)
		}
	})
}

// TestExecInside looks around from inside.
func TestExecInside(t *testing.T) {
	ns := quarters(t)
	before, _ := os.ReadFile("/etc/hosts")
	command := func(script string) topology.Command {
		c := shell(script)
		c.Hosts = []topology.HostName{{Addr: netip.MustParseAddr("10.0.0.2"), Name: "server"}, {Addr: netip.MustParseAddr("fd00::2"), Name: "server"}}
		return c
	}
	dir := t.TempDir()
	t.Setenv("GREETING", "hello")
	for _, tt := range []struct{ name, script, want string }{
		{"its network is the namespace's", "sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' '", "lo"},
		{"so is /sys", "ls /sys/class/net", "lo"},
		{"its processes are its own", "set -- /proc/[0-9]*; echo $#", "2"},
		{"it knows the lab's hosts", "grep server /etc/hosts", "10.0.0.2\tserver\nfd00::2\tserver"},
		{"and itself", "grep 127 /etc/hosts", "127.0.0.1\tlocalhost"},
		{"no mount but these is left", "grep -c tmpfs./proc /proc/mounts", "0"},
		{"signals are at their default", "grep SigIgn /proc/self/status | cut -f2", "0000000000000000"},
		{"and not blocked", "grep SigBlk /proc/self/status | cut -f2", "0000000000000000"},
		{"the lifeline is not its", "[ -e /proc/self/fd/3 ] || echo closed", "closed"},
		{"its environment is netlab's", "echo $GREETING", "hello"},
		{"so is its directory", "pwd", dir},
		{"stdin is empty", "cat", ""},
		{"what it writes to stderr is kept too", "echo out; echo err >&2", "out\nerr"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(dir)
			if _, out := runIn(t, ns, command(tt.script)); strings.TrimSpace(out) != tt.want {
				t.Errorf("saw %q, wanted %q", out, tt.want)
			}
		})
	}
	if after, _ := os.ReadFile("/etc/hosts"); string(after) != string(before) {
		t.Error("the machine's own /etc/hosts has changed")
	}
}

func TestExecAround(t *testing.T) {
	ns := quarters(t)
	dir := t.TempDir()
	c := shell("pwd; echo $ONLY $HOME")
	c.Dir, c.Env = dir, []string{"ONLY=this", "PATH=" + os.Getenv("PATH"), rootlessMark + "=1"}
	if _, out := runIn(t, ns, c); out != dir+"\nthis\n" {
		t.Errorf("saw %q", out)
	}
}

func TestExecFiles(t *testing.T) {
	ns := quarters(t)
	in, out := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(in, []byte("what was written"), 0o644); err != nil {
		t.Fatal(err)
	}
	c := topology.Command{Args: []string{"sh", "-c", "cat; echo else >&2"}}
	for i, name := range []string{in, out} {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c.Files[i] = f
	}
	_, kept := runIn(t, ns, c)
	got, _ := os.ReadFile(out)
	if string(got) != "what was written" || kept != "else\n" {
		t.Errorf("stdout has %q, and kept was %q", got, kept)
	}
}

// TestExecOutputLimit: a program that writes without end fills no memory, and is
// not held up.
func TestExecOutputLimit(t *testing.T) {
	ns := quarters(t)
	status, out := runIn(t, ns, shell("head -c 5000000 /dev/zero"))
	if status != 0 || len(out) != mostKept {
		t.Errorf("status %d, %d octets, wanted 0 and %d", status, len(out), mostKept)
	}
}

// TestExecKill: with the program goes all that it has started, whatever that has
// done to get away.
func TestExecKill(t *testing.T) {
	ns := quarters(t)
	name := fmt.Sprintf("NETLAB_TEST_KILL=%d", os.Getpid())
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c := shell("trap '' TERM HUP INT; setsid sh -c 'nohup sleep 1000 & echo there; wait' & sleep 1000 & wait")
	c.Env = append(os.Environ(), name)
	c.Files[1] = w
	p, err := startIn(ns, &c, func() {})
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if n := len(withEnv(name)); n < 4 {
		t.Errorf("%d processes of the program's, wanted 4 at least", n)
	}
	p.Kill()
	if left := withEnv(name); left != nil {
		t.Errorf("left: %v", left)
	}
	if status, ended := p.Ended(); !ended || status != 128+9 {
		t.Errorf("ended %v with %d, wanted %d", ended, status, 128+9)
	}
	p.Kill() // again: it does no harm
}

// withEnv are the processes that have a variable in their environment.
func withEnv(name string) (found []string) {
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, f := range all {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), name) {
			found = append(found, f)
		}
	}
	return found
}

// TestExecForwards: the shim passes on what asks a program to end.
func TestExecForwards(t *testing.T) {
	ns := quarters(t)
	for _, s := range []unix.Signal{unix.SIGTERM, unix.SIGHUP} {
		t.Run(unix.SignalName(s), func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			c := shell("trap 'exit 9' TERM HUP; echo ready; while :; do read line; done")
			stdin, hold, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer hold.Close()
			defer stdin.Close()
			c.Files = [3]*os.File{stdin, w}
			p, err := startIn(ns, &c, func() {})
			w.Close()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Read(make([]byte, 10)); err != nil {
				t.Fatal(err)
			}
			p.shim.Signal(s)
			if status := p.Wait(); status != 9 {
				t.Errorf("status %d, wanted 9", status)
			}
		})
	}
}

func BenchmarkExec(b *testing.B) {
	if !privileged() {
		b.Skip("it makes a network namespace")
	}
	ns, err := newNamespace()
	if err != nil {
		b.Fatal(err)
	}
	defer ns.close()
	for b.Loop() {
		p, err := startIn(ns, &topology.Command{Args: []string{"true"}}, func() {})
		if err != nil {
			b.Fatal(err)
		}
		p.Wait()
	}
}
