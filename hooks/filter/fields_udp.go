package filter

import "netlab/hooks/segment"

var udpFields = []field{
	{name: "udp", kind: protocol, doc: "a UDP datagram", head: udpHead, longest: 8,
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Transport), isUDP(s) }},
	{name: "udp.srcport", kind: number, bits: 16, doc: "source port",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.SrcPort), isUDP(s) }},
	{name: "udp.dstport", kind: number, bits: 16, doc: "destination port",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.DstPort), isUDP(s) }},
	{name: "udp.port", kind: number, bits: 16, doc: "source and destination port",
		nums: func(s *Subject, i int) (uint64, bool) {
			return pair(i, uint64(s.Seg.SrcPort), uint64(s.Seg.DstPort), isUDP(s))
		}},
	{name: "udp.length", kind: number, bits: 16, doc: "octets of header and payload, as the header says",
		num: headerNum(isUDP, false, 4, 2)},
	{name: "udp.checksum", kind: number, bits: 16, doc: "checksum; 0: none",
		num: headerNum(isUDP, false, 6, 2)},
	{name: "udp.checksum.status", kind: number, bits: 8, names: statusNames, doc: statusDoc, num: udpStatus},
	{name: "udp.payload", kind: octets, doc: "the octets carried, where they are any",
		octet: func(s *Subject) ([]byte, bool) {
			b := tail(s, s.Seg.Payload)
			return b, len(b) > 0 && s.Seg.Proto == segment.UDP
		}},
}
