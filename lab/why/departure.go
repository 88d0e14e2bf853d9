package why

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// departure is why a packet was sent.
func (w *Reasons) departure(r *story.Rung) []Reason {
	switch {
	case r.Made != event.NoAction:
		return w.made(r)
	case r.Origin != nil:
		return w.forwarded(r)
	}
	switch r.Seg.Proto {
	case segment.TCP:
		return w.wrote(r)
	case segment.UDP, segment.Fragment:
		return w.datagram(r)
	case segment.ICMPv4, segment.ICMPv6:
		return w.message(r)
	case segment.ARP:
		return w.asksNeighbour(r)
	}
	return nil
}

// wrote is why a host's TCP wrote a segment.
func (w *Reasons) wrote(r *story.Rung) []Reason {
	if r.Again() > 0 && r.Seg.Len() > 0 {
		return w.again(r)
	}
	switch r.Info.Role {
	case event.Syn:
		return w.syn(r)
	case event.SynAck:
		return w.synAck(r)
	case event.HandshakeAck:
		return w.handshakeAck(r)
	case event.Rst:
		return w.rst(r)
	case event.Fin:
		return w.fin(r)
	case event.Data:
		return w.data(r)
	case event.WindowProbe:
		return w.windowProbe(r)
	case event.Keepalive:
		return w.keepalive(r)
	}
	if r.Seg.Has(segment.ACK) {
		return w.ack(r)
	}
	return nil
}

// syn is why a connection is begun.
func (w *Reasons) syn(r *story.Rung) []Reason {
	c := r.Cause
	switch {
	case c == nil || c.Kind != story.Call:
		return nil
	case c.Call.Op == "send" && r.Seg.PayloadLen() > 0:
		return because(secFastOpen, "syn.fastopen", w.name(r.Host), Octets(r.Seg.PayloadLen()))
	case c.Call.Op != "connect":
		return nil
	case r.Seg.PayloadLen() > 0:
		return because(secHandshake, "syn.data", w.name(r.Host), r.Seg.Seq, Octets(r.Seg.PayloadLen()))
	}
	return because(secHandshake, "syn", w.name(r.Host), r.Seg.Seq)
}

// synAck is why a SYN is answered.
func (w *Reasons) synAck(r *story.Rung) []Reason {
	c := r.Cause
	if c == nil || c.Kind != story.Packet || !c.Seg.Has(segment.SYN) {
		return nil
	}
	state, was := w.s.StateAt(r.Conn, r.N), w.s.StateAt(r.Conn, c.EndN-1)
	switch {
	case state == event.SynReceived && was == event.SynSent:
		return because(secSynSent, "synack.both", w.name(r.Host), rack(r))
	case state == event.SynReceived:
		return because(secListen, "synack", w.name(r.Host), r.Seg.Seq, rack(r))
	case len(c.Arrived) == 0 && (state == event.NoState || state == event.Listen):
		return because(secCookies, "synack.cookie", w.name(r.Host), rack(r))
	}
	return nil
}

// handshakeAck is why a SYN-ACK is acknowledged.
func (w *Reasons) handshakeAck(r *story.Rung) []Reason {
	c := r.Cause
	switch {
	case c == nil:
		return nil
	case c.Kind == story.Packet && c.Seg.Has(segment.SYN|segment.ACK) && r.Again() > 0:
		return because(secOther, "handshake.again", w.name(r.Host), rack(r))
	case c.Kind == story.Packet && c.Seg.Has(segment.SYN|segment.ACK) && w.s.StateAt(c.PeerConn, c.EndN-1) == event.SynSent:
		return because(secSynSent, "handshake", w.name(r.Host), rack(r))
	case c.Kind == story.Packet && c.Seg.Has(segment.SYN):
		return because(secOther, "handshake.both", w.name(r.Host), rack(r))
	}
	return w.ack(r)
}

// fin is why an end says that it has no more to send.
func (w *Reasons) fin(r *story.Rung) []Reason {
	name, at := w.name(r.Host), rseq(r)+int64(r.Seg.PayloadLen())
	c := r.Cause
	switch {
	case c == nil:
	case c.Kind == story.Call && (c.Call.Op == "close" || c.Call.Op == "shutdown") && lastAck(r):
		return because(secClose, "fin.second", name, at)
	case c.Kind == story.Call && c.Call.Op == "shutdown":
		return because(secHalfClosed, "fin.shutdown", name, at)
	case c.Kind == story.Call && c.Call.Op == "close":
		return because(secClose, "fin.close", name, at)
	case c.Kind == story.Packet && (w.book(r.Conn).closed || w.book(r.Conn).shut):
		return because(secClose, "fin.waited", name, at)
	}
	return nil
}

// lastAck says whether the connection came to LAST-ACK as it sent a packet.
func lastAck(r *story.Rung) bool {
	for _, st := range r.States {
		if st.To == event.LastAck {
			return true
		}
	}
	return false
}

// data is why octets are sent, for the first time.
func (w *Reasons) data(r *story.Rung) []Reason {
	name, n := w.name(r.Host), Octets(r.Seg.PayloadLen())
	v := w.vars(r.Conn, r.N-1)
	flight := r.Seg.Seq - v.SndUna // before this segment
	c := r.Cause
	switch {
	case r.Timer != nil && r.Timer.Fired.Name == "probe":
		return because(secTLP, "tlp.new", name, w.ran(r.Timer), n)
	case r.Timer != nil && r.Timer.Fired.Name == "persist":
		return because(secSenderSWS, "data.persist", name, w.ran(r.Timer), n)
	case r.Timer != nil && r.Timer.Fired.Name == "cork":
		return because("", "data.cork", name, w.ran(r.Timer), n)
	case c == nil || !v.Known.Has(story.VarSndUna|story.VarSndNxt):
		return nil
	case c.Kind == story.Call && c.Call.Op == "setsockopt":
		return because("", "data.uncork", name, n)
	case c.Kind == story.Call && c.Call.Op == "send" && v.Known.Has(story.VarSndWnd|story.VarCwnd) && v.Told.Has(story.VarCwnd):
		return because(secSend, "data.call", name, n, Octets(flight), v.SndWnd, v.Cwnd)
	case c.Kind == story.Call && c.Call.Op == "send" && v.Known.Has(story.VarSndWnd):
		return because(secSend, "data.call.window", name, n, Octets(flight), v.SndWnd)
	case c.Kind == story.Call && c.Call.Op == "send":
		return because(secSend, "data.call.plain", name, n)
	case c.Kind == story.Packet && c.PeerConn == r.Conn:
		return w.freed(r, c, &v)
	}
	return nil
}

// leastMSS is what every segment may have, RFC 9293 (3.7.1): one that is shorter waited
// for no other reason than that it is short.
const leastMSS = 536

// freed is why an arrival let data go that had waited.
func (w *Reasons) freed(r, c *story.Rung, v *story.Vars) []Reason {
	name, n := w.name(r.Host), Octets(r.Seg.PayloadLen())
	old := w.vars(c.PeerConn, c.EndN-1)
	if !old.Known.Has(story.VarSndUna | story.VarSndNxt | story.VarSndWnd) {
		return nil
	}
	flight, before := r.Seg.Seq-v.SndUna, old.SndNxt-old.SndUna
	whole := uint32(n)
	switch {
	case old.SndWnd == 0:
		return because(secWindow, "data.opened", name, v.SndWnd, n)
	case before+whole > old.SndWnd && v.SndWnd > old.SndWnd-min(old.SndWnd, v.SndUna-old.SndUna):
		return because(secWindow, "data.window", name, n, Octets(before), old.SndWnd, Octets(flight), v.SndWnd)
	case before+whole > old.SndWnd:
		return because(secWindow, "data.slid", name, n, Octets(before), old.SndWnd, Octets(flight))
	case old.Told.Has(story.VarCwnd) && v.Told.Has(story.VarCwnd) && before+whole > old.Cwnd:
		return because(secCongestion, "data.cwnd", name, n, Octets(before), old.Cwnd, Octets(flight), v.Cwnd)
	case flight == 0 && before > 0 && whole < leastMSS:
		return because(secNagle, "data.nagle", name, n, Octets(before))
	case v.SndUna != old.SndUna:
		return because(secCongestion, "data.acked", name, n, Octets(v.SndUna-old.SndUna))
	}
	return nil
}

// windowProbe is why a closed window is asked about.
func (w *Reasons) windowProbe(r *story.Rung) []Reason {
	if t := r.Timer; t != nil {
		return because(secProbe, "probe", w.name(r.Host), w.ran(t))
	}
	return nil
}

// keepalive is why a silent peer is asked whether it is there.
func (w *Reasons) keepalive(r *story.Rung) []Reason {
	if t := r.Timer; t != nil {
		return because(secKeepalive, "keepalive", w.name(r.Host), w.ran(t), rseq(r))
	}
	return nil
}
