package linux

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Draft begins a file that has no name yet, in a directory: it is gone with its
// descriptor, however the process ends, unless Publish gives it one. Where the file
// system has no such files it says so by an error.
func Draft(dir string) (*os.File, error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o644)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: dir, Err: err}
	}
	return os.NewFile(uintptr(fd), filepath.Join(dir, "draft")), nil
}

// Publish gives a draft its name, in the place of what may have had it. A name can
// only be given where there is none: over another file it goes by way of a second
// name.
func Publish(f *os.File, path string) error {
	err := link(f, path)
	if !errors.Is(err, unix.EEXIST) {
		return err
	}
	by := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), os.Getpid()))
	if err := link(f, by); err != nil {
		return err
	}
	if err := os.Rename(by, path); err != nil {
		os.Remove(by)
		return err
	}
	return nil
}

func link(f *os.File, path string) error {
	err := unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, path, unix.AT_SYMLINK_FOLLOW)
	if err != nil {
		return &os.PathError{Op: "link", Path: path, Err: err}
	}
	return nil
}
