package filter

// frameFields are those of a packet as a whole, and of Ethernet around it.
var frameFields = []field{
	{name: "frame", kind: protocol, doc: "every packet, from its first octet",
		octet: func(s *Subject) ([]byte, bool) { return s.Raw, true }},
	{name: "frame.number", kind: number, bits: 32, doc: "the packet's number through its whole life",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Packet), s.Packet != 0 }},
	{name: "frame.len", kind: number, bits: 32, doc: "octets of the packet on the wire",
		num: func(s *Subject) (uint64, bool) { return uint64(len(s.Raw)), true }},
	{name: "frame.time_relative", kind: moment, free: true, doc: "time since the run began: 200ms, 1m30s, or seconds without a unit",
		num: func(s *Subject) (uint64, bool) { return uint64(max(s.At, 0)), true }},
	{name: "eth", kind: protocol, doc: "an Ethernet frame", head: ethHead, longest: 14,
		octet: func(s *Subject) ([]byte, bool) { return s.Raw, s.Seg.Net > 0 }},
	{name: "data", kind: protocol, doc: "octets that the packet carries, where they are any: the payload of TCP, UDP, an ICMP echo or a fragment",
		octet: data},
	{name: "data.len", kind: number, bits: 32, doc: "how many octets of data there are",
		num: func(s *Subject) (uint64, bool) { d, ok := data(s); return uint64(len(d)), ok }},
}

var arpFields = []field{
	{name: "arp", kind: protocol, doc: "an ARP packet",
		octet: func(s *Subject) ([]byte, bool) { return tail(s, s.Seg.Net), isARP(s) }},
	{name: "arp.opcode", kind: number, bits: 16, doc: "1 request, 2 reply",
		num: headerNum(isARP, true, 6, 2)},
	{name: "arp.src.proto_ipv4", kind: address4, doc: "the sender's address",
		num: func(s *Subject) (uint64, bool) { return v4(s.Seg.Src), isARP(s) && s.Seg.Src.Is4() }},
	{name: "arp.dst.proto_ipv4", kind: address4, doc: "the address asked for",
		num: func(s *Subject) (uint64, bool) { return v4(s.Seg.Dst), isARP(s) && s.Seg.Dst.Is4() }},
}
