package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"netlab/topology/linux"
)

// A user is who a test runs netlab as.
type user struct {
	name string
	cred *syscall.Credential // nil: who runs the test
}

// users are who may have kernel hosts here: root, and nobody where user namespaces
// are allowed.
func users(t *testing.T) (all []user) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("it makes network namespaces, and is not run as root")
	}
	for _, a := range linux.Abilities() {
		switch {
		case a.Name == linux.AbilityNamespace && a.OK:
			all = append(all, user{name: "root"})
		case a.Name == linux.AbilityRootless && a.OK:
			all = append(all, user{"rootless", &syscall.Credential{Uid: 65534, Gid: 65534}})
		}
	}
	if all == nil {
		t.Skip("this machine gives no network namespaces: netlab doctor")
	}
	return all
}

// netlab is a command of netlab's, as a user.
func (u user) netlab(args ...string) *exec.Cmd {
	c := &exec.Cmd{Path: "/proc/self/exe", Args: append([]string{"netlab"}, args...), Dir: "/"}
	c.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "LANG=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: u.cred}
	return c
}

// outcome is how a command ended.
type outcome struct {
	status      int
	out, errors string
}

func finish(t *testing.T, c *exec.Cmd) (o outcome) {
	t.Helper()
	var out, words bytes.Buffer
	c.Stdout, c.Stderr = &out, &words
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return outcome{c.ProcessState.ExitCode(), out.String(), words.String()}
}

func TestExec(t *testing.T) {
	for _, u := range users(t) {
		for _, tt := range []struct {
			name   string
			args   []string
			status int
			out    string // what stdout has in it
			says   string // and stderr
		}{
			{"status", []string{"client", "--", "sh", "-c", "exit 7"}, 7, "", ""},
			{"a signal", []string{"client", "--", "sh", "-c", "kill -KILL $$"}, 137, "", ""},
			{"its host", []string{"server", "--", "cat", "/proc/net/fib_trie"}, 0, "10.0.0.2", ""},
			{"names", []string{"server", "--", "cat", "/etc/hosts"}, 0, "10.0.0.1\tclient\n10.0.0.2\tserver\n", ""},
			{"six", []string{"server", "--ip", "6", "--", "cat", "/etc/hosts"}, 0, "fd00::1\tclient\nfd00::2\tserver\n", ""},
			{"flags of its own", []string{"client", "--", "echo", "--lang", "-n", "--"}, 0, "--lang -n --\n", ""},
			{"over veth", []string{"client", "--link", "veth", "--", "cat", "/proc/net/dev"}, 0, "eth0:", ""},
			{"netstack on devices", []string{"client", "--stack", "netstack", "--link", "veth", "--", "true"}, 0, "", ""},
			{"netstack in memory", []string{"client", "--stack", "netstack", "--", "true"}, exitWrong, "", "--stack client=kernel, or --link tun"},
			{"no such program", []string{"client", "--", "no-such-program"}, 127, "", "in PATH, which is /"},
			{"no such file", []string{"client", "--", "/no/such/program"}, 127, "", "no such file"},
			{"no program", []string{"client", "--", "/etc/hosts"}, 126, "", "permission denied"},
			{"no such host", []string{"klient", "--", "true"}, exitWrong, "", "did you mean client?"},
		} {
			t.Run(u.name+"/"+tt.name, func(t *testing.T) {
				o := finish(t, u.netlab(append([]string{"exec", "handshake"}, tt.args...)...))
				if o.status != tt.status || !strings.Contains(o.out, tt.out) || !strings.Contains(o.errors, tt.says) {
					t.Errorf("exit status %d, stdout\n%s\nstderr\n%s\nwanted %d, %q and %q", o.status, o.out, o.errors, tt.status, tt.out, tt.says)
				}
			})
		}
	}
}

// TestExecTalks: a program and one of the lab's talk to each other over the wire,
// past the rules, and the record has it.
func TestExecTalks(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("it opens a connection with bash, and there is none")
	}
	const script = "exec 3<>/dev/tcp/server/80; cat <&3"
	for _, u := range users(t) {
		t.Run(u.name, func(t *testing.T) {
			lab := `hosts: {client: {}, server: {}}
wires: [{ends: [client, server], delay: 1ms}]
programs: {server: [{listen: 80}, accept, {send: hello}, close]}
`
			args, dir := []string{"exec", "-", "client", "--rule", "from client syn#1 drop"}, t.TempDir()
			if u.cred == nil { // who may write there
				args = append(args, "--out", dir)
			}
			c := u.netlab(append(args, "--", bash, "-c", script)...)
			c.Stdin = strings.NewReader(lab)
			o := finish(t, c)
			if o.status != 0 || o.out != "hello" {
				t.Fatalf("exit status %d, stdout %q, stderr %s", o.status, o.out, o.errors)
			}
			if u.cred != nil {
				return
			}
			events, err := os.ReadFile(filepath.Join(dir, "events.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{`"action":"drop"`, `"retransmit":1`, `"to":"ESTABLISHED"`, `"op":"exec"`} {
				if !bytes.Contains(events, []byte(want)) {
					t.Errorf("the record has no %s:\n%s", want, events)
				}
			}
		})
	}
}

// A session is netlab on a terminal, and who sits there.
type session struct {
	t      *testing.T
	person *os.File
	c      *exec.Cmd
	seen   string
}

func onTerminal(t *testing.T, c *exec.Cmd) *session {
	t.Helper()
	person, program, err := linux.PTY()
	if err != nil {
		t.Skip(err)
	}
	defer program.Close()
	c.Stdin, c.Stdout, c.Stderr = program, program, program
	c.SysProcAttr.Setsid, c.SysProcAttr.Setctty = true, true
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, person: person, c: c}
	patience := time.AfterFunc(20*time.Second, func() { c.Process.Kill() }) // who waits in vain sees the terminal's end
	t.Cleanup(func() {
		patience.Stop()
		c.Process.Kill()
		c.Wait()
		person.Close()
	})
	return s
}

func (s *session) types(text string) {
	s.t.Helper()
	if _, err := s.person.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// sees reads until a text has come that had not yet.
func (s *session) sees(text string) {
	s.t.Helper()
	for b := make([]byte, 4096); !strings.Contains(s.seen, text); {
		n, err := s.person.Read(b)
		if err != nil {
			s.t.Fatalf("the terminal is gone (%v), and %q has not come:\n%s", err, text, s.seen)
		}
		s.seen += string(b[:n])
	}
	_, s.seen, _ = strings.Cut(s.seen, text)
}

// ends reads to the end, and compares the status.
func (s *session) ends(want int) {
	s.t.Helper()
	for b := make([]byte, 4096); ; {
		n, err := s.person.Read(b)
		s.seen += string(b[:n])
		if err != nil {
			break
		}
	}
	s.c.Wait()
	if got := s.c.ProcessState.ExitCode(); got != want {
		s.t.Errorf("exit status %d, wanted %d:\n%s", got, want, s.seen)
	}
}

// labName is a name that no other process has a lab of.
func labName() string { return fmt.Sprintf("standing-%d", os.Getpid()) }

// labFile is a lab of that name, whose server listens.
func labFile(t *testing.T) string {
	return labOf(t, "hosts: {client: {}, server: {}}\nwires: [{ends: [client, server]}]\nprograms: {server: [{listen: 80}]}\n")
}

// labOf is a lab of that name, which anybody may read.
func labOf(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, labName()+".yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// kept starts netlab run --keep, and ends it when the test does.
func kept(t *testing.T, u user, args ...string) *exec.Cmd {
	t.Helper()
	c := u.netlab(append([]string{"run", "--stack", "kernel", "--keep", "--quiet"}, args...)...)
	words, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt)
		c.Wait()
	})
	seen := ""
	for b := make([]byte, 512); !strings.Contains(seen, "netlab exec"); {
		n, err := words.Read(b)
		if err != nil {
			t.Fatalf("it does not stand: %s", seen)
		}
		seen += string(b[:n])
	}
	return c
}

// TestExecTerminal: a shell inside a host is as usable as any, in a network of its
// own and in one that is kept.
func TestExecTerminal(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	for _, u := range users(t) {
		for _, where := range []string{"own", "kept"} {
			t.Run(u.name+"/"+where, func(t *testing.T) {
				lab := labFile(t)
				if where == "kept" {
					kept(t, u, lab)
				}
				t.Run("shell", func(t *testing.T) {
					c := u.netlab("exec", lab, "client", "--", bash, "--norc", "--noprofile", "-i")
					c.Env = append(c.Env, "PS1=ready:", "TERM=dumb")
					s := onTerminal(t, c)
					s.sees("ready:")
					if strings.Contains(s.seen, "no job control") {
						t.Error(s.seen)
					}
					s.types("echo $((6*7))\n")
					s.sees("\n42")
					s.sees("ready:")
					s.types("(echo reading; cat)\n")
					s.sees("\nreading")
					s.types("a line\n")
					s.sees("a line\r\na line")
					s.types("\x03")
					s.sees("ready:")
					s.types("echo status $?\n")
					s.sees("\nstatus 130")
					s.types("exit 5\n")
					s.ends(5)
				})
				t.Run("interrupt", func(t *testing.T) {
					s := onTerminal(t, u.netlab("exec", lab, "client", "--", bash, "-c", "trap 'echo caught; exit 3' INT; echo begun; while :; do read -t 1; done"))
					s.sees("begun")
					s.types("\x03")
					s.sees("caught")
					s.ends(3)
				})
				t.Run("stop", func(t *testing.T) {
					s := onTerminal(t, u.netlab("exec", lab, "client", "--", bash, "-c", "echo begun; read x; echo got $x"))
					s.sees("begun")
					s.types("\x1a")
					s.types("word\n")
					s.sees("got word")
					s.ends(0)
				})
			})
		}
	}
}

// TestExecTerminalBack: when the program has ended, the terminal is again that of
// who called netlab.
func TestExecTerminalBack(t *testing.T) {
	for _, u := range users(t) {
		t.Run(u.name, func(t *testing.T) {
			script := fmt.Sprintf("exec 2>&1; (exec -a netlab /proc/%d/exe exec handshake client -- true); read x; echo got $x", os.Getpid())
			c := u.netlab()
			bash, err := exec.LookPath("bash")
			if err != nil {
				t.Skip("there is no bash")
			}
			if u.cred != nil {
				// Nobody may not look into this process.
				exe, err := os.Executable()
				if err != nil {
					t.Fatal(err)
				}
				f, err := os.Open(exe)
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				c.ExtraFiles = []*os.File{f}
				script = strings.Replace(script, fmt.Sprintf("/proc/%d/exe", os.Getpid()), "/proc/self/fd/3", 1)
			}
			c.Path, c.Args = bash, []string{"sh", "-c", script}
			s := onTerminal(t, c)
			s.types("word\n")
			s.sees("got word")
			s.ends(0)
		})
	}
}
