package linux

import (
	"fmt"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// A program on a terminal must have it for itself: what Ctrl-C means is for the
// program to say, and netlab, whose end would be the program's, is not to hear it.
// So the program's process group is put into the terminal's foreground, as a shell
// does it, and netlab's comes back when it has ended.

// terminalFor says what the shim is to do with the terminal that a program has.
func terminalFor(files [3]*os.File) string {
	in, out := files[0], files[1]
	if in == nil || !isTerminal(in) {
		return noTerminal
	}
	if _, err := unix.IoctlGetInt(int(in.Fd()), unix.TIOCGSID); err != nil {
		return session // a terminal, and not ours
	}
	// In a pipeline (netlab exec ... | less) the terminal is the whole
	// pipeline's.
	if out == nil || isPipe(out) || !hasTerminal(in) {
		return noTerminal
	}
	return foreground
}

// isTerminal says whether a file is one.
func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}

func isPipe(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0
}

// hasTerminal says whether this process is in the terminal's foreground, or the
// one that it was started for is (rootless_linux.go).
func hasTerminal(f *os.File) bool {
	pgrp, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err == nil && (pgrp == unix.Getpgrp() || rootless.foreground)
}

// takeTerminal puts this process's group into a terminal's foreground. It is in the
// background then, and would be stopped for it (SIGTTOU) if it did not block that.
func takeTerminal(f *os.File) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var old, ttou unix.Sigset_t
	ttou.Val[0] = 1 << (unix.SIGTTOU - 1)
	if err := unix.PthreadSigmask(unix.SIG_BLOCK, &ttou, &old); err != nil {
		return err
	}
	defer unix.PthreadSigmask(unix.SIG_SETMASK, &old, nil)
	return unix.IoctlSetPointerInt(int(f.Fd()), unix.TIOCSPGRP, unix.Getpgrp())
}

// PTY makes a terminal: what a person has, and what a program has. Who has called
// it closes both.
func PTY() (person, program *os.File, err error) {
	person, err = os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(person.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		program, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		person.Close()
		return nil, nil, fmt.Errorf("a terminal for the program: %w", err)
	}
	return person, program, nil
}

// CopySize makes one terminal as large as another.
func CopySize(from, to *os.File) error {
	size, err := unix.IoctlGetWinsize(int(from.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return err
	}
	return unix.IoctlSetWinsize(int(to.Fd()), unix.TIOCSWINSZ, size)
}
