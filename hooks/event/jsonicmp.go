package event

import (
	"encoding/binary"
	"strconv"

	"netlab/hooks/segment"
)

// icmpNames are the messages of RFC 792, RFC 1191, RFC 1812 (5.2.7), RFC 4443
// and RFC 4861 by type and code; code -1 is every other code.
var icmpNames = map[segment.Proto]map[uint8]map[int]string{
	segment.ICMPv4: {
		0: {-1: "echo reply"},
		3: {
			0: "net unreachable", 1: "host unreachable", 2: "protocol unreachable", 3: "port unreachable",
			4: "fragmentation needed", 5: "source route failed", 9: "net prohibited", 10: "host prohibited",
			13: "administratively prohibited", -1: "unreachable",
		},
		4:  {-1: "source quench"},
		5:  {-1: "redirect"},
		8:  {-1: "echo request"},
		11: {0: "time exceeded in transit", 1: "reassembly time exceeded", -1: "time exceeded"},
		12: {-1: "parameter problem"},
	},
	segment.ICMPv6: {
		1: {
			0: "no route", 1: "administratively prohibited", 2: "beyond scope", 3: "address unreachable",
			4: "port unreachable", 5: "source address failed policy", 6: "reject route", -1: "unreachable",
		},
		2:   {-1: "packet too big"},
		3:   {0: "hop limit exceeded in transit", 1: "reassembly time exceeded", -1: "time exceeded"},
		4:   {-1: "parameter problem"},
		128: {-1: "echo request"},
		129: {-1: "echo reply"},
		133: {-1: "router solicitation"},
		134: {-1: "router advertisement"},
		135: {-1: "neighbor solicitation"},
		136: {-1: "neighbor advertisement"},
		137: {-1: "redirect"},
	},
}

func icmpName(s *segment.Segment) string {
	codes := icmpNames[s.Proto][s.Type]
	if name, ok := codes[int(s.Code)]; ok {
		return name
	}
	return codes[-1]
}

// arpName names an ARP operation, RFC 826.
func arpName(op uint8) string {
	switch op {
	case 1:
		return "request"
	case 2:
		return "reply"
	}
	return ""
}

// appendQuoted appends what an ICMP error says of the packet that caused it: the
// MTU that it did not fit, and the packet as far as it is quoted.
func appendQuoted(b []byte, s *segment.Segment, raw []byte) []byte {
	v4 := s.Proto == segment.ICMPv4
	switch {
	case v4 && (s.Type == 3 || s.Type == 4 || s.Type == 5 || s.Type == 11 || s.Type == 12): // RFC 792
	case !v4 && s.Type >= 1 && s.Type <= 4: // RFC 4443 (2.1): types below 128 are errors
	default:
		return b
	}
	data := s.Data(raw)
	if s.Payload >= s.Transport+8 && s.Payload <= s.End && int(s.End) <= len(raw) {
		switch {
		case v4 && s.Type == 3 && s.Code == 4: // RFC 1191 (4)
			b = appendCount(b, `,"mtu":`, uint64(binary.BigEndian.Uint16(raw[s.Transport+6:])))
		case !v4 && s.Type == 2: // RFC 4443 (3.2)
			b = appendCount(b, `,"mtu":`, uint64(binary.BigEndian.Uint32(raw[s.Transport+4:])))
		}
	}
	if len(data) == 0 {
		return b
	}
	q := segment.Decode(segment.IP, data)
	if q.Version == 0 {
		return b
	}
	// An error need not quote more than 8 octets of a TCP header (RFC 792): the
	// ports and the sequence number.
	const tcp = 6
	if head := data[q.Transport:q.End]; q.Proto == segment.Unknown && q.Protocol == tcp && len(head) >= 8 {
		q.Proto, q.Seq = segment.TCP, binary.BigEndian.Uint32(head[4:])
		q.SrcPort, q.DstPort = binary.BigEndian.Uint16(head), binary.BigEndian.Uint16(head[2:])
	}
	b = append(b, `,"quoted":{"proto":"`...)
	b = append(b, q.Proto.String()...)
	b = append(b, '"')
	b = appendEnds(b, &q)
	if q.Proto == segment.TCP {
		b = append(b, `,"seq":`...)
		b = strconv.AppendUint(b, uint64(q.Seq), 10)
	}
	return append(b, '}')
}
