package linux

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// process is a program of the machine's own inside a host: the shim that keeps it
// (inside_linux.go), and the goroutine that waits for that one. It implements
// topology.Process.
type process struct {
	shim *os.Process
	kept kept
	done chan struct{} // closed when it has ended and is gone

	status int // when done is closed
}

// startIn starts a program in a namespace. Wake is called, on another thread, when
// it has ended.
//
// The kernel kills the shim when the thread that started it ends (PR_SET_PDEATHSIG),
// which is netlab's end only if that thread has no other work: so it is the one that
// waits for the shim, and has nothing else to do until then (golang.org/issue/27505).
func startIn(ns *namespace, c *topology.Command, wake func()) (*process, error) {
	if !prepared {
		return nil, errUnprepared
	}
	path, err := lookUp(c.Args[0])
	if err != nil {
		return nil, err
	}
	alive, held, err := os.Pipe() // the lifeline
	if err != nil {
		return nil, err
	}
	p := &process{done: make(chan struct{})}
	terminal := terminalFor(c.Files)
	cmd := &exec.Cmd{
		Path: "/proc/self/exe", Args: append([]string{os.Args[0], insideWord, terminal, hostsFile(c.Hosts), path}, c.Args...),
		Dir: c.Dir, Env: environ(c.Env), ExtraFiles: []*os.File{alive},
		SysProcAttr: &unix.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID, Pdeathsig: unix.SIGKILL},
	}
	p.files(cmd, c)
	started := make(chan error, 1)
	go func() {
		err := ns.inside(func() error {
			err := cmd.Start()
			p.shim = cmd.Process
			started <- err
			if err == nil {
				p.wait(cmd)
				if terminal == foreground {
					takeTerminal(c.Files[0])
				}
			}
			return nil
		})
		alive.Close()
		held.Close()
		close(p.done)
		if err != nil {
			select {
			case started <- err: // it was not even tried
			default:
			}
		}
		wake()
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("%s: %w", c.Args[0], err)
	}
	return p, nil
}

// files says what the program reads and writes.
func (p *process) files(cmd *exec.Cmd, c *topology.Command) {
	if c.Files[0] != nil {
		cmd.Stdin = c.Files[0]
	}
	if c.Keep {
		cmd.Stdout, cmd.Stderr = &p.kept, &p.kept
	}
	if c.Files[1] != nil {
		cmd.Stdout = c.Files[1]
	}
	if c.Files[2] != nil {
		cmd.Stderr = c.Files[2]
	}
}

// wait waits for the shim, which ends as the program did.
func (p *process) wait(cmd *exec.Cmd) {
	cmd.Wait() // the state says all that the error does
	s := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if p.status = s.ExitStatus(); s.Signaled() {
		p.status = 128 + int(s.Signal())
	}
}

// Ended implements topology.Process.
func (p *process) Ended() (status int, ended bool) {
	select {
	case <-p.done:
		return p.status, true
	default:
		return 0, false
	}
}

// Wait waits until the program has ended, and gives its status.
func (p *process) Wait() int {
	<-p.done
	return p.status
}

// Output implements topology.Process.
func (p *process) Output() []byte { return p.kept.bytes() }

// Kill implements topology.Process. When it returns all of it is gone.
func (p *process) Kill() {
	p.shim.Kill()
	<-p.done
}

// lookUp finds a program as a shell would, and says where it looked.
func lookUp(name string) (string, error) {
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path, nil
	case strings.Contains(name, "/"):
		return "", err
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("%w (it is %s)", err, os.Getenv("PATH"))
	case errors.Is(err, exec.ErrDot):
		return "", fmt.Errorf("%s: %w: write ./%s if the one in this directory is meant", name, fs.ErrNotExist, name)
	}
	return "", err
}

// environ is what a program is given: not what netlab tells itself.
func environ(env []string) (own []string) {
	if env == nil {
		env = os.Environ()
	}
	own = []string{} // an empty environment, not netlab's
	for _, v := range env {
		if !strings.HasPrefix(v, rootlessMark+"=") {
			own = append(own, v)
		}
	}
	return own
}

// hostsFile is hosts(5) for the program; "" where it is to know what netlab knows.
func hostsFile(names []topology.HostName) string {
	if len(names) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n")
	for _, n := range names {
		fmt.Fprintf(&b, "%s\t%s\n", n.Addr, n.Name)
	}
	return b.String()
}

// mostKept is how many octets of a program's output are kept: what it says when
// something is wrong, not what it transfers.
const mostKept = 1 << 20

// kept is the beginning of what a program has written.
type kept struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes all, and keeps what there is room for.
func (k *kept) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.buf.Write(b[:min(len(b), mostKept-k.buf.Len())])
	return len(b), nil
}

func (k *kept) bytes() []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	return bytes.Clone(k.buf.Bytes())
}
