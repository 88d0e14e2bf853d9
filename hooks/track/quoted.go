package track

import (
	"encoding/binary"

	"netlab/hooks/segment"
)

// quoted is the stream of the packet that an ICMP error brings back, 0 for other
// messages: RFC 792, RFC 4443 (2.4c).
func (t *Tracker) quoted(seg *segment.Segment, raw []byte) uint32 {
	if seg.Proto == segment.ICMPv4 {
		switch seg.Type {
		case 3, 4, 5, 11, 12: // unreachable, source quench, redirect, time exceeded, parameter problem
		default:
			return 0
		}
	} else if seg.Type == 0 || seg.Type > 4 { // RFC 4443: errors are 1 to 127, and 4 are defined
		return 0
	}
	data := seg.Data(raw)
	if len(data) == 0 {
		return 0
	}
	q := segment.Decode(segment.IP, data)
	if q.Proto == segment.Fragment {
		return t.fragments.stream(&q)
	}
	proto := q.Proto
	// Eight octets of the transport header are enough to ask for (RFC 792), and
	// too few to decode.
	header := data[q.Transport:]
	if proto != segment.TCP && proto != segment.UDP && len(header) >= 4 {
		switch q.Protocol {
		case 6:
			proto = segment.TCP
		case 17:
			proto = segment.UDP
		default:
			return 0
		}
		q.SrcPort, q.DstPort = binary.BigEndian.Uint16(header), binary.BigEndian.Uint16(header[2:])
	}
	return t.number(proto, q.Src, q.Dst, q.SrcPort, q.DstPort)
}
