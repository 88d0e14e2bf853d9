package linux

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Without root. Who may not make a network namespace may, on most machines, make a
// user namespace, and is root in that one. A Go program has threads before it can
// do anything, and a process with threads cannot change its user namespace: so
// netlab starts itself again in a new one, and waits for what comes of it.

// rootlessMark tells the one that was started that it was: the number of the
// descriptor that it closes when it hears signals, and where the one that waits has
// the terminal, " foreground".
const rootlessMark = "NETLAB_ROOTLESS"

// rootless is what this process was told by the mark.
var rootless struct{ inside, foreground bool }

// Enter sees to it that this process may make network namespaces and devices. It
// returns nil where it may. Else it starts the same command line again in a user
// namespace where it is root, passes signals on, and ends as that one does: it does
// not return. Where the machine allows neither, the error is an *Unable.
func Enter(e Entry) error {
	if mark := os.Getenv(rootlessMark); mark != "" {
		os.Unsetenv(rootlessMark)
		number, rest, _ := strings.Cut(mark, " ")
		rootless.inside, rootless.foreground = true, rest == foreground
		if fd, err := strconv.Atoi(number); err == nil {
			if nobodyReads(fd) {
				os.Exit(128 + int(unix.SIGKILL))
			}
			unix.Close(fd)
		}
		return settleIn()
	}
	if rootless.inside || privileged() {
		return nil
	}
	if !prepared {
		return errUnprepared
	}
	code, err := again(e)
	if err != nil {
		return forbidden(err)
	}
	os.Exit(code)
	return nil
}

// nobodyReads says whether the other end of a pipe is closed. Who started this
// process has it: if it was killed before this process could ask to be killed with
// it (PR_SET_PDEATHSIG), nobody is there any more to end it.
func nobodyReads(fd int) bool {
	fds := []unix.PollFd{{Fd: int32(fd)}}
	n, err := unix.Poll(fds, 0)
	return err == nil && n > 0 && fds[0].Revents&unix.POLLERR != 0
}

// Rootless says whether this process is root only in a user namespace that Enter
// made.
func Rootless() bool { return rootless.inside || os.Getenv(rootlessMark) != "" }

// nobody is the user who owns nothing, by the number that he has on all systems.
var nobody = &syscall.Credential{Uid: 65534, Gid: 65534}

// privileged says whether this process may make namespaces and devices: whether
// CAP_SYS_ADMIN and CAP_NET_ADMIN are effective.
func privileged() bool {
	h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&h, &data[0]); err != nil {
		return false
	}
	const both = 1<<unix.CAP_SYS_ADMIN | 1<<unix.CAP_NET_ADMIN
	return data[0].Effective&both == both
}

// firstExtra is the descriptor of the first of exec.Cmd's ExtraFiles.
const firstExtra = 3

// inNamespace is a command in a new user namespace, in which it is root. It is in a
// process group of its own, so that a signal from the terminal comes to it once,
// from us. The thread that starts it must wait for it: the kernel kills it with
// that thread.
func inNamespace(args ...string) *exec.Cmd {
	return &exec.Cmd{
		Path: "/proc/self/exe", Args: args,
		SysProcAttr: &unix.SysProcAttr{
			Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
			Pdeathsig:   unix.SIGKILL,
			Setpgid:     true,
		},
	}
}

// again carries out this process's command line in a user namespace, and gives its
// exit status.
func again(e Entry) (status int, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	hears, deaf, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer hears.Close()
	c := inNamespace(os.Args...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.ExtraFiles = append(slices.Clone(e.Files), deaf)
	mark, fg := strconv.Itoa(firstExtra+len(e.Files)), isTerminal(os.Stdin) && hasTerminal(os.Stdin)
	if fg {
		mark += " " + foreground
	}
	c.Env = append(os.Environ(), rootlessMark+"="+mark)
	if e.Stdin != nil {
		c.Stdin = e.Stdin
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT)
	defer signal.Stop(signals)
	err = c.Start()
	deaf.Close()
	if err != nil {
		return 0, err
	}
	go func() {
		// As the first process of its namespace it does not get a signal that it
		// does not handle, and it is some time until it does.
		hears.Read(make([]byte, 1))
		for s := range signals {
			c.Process.Signal(s)
		}
	}()
	c.Wait() // the state says all that the error does
	if fg {
		takeTerminal(os.Stdin)
	}
	s := c.ProcessState.Sys().(syscall.WaitStatus)
	if s.Signaled() {
		return 128 + int(s.Signal()), nil
	}
	return s.ExitStatus(), nil
}

// settleIn makes the inside of a new user namespace fit to work in: a /proc of its
// own, in which its threads can be found. It fails where the machine gave the
// namespace, and not what should come with it.
func settleIn() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return forbidden(err)
	}
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return forbidden(err)
	}
	ns, err := newNamespace()
	if err != nil {
		return forbidden(err)
	}
	return ns.close()
}

// forbidden says what stands against a user namespace, and the one command that
// would allow it.
func forbidden(err error) error {
	u := &Unable{What: "a user namespace (netlab is not run as root)", Why: reason(err)}
	command := "netlab"
	if len(os.Args) > 1 && os.Args[1] != probeWord {
		command += " " + strings.Join(os.Args[1:], " ")
	}
	switch {
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EUSERS): // EUSERS up to Linux 4.9
		u.Why = "this user may have no more of them"
		u.Remedy = "sudo sysctl -w user.max_user_namespaces=65536"
		for _, kind := range []string{"net", "mnt", "pid"} {
			if sysctlNow("user.max_"+kind+"_namespaces") == "0" {
				u.Remedy = "sudo sysctl -w user.max_" + kind + "_namespaces=65536"
			}
		}
	case sysctlNow("kernel.apparmor_restrict_unprivileged_userns") == "1":
		u.Why = "AppArmor takes its capabilities away (kernel.apparmor_restrict_unprivileged_userns is 1)"
		u.Remedy = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
	case sysctlNow("kernel.unprivileged_userns_clone") == "0": // Debian's
		u.Why = "kernel.unprivileged_userns_clone is 0"
		u.Remedy = "sudo sysctl -w kernel.unprivileged_userns_clone=1"
	case sysctlNow("user.max_user_namespaces") == "0":
		u.Why = "user.max_user_namespaces is 0"
		u.Remedy = "sudo sysctl -w user.max_user_namespaces=65536"
	case inContainer():
		u.Why += ", in this container"
		u.Remedy = "docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN --device /dev/net/tun --security-opt apparmor=unconfined ..."
	default:
		u.Remedy = "sudo " + command
	}
	return u
}

// inContainer says whether Docker or Podman has started all this.
func inContainer() bool {
	for _, f := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(f); err == nil {
			return true
		}
	}
	return false
}

// sysctlNow reads a sysctl; "" where this kernel has none of that name.
func sysctlNow(name string) string {
	b, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(name, ".", "/"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// reason is the errno's words, without what was tried and on what.
func reason(err error) string {
	var errno unix.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}

// TUN says whether /dev/net/tun opens; the error, an *Unable, says why not.
func TUN() error {
	fd, err := unix.Open(tunDevice, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return noTUN(err)
	}
	return unix.Close(fd)
}
