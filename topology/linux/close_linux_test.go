package linux

import (
	"os"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// state is what the kernel has a connection in.
func (n *socketNet) state(host int, c *topology.Conn) event.State {
	n.Helper()
	var got diagSock
	found, err := n.hosts[host].diag.get(c.Local, c.Remote, false, &got)
	if err != nil {
		n.Fatal(err)
	}
	if !found {
		return event.Closed
	}
	return got.State
}

// TestClose: the kernel goes on with what a program has closed, and the socket
// does not touch it again.
func TestClose(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(n *socketNet, a, b *socket)
		kind   topology.OpKind
		want   event.State
		flags  segment.Flags // of the segment that tells the peer
	}{
		{"close", func(*socketNet, *socket, *socket) {}, topology.OpClose, event.FinWait2, segment.FIN | segment.ACK},
		{"after the peer's", func(n *socketNet, _, b *socket) { n.must(b, closeIt) }, topology.OpClose, event.Closed, segment.FIN | segment.ACK},
		{"with octets unread", func(n *socketNet, _, b *socket) {
			n.must(b, topology.Op{Kind: topology.OpSend, Data: []byte("x")})
		}, topology.OpClose, event.Closed, segment.RST | segment.ACK},
		{"linger for no time", func(n *socketNet, a, _ *socket) { n.set(a, "SO_LINGER", "0") }, topology.OpClose, event.Closed, segment.RST | segment.ACK},
		{"linger with octets unread", func(n *socketNet, a, b *socket) {
			n.set(a, "SO_LINGER", "100")
			n.must(b, topology.Op{Kind: topology.OpSend, Data: []byte("x")})
		}, topology.OpClose, event.Closed, segment.RST | segment.ACK},
		{"abort", func(*socketNet, *socket, *socket) {}, topology.OpAbort, event.Closed, segment.RST | segment.ACK},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newSocketNet(t, 2)
			a, b := n.pair(false)
			c.before(n, a, b)
			n.pump()
			n.seen = nil
			op := topology.Op{Kind: c.kind}
			if !a.Try(&op) || op.Errno != topology.OK {
				t.Fatalf("%s, not done at once or not well: %s", c.kind, op.Errno)
			}
			n.pump()
			if len(n.seen) == 0 || n.seen[0].Flags != c.flags || n.seen[0].SrcPort == 80 {
				t.Errorf("it wrote %v, want %v", n.seen, c.flags)
			}
			n.until("it is in "+c.want.String(), func() bool { return n.state(0, a.conn) == c.want })
		})
	}
}

// TestLinger: a close that sleeps until its FIN is acknowledged blocks the program
// and nobody else; the FIN is on the wire when the call has begun.
func TestLinger(t *testing.T) {
	n := newSocketNet(t, 2)
	a, b := n.pair(false)
	n.set(a, "SO_LINGER", "100")
	n.cut = true
	var took clock.Stopwatch
	took.Start()
	op := closeIt
	if a.Try(&op) || !op.Started {
		t.Fatalf("close with its FIN under way: %s", op.Errno)
	}
	if d := took.Elapsed(); d > 10*time.Second {
		t.Fatalf("it held the loop for %v", d)
	}
	if n.pump(); len(n.seen) == 0 || n.seen[len(n.seen)-1].Flags != segment.FIN|segment.ACK {
		t.Fatalf("the FIN was not written with the call: %v", n.seen)
	}
	if recv := recvNow; !a.Try(&recv) || recv.Errno != "EBADF" {
		t.Errorf("another call on a socket that is being closed: %s", recv.Errno)
	}
	n.until("the FIN is retransmitted", func() bool {
		signalThreads(t)
		return n.pump()
	})
	if a.Try(&op) {
		t.Fatalf("close ended before the FIN was acknowledged: %s", op.Errno)
	}
	n.cut = false // the retransmission comes through
	n.until("close", func() bool { return a.Try(&op) })
	if op.Errno != topology.OK || n.state(0, a.conn) != event.FinWait2 || len(n.hosts[0].open) != 0 {
		t.Errorf("close: %s, in %s, %d sockets left", op.Errno, n.state(0, a.conn), len(n.hosts[0].open))
	}
	if op := n.must(b, topology.Op{Kind: topology.OpRecv}); !op.EOF {
		t.Errorf("the peer read %d octets, end %v", op.N, op.EOF)
	}
}

// signalThreads sends each thread the signal that the runtime interrupts its own
// with.
func signalThreads(t *testing.T) {
	t.Helper()
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if tid, err := strconv.Atoi(task.Name()); err == nil {
			unix.Tgkill(os.Getpid(), tid, unix.SIGURG) // it may have ended
		}
	}
}

// TestLingerTellsTheHost: that the close is over comes to the loop as news.
func TestLingerTellsTheHost(t *testing.T) {
	n := newSocketNet(t, 2)
	a, _ := n.pair(false)
	n.set(a, "SO_LINGER", "1") // nobody acknowledges: all of it
	n.cut = true
	op := closeIt
	if a.Try(&op) {
		t.Fatalf("close: %s", op.Errno)
	}
	n.until("news of the host's own", func() bool { return n.hosts[0].arrival.Waiting() })
	if !a.Try(&op) || op.Errno != topology.OK || n.state(0, a.conn) != event.FinWait1 {
		t.Errorf("close after its time: %s, in %s", op.Errno, n.state(0, a.conn))
	}
}

// TestLingerEndsWithTheHost: a host that is closed leaves no thread asleep.
func TestLingerEndsWithTheHost(t *testing.T) {
	n := newSocketNet(t, 2)
	a, _ := n.pair(false)
	n.set(a, "SO_LINGER", "100")
	n.cut = true
	op := closeIt
	if a.Try(&op) {
		t.Fatalf("close: %s", op.Errno)
	}
	l := a.lingering
	n.hosts[0].closeSockets()
	if !a.Try(&op) || op.Errno != "EBADF" {
		t.Errorf("the call on a host that is closed: %s", op.Errno)
	}
	n.until("the sleeper is gone", l.over.Load)
}

// TestCloseListener: what was waiting to be accepted is reset.
func TestCloseListener(t *testing.T) {
	n := newSocketNet(t, 2)
	l, a := n.listen(1, false, 4), n.open(0, "tcp", false)
	n.must(a, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 80)})
	n.must(l, closeIt)
	op := topology.Op{Kind: topology.OpRecv}
	if n.do(a, &op); op.Errno != "ECONNRESET" {
		t.Errorf("the one that waited reads %s, want ECONNRESET", op.Errno)
	}
}
