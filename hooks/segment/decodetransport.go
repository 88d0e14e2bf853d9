package segment

import "encoding/binary"

// transport reads the header at that offset, which is not past End.
func (s *Segment) transport(raw []byte, at uint32, number uint8) {
	s.Transport, s.Payload = at, at
	b := raw[at:s.End]
	switch {
	case s.FragOffset != 0:
		s.Proto = Fragment
	case number == numTCP:
		s.tcp(b)
	case number == numUDP:
		s.udp(b)
	case number == numICMP && s.Version == 4:
		s.icmp(b, ICMPv4)
	case number == numICMPv6 && s.Version == 6:
		s.icmp(b, ICMPv6)
	default:
		s.Proto = OtherIP
	}
}

func (s *Segment) tcp(b []byte) {
	if len(b) < tcpLen {
		s.Problem |= Truncated
		s.Payload = s.End
		return
	}
	h := b[:tcpLen]
	s.Proto = TCP
	s.SrcPort = binary.BigEndian.Uint16(h)
	s.DstPort = binary.BigEndian.Uint16(h[2:])
	s.Seq = binary.BigEndian.Uint32(h[4:])
	s.Ack = binary.BigEndian.Uint32(h[8:])
	bits := binary.BigEndian.Uint16(h[12:])
	s.Flags = Flags(bits & 0x0fff)
	s.Window = binary.BigEndian.Uint16(h[14:])
	s.Urgent = binary.BigEndian.Uint16(h[18:])
	header := uint32(bits>>12) * 4
	switch {
	case header == tcpLen:
		s.Payload += tcpLen
	case header < tcpLen:
		s.Problem |= BadTCPHeader
		s.Payload += tcpLen
	case header > uint32(len(b)):
		s.Problem |= BadTCPHeader
		s.Payload = s.End
	default:
		s.Payload += header
		if !optionsFit(b[tcpLen:header]) {
			s.Problem |= BadOptions
		}
	}
}

func (s *Segment) udp(b []byte) {
	if len(b) < udpLen {
		s.Problem |= Truncated
		s.Payload = s.End
		return
	}
	s.Proto = UDP
	s.SrcPort = binary.BigEndian.Uint16(b)
	s.DstPort = binary.BigEndian.Uint16(b[2:])
	s.Payload += udpLen
	length, have := uint32(binary.BigEndian.Uint16(b[4:])), uint32(len(b))
	if length > have && (s.MoreFrags || s.Problem&Truncated != 0) {
		return // the rest comes in later fragments, or was cut off
	}
	if length != have {
		s.Problem |= BadLength
	}
	if length >= udpLen && length < have {
		s.End = s.Transport + length
	}
}

func (s *Segment) icmp(b []byte, p Proto) {
	if len(b) < icmpMin {
		s.Problem |= Truncated
		s.Payload = s.End
		return
	}
	s.Proto = p
	s.Type, s.Code = b[0], b[1]
	if len(b) < icmpLen {
		s.Problem |= Truncated
		s.Payload = s.End
		return
	}
	s.Payload += icmpLen
}

// optionsFit says whether TCP options can be walked to their end. Most segments
// carry nothing but timestamps behind two NOPs, so these are known at sight.
func optionsFit(b []byte) bool {
	if len(b) == 12 && binary.BigEndian.Uint32(b) == 0x0101080a {
		return true
	}
	for len(b) > 0 {
		switch {
		case b[0] == kindEOL:
			return true
		case b[0] == kindNOP:
			b = b[1:]
		case len(b) < 2 || b[1] < 2 || int(b[1]) > len(b):
			return false
		default:
			b = b[b[1]:]
		}
	}
	return true
}
