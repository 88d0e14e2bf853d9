package why

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// ack is why a segment was sent that only acknowledges.
func (w *Reasons) ack(r *story.Rung) []Reason {
	name := w.name(r.Host)
	c := r.Cause
	switch {
	case r.Timer != nil && r.Timer.Fired.Name == "delayed-ack":
		return because(secDelayed, "ack.delayed", name, w.ran(r.Timer), rack(r))
	case c == nil:
		return nil
	case c.Kind == story.Call:
		return w.opened(r, c)
	case c.Kind != story.Packet || c.Seg.Proto != segment.TCP || c.PeerConn != r.Conn:
		return nil
	}
	before, after, state := w.arrives(c)
	if r.Info.Roles.Has(event.KeepaliveAck) {
		return because(secKeepalive, "ack.keepalive", name, rack(r))
	}
	if b := w.book(r.Conn); r.Info.Role == event.WindowUpdate && b.unacked == 0 && c.Seg.Len() > 0 && after.Known.Has(story.VarRcvNxt|story.VarRcvWnd) && c.Seg.Next() == after.RcvNxt && before.RcvNxt != after.RcvNxt {
		if v := w.vars(r.Conn, r.N); v.RcvWnd > b.window {
			return because(secReceiver, "ack.window", name, b.window, v.RcvWnd)
		}
	}
	if c.Info.Roles.Has(event.WindowProbe) {
		if r.Seg.Window == 0 {
			return because(secProbe, "ack.probe.shut", name, rack(r))
		}
		return because(secProbe, "ack.probe.open", name, after.RcvWnd)
	}
	switch {
	case c.Seg.Has(segment.RST):
		return because(secBlindRST, "challenge.rst", name, got(&after, c.Seg.Seq), got(&after, after.RcvNxt))
	case c.Seg.Has(segment.SYN) && state >= event.Established:
		return because(secBlindSYN, "challenge.syn", name, state.String(), rack(r))
	case c.Seg.Has(segment.SYN|segment.ACK) && state == event.SynReceived, c.Seg.Has(segment.SYN) && state == event.SynReceived:
		return because(secOther, "ack.syn", name, rack(r))
	case !before.Known.Has(story.VarRcvNxt|story.VarRcvWnd) && c.Seg.PayloadLen() > 0 && r.Seg.Ack == c.Seg.Next():
		return w.acksData(r, c)
	case !before.Known.Has(story.VarRcvNxt | story.VarRcvWnd):
		return nil
	case c.Seg.Has(segment.ACK) && before.Known.Has(story.VarSndNxt) && segment.Less(before.SndNxt, c.Seg.Ack):
		return because(secOther, "challenge.future", name, sent(&before, c.Seg.Ack), sent(&before, before.SndNxt))
	case !before.Told.Has(story.VarRcvNxt) && w.stale(c):
		return because(secPAWS, "ack.paws", name, rack(r))
	case !inWindow(&before, &c.Seg):
		return w.unacceptable(r, c, &before)
	case c.Seg.Len() > 0 && segment.Less(after.RcvNxt, c.Seg.Seq):
		return w.duplicateAck(r, c, &before)
	case c.Seg.Has(segment.FIN):
		return because(secOther, "ack.fin", name, rack(r))
	case c.Seg.PayloadLen() > 0 && segment.Less(c.Seg.Next(), r.Seg.Ack):
		return because(secDupAck, "ack.filled", name, got(&after, c.Seg.Seq), rack(r))
	case c.Seg.PayloadLen() > 0 && r.Seg.Ack == c.Seg.Next():
		return w.acksData(r, c)
	}
	return nil
}

// acksData is why data that came in order are acknowledged now.
func (w *Reasons) acksData(r, c *story.Rung) []Reason {
	name := w.name(r.Host)
	switch b := w.book(r.Conn); {
	case r.At != c.End:
		return because(secOther, "ack.data.later", name, Octets(c.Seg.PayloadLen()), rack(r))
	case b.unacked > 1:
		return because(secDelayed, "ack.second", name, b.unacked, rack(r))
	}
	return because(secOther, "ack.data", name, Octets(c.Seg.PayloadLen()), rack(r))
}

// unacceptable is why a segment that lies outside the window is answered.
func (w *Reasons) unacceptable(r, c *story.Rung, v *story.Vars) []Reason {
	name := w.name(r.Host)
	switch {
	case !w.own(c, v):
		return because(secOther, "ack.unacceptable", name, rack(r))
	case c.Seg.Len() > 0 && segment.LessEq(c.Seg.Next(), v.RcvNxt) && c.Seg.Has(segment.FIN):
		return because(secOther, "ack.oldfin", name, rack(r))
	case c.Seg.Len() > 0 && segment.LessEq(c.Seg.Next(), v.RcvNxt) && w.reports(r, c):
		return because(secDSACK, "ack.dsack", name, rack(r), got(v, c.Seg.Seq), got(v, c.Seg.Next()))
	case c.Seg.Len() > 0 && segment.LessEq(c.Seg.Next(), v.RcvNxt):
		return because(secOther, "ack.old", name, rack(r))
	}
	return because(secOther, "ack.unacceptable", name, rack(r))
}

// reports says whether an ACK's first SACK block tells of a segment that came: RFC
// 2018 (4), of one that was there before, RFC 2883 (4).
func (w *Reasons) reports(r, c *story.Rung) bool {
	o, _ := segment.DecodeOptions(r.Seg.OptionBytes(r.Head))
	return o.SACKs > 0 && segment.LessEq(c.Seg.Seq, o.SACK[0].Left) && segment.LessEq(o.SACK[0].Right, c.Seg.Next()) ||
		o.SACKs > 0 && segment.LessEq(o.SACK[0].Left, c.Seg.Seq) && segment.LessEq(c.Seg.Next(), o.SACK[0].Right)
}

// duplicateAck is why a segment behind a hole is answered at once.
func (w *Reasons) duplicateAck(r, c *story.Rung, v *story.Vars) []Reason {
	name := w.name(r.Host)
	if o, _ := segment.DecodeOptions(r.Seg.OptionBytes(r.Head)); o.SACKs > 0 && segment.Less(r.Seg.Ack, o.SACK[0].Left) {
		return because(secSACKMake, "ack.dup.sack", name, got(v, c.Seg.Seq), rack(r), got(v, o.SACK[0].Left), got(v, o.SACK[0].Right))
	}
	return because(secDupAck, "ack.dup", name, got(v, c.Seg.Seq), rack(r))
}

// opened is why a call let the window be told.
func (w *Reasons) opened(r, c *story.Rung) []Reason {
	v := w.vars(r.Conn, r.N)
	b := w.book(r.Conn)
	if c.Call.Op != "recv" || !v.Known.Has(story.VarRcvWnd) || v.RcvWnd <= b.window {
		return nil
	}
	return because(secReceiver, "ack.opened", w.name(r.Host), b.window, v.RcvWnd)
}
