// Package track follows the connections of one wire and tells what each packet
// means in its connection: which stream it belongs to, its numbers relative to
// the initial ones, which roles it plays (the SYN-ACK, the acknowledgement of
// the second FIN, a window probe, ...), and how often it was sent before.
//
// A Tracker is fed what the stacks wrote, in the order of writing, before the
// desk decides: what TCP meant by a segment does not depend on whether it
// arrives. Its knowledge is therefore that of someone who reads both ends'
// pens and not their letter boxes. Mostly that is more than either end knows;
// where only the arrival would tell (was this octet sent again, or is it a
// keepalive?), the comments say what is assumed. Of losses it is told one thing,
// by Lost: whether a sender can know that its window is open.
//
// See reads and then learns. Look only reads: it is for packets that no stack
// wrote (injected, doubled or rewritten by the desk).
package track

import (
	"net/netip"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Tracker follows the connections of one wire. It remembers 65,536 of them at
// a time, 400 bytes each, and as much for their numbers; in a flood the ones that
// stay silent go first.
type Tracker struct {
	streams   *Streams
	conns     table[conn]
	ids       uint32     // given to conns
	near      [2][8]near // by direction and ports: the connections of the last packets
	counts    *counts    // nil until something is sent again
	fragments fragments
}

// near is a connection that is found without looking it up.
type near struct {
	src, dst         netip.Addr
	srcPort, dstPort uint16
	proto            segment.Proto
	end              int
	slot             *slot[conn]
}

// New is a tracker of one wire. All wires of a network share the numbering.
func New(s *Streams) *Tracker {
	return &Tracker{streams: s, conns: table[conn]{limit: maxStreams}}
}

// See reads one packet that a host wrote to the wire and tells what it means;
// forward says that it goes from the wire's first end to its second. It must be
// called once a packet, in the order of writing. It allocates for a new stream,
// and once for a wire's first fragment and first retransmission, and keeps
// nothing of seg and raw.
func (t *Tracker) See(seg *segment.Segment, raw []byte, forward bool) event.Info {
	switch seg.Proto {
	case segment.TCP:
		if seg.Problem&segment.BadTCPHeader != 0 {
			return t.Look(seg, raw, forward)
		}
		s, i := t.find(seg, forward)
		if s == nil {
			s, i = t.meet(seg, forward)
		}
		c := &s.value
		if c.former != nil || seg.Flags&(segment.SYN|segment.ACK) == segment.SYN {
			c = t.incarnation(s, i, seg)
			if c == nil {
				return t.Look(seg, raw, forward)
			}
		}
		if seg.Flags&segment.SYN != 0 || !c.ends[0].based || !c.ends[1].based {
			t.adopt(&s.key, c, i, seg)
		}
		sack := firstBlock(seg, raw)
		info := t.read(c, i, seg, sack, true)
		t.learn(c, i, seg, &info)
		c.ends[i].sack = sack
		t.fragments.see(seg, info.Stream)
		return info
	case segment.UDP:
		s, _ := t.find(seg, forward)
		if s == nil {
			s, _ = t.meet(seg, forward)
		}
		t.fragments.see(seg, s.value.stream)
		return event.Info{Stream: s.value.stream, Role: event.UDPRole, Roles: event.Roles(0).With(event.UDPRole)}
	case segment.ICMPv4, segment.ICMPv6:
		info := t.Look(seg, raw, forward)
		t.fragments.see(seg, info.Stream)
		return info
	}
	return t.Look(seg, raw, forward)
}

// Look tells what See would of a packet that no stack wrote: injected, doubled
// or rewritten by the desk. It is taken for a copy of the writing that has its
// numbers, if there is one: the copy of a SYN that was written once has
// Retransmit 0, that of its first retransmission 1. Nothing is learnt about its
// sender; all that stays is what its receiver will be asked, so that the answer
// (a challenge ACK to a stale SYN) is known for what it is.
func (t *Tracker) Look(seg *segment.Segment, raw []byte, forward bool) event.Info {
	switch seg.Proto {
	case segment.TCP:
		return t.lookTCP(seg, raw, forward)
	case segment.UDP:
		return plain(t.number(seg.Proto, seg.Src, seg.Dst, seg.SrcPort, seg.DstPort), event.UDPRole)
	case segment.ICMPv4, segment.ICMPv6:
		return plain(t.quoted(seg, raw), event.ICMPRole)
	case segment.Fragment:
		return plain(t.fragments.stream(seg), event.FragmentRole)
	case segment.ARP:
		return plain(0, event.ARPRole)
	}
	return plain(0, event.Other)
}

// plain is the meaning of a packet outside of TCP.
func plain(stream uint32, r event.Role) event.Info {
	return event.Info{Stream: stream, Role: r, Roles: event.Roles(0).With(r)}
}

// number is the stream of a pair of ends, 0 where none was seen.
func (t *Tracker) number(proto segment.Proto, src, dst netip.Addr, srcPort, dstPort uint16) uint32 {
	k, _ := keyOf(proto, src, dst, srcPort, dstPort, true)
	if i := t.streams.find(k).newest(); i != nil {
		return i.stream
	}
	return 0
}

// find is the connection of a packet and which end of it sent the packet; nil if
// it was not seen on this wire.
func (t *Tracker) find(seg *segment.Segment, forward bool) (*slot[conn], int) {
	way := 0
	if forward {
		way = 1
	}
	n := &t.near[way][(seg.SrcPort^seg.DstPort)&7] // clients count their ports up
	if n.slot != nil && n.srcPort == seg.SrcPort && n.dstPort == seg.DstPort && n.src == seg.Src && n.dst == seg.Dst &&
		n.proto == seg.Proto {
		n.slot.used = true
		return n.slot, n.end
	}
	k, i := keyOf(seg.Proto, seg.Src, seg.Dst, seg.SrcPort, seg.DstPort, forward)
	s := t.conns.get(k)
	if s != nil {
		*n = near{seg.Src, seg.Dst, seg.SrcPort, seg.DstPort, seg.Proto, i, s}
	}
	return s, i
}

// meet makes the connection of a packet that find did not find.
func (t *Tracker) meet(seg *segment.Segment, forward bool) (*slot[conn], int) {
	k, i := keyOf(seg.Proto, seg.Src, seg.Dst, seg.SrcPort, seg.DstPort, forward)
	s := t.conns.put(k)
	for way := range t.near {
		for n := range t.near[way] {
			if t.near[way][n].slot == s { // it was another connection's
				t.near[way][n].slot = nil
			}
		}
	}
	t.ids++
	s.value.id = t.ids
	if seg.Proto == segment.TCP && seg.Flags&(segment.SYN|segment.ACK) == segment.SYN {
		s.value.stream = t.streams.open(k, i, seg.Seq, 0)
	} else {
		s.value.stream = t.streams.current(k)
	}
	return s, i
}
