package linux

import (
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
)

// diagBench is a namespace with nothing but a loopback, its sock_diag, and plain
// sockets in it.
type diagBench struct {
	testing.TB
	ns   *namespace
	diag *diag
}

func newDiagBench(tb testing.TB) *diagBench {
	tb.Helper()
	ns, err := newNamespace()
	var unable *Unable
	if errors.As(err, &unable) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { ns.close() })
	if err := ns.loopbackUp(); err != nil {
		tb.Fatal(err)
	}
	d, err := newDiag(ns)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(d.close)
	return &diagBench{tb, ns, d}
}

// check fails on an error of a system call that cannot fail here.
func (b *diagBench) check(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func sockaddr(at netip.AddrPort) unix.Sockaddr {
	if at.Addr().Is4() {
		return &unix.SockaddrInet4{Addr: at.Addr().As4(), Port: int(at.Port())}
	}
	return &unix.SockaddrInet6{Addr: at.Addr().As16(), Port: int(at.Port())}
}

func addrPort(at unix.Sockaddr) netip.AddrPort {
	switch at := at.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(at.Addr), uint16(at.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(at.Addr).Unmap(), uint16(at.Port))
	}
	return netip.AddrPort{}
}

// socket is a socket in the namespace, closed with the test.
func (b *diagBench) socket(family int) int {
	b.Helper()
	fd := -1
	b.check(b.ns.inside(func() (err error) {
		fd, err = unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
		return err
	}))
	b.Cleanup(func() { unix.Close(fd) })
	return fd
}

func family(a netip.Addr) int {
	if a.Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

func (b *diagBench) listen(at string, backlog int) int {
	b.Helper()
	addr := netip.MustParseAddrPort(at)
	fd := b.socket(family(addr.Addr()))
	b.check(unix.Bind(fd, sockaddr(addr)))
	b.check(unix.Listen(fd, backlog))
	return fd
}

// connect begins a connection to an address and does not wait for it.
func (b *diagBench) connect(to netip.AddrPort) int {
	b.Helper()
	if to.Addr() == netip.IPv6Unspecified() {
		to = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), to.Port()) // how an AF_INET6 socket comes to serve IPv4
	}
	fd := b.socket(family(to.Addr()))
	if err := unix.Connect(fd, sockaddr(to)); err != nil && err != unix.EINPROGRESS {
		b.Fatal(err)
	}
	return fd
}

func (b *diagBench) name(fd int) netip.AddrPort {
	b.Helper()
	at, err := unix.Getsockname(fd)
	b.check(err)
	return addrPort(at)
}

// ends are a connected socket's own address and its peer's.
func (b *diagBench) ends(fd int) (local, remote netip.AddrPort) {
	b.Helper()
	peer, err := unix.Getpeername(fd)
	b.check(err)
	return b.name(fd), addrPort(peer)
}

// pair is a connection through a listener.
func (b *diagBench) pair(listener int) (client, server int) {
	b.Helper()
	client = b.connect(b.name(listener))
	b.until("the connection is there to be accepted", func() bool {
		fd, _, err := unix.Accept4(listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == unix.EAGAIN {
			return false
		}
		b.check(err)
		server = fd
		return true
	})
	b.Cleanup(func() { unix.Close(server) })
	return client, server
}

// until waits for what the loopback's softirq, which may be another thread's, is
// about to do.
func (b *diagBench) until(what string, holds func() bool) {
	b.Helper()
	for range 1_000_000 {
		if holds() {
			return
		}
		runtime.Gosched()
	}
	b.Fatalf("waited in vain until %s", what)
}

// want waits until a connection is in a state, and gives what sock_diag says.
func (b *diagBench) want(local, remote netip.AddrPort, state event.State) (s diagSock) {
	b.Helper()
	b.until(fmt.Sprintf("%v %v is %v", local, remote, state), func() bool {
		s = diagSock{}
		found, err := b.diag.get(local, remote, true, &s)
		b.check(err)
		if !found {
			return state == event.Closed
		}
		return s.State == state
	})
	if state != event.Closed && (s.Local != local || s.Remote != remote) {
		b.Fatalf("asked for %v %v, got %v %v", local, remote, s.Local, s.Remote)
	}
	return s
}

// within fails unless low < got <= high.
func (b *diagBench) within(what string, got, low, high time.Duration) {
	b.Helper()
	if got <= low || got > high {
		b.Errorf("%s is %v, want between %v and %v", what, got, low, high)
	}
}

// fill writes until the peer's buffer and our own are full.
func (b *diagBench) fill(fd int) {
	b.Helper()
	p := make([]byte, 1<<16)
	b.until("the buffers are full", func() bool {
		for {
			if _, err := unix.Write(fd, p); err != nil {
				return err == unix.EAGAIN
			}
		}
	})
}

// listenOn are the addresses that every life is lived on. The last is an AF_INET6
// socket that serves IPv4.
var listenOn = []struct{ name, addr string }{
	{"IPv4", "127.0.0.1:80"}, {"IPv6", "[::1]:80"}, {"mapped", "[::]:80"},
}

func onEach(t *testing.T, test func(b *diagBench, listenOn string)) {
	for _, on := range listenOn {
		t.Run(on.name, func(t *testing.T) { test(newDiagBench(t), on.addr) })
	}
}

// withoutCapabilities does something on a thread that has none, and ends with it.
func withoutCapabilities(do func() error) error {
	errs := make(chan error)
	go func() {
		runtime.LockOSThread()
		head := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var none [2]unix.CapUserData
		if err := unix.Capset(&head, &none[0]); err != nil {
			errs <- err
			return
		}
		errs <- do()
	}()
	return <-errs
}
