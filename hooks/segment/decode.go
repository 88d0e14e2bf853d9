package segment

import (
	"encoding/binary"
	"net/netip"
)

// Decode reads a packet whose first octet is what f says. It never fails: what
// cannot be read is left at its zero value and Problem says why. Always
// Net <= Transport <= Payload <= End <= len(raw). Nothing of raw is kept.
func Decode(f Framing, raw []byte) (s Segment) {
	s.End = uint32(len(raw))
	kind := uint16(0) // 0: the version in the header decides
	if f == Ethernet {
		if len(raw) < ethernetLen {
			s.Problem |= Truncated
			s.stop(s.End)
			return
		}
		s.Net = ethernetLen
		kind = binary.BigEndian.Uint16(raw[12:])
	}
	b := raw[s.Net:]
	switch {
	case kind == etherARP:
		s.arp(b)
		return
	case kind != 0 && kind != etherIPv4 && kind != etherIPv6:
		s.stop(s.Net)
		return
	case len(b) == 0:
		s.Problem |= Truncated
		s.stop(s.Net)
		return
	}
	switch version := b[0] >> 4; {
	case version == 4 && kind != etherIPv6:
		s.ipv4(raw, b)
	case version == 6 && kind != etherIPv4:
		s.ipv6(raw, b)
	default:
		s.Problem |= BadIPHeader
		s.stop(s.Net)
	}
	return
}

// stop puts everything that was not reached at one place.
func (s *Segment) stop(at uint32) {
	at = min(at, s.End)
	s.Transport, s.Payload = at, at
}

func (s *Segment) arp(b []byte) {
	s.Proto = ARP
	if len(b) < arpLen {
		s.Problem |= Truncated
		s.stop(s.End)
		return
	}
	s.End = s.Net + arpLen
	s.stop(s.End)
	s.Type = b[7]
	// Hardware Ethernet with 6 octets, protocol IPv4 with 4: the only kind met.
	if binary.BigEndian.Uint64(b)>>16 == 0x0001_0800_0604 {
		s.Src = netip.AddrFrom4([4]byte(b[14:18]))
		s.Dst = netip.AddrFrom4([4]byte(b[24:28]))
	}
}

// Data is the octets carried: of TCP and UDP the payload, of ICMP what stands
// behind the first 8 octets, of a later fragment its piece. It is a part of raw,
// which must be the packet that s was decoded from.
func (s *Segment) Data(raw []byte) []byte {
	if s.Payload > s.End || int(s.End) > len(raw) {
		return nil
	}
	return raw[s.Payload:s.End:s.End]
}
