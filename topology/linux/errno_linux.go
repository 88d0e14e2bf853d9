package linux

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// errno is the name that errno.h gives to what a system call has returned.
func errno(err error) topology.Errno {
	if err == nil {
		return topology.OK
	}
	var e syscall.Errno
	if !errors.As(err, &e) {
		return topology.Errno(err.Error())
	}
	return errnoName(e)
}

func errnoName(e syscall.Errno) topology.Errno {
	if e == unix.EOPNOTSUPP {
		return "EOPNOTSUPP" // the table has it as ENOTSUP, which is the same number; of sockets this is the name
	}
	if name := unix.ErrnoName(e); name != "" {
		return topology.Errno(name)
	}
	return topology.Errno(e.Error())
}
