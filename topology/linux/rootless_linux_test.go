package linux

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
)

// Roles are what this test binary is when it is started by a test: programs that
// call Enter.
const roleVariable = "NETLAB_TEST_ROLE"

var roles = map[string]func() int{"work": work, "stand": stand, "forbid": forbid, "abilities": tellAbilities}

// entered is Enter as main calls it.
func entered() int {
	if err := Enter(Entry{}); err != nil {
		fmt.Println(err)
		return 3
	}
	return 0
}

// work does in a namespace what a run would.
func work() int {
	if code := entered(); code != 0 {
		return code
	}
	fmt.Println("uid", os.Getuid(), "pid", os.Getpid(), "rootless", Rootless())
	m, err := Open()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	ns, err := newNamespace()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	spec := ifaceSpec{name: "eth0", framing: segment.IP, link: topology.Veth, mtu: 1500, mac: topology.HardwareAddr(1, 0)}
	if _, _, err := ns.addInterface(spec); err != nil {
		fmt.Println(err)
		return 1
	}
	c := shell("ls /sys/class/net; grep server /etc/hosts; echo mark:$" + rootlessMark)
	c.Keep, c.Hosts = true, []topology.HostName{{Name: "server"}}
	p, err := startIn(ns, &c, func() {})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	p.Wait()
	fmt.Printf("%s", p.Output())
	ns.close()
	m.Close()
	return 42
}

// stand starts a program and waits to be told to end, and says how often it was.
func stand() int {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	if code := entered(); code != 0 {
		return code
	}
	ns, err := newNamespace()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	c := shell("sleep 1000 & sleep 1000")
	c.Files[1] = os.Stdout // so that who reads it sees the end of all of them
	if _, err := startIn(ns, &c, func() {}); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("standing")
	fmt.Println(<-signals)
	return 7
}

// forbid makes a user namespace in which nobody may make another, and tries to
// enter one there, as nobody.
func forbid() int {
	if os.Getuid() == 0 {
		if err := os.WriteFile("/proc/sys/user/max_user_namespaces", []byte("0"), 0); err != nil {
			fmt.Println(err)
			return 1
		}
		c := exec.Command("/proc/self/exe")
		c.SysProcAttr = asNobody()
		c.Stdout = os.Stdout
		c.Run()
		return c.ProcessState.ExitCode()
	}
	return entered()
}

func asNobody() *syscall.SysProcAttr { return &syscall.SysProcAttr{Credential: nobody} }

// unprivileged is this test binary in a role, without root.
func unprivileged(t *testing.T, role string) *exec.Cmd {
	t.Helper()
	c := exec.Command("/proc/self/exe", "role:"+role)
	c.Env = append(os.Environ(), roleVariable+"="+role)
	c.Dir = "/"
	if os.Getuid() == 0 {
		c.SysProcAttr = asNobody()
	}
	return c
}

func TestRootless(t *testing.T) {
	c := unprivileged(t, "work")
	out, _ := c.Output()
	if c.ProcessState.ExitCode() == 3 {
		t.Skipf("this machine gives no user namespaces: %s", out)
	}
	const want = "uid 0 pid 1 rootless true\neth0\nlo\ninvalid IP\tserver\nmark:\n"
	if string(out) != want || c.ProcessState.ExitCode() != 42 {
		t.Errorf("exit status %d, output\n%s\nwanted 42 and\n%s", c.ProcessState.ExitCode(), out, want)
	}
}

// TestRootlessSignals: what comes to the one that waits comes to the one that
// works, once, and its status comes back.
func TestRootlessSignals(t *testing.T) {
	for _, s := range []unix.Signal{unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGKILL} {
		t.Run(unix.SignalName(s), func(t *testing.T) {
			name := fmt.Sprintf("NETLAB_TEST_SIGNAL=%d.%d", os.Getpid(), s)
			c := unprivileged(t, "stand")
			c.Env = append(c.Env, name)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(out)
			line, _ := lines.ReadString('\n')
			if line != "standing\n" {
				c.Wait()
				t.Skipf("this machine gives no user namespaces: %s", line)
			}
			c.Process.Signal(s)
			rest, _ := io.ReadAll(lines) // to the end of the last that has stdout
			var e *exec.ExitError
			if err := c.Wait(); !errors.As(err, &e) {
				t.Fatalf("it ended with %v", err)
			}
			if s == unix.SIGKILL {
				if left := living(name); left != nil {
					t.Errorf("left: %v", left)
				}
				return
			}
			if want := s.String() + "\n"; e.ExitCode() != 7 || string(rest) != want {
				t.Errorf("exit status %d, output %q, wanted 7 and %q", e.ExitCode(), rest, want)
			}
			if left := living(name); left != nil {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// TestRootlessForbidden: in a namespace of the test's own, in which there may be
// no other.
func TestRootlessForbidden(t *testing.T) {
	if !privileged() {
		t.Skip("it makes a user namespace of two users, which takes root")
	}
	c := exec.Command("/proc/self/exe", "some", "arguments")
	c.Env = append(os.Environ(), roleVariable+"=forbid")
	same := []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: int(nobody.Uid) + 1}}
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER, UidMappings: same, GidMappings: same, GidMappingsEnableSetgroups: true}
	out, err := c.Output()
	if len(out) == 0 {
		t.Skipf("this machine gives no user namespaces: %v", err)
	}
	const want = "a user namespace (netlab is not run as root): this user may have no more of them; sudo sysctl -w user.max_user_namespaces=65536\n"
	if string(out) != want || c.ProcessState.ExitCode() != 3 {
		t.Errorf("exit status %d, output\n%s\nwanted 3 and\n%s", c.ProcessState.ExitCode(), out, want)
	}
}

// living are the processes that have a variable in their environment, without
// those that the kernel has killed and has not taken away yet.
func living(name string) (found []string) {
	for _, f := range withEnv(name) {
		status, err := os.ReadFile(strings.Replace(f, "environ", "status", 1))
		if err == nil && !bytes.Contains(status, []byte("State:\tZ")) {
			found = append(found, f)
		}
	}
	return found
}
