package filter

var icmpFields = []field{
	{name: "icmp", kind: protocol, doc: "an ICMP message (IPv4)",
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Transport), isICMPv4(s) }},
	{name: "icmp.type", kind: number, bits: 8, doc: "3 destination unreachable, 11 time exceeded, 8 and 0 echo",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Type), isICMPv4(s) }},
	{name: "icmp.code", kind: number, bits: 8, doc: "of type 3: 0 network, 1 host, 3 port, 4 fragmentation needed",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Code), isICMPv4(s) }},
	{name: "icmp.mtu", kind: number, bits: 16, doc: "MTU of the next hop, in type 3 code 4",
		num: headerNum(func(s *Subject) bool { return isICMPv4(s) && s.Seg.Type == 3 && s.Seg.Code == 4 }, false, 6, 2)},
	{name: "icmpv6", kind: protocol, doc: "an ICMPv6 message",
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Transport), isICMPv6(s) }},
	{name: "icmpv6.type", kind: number, bits: 8, doc: "1 destination unreachable, 2 packet too big, 3 time exceeded, 128 and 129 echo",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Type), isICMPv6(s) }},
	{name: "icmpv6.code", kind: number, bits: 8, doc: "of type 1: 0 no route, 1 prohibited, 3 address, 4 port",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Seg.Code), isICMPv6(s) }},
	{name: "icmpv6.mtu", kind: number, bits: 32, doc: "MTU of the next hop, in type 2",
		num: headerNum(func(s *Subject) bool { return isICMPv6(s) && s.Seg.Type == 2 }, false, 4, 4)},
}
