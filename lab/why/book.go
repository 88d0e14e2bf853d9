package why

import (
	"strconv"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// A book is kept on each connection: what its variables do not say, and what the
// next reason may hang on.
type book struct {
	news
	dups    int           // duplicate ACKs that came since SND.UNA moved last
	ran     int           // timers that ran out since then and made it send again
	after   time.Duration // how long the last of them had run
	recover uint32        // SND.NXT when it first sent something again: RFC 6582 (3.2)
	mending bool          // what stood below recover is not all acknowledged
	byTimer bool          // a retransmission timer began that

	read    int64  // octets that it was given by recv
	unacked int    // segments with data or FIN that came since it acknowledged last
	keeps   bool   // something came that it cannot hand on yet: a hole is before it
	window  uint32 // that it told last
	closed  bool   // close or abort was called: nobody reads any more
	shut    bool   // shutdown was: nobody sends any more
	port    uint16 // of a listener
	wild    bool   // its stack told variables that cannot be
	tsval   uint32 // the highest timestamp that came
	stamped bool   // one did

	waiting  bool          // something that it sent is unacknowledged
	since    time.Duration // when it sent that, or SND.UNA moved after
	patience time.Duration // TCP_USER_TIMEOUT
	patient  bool          // that was set
}

// book is a connection's, begun where there was none.
func (w *Reasons) book(id event.ConnID) *book {
	b := w.books[id]
	if b == nil {
		b = new(book)
		if id != 0 {
			w.books[id] = b
		}
	}
	return b
}

// note enters a point into the books.
func (w *Reasons) note(p story.Point) {
	r := p.Rung
	switch {
	case r.Kind == story.Packet && !p.End:
		for _, said := range w.rungs[r.Index][0].why {
			w.shortly = w.shortly || said.Key == "why.again.rto.short"
		}
		if r.Origin == nil && r.Made == event.NoAction && r.Conn != 0 {
			w.book(r.Conn).wrote(w.s, r)
		}
	case r.Kind == story.Packet:
		w.came[r.Peer] = r
		if r.PeerConn != 0 && !r.Bad {
			w.got(w.book(r.PeerConn), r)
		}
	case r.Kind == story.Call && r.Conn != 0:
		w.book(r.Conn).called(r, p.End)
	}
}

// wrote enters a segment that the connection's own stack wrote.
func (b *book) wrote(s *story.Story, r *story.Rung) {
	if r.Seg.Proto != segment.TCP {
		return
	}
	seg := &r.Seg
	if seg.Has(segment.SYN) {
		b.offers(0, r)
	}
	if seg.Len() > 0 && !b.waiting {
		b.waiting, b.since = true, r.At
	}
	if seg.Has(segment.ACK) {
		b.unacked = 0
		v := s.Vars(r.Conn, r.N-1)
		b.wild = b.wild || v.Told.Has(story.VarRcvNxt) && !seg.Has(segment.RST) && segment.Less(seg.Ack, v.RcvNxt)
	}
	switch t := r.Timer; {
	case t != nil && (t.Fired.Name == "retransmission" || t.Fired.Name == "persist"):
		b.ran++
		b.after = t.Fired.After
	case t == nil && r.Cause != nil && r.Cause.Kind == story.Timer && r.Again() > 0:
		b.ran++ // several connections' timers ran out at once, and the event tells of one
		b.after = 0
	}
	if r.Again() > 0 && seg.Len() > 0 && !seg.Has(segment.SYN) && !b.mending {
		v := s.Vars(r.Conn, r.N)
		b.mending, b.recover = true, v.SndNxt
		b.byTimer = r.Timer != nil && r.Timer.Fired.Name == "retransmission"
	}
	if !seg.Has(segment.RST) {
		v := s.Vars(r.Conn, r.N)
		b.window = v.RcvWnd
	}
}

// got enters a segment that the connection was given.
func (w *Reasons) got(b *book, r *story.Rung) {
	seg := &r.Seg
	if seg.Proto != segment.TCP {
		return
	}
	before, after, _ := w.arrives(r)
	if seg.Has(segment.SYN) {
		b.offers(1, r)
	}
	b.takes(seg, &before)
	if v := w.s.Vars(r.PeerConn, r.EndN); w.s.Conn(r.PeerConn) != nil {
		w.initial(w.s.Conn(r.PeerConn), &v)
		b.wild = b.wild || wild(&v)
	}
	switch {
	case before.Known.Has(story.VarSndUna) && segment.Less(before.SndUna, after.SndUna):
		b.dups, b.ran = 0, 0
		b.waiting, b.since = after.SndUna != after.SndNxt, r.End
		if b.mending && segment.LessEq(b.recover, after.SndUna) {
			b.mending = false
		}
	case r.Info.Roles.Has(event.DupAck):
		b.dups++
	}
	if o, _ := segment.DecodeOptions(seg.OptionBytes(r.Head)); o.Has&segment.HasTimestamps != 0 && (!b.stamped || segment.Less(b.tsval, o.TSVal)) {
		b.tsval, b.stamped = o.TSVal, true
	}
	if seg.Len() == 0 {
		return
	}
	if segment.Less(before.RcvNxt, after.RcvNxt) {
		b.unacked++
	}
	switch {
	case !before.Known.Has(story.VarRcvNxt):
	case segment.Less(before.RcvNxt, seg.Seq) && inWindow(&before, seg):
		b.keeps = true
	case segment.Less(before.RcvNxt, after.RcvNxt):
		b.keeps = b.keeps && after.RcvNxt == seg.Next() && !after.Told.Has(story.VarRcvNxt)
	}
}

// called enters a call and its return.
func (b *book) called(r *story.Rung, end bool) {
	switch c := r.Call; {
	case end && r.Return.Result == "ok" && c.Op == "recv":
		b.read += int64(r.Return.Bytes)
	case end:
	case c.Op == "close", c.Op == "abort", c.Op == "crash":
		b.closed = true
	case c.Op == "shutdown":
		b.shut = true
	case c.Op == "setsockopt" && len(c.Args) > 1 && c.Args[0] == "TCP_USER_TIMEOUT":
		b.patience, b.patient = milliseconds(c.Args[1]), true
	case (c.Op == "bind" || c.Op == "listen") && len(c.Args) > 0:
		_, port, _ := strings.Cut(c.Args[0], ":")
		n, _ := strconv.ParseUint(port[strings.LastIndex(port, ":")+1:], 10, 16)
		b.port = uint16(n)
	}
}

// stale says whether a segment that arrived has an older timestamp than one that came
// before: RFC 7323 (5.3) has it thrown away.
func (w *Reasons) stale(r *story.Rung) bool {
	b := w.book(r.PeerConn)
	o, _ := segment.DecodeOptions(r.Seg.OptionBytes(r.Head))
	return b.stamped && o.Has&segment.HasTimestamps != 0 && segment.Less(o.TSVal, b.tsval)
}

// listening says whether a host had a listener at a port at an event.
func (w *Reasons) listening(host event.HostID, port uint16, n uint32) bool {
	for _, c := range w.s.Conns {
		if c != nil && c.Host == host && c.Listen && w.s.StateAt(c.ID, n) == event.Listen && w.book(c.ID).port == port {
			return true
		}
	}
	return false
}

// unread is how many octets came in order that no recv has fetched, as far as it
// can be counted: a FIN is no octet, nor is a SYN.
func (w *Reasons) unread(id event.ConnID, v *story.Vars, fin bool) int64 {
	if !v.Known.Has(story.VarIRS | story.VarRcvNxt) {
		return 0
	}
	return int64(v.RcvNxt-v.IRS-1) - int64(b2i(fin)) - w.book(id).read
}

// inWindow says whether a segment is acceptable by one of the four tests of RFC
// 9293 (3.10.7.4).
func inWindow(v *story.Vars, seg *segment.Segment) bool {
	n := seg.Len()
	switch {
	case v.RcvWnd == 0:
		return n == 0 && seg.Seq == v.RcvNxt
	case segment.InWindow(seg.Seq, v.RcvNxt, v.RcvWnd):
		return true
	}
	return n > 0 && segment.InWindow(seg.Next()-1, v.RcvNxt, v.RcvWnd)
}
