package linux

import (
	"errors"
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

func TestErrno(t *testing.T) {
	for _, c := range []struct {
		err  error
		want topology.Errno
	}{
		{nil, topology.OK},
		{unix.ECONNREFUSED, "ECONNREFUSED"},
		{unix.EWOULDBLOCK, "EAGAIN"},
		{unix.EOPNOTSUPP, "EOPNOTSUPP"},
		{unix.ENOTSUP, "EOPNOTSUPP"}, // the same number
		{unix.EHOSTUNREACH, "EHOSTUNREACH"},
		{errors.Join(fmt.Errorf("inside: %w", unix.EMFILE), nil), "EMFILE"},
		{unix.Errno(4095), "errno 4095"}, // MAX_ERRNO: no name has it
		{errors.New("something else"), "something else"},
	} {
		if got := errno(c.err); got != c.want {
			t.Errorf("errno(%v) = %s, want %s", c.err, got, c.want)
		}
	}
}
