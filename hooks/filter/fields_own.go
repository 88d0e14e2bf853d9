package filter

// ownFields are those that Wireshark does not have: what netlab knows of a
// packet besides its bytes.
var ownFields = []field{
	{name: "role", kind: roleSet, doc: "what the segment does in its connection: syn, synack, fin, dup-ack, ...; a role alone is short for role == ROLE",
		set: func(s *Subject) uint32 {
			if s.Info == nil {
				return 0
			}
			return uint32(s.Info.Roles)
		}},
	{name: "retransmit", kind: number, bits: 16, doc: "how often the segment's first octet or flag was sent before",
		num: func(s *Subject) (uint64, bool) {
			if s.Info == nil {
				return 0, false
			}
			return uint64(s.Info.Retransmit), true
		}},
	{name: "origin", kind: number, bits: 32, doc: "number of the packet that this one was made from: of a duplicate, a rewritten or a forwarded one",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Origin), s.Origin != 0 }},
	{name: "from", kind: hostName, doc: "the host that wrote the packet to the wire",
		num: func(s *Subject) (uint64, bool) { return uint64(s.From), s.From != 0 }},
	{name: "to", kind: hostName, doc: "the host at the other end of the wire",
		num: func(s *Subject) (uint64, bool) { return uint64(s.To), s.To != 0 }},
	{name: "wire", kind: wireName, doc: "the wire that the packet crosses",
		num: func(s *Subject) (uint64, bool) { return uint64(s.Wire), s.Wire != 0 }},
	{name: "from.state", kind: stateSet, doc: "the state that from has in the packet's connection, or its states",
		set: func(s *Subject) uint32 { return s.statesOf(s.From) }},
	{name: "to.state", kind: stateSet, doc: "the state that to has in the packet's connection, or its states",
		set: func(s *Subject) uint32 { return s.statesOf(s.To) }},
}
