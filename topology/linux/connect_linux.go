package linux

import (
	"net/netip"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// Connect begins, or asks how what was begun has ended. A connect(2) that would
// block goes on by itself; the second one tells how it ended.
func (s *socket) Connect(op *topology.Op) bool {
	if op.Started && !s.ready(unix.POLLOUT) {
		return false
	}
	begun := op.Started
	err := unix.Connect(s.fd, s.to.fill(op.Addr, s.v6))
	switch {
	case err == nil && !begun, err == unix.EINPROGRESS:
		s.pair(op.Addr)
	case begun && err == unix.EISCONN:
		err = nil // somebody else has asked first
	}
	switch {
	case err == unix.EINPROGRESS && op.NoWait, err == unix.EALREADY && op.NoWait:
		return op.Done(errno(err))
	case err == unix.EINPROGRESS && !begun, err == unix.EALREADY && !begun:
		// Over the loopback it may have ended already, and nothing would
		// come that says so.
		op.Started = true
		return s.Connect(op)
	case err == unix.EINPROGRESS, err == unix.EALREADY:
		return false
	}
	return op.Done(errno(err))
}

// pair enters the socket's addresses into the book. The kernel does not tell the
// peer's before the handshake is over (inet_getname, net/ipv4/af_inet.c).
func (s *socket) pair(to netip.AddrPort) {
	local, err := unix.Getsockname(s.fd)
	if err != nil {
		return
	}
	remote := known(to.Addr().Unmap(), to.Port())
	if sa, err := unix.Getpeername(s.fd); err == nil {
		remote = fromKernel(sa)
	}
	s.host.env.Book.Pair(s.conn, fromKernel(local), remote)
}

// Accept takes a connection. One that was reset in the meantime is handed out all
// the same, and its first call says so.
func (s *socket) Accept(op *topology.Op) bool {
	h := s.host
	fd, sa, err := unix.Accept4(s.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
	if err == unix.EAGAIN {
		return block(op)
	}
	if err != nil {
		return op.Done(errno(err))
	}
	own, err := unix.Getsockname(fd)
	if err != nil {
		unix.Close(fd)
		return op.Done(errno(err))
	}
	op.Peer = fromKernel(sa)
	child := &socket{host: h, fd: fd, tcp: true, v6: s.v6, conn: h.accepted(fromKernel(own), op.Peer, s.conn)}
	h.open = append(h.open, child)
	h.touch(child.conn)
	op.Accepted = child
	return op.Done(topology.OK)
}
