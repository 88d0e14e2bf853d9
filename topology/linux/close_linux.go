package linux

import (
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/topology"
)

// lingering is a close(2) that sleeps, on a goroutine of its own: with SO_LINGER
// it waits until what was sent is acknowledged or the time is up, whether the
// socket is nonblocking or not.
type lingering struct{ over atomic.Bool }

// Close gives the socket back. What it has sent, and the FIN, the kernel goes on
// with by itself.
func (s *socket) Close(op *topology.Op) bool {
	h := s.host
	s.touchWaiting()
	sleeps := s.finish()
	fd := s.leave()
	if !sleeps {
		return op.Done(errno(unix.Close(fd)))
	}
	l := new(lingering)
	s.lingering, op.Started = l, true
	h.open = append(h.open, s)
	go func() {
		closeUndisturbed(fd)
		l.over.Store(true)
		h.wake()
	}()
	return false
}

// finish does the part of a close that the loop must see, where the rest of it
// will sleep: the FIN is written before anything else happens. It says whether the
// rest sleeps.
//
// What close(2) does, shutdown(2) does likewise, down to the state that follows;
// but with data unread close resets (RFC 2525, 2.17), and does not sleep. The
// states in which it sleeps are those of sk_stream_closing (net/core/stream.c).
func (s *socket) finish() (sleeps bool) {
	if !s.tcp {
		return false
	}
	linger, err := unix.GetsockoptLinger(s.fd, unix.SOL_SOCKET, unix.SO_LINGER)
	if err != nil || linger.Onoff == 0 || linger.Linger <= 0 {
		return false
	}
	if unread, err := s.unread(); err != nil || unread > 0 {
		return false
	}
	if unix.Shutdown(s.fd, unix.SHUT_WR) != nil {
		return false
	}
	info, err := unix.GetsockoptTCPInfo(s.fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return false
	}
	switch tcpState(info.State) {
	case event.FinWait1, event.Closing, event.LastAck:
		return true
	}
	return false
}

// closeUndisturbed closes on a thread that takes no signals: any of them would
// end the wait, and the runtime sends itself some.
func closeUndisturbed(fd int) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var all, before unix.Sigset_t
	for i := range all.Val {
		all.Val[i] = ^all.Val[i]
	}
	if unix.PthreadSigmask(unix.SIG_SETMASK, &all, &before) == nil {
		defer unix.PthreadSigmask(unix.SIG_SETMASK, &before, nil)
	}
	unix.Close(fd)
}

// lingered asks whether the close that sleeps is over.
func (s *socket) lingered(op *topology.Op) bool {
	h := s.host
	if !s.lingering.over.Load() {
		return false
	}
	s.lingering = nil
	h.open = slices.DeleteFunc(h.open, func(o *socket) bool { return o == s })
	h.touch(s.conn)
	return op.Done(topology.OK)
}

// Abort resets the connection: what SO_LINGER with a time of 0 does at close.
func (s *socket) Abort() topology.Errno {
	s.touchWaiting()
	return errno(reset(s.leave()))
}

func reset(fd int) error {
	// Of sockets other than TCP's the kernel ignores it.
	unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	return unix.Close(fd)
}

// touchWaiting touches the connections that have come in through a listener: the
// kernel resets those that nobody has accepted when it is closed.
func (s *socket) touchWaiting() {
	if !s.listens() {
		return
	}
	for _, c := range s.host.env.Book.All() {
		if c.Listener == s.conn {
			s.host.touch(c)
		}
	}
}

// closeSockets closes what programs have left open, when the host is closed: all
// of it by a reset, which nobody hears, so that no connection keeps the namespace
// alive. The devices are closed before.
func (h *host) closeSockets() {
	for _, s := range h.open {
		if s.lingering != nil {
			// Its descriptor is gone. The close ends with the connection;
			// where the kernel cannot destroy one, with its time.
			h.diag.destroy(s.conn.Local, s.conn.Remote)
			s.lingering = nil
			continue
		}
		reset(s.fd)
		s.fd, s.in = -1, nil
	}
	h.open = nil
}
