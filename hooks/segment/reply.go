package segment

import "encoding/binary"

// ResetFor is the reset that a host without the connection answers to a segment
// (RFC 9293, 3.5.2 and 3.10.7.1): it takes its number from the acknowledgement
// where there is one, and otherwise has number 0 and acknowledges the segment.
// It is nil where no reset is sent: for a reset, what is not TCP, and what came
// to more than one host. s is raw as Decode read it.
func ResetFor(f Framing, raw []byte, s *Segment) []byte {
	if s.Proto != TCP || s.Flags&RST != 0 || !answerable(s) {
		return nil
	}
	sp := answer(f, raw, s)
	sp.SrcPort, sp.DstPort = s.DstPort, s.SrcPort
	if s.Flags&ACK != 0 {
		sp.Flags, sp.Seq = RST, s.Ack
	} else {
		sp.Flags, sp.Ack = RST|ACK, s.Next()
	}
	return sp.make(nil)
}

// ICMPKind is an ICMP error that a packet can be answered with.
type ICMPKind uint8

const (
	NetUnreachable ICMPKind = iota
	HostUnreachable
	PortUnreachable
	AdminProhibited
	PacketTooBig // IPv4: fragmentation needed
	TimeExceeded
)

// icmpKinds has type and code for both versions: RFC 792, RFC 1812 (5.2.7.1);
// RFC 4443 (3.1 to 3.3).
var icmpKinds = [...]struct {
	name         string
	type4, code4 uint8
	type6, code6 uint8
}{
	NetUnreachable:  {"net-unreachable", 3, 0, 1, 0},
	HostUnreachable: {"host-unreachable", 3, 1, 1, 3},
	PortUnreachable: {"port-unreachable", 3, 3, 1, 4},
	AdminProhibited: {"admin-prohibited", 3, 13, 1, 1},
	PacketTooBig:    {"packet-too-big", 3, 4, 2, 0},
	TimeExceeded:    {"time-exceeded", 11, 0, 3, 0},
}

// String is the word that rules write: "port-unreachable".
func (k ICMPKind) String() string {
	if int(k) < len(icmpKinds) {
		return icmpKinds[k].name
	}
	return "?"
}

// ICMPKindNames lists the words for manuals and suggestions.
func ICMPKindNames() []string {
	names := make([]string, len(icmpKinds))
	for i := range icmpKinds {
		names[i] = icmpKinds[i].name
	}
	return names
}

// ParseICMPKind reads such a word, or "frag-needed". The error suggests one.
func ParseICMPKind(word string) (ICMPKind, error) {
	if word == "frag-needed" {
		return PacketTooBig, nil
	}
	names := ICMPKindNames()
	if k, ok := valueOf[ICMPKind](names, word); ok {
		return k, nil
	}
	return 0, unknown("ICMP error", word, names)
}

const (
	icmpv4Quote = 576 - ipv4Len - icmpLen  // RFC 1812 (4.3.2.3): as much as fits into 576 octets
	icmpv6Quote = 1280 - ipv6Len - icmpLen // RFC 4443 (2.4c): into the minimum MTU
)

// ICMPFor is the ICMP or ICMPv6 error that answers a packet, in the name of the
// packet's destination, with the beginning of the packet in it. The MTU, in
// octets, counts for PacketTooBig only. It is nil where no such answer may be
// sent (RFC 1122, 3.2.2; RFC 4443, 2.4e): to an ICMP error, to a later fragment,
// and to what came to, or from, more than one host. s is raw as Decode read it.
func ICMPFor(f Framing, raw []byte, s *Segment, kind ICMPKind, mtu uint32) []byte {
	if s.Version == 0 || s.FragOffset != 0 || !answerable(s) || s.isICMPError() || int(kind) >= len(icmpKinds) {
		return nil
	}
	sp := answer(f, raw, s)
	k := icmpKinds[kind]
	quote := raw[s.Net:s.End]
	if s.Version == 4 {
		sp.Proto, sp.Type, sp.Code = ICMPv4, k.type4, k.code4
		mtu = min(mtu, 1<<16-1) // RFC 1191 (4)
		quote = quote[:min(len(quote), icmpv4Quote)]
	} else {
		sp.Proto, sp.Type, sp.Code = ICMPv6, k.type6, k.code6
		quote = quote[:min(len(quote), icmpv6Quote)]
	}
	if kind == PacketTooBig {
		sp.MTU = mtu
	}
	sp.Payload = string(quote)
	return sp.make(nil)
}

// answer describes a packet that goes back the way on which s came.
func answer(f Framing, raw []byte, s *Segment) Spec {
	sp := Spec{Framing: f, Proto: TCP, Src: s.Dst, Dst: s.Src}
	if f == Ethernet {
		sp.DstMAC, sp.SrcMAC = MAC(raw[6:12]), MAC(raw[:6])
	}
	return sp
}

// answerable says whether a packet came from one host to one host.
func answerable(s *Segment) bool {
	broadcast := s.Version == 4 && s.Dst.As4() == [4]byte{255, 255, 255, 255}
	return s.Version != 0 && !broadcast && !s.Dst.IsMulticast() && !s.Dst.IsUnspecified() &&
		!s.Src.IsMulticast() && !s.Src.IsUnspecified()
}

// isICMPError: RFC 1122 (3.2.2) lists the types of ICMP, and RFC 4443 (2.1) has
// ICMPv6's errors below 128.
func (s *Segment) isICMPError() bool {
	switch s.Proto {
	case ICMPv4:
		return s.Type == 3 || s.Type == 4 || s.Type == 5 || s.Type == 11 || s.Type == 12
	case ICMPv6:
		return s.Type < 128 || s.Type == 137 // a redirect is not to be answered either
	}
	return false
}

// Quoted reads the packet that an ICMP error quotes: which connection it is
// about. A quote that ends inside the TCP header tells at least the ports and
// the sequence number, and is then TCP with the problem Truncated, all that
// stands behind these being zero. Not ok: s is no ICMP error, or its quote
// tells nothing.
func (s *Segment) Quoted(raw []byte) (q Segment, ok bool) {
	if !s.isICMPError() || s.Proto == ICMPv6 && s.Type >= 128 {
		return Segment{}, false
	}
	b := s.Data(raw)
	q = Decode(IP, b)
	if q.Problem == Truncated && q.Proto == Unknown && q.Protocol == numTCP && q.FragOffset == 0 && len(b) >= int(q.Transport)+8 {
		h := b[q.Transport:]
		q.Proto = TCP
		q.SrcPort, q.DstPort = binary.BigEndian.Uint16(h), binary.BigEndian.Uint16(h[2:])
		q.Seq = binary.BigEndian.Uint32(h[4:])
	}
	return q, q.Version != 0
}
