package linux

import (
	"net/netip"
	"slices"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
	"netlab/topology/clock"
)

// watcher knows the state of every connection of a host.
//
// The kernel tells nobody when it changes. But it changes only when something
// touches the connection: a segment given, a segment written, a call, a timer. Each
// of them puts the connection on a list, and when the host is settled one exact get
// asks for the state of each on the list. What the list cannot know of is a timer
// that ends a connection without a word (the end of TIME-WAIT): the get tells when
// the connection's timer is due, and it is asked again then.
type watcher struct {
	host     *host
	late     bool          // a packet that is written may be handled a moment later (veth, foreign programs)
	timeWait time.Duration // after which TIME-WAIT is ended by SOCK_DESTROY; 0: the kernel's own 60 s

	live    map[pair]*end
	cookies map[pair]numbers // of SYNs that were answered, and of which the kernel keeps nothing (RFC 4987, 3.6)
	todo    []*end           // that were touched since the last scan
	called  []*topology.Conn // likewise, without a peer: listeners
	changes []topology.Change
	tcbs    []topology.ConnTCB
	got     diagSock // what the last get gave
	fired   bool     // a get told of a timer that was due, and is set anew
}

// pair is a connection's addresses.
type pair struct{ local, remote netip.AddrPort }

// sender and receiver are the ends of a segment, as each of them sees it.
func sender(s *segment.Segment) pair {
	return pair{netip.AddrPortFrom(s.Src, s.SrcPort), netip.AddrPortFrom(s.Dst, s.DstPort)}
}

func receiver(s *segment.Segment) pair {
	return pair{netip.AddrPortFrom(s.Dst, s.DstPort), netip.AddrPortFrom(s.Src, s.SrcPort)}
}

// end is the host's end of a connection, for as long as the kernel knows it.
type end struct {
	pair
	watch  *watcher
	conn   *topology.Conn // nil: somebody sent a segment to these addresses, and it is not known yet what is there
	state  event.State
	cookie uint64 // the kernel's own name for it, the same from SYN-RECEIVED to TIME-WAIT

	listed bool          // in todo
	given  bool          // it was given a segment since the last scan
	acked  bool          // the last one acknowledged everything that was sent
	heard  time.Duration // when it was given the last one
	busy   time.Duration // when it was last given or wrote one,
	before time.Duration // and when before that

	timer uint8         // as the last get told it: which one runs,
	due   time.Duration // until when,
	after time.Duration // and how long it was set for
	timed event.State   // the state that it was set in

	destroy   time.Duration // when TIME-WAIT is ended from outside; 0: not
	destroyed bool          // it was

	beat  clock.Beat // to ask again
	again bool       // this is the asking again: nothing has touched it
	acted bool       // a timer has made it write

	numbers
}

// numbers are what a connection's segments have told of its sequence numbers.
type numbers struct {
	nxt, irs       uint32 // SND.NXT as far as it was written; the peer's initial number
	hasNxt, hasIRS bool
	syn            uint32 // that of the last SYN that it was given
	hasSYN         bool
}

// What idiag_timer says runs (include/uapi/linux/inet_diag.h, net/ipv4/inet_diag.c).
const (
	timerNone     = 0
	timerRetrans  = 1 // the loss probe's and RACK's too; of a request: its SYN-ACK's
	timerKeep     = 2 // that of an orphan in FIN-WAIT-2 too
	timerTimeWait = 3 // the end of what is left of a socket
	timerPersist  = 4
)

// The kernel counts time in jiffies, of up to 10 ms, and lets a timer that is far
// away be late by an eighth (kernel/time/timer.c). A get tells when it was to be.
const (
	jiffy   = 10 * time.Millisecond
	overdue = 8 * time.Millisecond // between two gets for a timer that is late
	shortly = time.Millisecond     // until the kernel has handled what it was given late
)

func (w *watcher) init(h *host) {
	w.host = h
	w.live, w.cookies = make(map[pair]*end), make(map[pair]numbers)
}

func (w *watcher) now() time.Duration { return w.host.env.Time.Clock.Now() }

// stop ends all asking.
func (w *watcher) stop() {
	for _, e := range w.live {
		w.host.env.Time.Queue.Take(&e.beat)
	}
}

// destroy ends what no program holds any more. A connection whose FIN nobody
// answers would go on for a minute or two, and its namespace with it.
func (w *watcher) destroy() {
	for _, e := range w.live {
		if w.host.diag != nil && e.conn != nil && e.state != event.TimeWait {
			w.host.diag.destroy(e.local, e.remote)
		}
	}
}

// touch puts a connection that was called on on the list.
func (h *host) touch(c *topology.Conn) {
	w := &h.watch
	switch {
	case c.UDP:
	case !c.Remote.IsValid():
		if !slices.Contains(w.called, c) {
			w.called = append(w.called, c)
		}
	default:
		at := pair{c.Local, c.Remote}
		e := w.live[at]
		if e != nil && e.conn != nil && e.conn.ID > c.ID {
			return // a later connection has its addresses
		}
		if e != nil && e.conn != c && c.State == event.Closed {
			w.list(e) // it gives way to the new one
			e = nil
		}
		if e == nil {
			if c.State == event.Closed && c.Listener != nil {
				return // it is over, and only its socket was left
			}
			e = w.add(at, c)
		}
		w.list(e)
	}
}

func (w *watcher) add(at pair, c *topology.Conn) *end {
	e := &end{pair: at, watch: w, conn: c, state: event.Closed, numbers: w.cookies[at]}
	delete(w.cookies, at)
	if c != nil {
		e.state = c.State
	}
	w.live[at] = e
	return e
}

func (w *watcher) list(e *end) {
	if !e.listed {
		e.listed = true
		w.todo = append(w.todo, e)
	}
}

// active notes when the end was given a segment or wrote one, and when before that.
func (e *end) active(now time.Duration) {
	if now != e.busy {
		e.before, e.busy = e.busy, now
	}
}

// mayChange says whether a segment can change the end's state. One of data or
// their acknowledgement cannot, as long as both ends may send: it is not asked
// about, and in a long transfer nearly none is.
func (e *end) mayChange(s *segment.Segment) bool {
	return e.state != event.Established && e.state != event.CloseWait || s.Flags&(segment.SYN|segment.FIN|segment.RST) != 0
}

// delivered notes a packet that the kernel is about to be given.
func (w *watcher) delivered(s *segment.Segment) {
	switch {
	case s.Proto == segment.TCP:
		at := receiver(s)
		e := w.live[at]
		if e == nil {
			if !w.host.owns(s.Dst) {
				return
			}
			e = w.add(at, nil)
		}
		e.given, e.heard = true, w.now()
		if s.Has(segment.SYN) {
			e.syn, e.hasSYN = s.Seq, true
		}
		e.acked = s.Has(segment.ACK) && !s.Has(segment.RST) && e.hasNxt && s.Ack == e.nxt
		e.active(e.heard)
		if w.host.env.TCB || e.mayChange(s) {
			w.list(e)
		}
	case s.Proto == segment.ICMPv4 || s.Proto == segment.ICMPv6:
		for _, c := range w.host.env.Book.All() { // it may be about any of them
			if e := w.live[pair{c.Local, c.Remote}]; e != nil {
				w.list(e)
			}
		}
	}
}

// wrote notes a packet that the kernel has written.
func (w *watcher) wrote(s *segment.Segment) {
	if s.Proto != segment.TCP {
		return
	}
	at := sender(s)
	e := w.live[at]
	if e == nil {
		if !w.host.owns(s.Src) {
			return
		}
		e = w.add(at, nil)
	}
	e.active(w.now())
	if e.mayChange(s) || e.timer == timerNone && s.Len() > 0 {
		w.list(e)
	}
	if s.Has(segment.RST) {
		return
	}
	if next := s.Next(); !e.hasNxt || segment.Less(e.nxt, next) || s.Has(segment.SYN) {
		e.nxt, e.hasNxt = next, true
	}
	if s.Has(segment.ACK) && (!e.hasIRS || s.Has(segment.SYN)) {
		e.irs, e.hasIRS = s.Ack-1, true // its first acknowledgement is that of the peer's SYN
		if e.hasSYN && segment.InWindow(s.Ack-1, e.syn, 1<<16) {
			e.irs = e.syn // and of the data on it, RFC 7413 (4.1)
		}
	}
}

// scan asks for the state of everything that was touched.
func (w *watcher) scan() {
	for _, c := range w.called {
		now := event.Closed
		if w.host.listening(c) {
			now = event.Listen
		}
		if now != c.State && (c.State == event.Listen || now == event.Listen) {
			w.changes = topology.AppendChange(w.changes, c, c.State, now)
		}
	}
	w.called = w.called[:0]
	for i := 0; i < len(w.todo); i++ {
		e := w.todo[i]
		e.listed = false
		from := len(w.changes)
		w.look(e)
		w.host.stamps.put(e.cookie, w.changes[from:])
		e.given, e.acted = false, false
	}
	w.todo = w.todo[:0]
}

// look asks for one connection's state and notes what became of it.
func (w *watcher) look(e *end) {
	got := &w.got
	found, err := w.host.diag.get(e.local, e.remote, w.host.env.TCB && (e.given || e.acted), got)
	if err != nil { // the kernel is short of memory
		w.host.env.Time.Queue.Put(&e.beat, w.now()+overdue, e)
		return
	}
	if found && e.conn == nil {
		w.adopt(e)
	}
	switch {
	case !found:
		w.gone(e)
		return
	case e.cookie == 0:
		e.cookie = got.Cookie
	case e.cookie != got.Cookie:
		w.gone(e)
		if w.live[e.pair] == nil {
			// A new one of the same addresses, which has written already: what
			// was noted last is its.
			n := w.add(e.pair, nil)
			n.numbers = e.numbers
			w.list(n)
		}
		return
	}
	if got.State != e.state {
		if e.given && e.state == event.SynReceived && got.State != event.Established {
			// A segment takes it out of SYN-RECEIVED by way of ESTABLISHED: a shutdown
			// before that waits for it (net/ipv4/tcp.c, tcp_shutdown).
			w.changes = append(w.changes, topology.Change{Conn: e.conn, From: e.state, To: event.Established, Passed: true})
			e.state = event.Established
		}
		w.changes = appendChange(w.changes, e.conn, e.state, got.State)
		e.state = got.State
	}
	if (e.given || e.acted) && got.HasInfo {
		w.tcbs = append(w.tcbs, topology.ConnTCB{Conn: e.conn, TCB: e.tcb(got)})
	}
	e.schedule(got)
}

// appendChange is topology.AppendChange with what Linux is known to pass: it goes
// through FIN-WAIT-2 where a segment acknowledges the FIN and brings the peer's
// (net/ipv4/tcp_input.c, tcp_rcv_state_process and tcp_fin), which RFC 9293
// (figure 5, note 2) leaves out.
func appendChange(to []topology.Change, c *topology.Conn, from, now event.State) []topology.Change {
	if now == event.TimeWait && (from == event.FinWait1 || from == event.Established) {
		to = topology.AppendChange(to, c, from, event.FinWait2)
		to[len(to)-1].Passed = true
		from = event.FinWait2
	}
	return topology.AppendChange(to, c, from, now)
}

// adopt enters a connection that came in through a listener, or one that a
// program of the machine's own has opened.
func (w *watcher) adopt(e *end) {
	book := w.host.env.Book
	if w.got.State == event.SynSent {
		e.conn = book.Open(e.remote.String(), false)
		book.Pair(e.conn, e.local, e.remote)
		return
	}
	e.conn = book.Incoming(w.listener(e.local), e.local, e.remote)
	e.state = event.Listen
}

// gone notes that the kernel has forgotten a connection.
func (w *watcher) gone(e *end) {
	if e.conn != nil && e.state != event.Closed {
		if e.state == event.FinWait1 && e.given && e.acked {
			// The segment acknowledged the FIN and brought data that nobody would
			// read, and so a reset (net/ipv4/tcp_input.c, tcp_rcv_state_process).
			w.changes = append(w.changes, topology.Change{Conn: e.conn, From: e.state, To: event.FinWait2, Passed: true})
			e.state = event.FinWait2
		}
		w.changes = topology.AppendChange(w.changes, e.conn, e.state, event.Closed)
		if e.destroyed {
			w.changes[len(w.changes)-1].Reason = "destroyed"
		}
		e.state = event.Closed
	}
	if w.live[e.pair] == e {
		delete(w.live, e.pair)
	}
	if e.conn == nil && e.hasIRS { // a SYN answered with a cookie leaves nothing behind
		w.cookies[e.pair] = e.numbers
	}
	w.host.env.Time.Queue.Take(&e.beat)
}

// accepted is the book's entry of a connection that accept(2) gave. One that was
// reset before it was accepted is handed out all the same.
func (h *host) accepted(local, remote netip.AddrPort, listener *topology.Conn) *topology.Conn {
	if e := h.watch.live[pair{local, remote}]; e != nil && e.conn != nil {
		return e.conn
	}
	if c := h.env.Book.Find(false, local, remote); c != nil {
		return c
	}
	c := h.env.Book.Incoming(listener, local, remote)
	h.touch(c)
	return c
}
