package why

import (
	"encoding/binary"

	"netlab/hooks/segment"
	"netlab/lab/story"
)

// What is not TCP: datagrams, ICMP, and how a neighbour's address is found.

// datagram is why a UDP datagram, or a fragment of one, was sent.
func (w *Reasons) datagram(r *story.Rung) []Reason {
	name, c := w.name(r.Host), r.Cause
	switch {
	case c == nil || c.Kind != story.Call || c.Call.Op != "send":
		return nil
	case r.Seg.Proto == segment.Fragment || r.Seg.MoreFrags:
		sec := secFragment4
		if r.Seg.Version == 6 {
			sec = secFragment6
		}
		return because(sec, "fragment", name, Octets(r.Seg.PayloadLen()), int(r.Seg.FragOffset))
	}
	return because(secUDP, "udp", name, Octets(r.Seg.PayloadLen()))
}

// datagramIn is what became of one at its arrival.
func (w *Reasons) datagramIn(r *story.Rung) []Reason {
	name := w.name(r.Peer)
	switch {
	case r.Seg.Proto == segment.Fragment || r.Seg.MoreFrags:
		sec := secFragment4
		if r.Seg.Version == 6 {
			sec = secFragment6
		}
		return because(sec, "in.fragment", name)
	case r.PeerConn == 0:
		return because(secUnreachable, "in.udp.nobody", name, r.Seg.DstPort)
	}
	return because(secUDP, "in.udp", name, Octets(r.Seg.PayloadLen()))
}

// message is why an ICMP message was sent.
func (w *Reasons) message(r *story.Rung) []Reason {
	name, c, what := w.name(r.Host), r.Cause, r.ICMP()
	switch {
	case what == "neighbor solicitation":
		return because(secND, "nd.ask", name)
	case what == "neighbor advertisement":
		return because(secND, "nd.answer", name)
	case what == "need frag":
		return because(secNeedFrag, "icmp.toobig", name, mtu(r))
	case what == "too big":
		return because(secTooBig, "icmp.toobig", name, mtu(r))
	case what == "port unreachable" && c != nil && c.Kind == story.Packet:
		return because(secUnreachable, "icmp.port", name, c.Seg.DstPort)
	case c != nil && c.Kind == story.Packet:
		return because("", "icmp.error", name, what)
	}
	return nil
}

// messageIn is what an ICMP message brought about.
func (w *Reasons) messageIn(r *story.Rung) []Reason {
	name, what := w.name(r.Peer), r.ICMP()
	switch what {
	case "neighbor solicitation":
		return because(secND, "in.nd.ask", name)
	case "neighbor advertisement":
		return because(secND, "in.nd.answer", name)
	case "need frag", "too big":
		sec := secPMTU4
		if what == "too big" {
			sec = secPMTU6
		}
		return because(sec, "in.icmp.toobig", name, mtu(r))
	}
	if len(r.Arrived) > 0 {
		return because(secICMP, "in.icmp.state", name, what, path(r.Arrived, r.Arrived[0].Conn))
	}
	return because("", "in.icmp", name, what)
}

// mtu is the next hop's MTU that an ICMP error tells: RFC 1191 (4), RFC 4443 (3.2).
func mtu(r *story.Rung) int {
	b := r.Head
	if int(r.Seg.Transport)+8 > len(b) {
		return 0
	}
	b = b[r.Seg.Transport:]
	if r.Seg.Proto == segment.ICMPv6 {
		return int(binary.BigEndian.Uint32(b[4:]))
	}
	return int(binary.BigEndian.Uint16(b[6:]))
}

// asksNeighbour is why an ARP packet was sent.
func (w *Reasons) asksNeighbour(r *story.Rung) []Reason {
	switch r.Seg.Type {
	case 1:
		return because(secARP, "arp.ask", w.name(r.Host), r.Seg.Dst.String())
	case 2:
		return because(secARP, "arp.answer", w.name(r.Host), r.Seg.Src.String())
	}
	return nil
}

// neighbourIn is what an ARP packet told.
func (w *Reasons) neighbourIn(r *story.Rung) []Reason {
	switch r.Seg.Type {
	case 1:
		return because(secARP, "in.nd.ask", w.name(r.Peer))
	case 2:
		return because(secARP, "in.nd.answer", w.name(r.Peer))
	}
	return nil
}
