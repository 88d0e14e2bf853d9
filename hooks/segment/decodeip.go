package segment

import (
	"encoding/binary"
	"net/netip"
)

func (s *Segment) ipv4(raw, b []byte) {
	if len(b) < ipv4Len {
		s.Problem |= Truncated
		s.stop(s.End)
		return
	}
	h := b[:ipv4Len]
	s.Version = 4
	s.Src = netip.AddrFrom4([4]byte(h[12:16]))
	s.Dst = netip.AddrFrom4([4]byte(h[16:20]))
	s.TOS, s.TTL, s.Protocol = h[1], h[8], h[9]
	s.ID = uint32(binary.BigEndian.Uint16(h[4:]))
	frag := binary.BigEndian.Uint16(h[6:])
	s.DontFrag = frag&0x4000 != 0
	s.MoreFrags = frag&0x2000 != 0
	s.FragOffset = frag << 3 // the 13 bits below the flags, in units of 8 octets
	header := uint32(h[0]&15) * 4
	total := uint32(binary.BigEndian.Uint16(h[2:]))
	if header < ipv4Len || total < header {
		s.Problem |= BadIPHeader
		s.stop(s.Net + max(header, ipv4Len))
		return
	}
	s.bound(s.Net + total)
	if s.Net+header > s.End {
		s.stop(s.End)
		return
	}
	s.transport(raw, s.Net+header, s.Protocol)
}

func (s *Segment) ipv6(raw, b []byte) {
	if len(b) < ipv6Len {
		s.Problem |= Truncated
		s.stop(s.End)
		return
	}
	h := b[:ipv6Len]
	s.Version = 6
	s.Src = netip.AddrFrom16([16]byte(h[8:24]))
	s.Dst = netip.AddrFrom16([16]byte(h[24:40]))
	s.TOS = uint8(binary.BigEndian.Uint16(h) >> 4)
	s.TTL, s.Protocol = h[7], h[6]
	s.bound(s.Net + ipv6Len + uint32(binary.BigEndian.Uint16(h[4:])))
	at := s.Net + ipv6Len
	for {
		var size uint32
		x := raw[at:s.End]
		switch s.Protocol {
		case numHopByHop, numRouting, numDestOpts:
			if len(x) >= 2 {
				size = (uint32(x[1]) + 1) * 8
			}
		case numFragment:
			size = fragmentLen
		default:
			s.transport(raw, at, s.Protocol)
			return
		}
		if size == 0 || size > uint32(len(x)) {
			s.Problem |= Truncated
			s.stop(s.End)
			return
		}
		if s.Protocol == numFragment {
			frag := binary.BigEndian.Uint16(x[2:])
			s.FragOffset, s.MoreFrags = frag&^7, frag&1 != 0
			s.ID = binary.BigEndian.Uint32(x[4:])
		}
		s.Protocol = x[0]
		at += size
		if s.FragOffset != 0 {
			s.transport(raw, at, s.Protocol)
			return
		}
	}
}

// bound sets the packet's end to what its length field says, if that is there.
func (s *Segment) bound(end uint32) {
	if end > s.End {
		s.Problem |= Truncated
		return
	}
	s.End = end
}
