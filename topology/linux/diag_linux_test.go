package linux

import (
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"netlab/hooks/event"
)

func TestDiagLife(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		l := b.listen(on, 8)
		c, s := b.pair(l)
		local, remote := b.ends(c)
		client := b.want(local, remote, event.Established)
		server := b.want(remote, local, event.Established)
		if client.Cookie == 0 || client.Cookie == server.Cookie || client.Inode == 0 {
			b.Errorf("client's cookie is %x, inode %d; server's cookie is %x", client.Cookie, client.Inode, server.Cookie)
		}

		_, err := unix.Write(c, []byte("hello"))
		b.check(err)
		b.until("the server has the data", func() bool { return b.want(remote, local, event.Established).RQueue == 5 })
		got := b.want(local, remote, event.Established)
		switch i := got.Info; {
		case !got.HasInfo || i.state != event.Established || i.rto < 200*time.Millisecond || i.rtt <= 0 || i.sndMSS < 500:
			b.Errorf("tcp_info makes no sense: %+v", got)
		case i.sndCwnd < 10 || i.bytesAcked < 5 || i.bytesAcked > 6 || i.sndWnd < 1000 || i.rcvWnd < 1000 || i.notsentBytes != 0:
			b.Errorf("tcp_info makes no sense: %+v", i)
		}

		b.check(unix.Shutdown(c, unix.SHUT_WR))
		b.want(local, remote, event.FinWait2)
		b.want(remote, local, event.CloseWait)
		b.check(unix.Close(s)) // without reading: a reset instead of a FIN
		b.want(local, remote, event.Closed)
		b.want(remote, local, event.Closed)
	})
}

// TestDiagRest: what is left of a socket can be asked for as well.
func TestDiagRest(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		c, s := b.pair(b.listen(on, 8))
		local, remote := b.ends(c)
		cookie := b.want(local, remote, event.Established).Cookie
		b.check(unix.Close(c))
		b.want(local, remote, event.FinWait2)
		var rest diagSock
		b.until("the socket itself is gone", func() bool {
			rest = b.want(local, remote, event.FinWait2)
			return !rest.HasInfo
		})
		b.within("what is left of an orphan's FIN-WAIT-2", rest.Expires, 50*time.Second, 61*time.Second)
		if rest.Timer != timerTimeWait || rest.HasInfo || rest.Inode != 0 || rest.Cookie != cookie {
			b.Errorf("an orphan in FIN-WAIT-2: %+v", rest)
		}
		b.want(remote, local, event.CloseWait)
		b.check(unix.Close(s))
		b.want(remote, local, event.Closed)
		rest = b.want(local, remote, event.TimeWait)
		b.within("what is left of TIME-WAIT", rest.Expires, 50*time.Second, 61*time.Second)
		if rest.Timer != timerTimeWait || rest.HasInfo || rest.Cookie != cookie {
			b.Errorf("a connection in TIME-WAIT: %+v", rest)
		}
	})
}

// TestDiagRequest: a connection in SYN-RECEIVED is a request, and no socket yet.
func TestDiagRequest(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		l := b.listen(on, 8)
		b.check(unix.SetsockoptInt(l, unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 5)) // the bare third segment is ignored
		c := b.connect(b.name(l))
		b.until("the client is connected", func() bool { _, err := unix.Getpeername(c); return err == nil })
		local, remote := b.ends(c)
		b.want(local, remote, event.Established)
		request := b.want(remote, local, event.SynReceived)
		b.within("the SYN-ACK's timer", request.Expires, 0, 2*time.Second)
		if request.Timer != timerRetrans || request.Retrans != 0 || request.Cookie == 0 || request.HasInfo {
			b.Errorf("a request: %+v", request)
		}
		_, err := unix.Write(c, []byte("now"))
		b.check(err)
		if s := b.want(remote, local, event.Established); s.Cookie != request.Cookie {
			b.Errorf("the request's cookie was %x, the socket's is %x", request.Cookie, s.Cookie)
		}
	})
}

// TestDiagWaiting: the states of an end that waits for its peer.
func TestDiagWaiting(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		full := b.listen(on, 0)
		c, s := b.pair(full)
		b.connect(b.name(full)) // fills the queue
		local, remote := b.ends(c)

		// A SYN to a full queue is dropped.
		waiting := b.connect(b.name(full))
		own := b.name(waiting)
		syn := b.want(own, remote, event.SynSent)
		b.within("the SYN's timer", syn.Expires, 0, time.Second)
		if syn.Timer != timerRetrans || !syn.HasInfo || syn.Info.state != event.SynSent {
			b.Errorf("SYN-SENT: %+v", syn)
		}
		b.want(remote, own, event.Closed) // the listener would answer, and is not it

		// A FIN behind data that the peer does not read.
		b.fill(c)
		b.check(unix.Shutdown(c, unix.SHUT_WR))
		fin := b.want(local, remote, event.FinWait1)
		if fin.WQueue == 0 || fin.Info.notsentBytes == 0 || fin.Timer == timerNone {
			b.Errorf("FIN-WAIT-1 with data: %+v", fin)
		}
		b.check(unix.SetsockoptInt(s, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1))
		alive := b.want(remote, local, event.Established)
		b.within("the keepalive timer", alive.Expires, 7000*time.Second, 7201*time.Second)
		if alive.Timer != timerKeep || alive.RQueue == 0 {
			b.Errorf("ESTABLISHED with keepalive: %+v", alive)
		}
		b.until("the window is closed", func() bool { return b.want(local, remote, event.FinWait1).Timer == timerPersist })
	})
}

func TestDiagLastAck(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		c, s := b.pair(b.listen(on, 8))
		local, remote := b.ends(c)
		b.fill(s)
		b.check(unix.Shutdown(c, unix.SHUT_WR))
		b.want(remote, local, event.CloseWait)
		b.check(unix.Shutdown(s, unix.SHUT_WR))
		b.want(remote, local, event.LastAck)
	})
}

// TestDiagMappedAddresses: the name of an IPv4 address in IPv6 asks the same.
func TestDiagMappedAddresses(t *testing.T) {
	for _, on := range []string{"127.0.0.1:80", "[::]:80"} {
		b := newDiagBench(t)
		c, _ := b.pair(b.listen(on, 8))
		local, remote := b.ends(c)
		mapped := func(a netip.AddrPort) netip.AddrPort {
			return netip.AddrPortFrom(netip.AddrFrom16(a.Addr().As16()), a.Port())
		}
		var s diagSock
		found, err := b.diag.get(mapped(remote), mapped(local), false, &s)
		if err != nil || !found || s.Local != remote || s.Remote != local {
			t.Errorf("%s: found %v %+v: %v", on, found, s, err)
		}
	}
}

func TestDiagListeners(t *testing.T) {
	b := newDiagBench(t)
	want := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:80"), netip.MustParseAddrPort("[::1]:80"), netip.MustParseAddrPort("[::]:81")}
	for _, at := range want {
		b.listen(at.String(), 3)
	}
	b.pair(b.listen("127.0.0.2:80", 3))
	want = append(want, netip.MustParseAddrPort("127.0.0.2:80"))
	for port := range 400 { // more than fit into one piece of a dump
		at := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.3"), uint16(1000+port))
		b.listen(at.String(), 3)
		want = append(want, at)
	}
	var got []netip.AddrPort
	b.check(b.diag.listeners(func(s *diagSock) {
		if s.State != event.Listen || s.Remote.Port() != 0 || s.WQueue != 3 {
			t.Errorf("a listener: %+v", s)
		}
		got = append(got, s.Local)
	}))
	slices.SortFunc(got, netip.AddrPort.Compare)
	slices.SortFunc(want, netip.AddrPort.Compare)
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); d != "" {
		t.Error(d)
	}
}

func TestDiagDestroy(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		l := b.listen(on, 8)
		c, s := b.pair(l)
		local, remote := b.ends(c)

		// Nobody there: the listener that the addresses lead to stays.
		b.check(b.diag.destroy(remote, netip.AddrPortFrom(local.Addr(), 9)))
		b.check(b.diag.destroy(local, netip.AddrPortFrom(remote.Addr(), 9)))

		b.check(b.diag.destroy(local, remote))
		b.want(local, remote, event.Closed)
		b.want(remote, local, event.Closed) // it was reset
		if _, err := unix.Read(c, make([]byte, 1)); err != unix.ECONNABORTED {
			b.Errorf("read from what was destroyed: %v, want ECONNABORTED", err)
		}
		if _, err := unix.Read(s, make([]byte, 1)); err != unix.ECONNRESET {
			b.Errorf("read from its peer: %v, want ECONNRESET", err)
		}

		c, s = b.pair(l)
		local, remote = b.ends(c)
		b.check(unix.Close(c))
		b.want(remote, local, event.CloseWait)
		b.check(unix.Close(s))
		b.want(local, remote, event.TimeWait)
		b.check(b.diag.destroy(local, remote))
		b.want(local, remote, event.Closed)

		b.check(unix.SetsockoptInt(l, unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 5))
		c = b.connect(b.name(l))
		b.until("the client is connected", func() bool { _, err := unix.Getpeername(c); return err == nil })
		local, remote = b.ends(c)
		b.want(remote, local, event.SynReceived)
		b.check(b.diag.destroy(remote, local))
		b.want(remote, local, event.Closed)
		b.want(local, remote, event.Established) // nobody told it
	})
}

// TestDiagDestroyNotAllowed: without CAP_NET_ADMIN the kernel refuses, and so the
// error says what is missing.
func TestDiagDestroyNotAllowed(t *testing.T) {
	b := newDiagBench(t)
	c, _ := b.pair(b.listen("127.0.0.1:80", 8))
	local, remote := b.ends(c)
	err := withoutCapabilities(func() error { return b.diag.destroy(local, remote) })
	var unable *Unable
	if !errors.As(err, &unable) || unable.Remedy == "" {
		t.Fatalf("destroy without a capability: %v", err)
	}
	b.want(local, remote, event.Established)
}
