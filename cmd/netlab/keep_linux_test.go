package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKeep: what runs in a network that is kept runs in that one, as it would have
// where it was called.
func TestKeep(t *testing.T) {
	for _, u := range users(t) {
		t.Run(u.name, func(t *testing.T) {
			lab := labFile(t)
			kept(t, u, lab)
			for _, tt := range []struct {
				name   string
				args   []string
				status int
				out    string
				says   string
			}{
				{"status", []string{"server", "--", "sh", "-c", "exit 6"}, 6, "", ""},
				{"a signal", []string{"server", "--", "sh", "-c", "kill -TERM $$"}, 143, "", ""},
				{"its host", []string{"server", "--", "grep", "-c", ":0050 .* 0A ", "/proc/net/tcp"}, 0, "1\n", ""}, // it listens at port 80
				{"stdin", []string{"server", "--", "cat"}, 0, "what was piped", ""},
				{"stderr", []string{"server", "--", "sh", "-c", "echo wrong >&2"}, 0, "", "wrong"},
				{"its environment", []string{"server", "--", "sh", "-c", "echo $GREETING"}, 0, "hello\n", ""},
				{"its directory", []string{"server", "--", "pwd"}, 0, "/\n", ""},
				{"names", []string{"server", "--", "grep", "client", "/etc/hosts"}, 0, "10.0.0.1\tclient\n", ""},
				{"no such host", []string{"sever", "--", "true"}, exitWrong, "", "did you mean server?"},
				{"no such program", []string{"server", "--", "no-such-program"}, 127, "", "in PATH"},
				{"another lab's flags", []string{"server", "--rule", "from client syn#1 drop", "--", "true"}, exitWrong, "", "leave --rule out"},
			} {
				t.Run(tt.name, func(t *testing.T) {
					c := u.netlab(append([]string{"exec", lab}, tt.args...)...)
					c.Env = append(c.Env, "GREETING=hello")
					c.Stdin = strings.NewReader("what was piped")
					o := finish(t, c)
					if o.status != tt.status || o.out != tt.out || !strings.Contains(o.errors, tt.says) {
						t.Errorf("exit status %d, stdout\n%s\nstderr\n%s\nwanted %d, %q and %q", o.status, o.out, o.errors, tt.status, tt.out, tt.says)
					}
				})
			}
			t.Run("twice", func(t *testing.T) {
				o := finish(t, u.netlab("run", lab, "--stack", "kernel", "--keep"))
				if o.status != exitUnable || !strings.Contains(o.errors, "already") {
					t.Errorf("exit status %d, stderr %s", o.status, o.errors)
				}
			})
		})
	}
}

// TestKeepEnds: who runs a program in a kept network hears of the network's end,
// and the network of his.
func TestKeepEnds(t *testing.T) {
	for _, u := range users(t) {
		t.Run(u.name, func(t *testing.T) {
			lab := labFile(t)
			keeper := kept(t, u, lab)
			visit := func() (end func(syscall.Signal) (status int, rest string)) {
				c := u.netlab("exec", lab, "server", "--", "sh", "-c", "echo begun; sleep 1000")
				var words bytes.Buffer
				c.Stderr = &words
				r, w, err := os.Pipe()
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { r.Close() })
				c.Stdout = w
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				w.Close()
				b := make([]byte, 6)
				if _, err := io.ReadFull(r, b); err != nil {
					c.Wait()
					t.Fatalf("%v: %s", err, &words)
				}
				return func(s syscall.Signal) (int, string) {
					if s != 0 {
						c.Process.Signal(s)
					}
					io.Copy(io.Discard, r) // until the last that has stdout is gone
					c.Wait()
					return c.ProcessState.ExitCode(), words.String()
				}
			}
			if status, _ := visit()(syscall.SIGKILL); status != -1 {
				t.Errorf("the visitor was killed, and ended with %d", status)
			}
			for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} { // the first is heard
				if status, words := visit()(s); status != exitInterrupted || words != "" {
					t.Errorf("%v: exit status %d, stderr %s", s, status, words)
				}
			}
			end := visit()
			keeper.Process.Signal(os.Interrupt)
			status, words := end(0)
			if status != exitUnable && status != 128+9 { // it may still be told that its program was killed
				t.Errorf("exit status %d, stderr %s", status, words)
			}
			keeper.Wait()
			if code := keeper.ProcessState.ExitCode(); code != 0 {
				t.Errorf("the keeper ended with %d", code)
			}
		})
	}
}

// TestKeepDown: that a host is down is said; in one that is up again programs run.
func TestKeepDown(t *testing.T) {
	for _, u := range users(t) {
		t.Run(u.name, func(t *testing.T) {
			lab := labOf(t, "hosts: [client, server, third]\nwires: [{ends: [client, server]}, {ends: [client, third]}]\nprograms: {client: [crash: server, reboot: server, crash: third]}\n")
			kept(t, u, lab)
			for _, tt := range []struct {
				host   string
				status int
				says   string
			}{
				{"server", 0, ""},
				{"third", exitUnable, "third is down"},
			} {
				if o := finish(t, u.netlab("exec", lab, tt.host, "--", "true")); o.status != tt.status || !strings.Contains(o.errors, tt.says) {
					t.Errorf("%s: exit status %d, stderr %s", tt.host, o.status, o.errors)
				}
			}
		})
	}
}

// TestKeepStrangers: only the same user is heard, and what is no request does not
// disturb anybody.
func TestKeepStrangers(t *testing.T) {
	if all := users(t); all[0].name != "root" {
		t.Skip("it plays two users")
	}
	lab := labFile(t)
	kept(t, user{}, lab)
	at := address(labName())
	dial := func() *net.UnixConn {
		c, err := net.DialUnix("unixpacket", nil, at)
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(20 * time.Second))
		return c
	}
	for _, text := range []string{"", "{", `{"host":"server","args":["true"]}`, `{"host":"server"}`} {
		c := dial()
		c.Write([]byte(text))
		if text == "" {
			c.Close()
			continue
		}
		answer := make([]byte, 1024)
		n, _ := c.Read(answer)
		if !strings.Contains(string(answer[:n]), `"error"`) {
			t.Errorf("%q was answered with %q, wanted an error", text, answer[:n])
		}
		c.Close()
	}
	nobody := user{cred: &syscall.Credential{Uid: 65534, Gid: 65534}}
	c := nobody.netlab("exec", lab, "server", "--stack", "netstack", "--", "id", "-u")
	if o := finish(t, c); o.status != exitWrong || !strings.Contains(o.errors, "in memory") {
		t.Errorf("nobody: exit status %d, stdout %q, stderr %q: wanted a network of his own", o.status, o.out, o.errors)
	}
	if o := finish(t, user{}.netlab("exec", lab, "server", "--", "true")); o.status != 0 {
		t.Errorf("afterwards: exit status %d, stderr %s", o.status, o.errors)
	}
}
