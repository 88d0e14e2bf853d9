package linux

import (
	"slices"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// Send gives the kernel as much as it takes, all that is left at once, as a
// program's one send(2) does: in portions there would be a PSH at the end of each.
//
// One that has found no room is woken when poll(2) says so, with a third of the
// buffer free (sk_stream_is_writeable, include/net/sock.h), as a program that
// sleeps in send(2) is: the segments are those of a program that blocks.
func (s *socket) Send(op *topology.Op) bool {
	if op.Started && !s.ready(unix.POLLOUT) {
		return false
	}
	var to unix.Sockaddr
	if !s.tcp && op.Addr.IsValid() {
		to = s.to.fill(op.Addr, s.v6)
	}
	flags := unix.MSG_NOSIGNAL
	if op.Urgent {
		flags |= unix.MSG_OOB
	}
	for {
		n, err := unix.SendmsgN(s.fd, op.Data[op.N:], nil, to, flags)
		switch {
		case err == unix.EAGAIN:
			return block(op)
		case err != nil:
			return op.Done(errno(err))
		}
		if op.N += n; !s.tcp {
			s.named() // the first one gives it a port
		}
		if op.N >= len(op.Data) || op.NoWait {
			return op.Done(topology.OK) // what was taken is a success, send(2)
		}
	}
}

// A recv that names no limit takes at most this much at once.
const mostReceived = 1 << 20

// Recv reads what there is, by one call, since each call may open the window. The
// buffer is the socket's own and as large as the most that was ever there to be
// read at once.
func (s *socket) Recv(op *topology.Op) bool {
	if op.Urgent {
		return s.recvUrgent(op)
	}
	limit := op.Max
	if limit <= 0 {
		limit = mostReceived
	}
	n, err := s.unread()
	// A program that waits does so until there is SO_RCVLOWAT, or all that it
	// can take; one that does not, takes anything. Where the kernel does not
	// say (a listener) recv will.
	if err == nil && n < limit && (n == 0 || !op.NoWait) && !s.ready(unix.POLLIN) {
		return block(op)
	}
	if n == 0 {
		n, _ = s.unread() // it came in between
	}
	if n == 0 && s.atMark() {
		n = min(limit, behindMark)
	}
	n = max(1, min(n, limit)) // a read of nothing would look like the end
	s.in = slices.Grow(s.in[:0], n)[:n]
	if s.tcp {
		n, err = unix.Read(s.fd, s.in)
		op.EOF = n == 0 && err == nil
	} else {
		n, op.Peer, err = recvFrom(s.fd, s.in)
		op.EOF = n == 0 && err == nil && !op.Peer.IsValid() // shutdown; an empty datagram comes from somebody
	}
	switch {
	case err == unix.EAGAIN:
		return block(op)
	case err != nil:
		return op.Done(errno(err))
	}
	op.Received, op.N = s.in[:n], n
	return op.Done(topology.OK)
}

// recvUrgent reads the urgent octet, of which there is one at most. It does not
// wait: EINVAL is that none was announced, or that it was read, or is to be read
// with the others (SO_OOBINLINE); EAGAIN that it is announced and not here yet
// (tcp_recv_urg, net/ipv4/tcp.c).
func (s *socket) recvUrgent(op *topology.Op) bool {
	s.in = slices.Grow(s.in[:0], 1)[:1]
	n, _, err := unix.Recvfrom(s.fd, s.in, unix.MSG_OOB)
	if err != nil {
		return op.Done(errno(err))
	}
	op.Received, op.N, op.EOF = s.in[:n], n, n == 0
	return op.Done(topology.OK)
}

// behindMark is how much is asked for at the urgent mark: the kernel counts what
// can be read as far as there, and no further (tcp_inq, include/net/tcp.h).
const behindMark = 64 << 10

// atMark says whether the next octet to be read is the urgent one (sockatmark(3)).
func (s *socket) atMark() bool {
	if !s.tcp {
		return false
	}
	v, err := unix.IoctlGetUint32(s.fd, unix.SIOCATMARK)
	return err == nil && v != 0
}

// unread is how many octets can be read at once: of UDP, the next datagram's.
func (s *socket) unread() (int, error) {
	n, err := unix.IoctlGetUint32(s.fd, unix.SIOCINQ)
	return int(n), err
}
