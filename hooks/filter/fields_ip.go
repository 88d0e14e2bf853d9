package filter

import "net/netip"

var ipFields = []field{
	{name: "ip", kind: protocol, doc: "an IPv4 packet", head: ipHead, longest: 60,
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Net), isIPv4(s) }},
	{name: "ip.version", kind: number, bits: 4, doc: "4",
		num: func(s *Subject) (uint64, bool) { return 4, isIPv4(s) }},
	{name: "ip.hdr_len", kind: number, bits: 8, doc: "octets of the IP header",
		num: func(s *Subject) (uint64, bool) { v, ok := ipFirst(s); return v & 15 * 4, ok }},
	{name: "ip.dsfield", kind: number, bits: 8, doc: "differentiated services and ECN (the former TOS)",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TOS), isIPv4(s) }},
	{name: "ip.dsfield.dscp", kind: number, bits: 6, doc: "the codepoint, the upper six bits of it",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TOS >> 2), isIPv4(s) }},
	{name: "ip.dsfield.ecn", kind: number, bits: 2, doc: "congestion notification: 0 not capable, 1 or 2 capable, 3 congestion experienced",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TOS & 3), isIPv4(s) }},
	{name: "ip.len", kind: number, bits: 16, doc: "total length in octets, as the header says",
		num: headerNum(isIPv4, true, 2, 2)},
	{name: "ip.id", kind: number, bits: 16, doc: "identification",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.ID), isIPv4(s) }},
	{name: "ip.flags", kind: number, bits: 3, doc: "the three flags as a number: 2 is DF, 1 is MF",
		num: func(s *Subject) (uint64, bool) { v, ok := ipFlags(s); return v >> 5, ok }},
	{name: "ip.flags.df", kind: boolean, doc: "do not fragment",
		num: func(s *Subject) (uint64, bool) { return bool01(s.Seg.DontFrag, isIPv4(s)) }},
	{name: "ip.flags.mf", kind: boolean, doc: "more fragments follow",
		num: func(s *Subject) (uint64, bool) { return bool01(s.Seg.MoreFrags, isIPv4(s)) }},
	{name: "ip.frag_offset", kind: number, bits: 13, doc: "where a fragment belongs, in units of 8 octets as the header has it",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.FragOffset / 8), isIPv4(s) }},
	{name: "ip.ttl", kind: number, bits: 8, doc: "time to live",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TTL), isIPv4(s) }},
	{name: "ip.proto", kind: number, bits: 8, doc: "protocol: 1 ICMP, 6 TCP, 17 UDP",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Protocol), isIPv4(s) }},
	{name: "ip.checksum", kind: number, bits: 16, doc: "checksum of the header",
		num: headerNum(isIPv4, true, 10, 2)},
	{name: "ip.checksum.status", kind: number, bits: 8, names: statusNames, doc: statusDoc, num: ipStatus},
	{name: "ip.src", kind: address4, doc: "source address; a prefix (10.0.0.0/8) stands for all in it",
		num: func(s *Subject) (uint64, bool) { return v4(s.Seg.Src), isIPv4(s) }},
	{name: "ip.dst", kind: address4, doc: "destination address",
		num: func(s *Subject) (uint64, bool) { return v4(s.Seg.Dst), isIPv4(s) }},
	{name: "ip.addr", kind: address4, doc: "source and destination",
		nums: func(s *Subject, i int) (uint64, bool) { return pair(i, v4(s.Seg.Src), v4(s.Seg.Dst), isIPv4(s)) }},
	{name: "ip.src_host", kind: text, doc: "source address as text",
		octet: func(s *Subject) ([]byte, bool) { return s.addrText(s.Seg.Src), isIPv4(s) }},
	{name: "ip.dst_host", kind: text, doc: "destination address as text",
		octet: func(s *Subject) ([]byte, bool) { return s.addrText(s.Seg.Dst), isIPv4(s) }},
	{name: "ip.host", kind: text, doc: "source and destination as text",
		manyOctets: func(s *Subject, i int) ([]byte, bool) { return s.addrTexts(i, isIPv4(s)) }},
}

var ipv6Fields = []field{
	{name: "ipv6", kind: protocol, doc: "an IPv6 packet", head: ip6Head,
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Net), isIPv6(s) }},
	{name: "ipv6.version", kind: number, bits: 4, doc: "6",
		num: func(s *Subject) (uint64, bool) { return 6, isIPv6(s) }},
	{name: "ipv6.tclass", kind: number, bits: 8, doc: "traffic class: differentiated services and ECN",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TOS), isIPv6(s) }},
	{name: "ipv6.tclass.dscp", kind: number, bits: 6, doc: "the codepoint, the upper six bits of it",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TOS >> 2), isIPv6(s) }},
	{name: "ipv6.tclass.ecn", kind: number, bits: 2, doc: "congestion notification, as ip.dsfield.ecn",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TOS & 3), isIPv6(s) }},
	{name: "ipv6.flow", kind: number, bits: 20, doc: "flow label",
		num: func(s *Subject) (uint64, bool) { v, ok := ipv6First(s); return v & 0xfffff, ok }},
	{name: "ipv6.plen", kind: number, bits: 16, doc: "payload length in octets, as the header says",
		num: headerNum(isIPv6, true, 4, 2)},
	{name: "ipv6.nxt", kind: number, bits: 8, doc: "next header, of the fixed header",
		num: headerNum(isIPv6, true, 6, 1)},
	{name: "ipv6.hlim", kind: number, bits: 8, doc: "hop limit",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.TTL), isIPv6(s) }},
	{name: "ipv6.src", kind: address6, doc: "source address; a prefix (fd00::/8) stands for all in it",
		addrs: func(s *Subject, i int) (netip.Addr, bool) { return s.Seg.Src, i == 0 && isIPv6(s) }},
	{name: "ipv6.dst", kind: address6, doc: "destination address",
		addrs: func(s *Subject, i int) (netip.Addr, bool) { return s.Seg.Dst, i == 0 && isIPv6(s) }},
	{name: "ipv6.addr", kind: address6, doc: "source and destination",
		addrs: func(s *Subject, i int) (netip.Addr, bool) { return pair(i, s.Seg.Src, s.Seg.Dst, isIPv6(s)) }},
	{name: "ipv6.host", kind: text, doc: "source and destination as text",
		manyOctets: func(s *Subject, i int) ([]byte, bool) { return s.addrTexts(i, isIPv6(s)) }},
}

var (
	ipFirst   = headerNum(isIPv4, true, 0, 1)
	ipFlags   = headerNum(isIPv4, true, 6, 1)
	ipv6First = headerNum(isIPv6, true, 0, 4)
)

// addrText writes an address into the Subject's scratch.
func (s *Subject) addrText(a netip.Addr) []byte {
	s.text = a.AppendTo(s.text[:0])
	return s.text
}

func (s *Subject) addrTexts(i int, there bool) ([]byte, bool) {
	if a, ok := pair(i, s.Seg.Src, s.Seg.Dst, there); ok {
		return s.addrText(a), true
	}
	return nil, false
}
