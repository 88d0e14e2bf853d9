package why

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// rst is why a connection was refused or thrown away.
func (w *Reasons) rst(r *story.Rung) []Reason {
	name := w.name(r.Host)
	c := r.Cause
	switch {
	case r.Timer != nil && r.Timer.Fired.Name == "keepalive":
		return because(secKeepalive, "rst.keepalive", name)
	case r.Timer != nil:
		return because(secFailures, "rst.timer", name)
	case c == nil:
		return nil
	case c.Kind == story.Call:
		return w.throws(r, c)
	case c.Kind != story.Packet || c.Seg.Proto != segment.TCP:
		return nil
	}
	state := w.s.StateAt(c.PeerConn, c.EndN-1)
	switch {
	case c.PeerConn == 0 || state == event.Closed || state == event.NoState:
		return w.refuses(r, c)
	case state == event.Listen:
		return because(secListen, "rst.listen", name)
	case state == event.SynSent:
		before := w.vars(c.PeerConn, c.EndN-1)
		return because(secSynSent, "rst.synsent", name, sent(&before, c.Seg.Ack), sent(&before, before.SndNxt))
	case state == event.SynReceived && c.Seg.Has(segment.ACK):
		before := w.vars(c.PeerConn, c.EndN-1)
		if !segment.LessEq(c.Seg.Ack, before.SndNxt) || !segment.Less(before.SndUna, c.Seg.Ack) {
			return because(secOther, "rst.synreceived", name, sent(&before, c.Seg.Ack), sent(&before, before.SndNxt))
		}
		if c.Seg.Len() == 0 && w.s.StateAt(r.Conn, r.N) == event.Closed {
			return because("", "rst.handshake", name)
		}
	}
	if w.book(r.Conn).closed && c.Seg.PayloadLen() > 0 {
		return because(secUnread, "rst.nobody", name, Octets(c.Seg.PayloadLen()))
	}
	return nil
}

// refuses is why a segment is answered for which there is no connection: how the
// RST's numbers are chosen hangs on whether that bore an ACK.
func (w *Reasons) refuses(r, c *story.Rung) []Reason {
	name, port := w.name(r.Host), c.Seg.DstPort
	if c.PeerConn != 0 && !w.forgot(c.PeerConn) {
		return because(secClosed, "rst.gone", name)
	}
	switch {
	case c.Seg.Has(segment.ACK):
		return because(secClosed, "rst.closed.ack", name, port)
	case c.Seg.Has(segment.SYN):
		return because(secClosed, "rst.closed", name, port)
	}
	return because(secClosed, "rst.closed.noack", name, port)
}

// throws is why a program's call makes a RST.
func (w *Reasons) throws(r, c *story.Rung) []Reason {
	name := w.name(r.Host)
	switch c.Call.Op {
	case "abort":
		return because(secAbort, "rst.abort", name)
	case "close":
		v := w.vars(r.Conn, r.N-1)
		state := w.s.StateAt(r.Conn, c.N-1)
		if n := w.unread(r.Conn, &v, state == event.CloseWait); n > 0 {
			return because(secUnread, "rst.unread", name, Octets(n))
		}
	}
	return nil
}
