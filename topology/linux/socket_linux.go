package linux

import (
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// socket implements topology.Socket over one of the kernel's. It never blocks:
// where a program's call would, Try says so, and the call is tried again.
//
// Only socket(2) runs inside the host's namespace: a socket stays in the one that
// it was made in, and is called by its descriptor from anywhere.
type socket struct {
	host *host
	fd   int // -1: closed; the kernel may go on with the connection
	conn *topology.Conn
	tcp  bool // otherwise UDP
	v6   bool

	to peerAddress // of the call in progress
	in []byte      // what the last recv has read

	lingering *lingering // close(2) has not returned yet
}

// Open implements topology.Host.
func (h *host) Open(spec topology.SocketSpec) (topology.Socket, topology.Errno) {
	s := &socket{host: h, fd: -1, tcp: spec.Proto != "udp", v6: spec.V6}
	family, kind, proto := unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_TCP // named, so that it is never MPTCP
	if spec.V6 {
		family = unix.AF_INET6
	}
	if !s.tcp {
		kind, proto = unix.SOCK_DGRAM, unix.IPPROTO_UDP
	}
	err := h.ns.inside(func() (err error) {
		s.fd, err = unix.Socket(family, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, proto)
		return err
	})
	if err != nil {
		return nil, errno(err)
	}
	for _, o := range h.opts {
		if !s.tcp && strings.HasPrefix(o.name, "TCP_") {
			continue
		}
		if e := s.SetOption(o.name, o.value); e != topology.OK {
			unix.Close(s.fd)
			return nil, e
		}
	}
	s.conn = h.env.Book.Open(spec.Name, !s.tcp)
	h.open = append(h.open, s)
	return s, topology.OK
}

// Conn implements topology.Socket.
func (s *socket) Conn() *topology.Conn { return s.conn }

// Try implements topology.Socket.
func (s *socket) Try(op *topology.Op) bool {
	if s.lingering != nil && op.Kind == topology.OpClose && op.Started {
		return s.lingered(op)
	}
	if s.fd < 0 {
		return op.Done("EBADF")
	}
	before, begun := op.N, op.Started
	done := topology.Dispatch(s, op)
	// A call that only found nothing to do leaves nothing to ask for.
	if done || op.N != before || op.Started != begun {
		s.host.touch(s.conn)
	}
	return done
}

// block parks a call, or ends it where it is not to wait.
func block(op *topology.Op) bool {
	if op.NoWait {
		return op.Done("EAGAIN")
	}
	op.Started = true
	return false
}

// ready asks poll(2) for one of its events: what a program that sleeps in the
// call would be woken by. An error and the end count as ready.
func (s *socket) ready(event int16) bool {
	fds := [1]unix.PollFd{{Fd: int32(s.fd), Events: event}}
	var at unix.Timespec
	n, err := unix.Ppoll(fds[:], &at, nil)
	return n > 0 || err != nil
}

// Bind binds, and enters the port that the kernel chose where it was to choose.
func (s *socket) Bind(op *topology.Op) topology.Errno {
	if err := unix.Bind(s.fd, s.to.fill(op.Addr, s.v6)); err != nil {
		return errno(err)
	}
	s.named()
	return topology.OK
}

// Listen listens. The kernel lets one connection more wait than the backlog says
// (sk_acceptq_is_full, include/net/sock.h).
func (s *socket) Listen(backlog int) topology.Errno {
	if err := unix.Listen(s.fd, backlog); err != nil {
		return errno(err)
	}
	s.named() // one that was not bound is now
	return topology.OK
}

// named enters the socket's own address, where it did not have one.
func (s *socket) named() {
	if s.conn.Local.IsValid() || s.conn.Local.Port() != 0 {
		return
	}
	if sa, err := unix.Getsockname(s.fd); err == nil {
		s.conn.Local = fromKernel(sa)
		if !s.tcp {
			s.host.env.Book.Bound(s.conn)
		}
	}
}

// listens says whether the socket is a listener.
func (s *socket) listens() bool {
	v, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	return err == nil && v != 0
}

func (s *socket) Shutdown(how string) topology.Errno {
	flags := unix.SHUT_RDWR
	switch how {
	case "rd":
		flags = unix.SHUT_RD
	case "wr":
		flags = unix.SHUT_WR
	}
	return errno(unix.Shutdown(s.fd, flags))
}

// leave takes the socket out of the host's list and gives its descriptor, which
// is the caller's to close.
func (s *socket) leave() (fd int) {
	h := s.host
	fd, s.fd, s.in = s.fd, -1, nil
	h.open = slices.DeleteFunc(h.open, func(o *socket) bool { return o == s })
	return fd
}
