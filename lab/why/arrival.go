package why

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// arrival is what a packet's receiver made of it.
func (w *Reasons) arrival(r *story.Rung) []Reason {
	name := w.name(r.Peer)
	switch {
	case r.Bad && r.Seg.Problem != 0:
		return because("", "in.unreadable", name)
	case r.Bad:
		return because(secChecksum, "in.bad", name)
	}
	switch r.Seg.Proto {
	case segment.TCP:
		return w.segment(r)
	case segment.UDP, segment.Fragment:
		return w.datagramIn(r)
	case segment.ICMPv4, segment.ICMPv6:
		return w.messageIn(r)
	case segment.ARP:
		return w.neighbourIn(r)
	}
	return nil
}

// segment is what a TCP made of a segment, RFC 9293 (3.10.7).
func (w *Reasons) segment(r *story.Rung) []Reason {
	name := w.name(r.Peer)
	before, after, state := w.arrives(r)
	if r.PeerConn == 0 {
		return w.nobody(r)
	}
	switch state {
	case event.NoState, event.Listen:
		return w.listens(r)
	case event.Closed:
		return w.nobody(r)
	case event.SynSent:
		return w.synSent(r, &before, &after)
	}
	if !before.Known.Has(story.VarRcvNxt | story.VarRcvWnd | story.VarIRS) {
		return nil
	}
	test, ok := acceptable(&before, &r.Seg)
	switch {
	case state == event.SynReceived && ok && r.Seg.Has(segment.ACK) && r.Seg.Flags&(segment.SYN|segment.RST) == 0 && before.Known.Has(story.VarSndNxt) && segment.Less(before.SndNxt, r.Seg.Ack):
		return because(secOther, "in.handshake.bad", name, sent(&before, r.Seg.Ack), sent(&before, before.SndNxt))
	case state == event.TimeWait && r.Seg.Has(segment.SYN) && !r.Seg.Has(segment.ACK) && path(r.Arrived, r.PeerConn) != "":
		return because(secOther, "in.reopened", name, got(&before, r.Seg.Seq), got(&before, before.RcvNxt))
	case r.Seg.Has(segment.RST):
		return w.reset(r, &before, state, test, ok)
	case r.Seg.Has(segment.SYN) && state >= event.Established && r.Seg.Seq == before.IRS:
		return because(secOther, "in.syn.again", name)
	case r.Seg.Has(segment.SYN) && state >= event.Established && state != event.TimeWait:
		return because(secBlindSYN, "in.syn", name, state.String())
	case r.Info.Role == event.Keepalive && !ok:
		return because(secKeepalive, "in.keepalive", name, test)
	case r.Info.Role == event.WindowProbe && !ok:
		return because(secProbe, "in.probe", name, test)
	case state == event.SynReceived && r.Seg.Has(segment.SYN|segment.ACK) && r.Seg.Seq == before.IRS && before.Known.Has(story.VarSndNxt) && r.Seg.Ack == before.SndNxt:
		if all := w.effects(r, &before, &after); len(all) > 0 {
			return because(secHandshake, "in.both", name, rack(r), all)
		}
		return because(secOther, "in.syn.again", name)
	case !ok:
		return w.refused(r, &before, &after, state, test)
	case !before.Told.Has(story.VarRcvNxt) && w.stale(r):
		return because(secPAWS, "in.paws", name)
	case r.Seg.Has(segment.SYN) && state == event.SynReceived:
		return because(secOther, "in.syn.again", name)
	case r.Seg.Has(segment.SYN):
		return nil
	case !r.Seg.Has(segment.ACK):
		return because(secOther, "in.noack", name)
	case before.Known.Has(story.VarSndNxt) && segment.Less(before.SndNxt, r.Seg.Ack):
		return because(secOther, "in.future", name, sent(&before, r.Seg.Ack), sent(&before, before.SndNxt))
	}
	return w.takes(r, &before, &after, state, test)
}

// acceptable is the first check of RFC 9293 (3.10.7.4), with the numbers that it
// compares.
func acceptable(v *story.Vars, seg *segment.Segment) (test Part, ok bool) {
	nxt, at, wnd, n := got(v, v.RcvNxt), got(v, seg.Seq), v.RcvWnd, seg.Len()
	ok = inWindow(v, seg)
	switch {
	case ok && wnd == 0:
		return part("test.zero", at, nxt), ok
	case ok && segment.InWindow(seg.Seq, v.RcvNxt, wnd):
		return part("test.begin", nxt, at, wnd), ok
	case ok:
		return part("test.last", nxt, got(v, seg.Next()-1), wnd), ok
	case at > nxt && wnd == 0:
		return part("test.shut", n), ok
	case at == nxt:
		return part("test.shut", n), ok
	case at > nxt:
		return part("test.behind", at, nxt, wnd), ok
	case n > 0 && segment.LessEq(seg.Next(), v.RcvNxt):
		return part("test.before", got(v, seg.Next()-1), nxt), ok
	}
	return part("test.early", at, nxt), ok
}

// takes is what an acceptable segment with an ACK brought about.
func (w *Reasons) takes(r *story.Rung, before, after *story.Vars, state event.State, test Part) []Reason {
	name, n, seg := w.name(r.Peer), Octets(r.Seg.PayloadLen()), &r.Seg
	all := w.effects(r, before, after)
	tail := Part{}
	if len(all) > 0 {
		tail = part("effects", all)
	}
	switch {
	case state == event.SynReceived && !segment.Less(before.SndUna, seg.Ack) && before.Told.Has(story.VarSndUna):
		return nil
	case state == event.SynReceived && len(r.Arrived) > 0 && n == 0 && !seg.Has(segment.FIN) && seg.Ack == before.SndNxt:
		return because(secOther, "in.handshake", name, test, sent(before, seg.Ack), path(r.Arrived, r.PeerConn))
	case state == event.SynReceived && len(r.Arrived) == 0 && seg.Ack == before.SndNxt:
		return because(secOther, "in.handshake.not", name, sent(before, seg.Ack))
	case state == event.SynReceived && len(r.Arrived) == 0:
		return nil
	case seg.Len() > 0 && segment.Less(before.RcvNxt, seg.Seq):
		return because(secOther, "in.hole", name, test, thing(r), got(before, before.RcvNxt), tail)
	case seg.Has(segment.FIN) && n > 0:
		return because(secOther, "in.datafin", name, test, n, tail)
	case seg.Has(segment.FIN):
		return because(secOther, "in.fin", name, test, tail)
	case n > 0 && segment.Less(seg.Seq, before.RcvNxt):
		return because(secOther, "in.partly", name, test, got(before, before.RcvNxt), tail)
	case ancient(before, seg) && after.Told.Has(story.VarRcvNxt) && before.RcvNxt != after.RcvNxt:
		return because(secBlindData, "in.ancient.yet", name, test, sent(before, seg.Ack), sent(before, before.SndUna), tail)
	case ancient(before, seg):
		return because(secBlindData, "in.ancient", name, sent(before, seg.Ack), sent(before, before.SndUna))
	case n > 0 && w.book(r.PeerConn).closed:
		return because(secUnread, "in.nobody", name, test, n)
	case n > 0 && before.RcvNxt == after.RcvNxt && after.Told.Has(story.VarRcvNxt):
		return nil // the stack did not take it: why, the events do not say
	case n > 0 && segment.Less(seg.Next(), after.RcvNxt):
		return because(secOther, "in.fills", name, test, n, tail)
	case n > 0 && w.book(r.PeerConn).keeps && !after.Told.Has(story.VarRcvNxt):
		return because(secOther, "in.fills.some", name, test, n)
	case n > 0:
		return because(secOther, "in.data", name, test, n, tail)
	case segment.Less(before.SndUna, seg.Ack):
		return because(secOther, "in.ack", name, test, sent(before, before.SndUna), sent(before, seg.Ack), sent(before, before.SndNxt), tail)
	case r.Info.Roles.Has(event.DupAck) && seg.Ack == before.SndUna:
		return because(secFast, "in.dup", name, test, sent(before, seg.Ack), w.book(r.PeerConn).dups+1, tail)
	case seg.Ack == before.SndUna && after.SndWnd != before.SndWnd && after.Known.Has(story.VarSndWnd):
		return because(secWindow, "in.window", name, test, tail)
	case segment.LessEq(seg.Ack, before.SndUna):
		return because(secOther, "in.nothing", name, test, sent(before, seg.Ack), sent(before, before.SndUna), tail)
	}
	return nil
}

// own says whether a packet is of the conversation of the connection that it came to,
// and not of an older one over the same ports: no number of its own lies before IRS.
func (w *Reasons) own(r *story.Rung, v *story.Vars) bool {
	c := w.s.Conn(r.PeerConn)
	return c != nil && c.Stream == r.Stream && (!v.Known.Has(story.VarIRS) || segment.LessEq(v.IRS, r.Seg.Seq))
}

// ancient says whether a segment acknowledges what was acknowledged longer ago than a
// window may be late: not SND.UNA - MAX.SND.WND =< SEG.ACK, RFC 5961 (5.2). The
// window stands for the greatest that there was.
func ancient(v *story.Vars, seg *segment.Segment) bool {
	return v.Known.Has(story.VarSndUna|story.VarSndWnd) && segment.Less(seg.Ack, v.SndUna-max(v.SndWnd, 1<<16))
}

// refused is what a segment met that failed the first check.
func (w *Reasons) refused(r *story.Rung, before, after *story.Vars, state event.State, test Part) []Reason {
	name := w.name(r.Peer)
	const both = story.VarSndUna | story.VarRcvNxt
	switch {
	case after.Changed(before)&both != 0 || path(r.Arrived, r.PeerConn) != "":
		return nil // the stack took it all the same: by which rule, the events do not say
	case state == event.TimeWait && r.Seg.Has(segment.FIN) && r.Seg.Next() == before.RcvNxt:
		return because(secOther, "in.timewait", name, test)
	case test.Key == "why.test.before" && w.own(r, before):
		return because(secOther, "in.again", name, test)
	}
	return because(secOther, "in.outside", name, test)
}

// reset is what a RST did to a connection that stands.
func (w *Reasons) reset(r *story.Rung, v *story.Vars, state event.State, test Part, ok bool) []Reason {
	name := w.name(r.Peer)
	path := path(r.Arrived, r.PeerConn)
	switch {
	case path != "" && r.Seg.Seq == v.RcvNxt:
		return because(secBlindRST, "in.rst", name, got(v, r.Seg.Seq), path)
	case path != "" && ok:
		return because(secOther, "in.rst.window", name, test, path)
	case path != "":
		return nil
	case state == event.TimeWait && ok:
		return because(secAssassin, "in.rst.timewait", name, test)
	case ok && r.Seg.Seq != v.RcvNxt:
		return because(secBlindRST, "in.rst.inexact", name, got(v, r.Seg.Seq), got(v, v.RcvNxt))
	case !ok:
		return because(secBlindRST, "in.rst.outside", name, test)
	}
	return nil
}

// listens is what a listener made of a segment.
func (w *Reasons) listens(r *story.Rung) []Reason {
	name, path := w.name(r.Peer), path(r.Arrived, r.PeerConn)
	switch {
	case r.Seg.Has(segment.RST):
		return because(secListen, "in.listen.rst", name)
	case r.Seg.Has(segment.SYN) && !r.Seg.Has(segment.ACK) && path != "":
		return because(secListen, "in.listen.syn", name, r.Seg.Seq, path)
	case r.Seg.Has(segment.ACK) && !r.Seg.Has(segment.SYN) && path != "":
		return because(secCookies, "in.listen.cookie", name, path)
	}
	return nil
}

// forgot says whether a connection went with its host's power: what has started again
// since knows nothing of it.
func (w *Reasons) forgot(id event.ConnID) bool {
	c := w.s.Conn(id)
	return c != nil && len(c.Path) > 0 && c.Path[len(c.Path)-1].Reason == "crash"
}

// nobody is what a segment meets where there is no connection for it.
func (w *Reasons) nobody(r *story.Rung) []Reason {
	name := w.name(r.Peer)
	switch {
	case r.Seg.Has(segment.RST):
		return because(secClosed, "in.closed.rst", name)
	case r.PeerConn != 0 && !w.forgot(r.PeerConn):
		return because(secClosed, "in.over", name)
	case r.Seg.Has(segment.SYN) && w.listening(r.Peer, r.Seg.DstPort, r.EndN):
		return nil
	case r.Seg.Has(segment.SYN):
		return because(secClosed, "in.closed.syn", name, r.Seg.DstPort)
	}
	return because(secClosed, "in.closed", name, r.Seg.DstPort)
}

// synSent is what an end made of a segment that waits for the answer to its SYN:
// RFC 9293 (3.10.7.3).
func (w *Reasons) synSent(r *story.Rung, before, after *story.Vars) []Reason {
	name, path, seg := w.name(r.Peer), path(r.Arrived, r.PeerConn), &r.Seg
	if !before.Known.Has(story.VarSndUna | story.VarSndNxt) {
		return nil
	}
	ack, una, nxt := sent(before, seg.Ack), sent(before, before.SndUna), sent(before, before.SndNxt)
	good := seg.Has(segment.ACK) && segment.Less(before.SndUna, seg.Ack) && segment.LessEq(seg.Ack, before.SndNxt)
	switch {
	case seg.Has(segment.RST) && good && path != "":
		return because(secSynSent, "in.synsent.rst", name, ack, path)
	case seg.Has(segment.RST) && path == "" && !good:
		return because(secSynSent, "in.synsent.rst.bad", name)
	case seg.Has(segment.RST):
		return nil
	case seg.Has(segment.ACK) && !good:
		return because(secSynSent, "in.synsent.bad", name, ack, una, nxt)
	case seg.Has(segment.SYN|segment.ACK) && path != "":
		return because(secSynSent, "in.synsent.synack", name, una, ack, nxt, seg.Seq, path)
	case seg.Has(segment.SYN) && !seg.Has(segment.ACK) && path != "":
		return because(secSynSent, "in.synsent.syn", name, seg.Seq, path)
	case !seg.Has(segment.SYN) && path == "":
		return because(secSynSent, "in.synsent.ack", name)
	}
	return nil
}
