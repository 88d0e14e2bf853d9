package linux

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// Between netlab and a program inside a host stands a shim: this same executable,
// told by a hidden first argument. It is the first process of a pid namespace and
// of a mount namespace of the program's own, and with it everything ends that the
// program has started. The kernel kills it when netlab ends, however that happens.

// insideWord is the argument. After it come what the shim does with the terminal,
// the hosts(5) file, the program's path, and its arguments from the zeroth on.
const insideWord = "__inside"

// What the shim does with stdin where that is a terminal.
const (
	noTerminal = ""
	foreground = "foreground" // the program's process group takes it: Ctrl-C is for the program alone
	session    = "session"    // the program begins a session on it
)

// lifeline is a descriptor that the shim has from netlab, which holds the other end
// and writes nothing. It ends with netlab, also where that was killed before the
// shim had asked to be killed with it.
const lifeline = 3

// Inside is called first thing in main, and in TestMain. Where the process was
// started to be the shim of a program inside a host, it does not return.
func Inside(args []string) {
	prepared = true
	switch {
	case len(args) > 5 && args[1] == insideWord:
		os.Exit(shim(args[2], args[3], args[4], args[5:]))
	case len(args) == 2 && args[1] == probeWord:
		os.Exit(probe())
	}
}

// prepared says whether this executable knows what to do when it starts itself.
// Another would do again all that it is doing.
var prepared bool

var errUnprepared = errors.New("linux.Inside was not called first thing in main")

// shim starts a program and gives its exit status, as shells count.
func shim(terminal, hosts, path string, argv []string) int {
	unix.CloseOnExec(lifeline)
	go func() {
		for {
			if _, err := unix.Read(lifeline, make([]byte, 1)); err != unix.EINTR {
				os.Exit(128 + int(unix.SIGKILL))
			}
		}
	}()
	// The terminal's signals are for the program. What the shim catches rather
	// than ignores is at its default in the program.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGHUP, unix.SIGTTIN, unix.SIGTTOU, unix.SIGTSTP)
	if err := furnishMounts(hosts); err != nil {
		fmt.Fprintln(os.Stderr, "netlab:", err)
		return 126
	}
	attr := &syscall.ProcAttr{Env: os.Environ(), Files: []uintptr{0, 1, 2}}
	switch terminal {
	case foreground:
		attr.Sys = &syscall.SysProcAttr{Foreground: true}
	case session:
		attr.Sys = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}
	pid, err := syscall.ForkExec(path, argv, attr)
	if err != nil {
		fmt.Fprintf(os.Stderr, "netlab: %s: %v\n", path, err)
		return 126
	}
	go func() {
		for s := range signals {
			if s == unix.SIGTERM || s == unix.SIGHUP {
				unix.Kill(pid, s.(unix.Signal))
			}
		}
	}()
	return reap(pid, terminal == foreground)
}

// reap waits for the program, and for orphans of its, which are the shim's.
func reap(program int, resume bool) int {
	for {
		var s unix.WaitStatus
		pid, err := unix.Wait4(-1, &s, unix.WUNTRACED, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 126
		case pid != program:
		case s.Stopped() && resume:
			unix.Kill(-program, unix.SIGCONT) // there is no shell behind it that could
		case s.Signaled():
			return 128 + int(s.Signal())
		case s.Exited():
			return s.ExitStatus()
		}
	}
}

// furnishMounts gives the mount namespace what the program will look for: a /proc
// of its pid namespace, a /sys of its network namespace, and an /etc/hosts that
// knows the lab's hosts. The first two may be forbidden in a container; then it has
// those of the machine.
func furnishMounts(hosts string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making mounts private: %w", err)
	}
	if hosts != "" {
		if err := mountHosts(hosts); err != nil {
			return fmt.Errorf("/etc/hosts inside the host: %w", err)
		}
	}
	const flags = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	unix.Mount("proc", "/proc", "proc", flags, "")
	unix.Mount("sysfs", "/sys", "sysfs", flags, "")
	return nil
}

// mountHosts puts a file over /etc/hosts. It is on a tmpfs that was mounted where
// there is a directory on every machine, and of which only the file remains.
func mountHosts(text string) error {
	const somewhere = "/proc"
	if err := unix.Mount("tmpfs", somewhere, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "size=1m,mode=755"); err != nil {
		return err
	}
	defer unix.Unmount(somewhere, unix.MNT_DETACH)
	const file = somewhere + "/hosts"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	return unix.Mount(file, "/etc/hosts", "", unix.MS_BIND, "")
}
