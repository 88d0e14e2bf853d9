package linux

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"netlab/hooks/event"
	"netlab/topology"
	"netlab/topology/clock"
)

// newTracer is a tracer of the bench's namespace alone.
func newTracer(b *diagBench) *tracer {
	b.Helper()
	t, err := openTracer()
	var unable *Unable
	if errors.As(err, &unable) {
		b.Skip(err)
	}
	b.check(err)
	b.Cleanup(t.close)
	b.check(t.add(b.ns))
	return t
}

func TestTracer(t *testing.T) {
	onEach(t, func(b *diagBench, on string) {
		tr := newTracer(b)
		start := monotonic()
		l := b.listen(on, 8)
		listener, err := unix.GetsockoptUint64(l, unix.SOL_SOCKET, unix.SO_COOKIE)
		b.check(err)
		c, s := b.pair(l)
		local, remote := b.ends(c)
		client := b.want(local, remote, event.Established).Cookie
		server := b.want(remote, local, event.Established).Cookie
		b.check(unix.Close(c))
		b.want(remote, local, event.CloseWait)
		b.check(unix.Close(s))
		b.want(remote, local, event.Closed)
		b.want(local, remote, event.TimeWait)

		said := map[uint64][]event.State{}
		last := map[uint64]int64{}
		tr.drain(func(x *transition) {
			if now, earliest := monotonic(), max(start, last[x.cookie]); x.at < earliest || x.at > now {
				b.Errorf("between %d and %d the tracepoint said %+v", earliest, now, *x)
			}
			last[x.cookie] = x.at
			if said[x.cookie] == nil {
				said[x.cookie] = []event.State{x.from}
			}
			said[x.cookie] = append(said[x.cookie], x.to)
		})
		want := map[uint64][]event.State{
			listener: {event.Closed, event.Listen},
			client:   {event.Closed, event.SynSent, event.Established, event.FinWait1, event.FinWait2, event.Closed},
			server:   {event.SynReceived, event.Established, event.CloseWait, event.LastAck, event.Closed},
		}
		if d := cmp.Diff(want, said); d != "" {
			b.Errorf("the tracepoint said otherwise (-want +got):\n%s", d)
		}
	})
}

// TestTracerOtherNamespaces: what is not ours is not heard of.
func TestTracerOtherNamespaces(t *testing.T) {
	b := newDiagBench(t)
	tr := newTracer(b)
	other := newDiagBench(t)
	other.pair(other.listen("127.0.0.1:80", 8))
	tr.drain(func(x *transition) { t.Errorf("heard of another namespace: %+v", *x) })
	tr.remove(b.ns)
	b.pair(b.listen("127.0.0.1:80", 8))
	tr.drain(func(x *transition) { t.Errorf("heard of a namespace that was removed: %+v", *x) })
}

// TestTracerStamps: the moments of changes, as the watcher would ask for them.
func TestTracerStamps(t *testing.T) {
	b := newDiagBench(t)
	tr := newTracer(b)
	zero := monotonic()
	c, s := b.pair(b.listen("127.0.0.1:80", 8))
	local, remote := b.ends(c)
	client := b.want(local, remote, event.Established).Cookie
	server := b.want(remote, local, event.Established).Cookie

	conn := &topology.Conn{}
	stamp := func(cookie uint64, path ...event.State) []topology.Change {
		var changes []topology.Change
		for i := range path[1:] {
			changes = append(changes, topology.Change{Conn: conn, From: path[i], To: path[i+1]})
		}
		tr.stamp(cookie, changes, zero)
		return changes
	}
	told := func(changes []topology.Change, want ...bool) {
		t.Helper()
		now := time.Duration(monotonic() - zero)
		last := time.Duration(0)
		for i, c := range changes {
			if (c.Kernel != 0) != want[i] || c.Kernel > now || want[i] && c.Kernel <= last {
				t.Errorf("%v -> %v was at %v, after %v and before %v; want a time: %v", c.From, c.To, c.Kernel, last, now, want[i])
			}
			last = max(last, c.Kernel)
		}
	}
	told(stamp(client, event.Closed, event.SynSent, event.Established), true, true)
	told(stamp(client, event.Closed, event.SynSent, event.Established), false, false) // told already
	told(stamp(server, event.Listen, event.SynReceived, event.Established), false, true)

	// An orphan in FIN-WAIT-2 is no socket any more: the tracepoint says CLOSED,
	// which is not the moment of TIME-WAIT.
	b.check(unix.Close(c))
	b.until("the socket itself is gone", func() bool { return !b.want(local, remote, event.FinWait2).HasInfo })
	told(stamp(client, event.Established, event.FinWait1, event.FinWait2), true, true)
	b.check(unix.Close(s))
	b.want(local, remote, event.TimeWait)
	told(stamp(client, event.FinWait2, event.TimeWait), false)
	told(stamp(server, event.Established, event.CloseWait, event.LastAck, event.Closed), true, true, true)

	// The same where it gives way to what is left of it between two gets.
	tr.keep(&transition{at: monotonic(), cookie: client, from: event.FinWait2, to: event.Closed})
	told(stamp(client, event.FinWait2))
	told(stamp(client, event.FinWait2, event.TimeWait), false)

	// A socket that is still held goes to TIME-WAIT itself.
	c, s = b.pair(b.listen("127.0.0.2:80", 8))
	local, remote = b.ends(c)
	client = b.want(local, remote, event.Established).Cookie
	b.check(unix.Shutdown(c, unix.SHUT_WR))
	b.want(local, remote, event.FinWait2)
	told(stamp(client, event.Closed, event.SynSent, event.Established, event.FinWait1, event.FinWait2), true, true, true, true)
	b.check(unix.Close(s))
	b.until("TIME-WAIT", func() bool { return !b.want(local, remote, event.TimeWait).HasInfo })
	told(stamp(client, event.FinWait2, event.TimeWait), true)
	told(stamp(client, event.TimeWait, event.Closed), false)
}

// TestTracerForgets: what nobody asks for does not pile up.
func TestTracerForgets(t *testing.T) {
	tr := &tracer{seen: make(map[uint64]*moments)}
	for cookie := range uint64(3 * mostStamped) {
		tr.keep(&transition{at: 1, cookie: cookie, to: event.Established})
	}
	if len(tr.seen) > mostStamped {
		t.Errorf("it keeps the moments of %d connections", len(tr.seen))
	}
}

func TestTracerNotAllowed(t *testing.T) {
	newDiagBench(t) // skips without root
	var unable *Unable
	if err := withoutCapabilities(func() error {
		tr, err := openTracer()
		if err == nil {
			tr.close()
		}
		return err
	}); !errors.As(err, &unable) || unable.Remedy == "" {
		t.Fatalf("without a capability: %v", err)
	}
}

// TestBeginning: the run's clock and the kernel's are the same but for where they
// begin.
func TestBeginning(t *testing.T) {
	w := clock.NewWall(nil)
	zero := beginning(w)
	for range 1000 {
		before := monotonic()
		elapsed := int64(w.Elapsed())
		after := monotonic()
		// A reading of the clock takes well below a microsecond, and is cut to whole nanoseconds.
		if at := zero + elapsed; at < before-1000 || at > after+1000 {
			t.Fatalf("%d ns into the run it is %d by the kernel's clock, which showed %d before and %d after", elapsed, at, before, after)
		}
	}
}

func FuzzTransition(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(make([]byte, recordLen))
	seed := make([]byte, recordLen)
	seed[recordFrom], seed[recordTo] = 7, 2
	f.Add(seed)
	f.Fuzz(func(t *testing.T, p []byte) {
		var x transition
		if x.parse(p) && (x.from == event.NoState || x.to == event.NoState || int(x.to) >= len(moments{})) {
			t.Fatalf("taken for a transition: %+v", x)
		}
	})
}

func BenchmarkTracer(b *testing.B) {
	b.Run("open", func(b *testing.B) {
		newTracer(newDiagBench(b))
		for b.Loop() {
			t, err := openTracer()
			if err != nil {
				b.Fatal(err)
			}
			t.close()
		}
	})
	b.Run("stamp", func(b *testing.B) {
		b.ReportAllocs()
		x := newDiagBench(b)
		t := newTracer(x)
		l := x.socket(unix.AF_INET)
		x.check(unix.Bind(l, sockaddr(netip.MustParseAddrPort("127.0.0.1:80"))))
		changes := []topology.Change{{To: event.Listen}}
		cookie, err := unix.GetsockoptUint64(l, unix.SOL_SOCKET, unix.SO_COOKIE)
		x.check(err)
		for b.Loop() { // the cost of two system calls is in it
			unix.Listen(l, 1)
			unix.Shutdown(l, unix.SHUT_RD)
			t.stamp(cookie, changes, 0)
			if changes[0].Kernel == 0 {
				b.Fatal("no moment")
			}
			changes[0].Kernel = 0
		}
	})
	b.Run("stamp-nothing-new", func(b *testing.B) {
		b.ReportAllocs()
		t := newTracer(newDiagBench(b))
		changes := []topology.Change{{To: event.Listen}}
		for b.Loop() {
			t.stamp(1, changes, 0)
		}
	})
}
