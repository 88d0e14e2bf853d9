package filter

import (
	"encoding/binary"
	"net/netip"

	"netlab/hooks/segment"
)

// bytesAt is n octets of the packet at an offset, nil if they are not there: a
// Segment and its Raw come from outside and need not fit together.
func bytesAt(s *Subject, at uint32, n int) []byte {
	if uint64(at)+uint64(n) > uint64(len(s.Raw)) {
		return nil
	}
	return s.Raw[at : int(at)+n]
}

// tail is the packet from an offset to its end; padding is not part of it.
func tail(s *Subject, at uint32) []byte {
	return until(s, at, s.Seg.End)
}

func until(s *Subject, at, end uint32) []byte {
	if at > end || uint64(end) > uint64(len(s.Raw)) {
		return nil
	}
	return s.Raw[at:end]
}

// A protocol's header, where more follows it.
func ethHead(s *Subject) ([]byte, bool) { return until(s, 0, s.Seg.Net), s.Seg.Net > 0 }
func ipHead(s *Subject) ([]byte, bool)  { return until(s, s.Seg.Net, s.Seg.Transport), isIPv4(s) }
func ip6Head(s *Subject) ([]byte, bool) { return until(s, s.Seg.Net, s.Seg.Transport), isIPv6(s) }
func tcpHead(s *Subject) ([]byte, bool) { return until(s, s.Seg.Transport, s.Seg.Payload), isTCP(s) }
func udpHead(s *Subject) ([]byte, bool) { return until(s, s.Seg.Transport, s.Seg.Payload), isUDP(s) }

// headerNum reads a number of n octets (1, 2, 4) in a header of the given
// protocol, from its first octet on.
func headerNum(is func(*Subject) bool, net bool, off uint32, n int) func(*Subject) (uint64, bool) {
	return func(s *Subject) (uint64, bool) {
		if !is(s) {
			return 0, false
		}
		at := s.Seg.Transport
		if net {
			at = s.Seg.Net
		}
		b := bytesAt(s, at+off, n)
		switch {
		case b == nil:
			return 0, false
		case n == 1:
			return uint64(b[0]), true
		case n == 2:
			return uint64(binary.BigEndian.Uint16(b)), true
		}
		return uint64(binary.BigEndian.Uint32(b)), true
	}
}

func isIPv4(s *Subject) bool   { return s.Seg.Version == 4 }
func isIPv6(s *Subject) bool   { return s.Seg.Version == 6 }
func isTCP(s *Subject) bool    { return s.Seg.Proto == segment.TCP }
func isUDP(s *Subject) bool    { return s.Seg.Proto == segment.UDP }
func isICMPv4(s *Subject) bool { return s.Seg.Proto == segment.ICMPv4 }
func isICMPv6(s *Subject) bool { return s.Seg.Proto == segment.ICMPv6 }
func isARP(s *Subject) bool    { return s.Seg.Proto == segment.ARP }

// bool01 reads one bit as a boolean.
func bool01(bit bool, there bool) (uint64, bool) {
	if bit && there {
		return 1, true
	}
	return 0, there
}

// pair gives the two values of fields such as tcp.port.
func pair[T any](i int, first, second T, there bool) (T, bool) {
	if i == 0 {
		return first, there
	}
	return second, there && i == 1
}

// v4 is an IPv4 address as a number.
func v4(a netip.Addr) uint64 {
	if !a.Is4() {
		return 0
	}
	b := a.As4()
	return uint64(binary.BigEndian.Uint32(b[:]))
}

// ICMP types that carry data instead of a quoted packet.
const (
	echoReply, echo     = 0, 8     // RFC 792
	echo6, echoReplyTo6 = 128, 129 // RFC 4443 (4)
)

// data is what the packet carries.
func data(s *Subject) ([]byte, bool) {
	switch g := s.Seg; g.Proto {
	case segment.ICMPv4:
		if g.Type != echo && g.Type != echoReply {
			return nil, false
		}
	case segment.ICMPv6:
		if g.Type != echo6 && g.Type != echoReplyTo6 {
			return nil, false
		}
	case segment.Unknown, segment.ARP:
		return nil, false
	}
	b := tail(s, s.Seg.Payload)
	return b, len(b) > 0
}
